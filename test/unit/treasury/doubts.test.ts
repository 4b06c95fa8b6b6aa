/** What the report names beside its sums: prices of feeds, payments to someone else, rows that prove nothing. */
import { describe, expect, test } from 'vitest';
import type { ChainFacts, PriceFact } from '../../../treasury/chainFacts.ts';
import { feedPrices } from '../../../treasury/feedPrices.ts';
import { movementsCsv } from '../../../treasury/report/csv.ts';
import { monthMarkdown } from '../../../treasury/report/markdown.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { booksOf, facts, hash } from './club.ts';
import { treasury } from './random.ts';

const at = (text: string): number => Date.parse(text) / 1000;
const feed = `chainlink:0x${'Fe'.repeat(20)}`;
const price = (time: string, value: string, source = feed): PriceFact => ({
  currency: 'ETH',
  price: value,
  source,
  at: at(time),
});
const fed = { ...treasury, feeds: { ETH: { address: `0x${'Fe'.repeat(20)}`, maxAge: 7200 } } };
const prices = [
  price('2026-09-03T22:30:00Z', '1800'),
  price('2026-09-03T09:00:00Z', '1900.5'),
  price('2026-09-04T23:00:00Z', '2000'),
  price('2026-09-04T01:00:00Z', '1500', 'manual'),
];
const rows = [
  `o,2026-08-01,income,own,before,10,ETH,,opening,,,,,`,
  `a,2026-09-03,income,other,someone,1,ETH,${hash(1)},,,,,,`,
  `b,2026-09-04,expense,fixed,hoster,2,ETH,${hash(2)},,,,,,`,
  `c,2026-09-04,expense,support,carol,1,ETH,${hash(3)},,,2100,by hand,,`,
  `d,2026-09-04,expense,support,carol,1,ETH,${hash(4)},,,2100.01,by hand,,`,
  `e,2026-09-03,expense,support,carol,1,ETH,${hash(5)},,,1700,by hand,,`,
  `f,2026-09-06,expense,research,carol,1,ETH,,inv-7,,,,,`,
  `g,2026-09-06,expense,research,carol,10,EUR,,inv-8,,,,,`,
];
const told = (chain: Partial<ChainFacts> = {}, payees = '') =>
  monthReport(
    { service: 'club', treasury: fed, books: booksOf(rows, payees), facts: { ...facts, prices, ...chain } },
    '2026-09',
  );
const rowOf = (id: string, report = told()) => report.movements.find((row) => row.id === id);

describe('prices', () => {
  test("a row without one has the feed's of its day, the first, named as the feed's", () => {
    expect(rowOf('a')).toMatchObject({ price: '1900.5', priceSource: feed, value: '1900.50' });
    expect(rowOf('b')).toMatchObject({ price: '2000', value: '4000.00' });
    expect(rowOf('c')).toMatchObject({ price: '2100', priceSource: 'by hand' });
    // Days without a price, and fiat, have none.
    expect(rowOf('f')).toMatchObject({ price: null, value: null });
    expect(told().totals.unpriced).toBe(2);
    expect(monthMarkdown(told())).toContain('1900.50 (at 1900.5, chainlink:0xFeFeFe…FeFe)');
  });

  test('a feed that speaks once a day counts while it calls itself fresh', () => {
    const on = feedPrices({ ...facts, prices: [price('2026-09-04T23:00:00Z', '2000')] }, fed);
    expect(on('ETH', '2026-09-05')?.date).toBe('2026-09-04');
    expect(on('ETH', '2026-09-06')).toBeUndefined();
    expect(on('ETH', '2026-09-03')).toBeUndefined();
    expect(on('LPT', '2026-09-04')).toBeUndefined();
  });

  test('a price by hand more than 5 % off is named, one exactly as far is not', () => {
    expect(told().priceDoubts).toEqual([
      { id: 'e', date: '2026-09-03', currency: 'ETH', price: '1700', feed: '1900.5', percent: '-10.5' },
      { id: 'd', date: '2026-09-04', currency: 'ETH', price: '2100.01', feed: '2000', percent: '5.0' },
    ]);
    expect(monthMarkdown(told())).toContain(
      "- e of 2026-09-03: 1700 USD for one ETH, 10.5 % below the feed's 1900.5 of that day",
    );
    expect(monthMarkdown(told({ prices: [] }))).not.toContain('far from the feed');
  });

  test('what takes a row back is worth what the row was', () => {
    const back = [...rows, 'z,2026-09-06,income,other,someone,1,ETH,,,,,,a,'];
    const report = monthReport(
      { service: 'club', treasury: fed, books: booksOf(back), facts: { ...facts, prices } },
      '2026-09',
    );
    expect(rowOf('z', report)).toMatchObject({ price: '1900.5', value: '-1900.50' });
    expect(report.totals.income).toBe('0.00');
  });
});

