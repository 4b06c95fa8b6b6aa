/** What is shown of the treasury: least worths that are named as such, and nothing that is not known. */
import { expect, it } from 'vitest';
import type { GaugeDef } from '../../../collector/catalogue/define.ts';
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import { type FiguresInput, showFigures } from '../../../exporters/treasury/figures.ts';
import { noRequests } from '../../../exporters/treasury/requests.ts';
import { parseBooks } from '../../../treasury/books.ts';
import type { ChainFacts, MonthBalance } from '../../../treasury/chainFacts.ts';
import { ledgerHeader } from '../../../treasury/ledgerLines.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';

const safe = '0x5afe000000000000000000000000000000000001';
const now = Date.UTC(2026, 10, 20) / 1000;
const treasury: FleetTreasury = {
  ...{ chain: 'arbitrum-one', currency: 'USD', fiat: ['USD', 'EUR'], since: undefined, dust: {} },
  addresses: [{ name: 'safe', address: safe, kind: 'safe' }],
  tokens: {
    USDC: { address: '0xaf88d065e77c8cC2239327C5EDb3A432268e5831', decimals: 6 },
    LPT: { address: '0x289ba1701C2F088cf0faf8B3705246331cB8A839', decimals: 18 },
  },
  feeds: { ETH: { address: '0x639Fe6ab55C921f74e7fac1ee960C0B6293ba612', maxAge: 86_400 } },
};

const tx = (digit: string): string => `0x${digit.repeat(64)}`;
const lines = [
  `a,2026-08-02,income,other,someone,5000,USDC,${tx('1')},,2026-08,1,at par,,`,
  `b,2026-09-05,expense,fixed,host,100,USDC,${tx('2')},,2026-09,1,at par,,`,
  `c,2026-10-05,expense,fixed,host,100,USDC,${tx('3')},,2026-10,1,at par,,`,
  `d,2026-11-05,income,dues,otter,120,USDC,${tx('4')},,2026-11,1,at par,,`,
];
const members = '- { alias: otter, plan: node, since: 2026-08-01, dues: 120 USDC }\n';
const booksOf = (rows: readonly string[], payees = '') =>
  parseBooks(
    { '2026.csv': `${[ledgerHeader, ...rows].join('\n')}\n`, 'members.yaml': members, 'payees.yaml': payees },
    treasury,
    '2026-11-20',
  );

const has = (currency: string, units: string, month = '2026-11'): MonthBalance => ({
  ...{ month, address: safe, currency, units, block: 9000, at: now - 900 },
});
const facts: ChainFacts = {
  ...{ scanned: 9000, since: 1, sinceAt: Date.UTC(2026, 6, 1) / 1000, at: now - 900, askedAt: now },
  coins: { from: Date.UTC(2026, 6, 1) / 1000, to: now - 900 },
  ...{ rows: [], unreconciled: [], heldBack: [], dust: [], ignored: [], balances: [], warnings: [] },
  ignoredCounts: { unknown_token: 0, zero_amount: 0, dust: 0 },
  latest: [has('USDC', '4920000000'), has('ETH', '0'), has('LPT', '0')],
  prices: [{ currency: 'ETH', price: '3000', source: 'chainlink:0x1', at: now - 600 }],
};

/** `name{label="…"}` → value. */
const seen = (changed: Partial<FiguresInput> = {}) => {
  const shown = new Map<string, number>();
  showFigures(
    {
      set: (metric: GaugeDef, labels, value) => {
        const text = Object.entries(labels).map(([label, word]) => `${label}=${String(word)}`);
        shown.set([metric.name.replace('headwatch_treasury_', ''), ...text].join(' '), value);
      },
    },
    {
      ...{ treasury, books: booksOf(lines), facts, requests: noRequests(), now },
      history: { checked: true, problems: [] },
      ...changed,
    },
  );
  return shown;
};
const named = (shown: ReadonlyMap<string, number>, name: string): readonly string[] =>
  [...shown.keys()].filter((key) => key.split(' ')[0] === name);
const withCoins = (...latest: readonly MonthBalance[]): ChainFacts => ({
  ...facts,
  latest: [...facts.latest.filter(({ currency }) => !latest.some((one) => one.currency === currency)), ...latest],
});

