/** A small club: a booking of September that was wrong, and was put right in October. */
import { parseBooks } from '../../../treasury/books.ts';
import type { ChainFacts, MonthBalance } from '../../../treasury/chainFacts.ts';
import type { Books } from '../../../treasury/model.ts';
import { fileOf, treasury } from './random.ts';

export const hash = (end: number): string => `0x${String(end).padStart(64, '0')}`;
export const members =
  '- {alias: alice, plan: basic, since: 2026-01-01, dues: 1 ETH, public: true}\n- {alias: bob, plan: basic, since: 2026-01-01, dues: 1 ETH}\n';
export const lines = [
  `o,2026-08-01,income,own,before,10,ETH,,opening,,,,,`,
  `d1,2026-09-02,income,dues,alice,1,ETH,${hash(1)},,,2000.5,feed,,`,
  `d2,2026-09-03,income,dues,bob,1,ETH,${hash(2)},,,2000,feed,,"from Bob, and | a <b>"`,
  `f1,2026-09-04,expense,fixed,hoster,3,ETH,${hash(3)},,,2000,feed,,`,
  `f1b,2026-10-01,expense,fixed,hoster,3,ETH,,,2026-09,2000,feed,f1,`,
  `f2,2026-10-01,expense,fixed,hoster,2.5,ETH,${hash(3)},,2026-09,2000,feed,,`,
];
/** On 22 November 2026. */
export const booksOf = (rows: readonly string[], payees = ''): Books =>
  parseBooks({ '2026.csv': fileOf(rows), 'members.yaml': members, 'payees.yaml': payees }, treasury, '2026-11-22');
export const books = booksOf(lines);
export const eth = 10n ** 18n;
const ends: Readonly<Record<string, bigint>> = {
  '2026-08': 10n * eth,
  '2026-09': (95n * eth) / 10n - 7n,
  '2026-10': (95n * eth) / 10n - 7n,
};
export const balances = Object.entries(ends).flatMap(([month, units]): readonly MonthBalance[] => [
  {
    month,
    address: treasury.addresses[0]?.address ?? '',
    currency: 'ETH',
    units: units.toString(),
    block: 1,
    at: 1,
    gasUnits: month === '2026-09' ? '7' : '0',
  },
  ...['LPT', 'USDC', 'ODD'].map((currency) => ({
    month,
    address: treasury.addresses[0]?.address ?? '',
    currency,
    units: '0',
    block: 1,
    at: 1,
  })),
]);
export const facts: ChainFacts = {
  scanned: 99,
  since: 1,
  sinceAt: Date.UTC(2026, 6) / 1000,
  at: Date.UTC(2026, 10, 3) / 1000,
  askedAt: Date.UTC(2026, 10, 3) / 1000,
  coins: { from: Date.UTC(2026, 6) / 1000, to: Date.UTC(2026, 10, 3) / 1000 },
  rows: ['d1', 'd2', 'f2'].map((id) => ({ id, state: 'verified' as const })),
  unreconciled: [],
  heldBack: [],
  dust: [],
  ignored: [],
  ignoredCounts: { unknown_token: 3, zero_amount: 2, dust: 0 },
  balances,
  latest: [],
  prices: [],
  warnings: [],
};
