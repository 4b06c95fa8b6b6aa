/** What the stand-ins' log says about one fault: pure, over the requests that arrived since its injection. */
import type { Entry, PagerDutyFacts } from '../standins/types.ts';
import { type CardSays, readCard } from './readCard.ts';

export interface MeasuredCard {
  readonly messageId: string;
  /** When it first said that something fires, Unix milliseconds: its creation, or the edit that reopened it. */
  readonly openedAt: number;
  readonly reopened: boolean;
  readonly last: CardSays;
  readonly resolvedAt: number | null;
  /** Cause of the last state before it resolved. */
  readonly cause: string | null;
  /** Every alert that it has named. */
  readonly alerts: readonly string[];
}

export interface MeasuredPage {
  readonly dedupKey: string;
  readonly pageClass: string;
  readonly scope: string;
  readonly region: string;
  readonly openedAt: number;
  readonly resolvedAt: number | null;
}

export interface Measured {
  readonly cards: readonly MeasuredCard[];
  readonly pages: readonly MeasuredPage[];
  /** Accepted messages that are no cards of ours. */
  readonly strangers: number;
}

const cardsOf = (entries: readonly Entry[]): { cards: MeasuredCard[]; strangers: number } => {
  const cards = new Map<string, MeasuredCard>();
  let strangers = 0;
  for (const entry of entries) {
    if (entry.sink !== 'discord' || !entry.accepted || !entry.facts?.messageId) continue;
    const { action, messageId, by } = entry.facts;
    // What members are told is no card of the operators'.
    if (by === 'members') continue;
    if (action !== 'create' && action !== 'edit') continue;
    const says = readCard(entry.facts);
    if (!says) {
      // A thread's entries and the line that rings when a card is edited stand beside the card.
      const beside = entry.facts.threadId !== null || entry.facts.content.startsWith('🔔');
      if (action === 'create' && !beside) strangers += 1;
      continue;
    }
    const known = cards.get(messageId);
    if (known) {
      const resolvedAt = says.resolved ? (known.resolvedAt ?? entry.at) : null;
      const cause = says.resolved ? known.cause : says.cause;
      const alerts = [...new Set([...known.alerts, ...says.alerts])];
      cards.set(messageId, { ...known, last: says, resolvedAt, cause, alerts });
      continue;
    }
    // An edit of a card that is over and stays over belongs to an earlier fault.
    if (says.resolved) continue;
    cards.set(messageId, {
      messageId,
      openedAt: entry.at,
      reopened: action === 'edit',
      last: says,
      resolvedAt: null,
      cause: says.cause,
      alerts: says.alerts,
    });
  }
  return { cards: [...cards.values()], strangers };
};

const pageOf = (facts: PagerDutyFacts, at: number): MeasuredPage => ({
  dedupKey: facts.dedup_key ?? '',
  pageClass: facts.class,
  scope: facts.component,
  region: facts.group,
  openedAt: at,
  resolvedAt: null,
});

const pagesOf = (entries: readonly Entry[]): MeasuredPage[] => {
  const pages: MeasuredPage[] = [];
  for (const entry of entries) {
    if (entry.sink !== 'pagerduty' || !entry.accepted || !entry.facts) continue;
    const { facts } = entry;
    if (facts.newIncident) pages.push(pageOf(facts, entry.at));
    if (facts.action !== 'resolve' || facts.incident === null) continue;
    const index = pages.findIndex((page) => page.dedupKey === facts.dedup_key && page.resolvedAt === null);
    const page = pages[index];
    if (page) pages[index] = { ...page, resolvedAt: entry.at };
  }
  return pages;
};

/** @param entries the log since the injection, oldest first */
export const measure = (entries: readonly Entry[]): Measured => ({ ...cardsOf(entries), pages: pagesOf(entries) });

/** Every card says resolved and every page was resolved at PagerDuty. */
export const isResolved = ({ cards, pages }: Measured): boolean =>
  cards.every((card) => card.resolvedAt !== null) && pages.every((page) => page.resolvedAt !== null);