it('how far the chain was read is told by its own time, not by ours', () => {
  const old = { ...facts, at: now - 30 * 86_400, latest: facts.latest.map((one) => ({ ...one, month: '2026-10' })) };
  const shown = seen({ facts: old });
  expect(shown.get('scan_block_timestamp_seconds')).toBe(now - 30 * 86_400);
  // What was there then is still what it was.
  expect(shown.get('balance_value fiat=USD')).toBe(4920);
});

it('is no younger than the balances of coins: a payment to a plain wallet shows nowhere else', () => {
  const at = (coins: ChainFacts['coins']) => {
    const { coins: _, ...rest } = facts;
    return seen({ facts: { ...rest, ...(coins && { coins }) } }).get('scan_block_timestamp_seconds');
  };
  expect(at(facts.coins)).toBe(now - 900);
  expect(at({ from: 0, to: now - 86_400 })).toBe(now - 86_400);
  expect(at(undefined)).toBeUndefined();
});

it('a coin that nobody has a price for takes nothing from what the others are worth', () => {
  const shown = seen({ facts: withCoins(has('LPT', '1')) });
  expect(shown.get('balance_value fiat=USD')).toBe(4920);
  expect(shown.get('runway_months')).toBe(73.8);
  expect(named(shown, 'unvalued')).toEqual(['unvalued currency=LPT why=price']);
  expect(named(seen(), 'unvalued')).toEqual([]);
});

it('less than the dust of a coin is nothing, and needs no price', () => {
  const dusty = { ...treasury, dust: { LPT: '0.000000000000000002' } };
  expect(named(seen({ treasury: dusty, facts: withCoins(has('LPT', '1')) }), 'unvalued')).toEqual([]);
  expect(named(seen({ treasury: dusty, facts: withCoins(has('LPT', '2')) }), 'unvalued')).toHaveLength(1);
});

it('a balance that no node told, and a feed that is too old, are named; with nothing valued there is no worth', () => {
  const silent = { ...facts, latest: facts.latest.filter(({ currency }) => currency !== 'USDC') };
  const shown = seen({ facts: silent });
  expect(named(shown, 'unvalued')).toEqual(['unvalued currency=USDC why=balance']);
  const none = seen({ facts: { ...facts, latest: [has('ETH', '5')], prices: [] } });
  expect(named(none, 'unvalued').toSorted()).toEqual([
    'unvalued currency=ETH why=price',
    'unvalued currency=LPT why=balance',
    'unvalued currency=USDC why=balance',
  ]);
  expect(named(none, 'balance_value')).toEqual([]);
  expect(named(none, 'runway_months')).toEqual([]);
});

it('who owes more than there is lasts no month', () => {
  const owed = `e,2026-11-06,expense,other,bank,9000,USD,,B-1,2026-11,,,,`;
  const shown = seen({ books: booksOf([...lines, owed.replace('expense,other', 'expense,support')]) });
  expect(shown.get('balance_value fiat=USD')).toBe(4920 - 9000);
  expect(shown.get('runway_months')).toBe(0);
});

it('what is owed without a price leaves no least that is true', () => {
  const shown = seen({ books: booksOf([...lines, 'e,2026-11-06,expense,support,bank,10,EUR,,B-1,2026-11,,,,']) });
  expect(named(shown, 'unvalued')).toEqual(['unvalued currency=EUR why=price']);
  expect([...named(shown, 'balance_value'), ...named(shown, 'runway_months')]).toEqual([]);
});

it('a price that was taken back with its row values nothing', () => {
  const row = (id: string, price: string, back = '') =>
    `${id},2026-11-06,expense,support,carol,1,LPT,,${back === '' ? 'inv' : ''},2026-11,${price},exchange,${back},`;
  const books = booksOf([...lines, row('e', '120'), row('f', '12'), row('z', '120', 'e')]);
  expect(books.problems).toEqual([]);
  expect(seen({ books }).get('price currency=LPT fiat=USD')).toBe(12);
});

