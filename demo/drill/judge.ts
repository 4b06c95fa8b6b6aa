/** Whether what came is what is owed. */
import type { Ladder } from '../../collector/policy/ladder.ts';
import { type Fault, type FaultName, faults } from '../faults.ts';
import { isResolved, type Measured } from './measure.ts';
import type { DrillResult } from './result.ts';

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

const timing = (what: string, after: number | null, owed: boolean): string[] => {
  if (!owed) return [];
  if (after === null) return [`no ${what}`];
  if (after < -earlyBy) return [`the ${what} came ${-after} ms before it was due`];
  return after > lateBy ? [`the ${what} came ${after} ms after it was due`] : [];
};

const count = (what: string, found: number, owed: number): string[] =>
  found === owed ? [] : [`${found} ${what}, owed ${owed}`];

export interface Judged {
  readonly name: FaultName;
  readonly due: Due;
  /** Unix milliseconds. */
  readonly injectedAt: number;
  readonly measured: Measured;
  readonly scale: number;
}

export const judge = ({ name, due, injectedAt, measured, scale }: Judged): DrillResult => {
  const { owes }: Fault = faults[name];
  const { cards, pages, strangers } = measured;
  const first = cards[0];
  const firstPage = pages[0];
  const after = (at: number | undefined, from: number | null): number | null =>
    at === undefined || from === null ? null : Math.round(at - injectedAt - from);
  const cardMs = after(first?.openedAt, due.card);
  const pageMs = after(firstPage?.openedAt, due.page);
  const resolved = cards.length + pages.length === 0 ? null : isResolved(measured);

  const why = [
    ...count('cards', cards.length, owes.cards),
    ...count('pages', pages.length, owes.pages.length),
    ...(strangers > 0 ? [`${strangers} messages that are no cards`] : []),
    ...timing('card', cardMs, owes.cards > 0),
    ...timing('page', pageMs, owes.pages.length > 0),
    ...pages
      .filter((page) => !owes.pages.some((owed) => owed === page.pageClass))
      .map((page) => `a page of class ${page.pageClass}`),
    ...(resolved === false ? ['not resolved'] : []),
    ...(owes.cards > 0 && first
      ? [
          ...(`${owes.scope}`.endsWith(`:${first.last.about}`) ? [] : [`the card is about ${first.last.about}`]),
          ...(first.last.region === owes.region ? [] : [`the card names region ${first.last.region}`]),
          ...(first.cause === owes.cause ? [] : [`the card blames ${first.cause ?? 'nothing'}, owed ${owes.cause}`]),
        ]
      : []),
  ];
  return {
    fault: name,
    due_ms: due.card,
    card_ms: cardMs,
    page_ms: pageMs,
    cards: cards.length,
    pages: pages.length,
    resolved,
    cause_expected: owes.cards > 0 ? owes.cause : null,
    cause: first?.cause ?? null,
    ok: why.length === 0,
    ...(why.length > 0 ? { why: why.join('; ') } : {}),
    ...(scale === 1 ? {} : { scale }),
  };
};