describe('whom the chain paid', () => {
  const [hoster, other] = [`0x${'0a'.repeat(20)}`, `0x${'0b'.repeat(20)}`];
  const verified = (id: string, counterparty: string) => ({ id, state: 'verified' as const, counterparty });
  const chain = {
    rows: [verified('a', other), verified('b', other), ...['c', 'd', 'e'].map((id) => verified(id, hoster))],
  };

  test('stands beside the party, and in the table whole', () => {
    const report = told(chain);
    expect(rowOf('b', report)).toMatchObject({ state: 'verified', counterparty: other });
    expect(monthMarkdown(report)).toContain(`hoster ([0x0b0b0b…0b0b](https://arbiscan.io/address/${other}))`);
    expect(movementsCsv(report)).toContain(`,hoster,${other},`);
    expect(report.unreconciled).toMatchObject({ count: 0, complete: true });
  });

  test('someone else than payees.yaml says is named and counted', () => {
    const report = told(chain, `hoster: "${hoster}"\nsomeone: "${hoster}"\n`);
    expect(rowOf('b', report)).toMatchObject({ state: 'mismatch', why: 'wrong_recipient', found: other });
    // Whoever pays us may do so from anywhere.
    expect(rowOf('a', report)).toMatchObject({ state: 'verified' });
    expect(report.unreconciled).toMatchObject({ count: 1, complete: true });
    expect(monthMarkdown(report)).toContain(`**not confirmed**: it went to someone else (${other})`);
    expect(rowOf('b', told(chain, `hoster: ["${hoster}", "${other.toUpperCase().replace('X', 'x')}"]\n`))?.state).toBe(
      'verified',
    );
  });
});

test('rows in coins that name no transaction are told apart from fiat', () => {
  expect(told()).toMatchObject({ coinsWithoutHash: 1, states: { none: 2 } });
  expect(monthMarkdown(told())).toContain(
    '2 have no transaction to check (1 of them in coins, which do move on a chain)',
  );
});

test('what is open of earlier months stands on the first line', () => {
  const unreconciled = ['2026-08-03T00:00:00Z', '2026-08-04T00:00:00Z'].map((time, log) => ({
    log,
    direction: 'in' as const,
    address: treasury.addresses[0]?.address ?? '',
    currency: 'ETH',
    units: '5',
    block: 1,
    at: at(time),
  }));
  const report = told({
    unreconciled,
    rows: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, state: 'verified' as const })),
  });
  expect(monthMarkdown(report).split('\n')[0]).toMatch(/: 0 unreconciled movements, and 2 of earlier months$/);
});

test('a coin without a price takes nothing from what the others are worth', () => {
  const lpt = { ...facts, prices: [price('2026-09-30T00:00:00Z', '1000')] };
  const balances = lpt.balances.map((one) => (one.currency === 'LPT' ? { ...one, units: '1' } : one));
  const chain = { ...lpt, balances };
  const books = booksOf(rows.filter((row) => !row.includes('EUR')));
  const report = monthReport({ service: 'club', treasury: fed, books, facts: chain }, '2026-09');
  expect(report).toMatchObject({ worth: null, worthAtLeast: '9500.00', unvalued: ['LPT'] });
  expect(monthMarkdown(report)).toContain('at least 9500.00 USD (LPT not valued), with ETH at 1000');
});

test('names of the fleet are hidden in the party too', () => {
  const report = monthReport(
    {
      service: 'club',
      treasury,
      books: booksOf(rows),
      facts,
      publicText: (text) => text.replaceAll('hoster', 'a machine'),
    },
    '2026-09',
  );
  expect(rowOf('b', report)?.party).toBe('a machine');
});
