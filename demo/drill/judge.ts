/** Whether what came is what is owed. */

import type { MonitorName } from '../../collector/policy/balancer.ts';
import type { Ladder } from '../../collector/policy/ladder.ts';
import { type Fault, type FaultName, faults, type Owed } from '../faults/index.ts';
import { type Failover, nodeOfFault } from './failover.ts';
import { judgeCost } from './judgeCost.ts';
import { isResolved, type Measured, type MeasuredCard } from './measure.ts';
import type { PanelsProof } from './panels/prove.ts';
import type { DrillResult } from './result.ts';
import type { Cost } from './sla.ts';

/**
 * How far a measurement may be off before it counts as wrong, milliseconds. Early: the rungs count from the last good
 * answer, up to a tick before the injection. Late: three times what is aimed at, for a busy machine; the summary's
 * quantiles are what to judge speed by.
 */
const earlyBy = 1500;
const lateBy = 15_000;

export interface Due {
  /** Milliseconds from injection; null when none is owed. */
  readonly card: number | null;
  readonly page: number | null;
}

export const dueOf = (name: FaultName, ladder: Ladder): Due => {
  const { owes }: Fault = faults[name];
  const inMs = (due: ((ladder: Ladder) => number) | null): number | null => (due ? due(ladder) * 1000 : null);
  return { card: inMs(owes.cardDue), page: inMs(owes.pageDue) };
};

/** Seconds from injection by which all that is owed has come, on a machine that is not busy. */
export const owedWithin = (name: FaultName, ladder: Ladder): number => {
  const { owes }: Fault = faults[name];
  const due = dueOf(name, ladder);
  const named = Math.max(0, ...Object.values(owes.alerts ?? {}));
  return Math.max(Math.max(due.card ?? 0, due.page ?? 0) / 1000 + (owes.late ?? 0), named);
};

const timing = (what: string, afters: readonly number[], owes: Owed, owed: boolean): string[] => {
  if (!owed) return [];
  if (afters.length === 0) return [`no ${what}`];
  const [first, last] = [Math.min(...afters), Math.max(...afters)];
  if (first < -earlyBy - (owes.early ?? 0) * 1000) return [`the ${what} came ${-first} ms before it was due`];
  return last > lateBy + (owes.late ?? 0) * 1000 ? [`the ${what} came ${last} ms after it was due`] : [];
};

const count = (what: string, found: number, owed: number): string[] =>
  found === owed ? [] : [`${found} ${what}, owed ${owed}`];

const cardFaults = ({ last, cause }: MeasuredCard, owes: Owed): string[] => [
  ...(owes.scope.endsWith(`:${last.about}`) ? [] : [`the card is about ${last.about}`]),
  ...(owes.regions.includes(last.region) ? [] : [`the card names region ${last.region}`]),
  ...(cause === owes.cause ? [] : [`the card blames ${cause ?? 'nothing'}, owed ${owes.cause ?? 'nothing'}`]),
];

/** Cards that `owes` counts: Cloudflare's own stands beside them where it is asked, and outlasts them by minutes. */
export const ownCards = (name: FaultName, { cards }: Measured): readonly MeasuredCard[] => {
  const { asksCloudflare }: Fault = faults[name];
  return asksCloudflare ? cards.filter(({ last }) => last.about !== 'cloudflare') : cards;
};

/** Alerts that are owed and that no card has named. */
export const unnamed = ({ cards }: Measured, { alerts = {} }: Owed): readonly string[] =>
  Object.keys(alerts).filter((name) => cards.every((card) => !card.alerts.includes(name)));

/** As many as are owed, in the order they came: what is too many is said by itself. */
const firstOf = <T extends { readonly openedAt: number }>(found: readonly T[], owed: number): readonly T[] =>
  [...found].sort((a, b) => a.openedAt - b.openedAt).slice(0, owed);

/** Of several the last one: nothing that is owed came later. */
const latest = (afters: readonly number[]): number | null => (afters.length === 0 ? null : Math.max(...afters));

