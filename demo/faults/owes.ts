/** What several faults owe alike. */
import { limits } from '../../collector/policy/ladder.ts';
import type { SimMode } from '../sim/modes.ts';
import type { Fault, Owed } from './fault.ts';

export const none: Owed = {
  cards: 0,
  pages: [],
  scope: '',
  regions: [],
  cause: null,
  cardDue: null,
  pageDue: null,
};

export const arbEu = { scope: 'edge:arb', regions: ['eu'], cause: 'own_node' } as const;

/** One card for which nobody is paged. */
export const aCard = { cards: 1, pages: [], pageDue: null } as const satisfies Partial<Owed>;

/** Seconds: the cadence of the full journey, its repetition, and one more light answer. */
export const seenByJourney = limits.journeyEvery + 2;

/** A metric that is scraped, a rule that is evaluated and a group that is held every 15 s. */
export const slowLane = 3 * 15;

/** A Nitro node whose head is fresh and that is not well: a warning on the card of the edge that it serves. */
export const sickNitro = (title: string, mode: SimMode, due: number): Fault => ({
  title,
  chain: 'arbitrum-one',
  does: [{ target: 'arb-eu', mode }],
  owes: { ...arbEu, ...aCard, cardDue: () => due, early: 15, late: slowLane },
});

/** A Nitro node that no member is sent to: in service, what is wrong with it would be bad for them, and paged for. */
export const drainedNitro = (
  title: string,
  mode: SimMode,
  owes: Pick<Owed, 'cardDue' | 'cause'> & Partial<Owed>,
): Fault => ({
  title,
  chain: 'arbitrum-one',
  does: [
    { target: 'pool:arb-us', mode: 'drain' },
    { target: 'arb-us', mode },
  ],
  owes: { scope: 'edge:arb', regions: ['us'], ...aCard, ...owes },
});
