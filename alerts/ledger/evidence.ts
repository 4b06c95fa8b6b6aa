/** What was said elsewhere during an interval, from raw samples. */
import { metrics } from '../../collector/catalogue/index.ts';
import { type Cause, causes } from '../../collector/catalogue/labels.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { nodesOfEdge, vantagesOf } from '../../collector/config/graph.ts';
import { cloudflareEvidence } from './cloudflareEvidence.ts';
import type { Evidence, RawSeries, RawSource } from './model.ts';
import type { Range } from './month.ts';

export interface EvidenceQuestion extends Range {
  readonly edge: string;
  readonly region: string;
  /** Bad seconds of the edge in another region over the same time. */
  readonly badElsewhere: Readonly<Record<string, number>>;
}

export const noEvidence: Evidence = {
  causes: {},
  nodes: {},
  references: { answered: 0, asked: 0 },
  chain: null,
  otherRegions: {},
  blind: 0,
};

/** A second is judged and scraped after it is over, and what is to blame is known a moment later still. Seconds. */
const delay = 2;
const hour = 3600;

type Match = Readonly<Record<string, string>>;

/** Seconds (of the scrapes) in which each word was said by the voice that comes first. */
interface Spoken {
  readonly words: Map<string, Set<number>>;
  readonly heard: Map<number, number>;
}

/** Counts, for each word, the seconds in which it was said; of several voices at once the first in `order` is heard. */
const count = (
  series: readonly RawSeries[],
  word: (labels: Match) => string | undefined,
  order: readonly string[],
  into: Spoken,
): void => {
  const rank = (labels: Match): number => {
    const at = order.indexOf(labels.vantage ?? '');
    return at < 0 ? order.length : at;
  };
  for (const { labels, samples } of [...series].sort((a, b) => rank(a.labels) - rank(b.labels))) {
    const said = word(labels);
    if (said === undefined) continue;
    const voice = rank(labels);
    for (const [at, value] of samples) {
      const second = Math.floor(at / 1000);
      if (value !== 1 || (into.heard.get(second) ?? voice) < voice) continue;
      into.heard.set(second, voice);
      const seconds = into.words.get(said) ?? new Set();
      into.words.set(said, seconds.add(second));
    }
  }
};

const spoken = (): Spoken => ({ words: new Map(), heard: new Map() });

/** The word that was said longest; of two the one that sorts first. */
const longest = ({ words }: Spoken): readonly [string, number] | undefined =>
  [...words].map(([word, { size }]) => [word, size] as const).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0];

/** @throws Error when the source cannot say */
export const gatherEvidence = async (
  fleet: Fleet,
  source: RawSource,
  question: EvidenceQuestion,
): Promise<Evidence> => {
  const { region } = question;
  const edge = fleet.edges.find(({ name }) => name === question.edge);
  if (!edge) return noEvidence;
  const central = [fleet.vantage];
  const local = vantagesOf(fleet, edge, region);
  const pool = edge.regions[region] ?? nodesOfEdge(edge);
  const causesSaid = spoken();
  const chainSaid = spoken();
  const nodesSaid = new Map(pool.map((name) => [name, spoken()]));
  const references = new Map<string, boolean>();
  const blind = new Set<number>();

  for (let from = question.from; from < question.to + delay; from += hour) {
    const to = Math.min(from + hour, question.to + delay);
    const ask = (metric: { readonly name: string }, match: Match) => source.samples(metric.name, match, from, to);
    count(await ask(metrics.cause, { scope: `edge:${edge.name}`, region }), ({ cause }) => cause, central, causesSaid);
    count(await ask(metrics.chainVerdict, { chain: edge.chain }), ({ verdict }) => verdict, central, chainSaid);
    for (const [name, said] of nodesSaid)
      count(await ask(metrics.nodeVerdict, { target: name }), ({ verdict }) => verdict, central, said);
    const answers = await ask(metrics.headSuccess, { role: 'reference', chain: edge.chain });
    const near = answers.filter(({ labels }) => local.includes(labels.vantage ?? ''));
    for (const { labels, samples } of near.length > 0 ? near : answers) {
      const name = labels.target ?? '';
      references.set(name, references.get(name) === true || samples.some(([, value]) => value === 1));
    }
    for (const { labels, samples } of await ask(metrics.vantageBlind, {}))
      if (local.includes(labels.vantage ?? ''))
        for (const [at, value] of samples) if (value === 1) blind.add(Math.floor(at / 1000));
  }

  const cloudflare = await cloudflareEvidence(fleet, source, question);
  const atMost = (seconds: number): number => Math.min(seconds, question.to - question.from);
  const named: Partial<Record<Cause, number>> = {};
  for (const cause of causes) {
    const seconds = causesSaid.words.get(cause)?.size ?? 0;
    if (seconds > 0) named[cause] = atMost(seconds);
  }
  const nodes = [...nodesSaid].flatMap(([name, said]) => {
    const most = longest(said);
    return most ? [[name, { verdict: most[0], seconds: atMost(most[1]) }] as const] : [];
  });
  return {
    causes: named,
    nodes: Object.fromEntries(nodes),
    references: {
      answered: [...references.values()].filter((answered) => answered).length,
      asked: references.size,
    },
    chain: longest(chainSaid)?.[0] ?? null,
    otherRegions: question.badElsewhere,
    blind: atMost(blind.size),
    ...(cloudflare ? { cloudflare } : {}),
  };
};
