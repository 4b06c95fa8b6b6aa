/** Why a node has the verdict that it has: each input beside the rung of the ladder that it is held against. */

import { joiningWords } from '../../alerts/notifiers/joiningWords.ts';
import type { Ask } from '../../alerts/router/fetchJson.ts';
import { queryNow, type Sample } from '../../alerts/router/knowledge.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { FleetNode } from '../../collector/config/fleet.ts';
import { edgeOfNode } from '../../collector/config/graph.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import type { NodeView, ReferenceView } from '../../collector/view.ts';
import type { Live } from '../live/ask.ts';
import { checkWords } from '../live/checkWords.ts';
import { alertsFact, type Explanation, type Fact, fact } from '../live/explanation.ts';
import { secondsText, sinceWords } from '../live/words.ts';

const patient: Ask = { timeoutMs: 5000 };
/** Failures of so long ago still explain something. Minutes. */
const lookBack = 5;

/** What only Prometheus knows; undefined each where it does not. */
interface Measured {
  readonly uncertainty: number | undefined;
  readonly syncing: number | undefined;
  readonly failures: readonly Sample[] | undefined;
  readonly journey: readonly Sample[] | undefined;
  readonly journeyFailures: readonly Sample[] | undefined;
}

const measure = async (live: Live, { name }: FleetNode): Promise<Measured> => {
  const ask = (query: string) => queryNow(live.fleet.prometheus.url, query, patient);
  const own = { role: 'node', target: name } as const;
  const grown = (series: string): string => `round(increase(${series}[${lookBack}m])) > 0`;
  const [uncertainty, syncing, failures, journey, journeyFailures] = await Promise.all([
    ask(sel(metrics.headLagUncertainty, own)),
    ask(sel(metrics.syncing, own)),
    ask(grown(sel(metrics.headFailures, own))),
    ask(sel(metrics.journeySuccess, own)),
    ask(grown(sel(metrics.journeySteps, { ...own, outcome: { not: 'ok' } }))),
  ]);
  return { uncertainty: uncertainty?.[0]?.value, syncing: syncing?.[0]?.value, failures, journey, journeyFailures };
};

const headFacts = (live: Live, node: FleetNode, seen: NodeView, { uncertainty }: Measured): readonly Fact[] => {
  const ladder = live.fleet.ladders[node.chain];
  const { head, lagSeconds, lagBlocks } = seen;
  if (!ladder) return [];
  const age = head && live.now - head.timestamp;
  const give = uncertainty === undefined ? '' : `, give or take ${secondsText(uncertainty)}`;
  const rungs = `lagging from ${formatSeconds(ladder.lagging)}; stalled when the head also stands still for ${formatSeconds(ladder.stalled)}`;
  return [
    head && age !== null
      ? fact('head', head.number, `block ${head.number}, ${secondsText(Math.max(0, age))} old`)
      : fact('head', null, `no answer now; unreachable after ${formatSeconds(ladder.unreachable)} of that`),
    lagSeconds === null
      ? fact('lag', null, `not known: no answer, or no head to compare with (${rungs})`)
      : fact(
          'lag',
          lagSeconds,
          `${secondsText(lagSeconds)} (${lagBlocks} blocks) behind the corroborated head${give}; ${rungs}`,
          lagSeconds < ladder.lagging,
        ),
  ];
};

const referenceWords = (reference: ReferenceView, seen: NodeView): string => {
  if (!reference.answered || !reference.head) return `${reference.name} does not answer`;
  if (!seen.head) return `${reference.name} is at block ${reference.head.number}`;
  const ahead = reference.head.number - seen.head.number;
  return `${reference.name} is ${ahead === 0 ? 'at the same block' : `${Math.abs(ahead)} blocks ${ahead > 0 ? 'ahead' : 'back'}`}`;
};

const comparisonFacts = (live: Live, node: FleetNode, seen: NodeView): readonly Fact[] => {
  const chain = live.view?.chains.find(({ name }) => name === node.chain);
  const references = live.view?.references.filter((reference) => reference.chain === node.chain) ?? [];
  const answered = references.filter((reference) => reference.answered).length;
  return [
    chain
      ? fact(
          'chain',
          chain.verdict,
          `${node.chain} is ${chain.verdict}: ${chain.detail}; ${chain.sources} independent sources in the last tick, three or more outvote one that lies`,
          chain.verdict === 'live',
        )
      : fact('chain', null, 'nothing is known of it'),
    fact(
      'references',
      references.length > 0 ? answered : null,
      references.length > 0
        ? `${references.map((one) => referenceWords(one, seen)).join(', ')} (asked every 5 s, so up to that old)`
        : 'none for this chain: nobody outside can be compared with',
      answered > 0,
    ),
  ];
};

