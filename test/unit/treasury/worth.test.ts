/** What a month's end was worth: a least that is true, by prices that still stand. */
import { describe, expect, test } from 'vitest';
import { monthMarkdown } from '../../../treasury/report/markdown.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { booksOf, facts } from './club.ts';
import { treasury } from './random.ts';

const eth = { currency: 'ETH', price: '1000', source: 'chainlink:0x1', at: Date.UTC(2026, 8, 30) / 1000 };

describe('what is owed in fiat', () => {
  const owing = (price: string) => {
    const debt = `h,2026-09-07,expense,fixed,hoster,500,EUR,,inv-9,,${price},,`;
    const books = booksOf([`o,2026-08-01,income,own,before,10,ETH,,opening,,,,,`, debt]);
    expect(books.problems).toEqual([]);
    return monthReport({ service: 'club', treasury, books, facts: { ...facts, prices: [eth] } }, '2026-09');
  };

  test('is taken from the rest at its price', () => {
    expect(owing('1.2,ECB')).toMatchObject({ worth: '8900.00', worthAtLeast: '8900.00', unvalued: [] });
  });
  test('without a price leaves no least that is true', () => {
    const report = owing(',');
    expect(report).toMatchObject({ worth: null, worthAtLeast: null, unvalued: ['EUR'], runwayMonths: null });
    const text = monthMarkdown(report);
    expect(text).toContain('All balances at the end of the month: not known (EUR not valued)');
    expect(text).not.toContain('at least');
  });
});

describe('a price that was taken back with its row', () => {
  const typo = [
    `o,2026-08-01,income,own,before,10,LPT,,opening,,12,exchange,,`,
    `p,2026-09-03,expense,support,carol,1,LPT,,inv-1,,120,exchange,,`,
    `q,2026-09-20,expense,support,carol,1,LPT,,inv-1,,12,exchange,,`,
  ];
  const worthOf = (month: string, ...more: readonly string[]) => {
    const books = booksOf([...typo, ...more]);
    expect(books.problems).toEqual([]);
    const balances = facts.balances.map((one) =>
      one.currency === 'LPT' ? { ...one, units: (8n * 10n ** 18n).toString() } : { ...one, units: '0' },
    );
    return monthReport({ service: 'club', treasury, books, facts: { ...facts, balances } }, month);
  };
  test.each(['', '120,exchange'])('values nothing on the day of the right row, written or not: "%s"', (back) => {
    const report = worthOf('2026-09', `z,2026-09-20,expense,support,carol,1,LPT,,,,${back || ','},p,`);
    expect(report).toMatchObject({ worth: '96.00', prices: [{ currency: 'LPT', price: '12', date: '2026-09-20' }] });
  });
  test('nor in a later month in which it was taken back', () => {
    const later = `z,2026-10-20,expense,support,carol,1,LPT,,,2026-09,120,exchange,p,`;
    expect(worthOf('2026-10', later)).toMatchObject({ worth: null, unvalued: ['LPT'], prices: [] });
    expect(worthOf('2026-09', later)).toMatchObject({ worth: '96.00' });
  });
});

describe('how long it lasts', () => {
  const rows = [
    'o,2026-08-01,income,own,before,1200,USD,,opening,,,,,',
    'a,2026-09-05,expense,fixed,hoster,100,USD,,inv-1,,,,,',
    'b,2026-10-05,expense,fixed,hoster,100,USD,,inv-2,,,,,',
    'c,2026-11-01,expense,fixed,hoster,10,USD,,inv-3,,,,,',
  ];
  const lasts = (month: string, askedAt: string): string | null => {
    const none = facts.balances.map((one) => ({ ...one, units: '0' }));
    const latest = none.map((one) => ({ ...one, month: '2026-11' }));
    const chain = { ...facts, askedAt: Date.parse(askedAt) / 1000, balances: none, latest };
    return monthReport({ service: 'club', treasury, books: booksOf(rows), facts: chain }, month).runwayMonths;
  };
  test('a month that runs is not among the three: its expense is not all there', () => {
    // 990 left; 0, 100 and 100 in the three months before.
    expect(lasts('2026-11', '2026-11-03T00:00:00Z')).toBe('14.8');
    expect(lasts('2026-11', '2026-11-30T23:59:59Z')).toBe('14.8');
  });
  test('one that is over is', () => {
    expect(lasts('2026-11', '2026-12-01T00:00:00Z')).toBe('14.1');
    expect(lasts('2026-10', '2026-11-03T00:00:00Z')).toBe('15.0');
  });
});

const bill = (month: string): string => `a,${month}-05,expense,fixed,hoster,200,USD,,inv-1,,,,,`;
test.each([
  ['a bill', [bill('2026-10')], '66.67'],
  [
    'a bill of an earlier month, taken back',
    [bill('2026-09'), 'b,2026-10-05,expense,fixed,hoster,200,USD,,,,,,a,'],
    '-66.67',
  ],
])('%s is shared to the nearest cent', (_what, rows, each) => {
  const books = booksOf(rows);
  expect(books.problems).toEqual([]);
  const [one] = books.members;
  const members = one ? [one, one, one] : [];
  const { costPerMember } = monthReport({ service: 'club', treasury, books: { ...books, members }, facts }, '2026-10');
  expect(costPerMember).toBe(each);
});

test('dust, which is in the balance, is not called counted nowhere', () => {
  const dusty = {
    ...facts,
    at: Date.UTC(2026, 9, 20) / 1000,
    dust: [{ month: '2026-10', address: treasury.addresses[0]?.address ?? '', currency: 'USDC', units: '9', count: 1 }],
    ignoredCounts: { unknown_token: 1, zero_amount: 0, dust: 1 },
  };
  const books = booksOf(['o,2026-10-01,income,own,before,1,USDC,,opening,,1,par,,']);
  const text = monthMarkdown(monthReport({ service: 'club', treasury, books, facts: dusty }, '2026-10'));
  expect(text).toContain('Dust, which nobody has to book: 1 incoming payment below 0 USDC, together 0.000009 USDC.');
  expect(text).toMatch(/counted nowhere: 1 transfer of tokens that are no money of ours, 0 of nothing$/m);
});
