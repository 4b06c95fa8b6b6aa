/** Whether what reached Discord and PagerDuty around an outage is what is owed: pure, over the stand-ins' log. */

import { type Fault, type FaultName, faults } from '../../faults/index.ts';
import type { DeadmanFacts, Entry } from '../../standins/types.ts';
import { isResolved, type Measured, measure } from '../measure.ts';
import { readCard } from '../readCard.ts';
import { drillObjective } from '../result.ts';
import type { CellResult } from './cellResult.ts';
import { type Cell, mustRefuse, pathLeft } from './cells.ts';

/** Milliseconds. */
const limit = {
  /** From due, or from the victim's return where no path was left. */
  late: 30_000,
  /** Due is when the truth crosses the threshold; the last good answer may be a tick older. */
  early: 1500,
  /** Around the blow: Discord took the card, and the router may not have written that down. */
  window: 500,
} as const;

/** Seconds: a period of one minute and three minutes of grace, as the Watchdog's runbook sets a dead man's service. */
const deadmanFires = 60 + 180;

/** All times in Unix milliseconds. */
export interface Observed {
  readonly cell: Cell;
  readonly fault: FaultName;
  /** When the truth crossed the shipped threshold of the page. */
  readonly dueAt: number;
  readonly downAt: number;
  /** When the victim answered again. */
  readonly upAt: number;
  /** When the fault ended. */
  readonly clearedAt: number;
  readonly endedAt: number;
  /** Everything that arrived since before the injection and before the blow, oldest first. */
  readonly entries: readonly Entry[];
  readonly scale: number;
}

/** Who was told of an end before the fault was over; the silence of the monitor has an end of its own. */
const earlyEnds = ({ entries, clearedAt }: Observed): readonly string[] => {
  const ends = new Set<string>();
  const monitor = new Set<string | null>();
  for (const entry of entries) {
    if (entry.at >= clearedAt || !entry.accepted || !entry.facts) continue;
    if (entry.sink === 'discord') {
      const says = readCard(entry.facts);
      if (says?.resolved && says.about !== 'headwatch') ends.add('the card said resolved');
    }
    if (entry.sink !== 'pagerduty') continue;
    const { action, class: pageClass, dedup_key: key, incident } = entry.facts;
    if (action === 'trigger' && pageClass === 'monitor') monitor.add(key);
    if (action === 'resolve' && incident !== null && !monitor.has(key)) ends.add('PagerDuty was told resolved');
  }
  return [...ends].map((end) => `${end} while the fault went on`);
};

/** A page that came while the victim was away, or before, needed no return. */
const from = (observed: Observed, openedAt: number, left: boolean): number =>
  left || openedAt < observed.upAt ? observed.dueAt : Math.max(observed.dueAt, observed.upAt);

const afterDue = (observed: Observed, to: 'page' | 'card', openedAt: number | undefined): number | null =>
  openedAt === undefined ? null : Math.round(openedAt - from(observed, openedAt, pathLeft(observed.cell, to)));

const timing = (what: string, ms: number | null): readonly string[] => {
  if (ms === null) return [`no ${what}`];
  if (ms < -limit.early) return [`the ${what} came ${-ms} ms before it was due`];
  return ms > limit.late ? [`the ${what} came ${ms} ms late`] : [];
};

const first = (found: readonly { readonly openedAt: number }[]): number | undefined =>
  found.length === 0 ? undefined : Math.min(...found.map(({ openedAt }) => openedAt));

/** A channel webhook has no nonce: killed after Discord took the card and before that was written, the router posts again. */
const killedInWindow = ({ cell, downAt, upAt }: Observed, { cards }: Measured): boolean => {
  const [one, two] = [...cards].sort((a, b) => a.openedAt - b.openedAt);
  if (cell.victim !== 'router' || cards.length !== 2 || !one || !two) return false;
  return (
    Math.abs(one.openedAt - downAt) <= limit.window &&
    two.openedAt >= downAt + limit.window &&
    two.openedAt < upAt + limit.late
  );
};

const twoCards = 'two cards: the router was killed between the acceptance of the first and its own note of it';

/** Longest silence of one of the two pulses at the dead man's URLs from the blow to the end of the cell, seconds. */
const silence = ({ entries, downAt, endedAt }: Observed, of: DeadmanFacts['of']): number => {
  const beats = entries
    .filter(({ sink, accepted, facts }) => sink === 'deadman' && accepted && facts?.of === of)
    .map(({ at }) => at)
    .filter((at) => at < endedAt);
  const before = beats.filter((at) => at <= downAt).at(-1) ?? downAt;
  const times = [before, ...beats.filter((at) => at > downAt), endedAt];
  return Math.round(Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at))) / 1000);
};

