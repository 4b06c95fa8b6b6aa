/**
 * What happens to the demo's treasury in three months: who pays what, and which of it the books leave out. Pure.
 * Times are Unix seconds.
 */

/** The payers and the paid; anvil's own accounts, by their place. */
export const people = { operator: 0, otter: 1, north: 2, quiet: 3, stranger: 4, host: 5, helper: 6 } as const;
export type Person = keyof typeof people;

export type Coin = 'USDC' | 'LPT' | 'ETH';
export const coins = {
  USDC: { decimals: 6, price: '1' },
  LPT: { decimals: 18, price: '5.2' },
  ETH: { decimals: 18, price: '3120' },
} as const;

export interface Planned {
  readonly at: number;
  readonly way: 'in' | 'out' | 'spam';
  readonly who: Person;
  readonly coin: Coin;
  /** Whole coins, decimal text. */
  readonly amount: string;
  /** What the books say of it; absent where nobody wrote it down. */
  readonly row?: { readonly kind: 'income' | 'expense'; readonly category: string; readonly note: string };
}

/** First second of the month that is so many before that of `at`. */
const monthStart = (at: number, back: number): number => {
  const date = new Date(at * 1000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back, 1) / 1000;
};

const dues = { kind: 'income', category: 'dues', note: 'dues of the month' } as const;

/** By how much of the month has passed. */
const monthly: readonly (Omit<Planned, 'at'> & { readonly after: number })[] = [
  { after: 0.04, way: 'in', who: 'otter', coin: 'USDC', amount: '120', row: dues },
  { after: 0.06, way: 'in', who: 'north', coin: 'USDC', amount: '120', row: dues },
  { after: 0.09, way: 'in', who: 'quiet', coin: 'ETH', amount: '0.04', row: dues },
  {
    after: 0.16,
    way: 'out',
    who: 'host',
    coin: 'USDC',
    amount: '140.5',
    row: { kind: 'expense', category: 'fixed', note: 'servers' },
  },
  {
    after: 0.4,
    way: 'out',
    who: 'helper',
    coin: 'USDC',
    amount: '30',
    row: { kind: 'expense', category: 'support', note: 'answers to members' },
  },
  {
    after: 0.6,
    way: 'in',
    who: 'otter',
    coin: 'LPT',
    amount: '12.25',
    row: { kind: 'income', category: 'other', note: 'a gift' },
  },
  {
    after: 0.7,
    way: 'out',
    who: 'helper',
    coin: 'USDC',
    amount: '18',
    row: { kind: 'expense', category: 'research', note: 'try of a new client' },
  },
];

const hour = 3600;
/** What nobody wrote down comes last, when a reader looks; the chain is warmed up behind it. */
const strangers = (now: number): readonly Planned[] => [
  { at: now - 20 * hour, way: 'in', who: 'stranger', coin: 'USDC', amount: '40' },
  { at: now - 19 * hour, way: 'spam', who: 'stranger', coin: 'USDC', amount: '1000000' },
];

const untilOf = (now: number): number => now - 21 * hour;

/** The month before the first one ends now: whoever reads from there on has seen all three. */
export const plannedFrom = (now: number): number => monthStart(untilOf(now), 2);

/** Three months, the one that runs among them unless it has hardly begun; in order. */
export const planned = (now: number): readonly Planned[] => {
  const until = untilOf(now);
  const rows = [2, 1, 0].flatMap((back) => {
    const from = monthStart(until, back);
    const to = Math.min(until, monthStart(until, back - 1));
    return monthly.map(({ after, ...rest }) => ({ ...rest, at: from + after * (to - from) }));
  });
  return [...rows, ...strangers(now)];
};
