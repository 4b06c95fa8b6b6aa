/** What a soak ends with: one JSON object. */
import type { Entry } from '../../standins/types.ts';
import { measure } from '../measure.ts';
import { drillObjective } from '../result.ts';
import type { Cost } from '../sla.ts';
import { type NoiseName, noiseNames } from './noises.ts';
import type { Planned } from './plan.ts';

/** A card or a page that nobody owed. */
export interface FalseAlarm {
  /** Seconds after the start of the soak. */
  readonly at_s: number;
  readonly title: string;
  /** What went on at that time or shortly before. */
  readonly during: readonly string[];
}

export interface SoakResult {
  readonly false_pages: number;
  readonly false_cards: number;
  readonly pages: readonly FalseAlarm[];
  readonly cards: readonly FalseAlarm[];
  /** Messages that are no cards. */
  readonly strangers: number;
  readonly soak_s: number;
  readonly seed: number;
  /** How often each noise happened. */
  readonly noises: Readonly<Record<NoiseName, number>>;
  /**
   * Seconds of members' edges over all regions. Bad: as headwatch counted them, and as they truly were; a lost question
   * to an edge is a bad second by definition and true for nobody else. Unknown: what headwatch did not measure. Null
   * when they could not be read back.
   */
  readonly sla_bad_s: number | null;
  readonly sla_true_s: number | null;
  readonly unknown_s: number | null;
  readonly ok: boolean;
  readonly objective: number;
}

/** An alarm this long after the end of a noise may still be its. */
const echo = 75;

const blame = (plan: readonly Planned[], at: number): readonly string[] =>
  plan
    .filter((each) => each.at <= at && at <= each.at + each.seconds + echo)
    .map(({ noise, at: from, does, pauses = [] }) => {
      const whom = noise === 'jitter' ? 'everybody' : [...does.map(({ target }) => target), ...pauses].join(' ');
      return `${noise} ${whom} at ${from.toFixed(0)} s`;
    });

export interface Soaked {
  readonly seconds: number;
  readonly seed: number;
  readonly plan: readonly Planned[];
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** What reached the stand-ins since then. */
  readonly log: readonly Entry[];
  readonly cost: Cost | undefined;
}

const sum = (cost: Cost | undefined, of: (region: Cost['regions'][number]) => number): number | null =>
  cost ? Math.round(cost.regions.reduce((total, region) => total + of(region), 0) * 10) / 10 : null;

export const soakResult = ({ seconds, seed, plan, startedAt, log, cost }: Soaked): SoakResult => {
  const { cards, pages, strangers } = measure(log);
  const alarm = (openedAt: number, title: string): FalseAlarm => {
    const at = (openedAt - startedAt) / 1000;
    return { at_s: Math.round(at), title, during: blame(plan, at) };
  };
  const titleOf = (messageId: string): string => {
    const said = log.flatMap(({ sink, facts }) => (sink === 'discord' && facts ? [facts] : []));
    return said.find((facts) => facts.messageId === messageId)?.title ?? '?';
  };
  return {
    false_pages: pages.length,
    false_cards: cards.length,
    pages: pages.map(({ openedAt, pageClass, scope, region }) =>
      alarm(openedAt, `${pageClass} · ${scope} · ${region}`),
    ),
    cards: cards.map(({ openedAt, messageId }) => alarm(openedAt, titleOf(messageId))),
    strangers,
    soak_s: seconds,
    seed,
    // The keys are those of the list.
    noises: Object.fromEntries(
      noiseNames.map((name) => [name, plan.filter(({ noise }) => noise === name).length]),
    ) as Record<NoiseName, number>,
    sla_bad_s: sum(cost, ({ bad }) => bad),
    sla_true_s: sum(cost, (region) => region.true),
    unknown_s: sum(cost, ({ unknown }) => unknown),
    ok: pages.length + cards.length + strangers === 0 && cost !== undefined,
    objective: drillObjective,
  };
};

const alarms = (what: string, list: readonly FalseAlarm[]): readonly string[] =>
  list.map(({ at_s, title, during }) => `false ${what} after ${at_s} s: ${title} (${during.join('; ') || 'no noise'})`);

/** For people. */
export const soakLines = (result: SoakResult): readonly string[] => [
  `${result.soak_s} s of noise, seed ${result.seed}: ${noiseNames.map((name) => `${result.noises[name]} × ${name}`).join(', ')}`,
  `false pages ${result.false_pages}, false cards ${result.false_cards}, other messages ${result.strangers}`,
  ...alarms('page', result.pages),
  ...alarms('card', result.cards),
  `seconds of members over all regions: ${result.sla_bad_s ?? '?'} bad, ${result.sla_true_s ?? '?'} true, ${result.unknown_s ?? '?'} unknown  [objective ${result.objective} %]`,
];