it('the value of what the books lack is told of those coins that have a price', () => {
  const open = (currency: string, units: string, log: number) => ({
    ...{ tx: tx('9'), log, direction: 'in' as const, address: safe, currency, units, block: 8000, at: now - 7200 },
  });
  const both = seen({ facts: { ...facts, unreconciled: [open('USDC', '40000000', 1), open('LPT', '7', 2)] } });
  expect(both.get('unreconciled direction=in')).toBe(2);
  expect(both.get('unreconciled_value direction=in fiat=USD')).toBe(40);
  const one = seen({ facts: { ...facts, unreconciled: [open('LPT', '7', 2)] } });
  expect(one.has('unreconciled_value direction=in fiat=USD')).toBe(false);
  expect(one.get('unreconciled_value direction=out fiat=USD')).toBe(0);
});

it('tells the sums and the rows of the report: a price of a feed and a payee count in both', () => {
  const rows = [
    ...lines,
    `e,2026-09-07,income,other,someone,2,ETH,${tx('5')},,2026-09,,,,`,
    `f,2026-09-08,expense,support,answers,1,ETH,${tx('6')},,2026-09,,,,`,
  ];
  const payees = `answers: "0x${'11'.repeat(20)}"\n`;
  const books = booksOf(rows, payees);
  const feed = { currency: 'ETH', source: 'chainlink:0x1' };
  const at = (day: string): number => Date.parse(`${day}T01:00:00Z`) / 1000;
  const told: ChainFacts = {
    ...facts,
    prices: [
      ...facts.prices,
      { ...feed, price: '2000', at: at('2026-09-07') },
      { ...feed, price: '2100.5', at: at('2026-09-08') },
    ],
    rows: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id, state: 'verified', counterparty: `0x${'22'.repeat(20)}` })),
  };
  const shown = seen({ books, facts: told });
  const report = monthReport({ service: 'club', treasury, books, facts: told }, '2026-09');
  expect(report.totals).toMatchObject({ income: '4000.00', expense: '2200.50', unpriced: 0 });
  const metric = (kind: string): number =>
    named(shown, 'movement_value')
      .filter((key) => key.includes(`kind=${kind} `) && key.includes('month=2026-09'))
      .reduce((sum, key) => sum + (shown.get(key) ?? 0), 0);
  expect([metric('income'), metric('expense')]).toEqual([4000, 2200.5]);
  expect(report.states).toMatchObject({ verified: 2, mismatch: 1 });
  expect([shown.get('rows state=verified'), shown.get('rows state=mismatch')]).toEqual([5, 1]);
});

it('differences that nobody judges are counted', () => {
  const held = { address: safe, currency: 'ETH', direction: 'in' as const, units: '5', block: 1, at: now, rows: ['a'] };
  expect(seen().get('held_back')).toBe(0);
  expect(seen({ facts: { ...facts, heldBack: [held] } }).get('held_back')).toBe(1);
});

it('books with a fault, or whose old rows were changed, are not added up; what the chain has is told all the same', () => {
  const twice = booksOf([...lines, lines[0] ?? '']);
  const place = { file: '2026.csv', line: 2 };
  const edited = { checked: true, problems: [{ place, found: 'another row', expected: 'the row of before' }] };
  for (const changed of [{ books: twice }, { history: edited }]) {
    const shown = seen(changed);
    expect(shown.get('book_problems')).toBeGreaterThan(0);
    expect(shown.get('books state=faulty')).toBe(1);
    for (const name of ['movement_sum', 'movement_value', 'fixed_cost_value', 'cost_per_member', 'balance_value'])
      expect(named(shown, name), name).toEqual([]);
    expect(shown.get('balance address=safe currency=USDC')).toBe(4920);
    expect(shown.get('unreconciled direction=in')).toBe(0);
  }
  expect(named(seen(), 'movement_value').length).toBeGreaterThan(3);
});

it.each([
  ['proven', {}],
  ['unproven', { history: { checked: false, problems: [] } }],
  ['unproven', { history: undefined }],
  ['none', { books: booksOf([]) }],
  ['unreadable', { books: undefined, facts: undefined, history: undefined }],
] as const)('the books are %s', (state, changed) => {
  const shown = seen(changed);
  const told = named(shown, 'books').map((key) => [key.slice('books state='.length), shown.get(key)]);
  expect(told.filter(([, value]) => value === 1)).toEqual([[state, 1]]);
  expect(told).toHaveLength(5);
  expect(shown.has('book_problems')).toBe(state !== 'unreadable');
});
