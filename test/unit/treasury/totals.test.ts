/** Totals of random ledgers equal sums that share no code with them, to the base unit, in any order of lines. */
import { describe, expect, test } from 'vitest';
import { balancesOf } from '../../../treasury/balances.ts';
import { parseBooks } from '../../../treasury/books.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { decimals, fileOf, members, randomLines, randomOf, shuffled, treasury } from './random.ts';

const today = '2026-11-01';

/** Straight from the text: fractions of 10^40, so that no decimals of a currency are needed. */
const scale = 40;
const big = (text: string): bigint => {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction + '0'.repeat(scale - fraction.length));
};
const cellsOf = (line: string): readonly string[] => line.replace(/"[^"]*"$/, '').split(',');

const bruteForce = (lines: readonly string[], month: string) => {
  const sums: Record<string, bigint> = {};
  const flows: Record<string, { opening: bigint; in: bigint; out: bigint }> = {};
  const cents = { income: 0n, expense: 0n };
  for (const line of lines) {
    const [, date = '', kind = '', category = '', , amount = '', currency = '', , , , price = '', , back = ''] =
      cellsOf(line);
    const value = (back === '' ? 1n : -1n) * big(amount);
    if (date.slice(0, 7) > month) continue;
    const flow = flows[currency] ?? { opening: 0n, in: 0n, out: 0n };
    flows[currency] = flow;
    if (date.slice(0, 7) < month) {
      if (kind === 'income') flow.opening += value;
      if (kind === 'expense') flow.opening -= value;
      continue;
    }
    if (kind === 'income') flow.in += value;
    if (kind === 'expense') flow.out += value;
    const key = `${kind} ${category} ${currency}`;
    sums[key] = (sums[key] ?? 0n) + value;
    if (category === 'own' || (kind !== 'income' && kind !== 'expense') || (price === '' && currency !== 'USD'))
      continue;
    const exact = big(amount) * (currency === 'USD' ? 10n ** BigInt(scale) : big(price)) * 100n;
    const one = 10n ** BigInt(2 * scale);
    const rounded = exact / one + (exact % one >= one / 2n ? 1n : 0n);
    cents[kind] += back === '' ? rounded : -rounded;
  }
  return { sums, flows, cents };
};

const months = ['2025-09', '2025-10', '2025-11', '2025-12', '2026-01', '2026-02', '2026-03', '2026-04'];

describe('random ledgers', () => {
  test.each(Array.from({ length: 20 }, (_, seed) => seed + 1))('seed %i: totals equal brute force', (seed) => {
    const files = randomLines(seed, 60 + seed * 5);
    const text = { '2025.csv': fileOf(files['2025']), '2026.csv': fileOf(files['2026']), 'members.yaml': members };
    const books = parseBooks(text, treasury, today);
    expect(books.problems).toEqual([]);
    expect(books.movements).toHaveLength(files['2025'].length + files['2026'].length);
    for (const month of months) {
      const brute = bruteForce([...files['2025'], ...files['2026']], month);
      const report = monthReport({ service: 's', treasury, books, facts: undefined }, month);
      const told = Object.fromEntries(
        report.sums.map(({ kind, category, currency, amount }) => [
          `${kind} ${category} ${currency}`,
          amount.startsWith('-') ? -big(amount.slice(1)) : big(amount),
        ]),
      );
      expect(told).toEqual(brute.sums);
      const cents = (text: string): bigint => BigInt(text.replace('.', ''));
      expect(cents(report.totals.income)).toBe(brute.cents.income);
      expect(cents(report.totals.expense)).toBe(brute.cents.expense);
      expect(cents(report.totals.result)).toBe(brute.cents.income - brute.cents.expense);
      const balances = balancesOf({ movements: books.movements, facts: undefined, treasury }, month);
      expect(balances.map(({ currency }) => currency.code).sort()).toEqual(Object.keys(brute.flows).sort());
      for (const { currency, opening, in: came, out, closing } of balances) {
        const unit = 10n ** BigInt(scale - (decimals[currency.code] ?? 0));
        const flow = brute.flows[currency.code];
        expect([opening, came, out].map((units) => units * unit)).toEqual([flow?.opening, flow?.in, flow?.out]);
        expect(closing).toBe(opening + came - out);
      }
    }
  });

  test.each([1, 2, 3, 4, 5])('seed %i: the order of lines and of files changes nothing that is published', (seed) => {
    const files = randomLines(seed, 200);
    const random = randomOf(seed + 99);
    const text = { '2025.csv': fileOf(files['2025']), '2026.csv': fileOf(files['2026']), 'members.yaml': members };
    const mixed = {
      'members.yaml': members,
      '2026.csv': fileOf(shuffled(files['2026'], random)),
      '2025.csv': fileOf(shuffled(files['2025'], random)),
    };
    const [plain, other] = [text, mixed].map((each) => parseBooks(each, treasury, today));
    for (const month of months) {
      const [one, two] = [plain, other].map(
        (books) => books && monthReport({ service: 's', treasury, books, facts: undefined }, month),
      );
      expect(two).toEqual(one);
    }
  });
});
