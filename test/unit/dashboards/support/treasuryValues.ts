/** What a treasury in order looks like, for the fixture; nothing at all of a fleet without one. */
import type { treasuryMetrics } from '../../../../collector/catalogue/treasury.ts';
import type { Value } from './fixture.ts';

type Key = keyof typeof treasuryMetrics;

/** Values of the labels that nothing closes; months are the fixture's. */
export const treasuryLabels: Readonly<Record<string, readonly string[]>> = {
  currency: ['ETH', 'LPT', 'USDC'],
  fiat: ['USD'],
  address: ['safe'],
};

const ok =
  (value: number): Value =>
  () =>
    value;
const ago =
  (seconds: number): Value =>
  (_, at) =>
    at - seconds;

const sums: Readonly<Record<string, number>> = { ETH: 0.3, LPT: 40, USDC: 850 };
const prices: Readonly<Record<string, number>> = { ETH: 3000, USDC: 1 };

/** Dues pay a little more than servers, support and research cost. */
const worth = (kind: string | undefined, category: string | undefined): number | undefined =>
  kind === 'income'
    ? { dues: 2400, other: 150 }[category ?? '']
    : { fixed: 1100, support: 400, research: 250 }[category ?? ''];

const values: Readonly<Record<Key, Value>> = {
  treasurySum: ({ kind, category, currency = '' }) =>
    worth(kind, category) === undefined ? undefined : (sums[currency] ?? 0),
  treasuryValue: ({ kind, category }) => worth(kind, category),
  treasuryBalance: ({ currency = '' }) => (sums[currency] ?? 0) * 20,
  treasuryBalanceValue: ok(24_000),
  // Somebody sent a coin that nobody has a price for.
  treasuryUnvalued: ({ currency, why }) => (currency === 'LPT' && why === 'price' ? 1 : undefined),
  treasuryFixedCost: ok(1100),
  treasuryRunway: ok(13.7),
  treasuryCostPerMember: ok(58),
  treasuryCostPerMillion: ok(21),
  treasuryRows: ({ state }) => ({ verified: 60, none: 12 })[state ?? ''] ?? 0,
  treasuryUnreconciled: ({ direction }) => (direction === 'in' ? 1 : 0),
  treasuryUnreconciledValue: ({ direction }) => (direction === 'in' ? 120 : 0),
  treasuryUnreconciledSince: ago(7200),
  treasuryHeldBack: ok(0),
  treasuryIgnored: ({ why }) => (why === 'unknown_token' ? 4 : 1),
  treasuryProblems: ok(0),
  treasuryBooks: ({ state }) => (state === 'proven' ? 1 : 0),
  treasuryFeedUpdated: ({ currency }, at) => (currency === 'ETH' ? at - 1200 : undefined),
  treasuryFeedMaxAge: ({ currency }) => (currency === 'ETH' ? 86_400 : undefined),
  treasuryPrice: ({ currency = '' }) => prices[currency],
  treasuryScanBlock: (_, at) => Math.floor(at * 4) % 1_000_000_000,
  treasuryScanTime: ago(900),
  treasuryScanBehind: ok(0),
  treasuryScanAt: ago(40),
  // The last round met a node that was slow; the one before was good.
  treasuryScanError: ({ reason }) => (reason === 'timeout' ? 1 : undefined),
};

// The keys of a literal.
const keys = Object.keys(values) as Key[];

// Object.fromEntries forgets the keys, which are those of the literal.
export const treasuryValues = Object.fromEntries(
  keys.map((key): [Key, Value] => [
    key,
    (labels, at, scene, fleet) => (fleet.treasury === undefined ? undefined : values[key](labels, at, scene, fleet)),
  ]),
) as Readonly<Record<Key, Value>>;