export interface Judged {
  readonly name: FaultName;
  readonly due: Due;
  /** Unix milliseconds. */
  readonly injectedAt: number;
  readonly measured: Measured;
  /** What it cost members; undefined when it could not be read back. */
  readonly cost: Cost | undefined;
  readonly scale: number;
  /** Percent of good seconds that the stack promised. */
  readonly objective: number;
  readonly failover: Failover;
  /** Whose settings the balancer had; undefined: its own quick check, with which no page comes before it has moved. */
  readonly monitor: MonitorName | undefined;
  /** undefined: the dashboards were not asked. */
  readonly panels?: PanelsProof | undefined;
}

export const judge = (judged: Judged): DrillResult => {
  const { name, due, injectedAt, measured, cost, scale, objective, failover, monitor, panels } = judged;
  const { owes }: Fault = faults[name];
  // Members meet the node until the balancer has moved: with Cloudflare's intervals that may page first.
  const moves = monitor !== undefined && nodeOfFault(name) !== undefined;
  const mayPage = (pageClass: string): boolean => moves && pageClass === 'outage';
  const { pages, strangers } = measured;
  const cards = ownCards(name, measured);
  const after = (found: readonly { readonly openedAt: number }[], owed: number, from: number | null): number[] =>
    from === null ? [] : firstOf(found, owed).map(({ openedAt }) => Math.round(openedAt - injectedAt - from));
  const cardsAfter = after(cards, owes.cards, due.card);
  const pagesAfter = after(pages, owes.pages.length, due.page);
  const resolved = cards.length + pages.length === 0 ? null : isResolved({ ...measured, cards });
  const sla = cost && judgeCost(cost, owes.unseen ?? 0);
  // An incident is a region: one told twice would hide another that was not.
  const regions = new Set(cards.map((card) => card.last.region));

  const why = [
    ...count('cards', cards.length, owes.cards),
    ...count('pages', pages.filter(({ pageClass }) => !mayPage(pageClass)).length, owes.pages.length),
    ...(strangers > 0 ? [`${strangers} messages that are no cards`] : []),
    ...timing('card', cardsAfter, owes, owes.cards > 0),
    ...timing('page', pagesAfter, owes, owes.pages.length > 0),
    ...pages
      .filter((page) => !owes.pages.some((owed) => owed === page.pageClass) && !mayPage(page.pageClass))
      .map((page) => `a page of class ${page.pageClass}`),
    ...(resolved === false ? ['not resolved'] : []),
    ...(owes.cards > 0 ? [...new Set(cards.flatMap((card) => cardFaults(card, owes)))] : []),
    ...unnamed(measured, owes).map((name) => `no card names ${name}`),
    ...owes.regions.filter((region) => cards.length > 0 && !regions.has(region)).map((each) => `no card for ${each}`),
    ...(moves && failover.failover_ms === null ? ['the balancer did not move away'] : []),
    ...(moves && failover.failover_ms !== null && failover.readmit_ms === null
      ? ['the balancer did not come back']
      : []),
    ...(sla ? sla.why : ['the seconds that it cost could not be read back']),
    ...(panels?.why ?? []),
  ];
  return {
    fault: name,
    due_ms: due.card,
    card_ms: latest(cardsAfter),
    page_ms: latest(pagesAfter),
    cards: cards.length,
    pages: pages.length,
    resolved,
    cause_expected: owes.cards > 0 ? owes.cause : null,
    cause: cards[0]?.cause ?? null,
    sla_bad_s: sla?.bad ?? null,
    sla_true_s: sla?.true ?? null,
    sla_error_s: sla?.error ?? null,
    ...failover,
    ...(monitor === undefined ? {} : { monitor }),
    ...(panels === undefined ? {} : { panels: panels.result }),
    ok: why.length === 0,
    ...(why.length > 0 ? { why: why.join('; ') } : {}),
    ...(scale === 1 ? {} : { scale }),
    objective,
  };
};
