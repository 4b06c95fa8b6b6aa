/** The page of a settled month is the same to the byte after years: the feed's prices of its days are still there. */
import { expect, test } from 'vitest';
import { addPrice } from '../../../exporters/treasury/prices.ts';
import type { PriceFact } from '../../../treasury/chainFacts.ts';
import { monthMarkdown } from '../../../treasury/report/markdown.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { booksOf, facts, lines } from './club.ts';
import { treasury } from './random.ts';

const row = (id: string, price: string) =>
  `${id},2026-10-05,income,other,someone,1,ETH,,inv,,${price},${price === '' ? '' : 'hand'},,`;
const books = booksOf([...lines, row('by-feed', ''), row('by-hand', '1500')]);

test('rows without a price, prices by hand and the end of the month are told as they were', () => {
  expect(books.problems).toEqual([]);
  let prices: readonly PriceFact[] = [];
  const reportedAt = (end: string) => {
    const from = prices.at(-1)?.at ?? Date.UTC(2026, 9, 1, 6) / 1000;
    for (let at = from + 5 * 3600; at < Date.parse(end) / 1000; at += 5 * 3600) {
      const price = String(2000 + ((at / 3600) % 97));
      prices = addPrice(prices, { currency: 'ETH', price, source: 'chainlink:0x1', at });
    }
    return monthReport({ service: 'club', treasury, books, facts: { ...facts, prices } }, '2026-10');
  };
  const before = reportedAt('2026-11-02T00:00:00Z');
  expect(before).toMatchObject({ settled: true, totals: { unpriced: 0 } });
  expect(before.priceDoubts.map(({ id }) => id)).toEqual(['by-hand']);
  const after = reportedAt('2028-11-02T00:00:00Z');
  expect(after).toEqual(before);
  expect(monthMarkdown(after)).toBe(monthMarkdown(before));
});
