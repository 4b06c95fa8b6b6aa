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