const failureFact = ({ failures }: Measured, seen: NodeView): Fact => {
  const now = seen.lastFailure ? `the last question failed (${seen.lastFailure}); ` : '';
  if (failures === undefined) return fact('failures', seen.lastFailure, `${now}earlier ones are not known`, false);
  const total = failures.reduce((sum, { value }) => sum + value, 0);
  const words = failures.map(({ labels, value }) => `${value} × ${labels.reason}`).join(', ');
  const before = total > 0 ? `${words} in the last ${lookBack} minutes` : `none in the last ${lookBack} minutes`;
  return fact('failures', total, `${now}${before}`, total === 0 && !seen.lastFailure);
};

const hintFacts = ({ syncing, journey, journeyFailures }: Measured): readonly Fact[] => {
  const says = syncing === undefined ? null : syncing === 1;
  const run = journey?.[0];
  const words = journeyFailures?.map(({ labels, value }) => `${value} × ${labels.step}: ${labels.outcome}`).join(', ');
  return [
    fact(
      'syncing',
      says,
      says === null
        ? 'it does not say, or Prometheus does not know'
        : `it says that it ${says ? 'is syncing' : 'is in sync'}; a hint, a stale node often says that too`,
      says === false,
    ),
    run
      ? fact(
          'journey',
          run.value === 1,
          `what members ask, over this node alone: ${run.value === 1 ? 'the last run was good' : `the last run failed${words ? ` (${words})` : ''}`}; it changes no verdict`,
          run.value === 1,
        )
      : fact('journey', null, 'none is run over this node, or Prometheus does not know'),
  ];
};

const wayFacts = (live: Live, node: FleetNode): readonly Fact[] => {
  const { parent, beacon } = node;
  if (!parent && !beacon) return [];
  const facts: Fact[] = [];
  const edge = live.view?.edges.find(({ name }) => `edge:${name}` === parent);
  const other = live.view?.nodes.find(({ name }) => `node:${name}` === parent);
  const state = edge?.state ?? other?.verdict ?? null;
  if (parent)
    facts.push(
      fact(
        'parent',
        state,
        `reads its parent chain through ${parent}, which is ${state ?? 'not known'}`,
        state === 'good' || state === 'ok',
      ),
    );
  const drives = live.view?.nodes.find(({ name }) => name === beacon)?.verdict ?? null;
  if (beacon)
    facts.push(fact('beacon', drives, `driven by ${beacon}, which is ${drives ?? 'not known'}`, drives === 'ok'));
  return facts;
};

/** Whether members are sent to it, and may be. */
const serviceFacts = ({ lb, joining }: NodeView): readonly Fact[] => [
  ...(lb ? [fact('check', lb.serve, checkWords(lb), lb.serve === true)] : []),
  ...(joining ? [fact('joining', joining.ready, joiningWords(joining), joining.ready)] : []),
];

const placeOf = (live: Live, node: FleetNode): string => {
  const serves = edgeOfNode(live.fleet, node);
  const where = serves ? `serves edge ${serves.edge.name} in ${serves.region}` : 'serves no edge';
  return `${node.kind} on ${node.chain} in ${node.region} · ${node.state} · ${where}`;
};

export const explainNode = async (live: Live, node: FleetNode): Promise<Explanation> => {
  const seen = live.view?.nodes.find(({ name }) => name === node.name);
  const about = `node:${node.name}`;
  const title = `${node.name} · ${placeOf(live, node)}`;
  const { unanswered } = live;
  if (!seen) {
    const headline = 'UNKNOWN: the collector that asks it does not say';
    return { about, title, headline, verdict: 'unknown', well: null, since: null, facts: [], unanswered };
  }
  const measured = await measure(live, node);
  const { verdict, reason, detail, since } = seen;
  const own = alertsFact(live, ({ target, scope }) => target === node.name || scope === about);
  const facts = [
    ...headFacts(live, node, seen, measured),
    ...comparisonFacts(live, node, seen),
    failureFact(measured, seen),
    ...hintFacts(measured),
    ...wayFacts(live, node),
    ...serviceFacts(seen),
    own,
  ];
  const well = verdict === 'unknown' ? null : verdict === 'ok' && own.well !== false;
  const headline = `${verdict.toUpperCase()} (${reason}): ${detail}; since ${sinceWords(since, live.now)}`;
  return { about, title, headline, verdict, well, since, facts, unanswered };
};
