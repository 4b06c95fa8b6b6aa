/** A row that is taken back is worth nothing afterwards, at whatever price the row that takes it back was written. */
import { expect, it } from 'vitest';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { booksOf, facts } from './club.ts';
import { treasury } from './random.ts';

const row = (id: string, price: string, reverses = ''): string =>
  `${id},2026-10-02,income,other,someone,1,ETH,,inv,2026-10,${price},${price === '' ? '' : 'ECB'},${reverses},`;
const feed = { currency: 'ETH', price: '2100', source: 'chainlink:0x1', at: Date.UTC(2026, 9, 2, 1) / 1000 };
const totals = (rows: readonly string[]) => {
  const books = booksOf(rows);
  expect(books.problems).toEqual([]);
  return monthReport({ service: 'club', treasury, books, facts: { ...facts, prices: [feed] } }, '2026-10').totals;
};

it.each(['2000', '2000.0', ''])('booked at 2000 and taken back at "%s": nothing', (price) => {
  expect(totals([row('a', '2000'), row('b', price, 'a')])).toMatchObject({ income: '0.00', unpriced: 0 });
});

it.each([
  ['2000', '1'],
  ['', '2000'],
])('booked at "%s", no row takes it back at %s', (booked, back) => {
  const { problems } = booksOf([row('a', booked), row('b', back, 'a')]);
  expect(problems).toMatchObject([{ place: { line: 3 }, expected: expect.stringContaining('no price, or that of a') }]);
});