const saidUnknown = ({ entries, downAt, clearedAt }: Observed): boolean =>
  entries.some(
    ({ sink, accepted, facts, at }) =>
      sink === 'discord' &&
      accepted &&
      facts !== null &&
      at > downAt &&
      at < clearedAt &&
      readCard(facts)?.word.startsWith('UNKNOWN'),
  );

/** Away for that long, Prometheus is missed by the router itself: three beats without a Watchdog page for themselves. */
const withoutMonitor = ({ cards, pages }: Measured): Pick<Measured, 'cards' | 'pages'> => ({
  cards: cards.filter(({ last }) => last.about !== 'headwatch'),
  pages: pages.filter(({ pageClass }) => pageClass !== 'monitor'),
});

const unfelt = ({ cell, entries, downAt, upAt }: Observed): readonly string[] => {
  const sink = mustRefuse(cell);
  if (sink === undefined) return [];
  const refused = entries.some(
    (entry) => entry.sink === sink && !entry.accepted && entry.at >= downAt && entry.at <= upAt,
  );
  return refused ? [] : [`nothing was sent to ${sink} while it was away: the cell has shown nothing`];
};

export const judgeCell = (observed: Observed): CellResult => {
  const { cell, fault: name, downAt, upAt, scale } = observed;
  const { owes }: Fault = faults[name];
  const isAway = cell.when === 'away_6m';
  const measured = measure(observed.entries);
  const { strangers } = measured;
  const { cards, pages } = isAway ? withoutMonitor(measured) : measured;
  const page_ms = afterDue(observed, 'page', first(pages));
  const card_ms = afterDue(observed, 'card', first(cards));
  const allowed = killedInWindow(observed, measured);
  // The first of two is nobody's any more; what counts is that the one which is kept says the end.
  const resolved =
    isResolved(allowed ? { ...measured, cards: cards.slice(-1) } : measured) && cards.length + pages.length > 0;
  const unknown = saidUnknown(observed);
  const [gap, ownGap] = [silence(observed, 'pipeline'), silence(observed, 'router')];
  const mayReopen = isAway && pages.length === 2;

  const why = [
    ...(cards.length === 1 || allowed ? [] : [`${cards.length} cards, owed 1`]),
    ...(pages.length === 1 || mayReopen ? [] : [`${pages.length} pages, owed 1`]),
    ...(strangers > 0 ? [`${strangers} messages that are no cards`] : []),
    ...cards
      .filter(({ last }) => !owes.scope.endsWith(`:${last.about}`))
      .map(({ last }) => `a card about ${last.about}`),
    ...pages
      .filter((page) => !owes.pages.some((owed) => owed === page.pageClass))
      .map((page) => `a page of class ${page.pageClass}`),
    ...[...cards.map(({ last }) => last.region), ...pages.map(({ region }) => region)]
      .filter((region) => !owes.regions.includes(region))
      .map((region) => `something about region ${region}`),
    ...timing('page', page_ms),
    ...timing('card', card_ms),
    ...(resolved ? [] : ['not resolved']),
    ...unfelt(observed),
    ...(isAway ? [] : earlyEnds(observed)),
    ...(isAway && !unknown ? ['the card never said unknown'] : []),
    ...(isAway && Math.max(gap, ownGap) < deadmanFires
      ? [`beats were missing for ${gap} s and, the router's own, ${ownGap} s: no dead man fires`]
      : []),
  ];
  const said = [...why, ...(allowed ? [twoCards] : []), ...(isAway ? earlyEnds(observed) : [])];
  return {
    ...cell,
    cards: cards.length,
    pages: pages.length,
    resolved,
    page_ms,
    card_ms,
    path_left: pathLeft(cell, 'page'),
    outage_s: Math.round((upAt - downAt) / 100) / 10,
    fault: name,
    ...(isAway
      ? {
          card_unknown: unknown,
          deadman_gap_s: gap,
          router_beat_gap_s: ownGap,
          monitor_pages: measured.pages.length - pages.length,
        }
      : {}),
    ok: why.length === 0,
    ...(said.length > 0 ? { why: said.join('; ') } : {}),
    ...(scale === 1 ? {} : { scale }),
    objective: drillObjective,
  };
};
