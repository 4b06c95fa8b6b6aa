/** What operators should hear of, although nothing is wrong with any line of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hasLedger, parseBooks, readBookFiles } from '../../../treasury/books.ts';
import { slipsOf } from '../../../treasury/slips.ts';
import { booksOf } from './club.ts';
import { fileOf, treasury } from './random.ts';

const invoice = (id: string, date: string, cells = 'expense,fixed,hoster,89.00,EUR,,RE-1187', back = ''): string =>
  `${id},${date},${cells},,1.17,ECB,${back},`;

describe('one invoice twice', () => {
  const first = invoice('a', '2026-10-05');
  test('is asked about, also in another month', () => {
    expect(slipsOf(booksOf([first, invoice('b', '2026-11-02')]))).toEqual([
      '2 rows with one party, reference and amount (89.00 EUR): a, b. Was one invoice booked twice?',
    ]);
  });
  test.each([
    ['another number', 'expense,fixed,hoster,89.00,EUR,,RE-1188'],
    ['another amount', 'expense,fixed,hoster,89.01,EUR,,RE-1187'],
    ['another currency', 'expense,fixed,hoster,89.00,USDC,,RE-1187'],
    ['another party', 'expense,fixed,other,89.00,EUR,,RE-1187'],
    ['the other way', 'income,other,hoster,89.00,EUR,,RE-1187'],
  ])('%s is another one', (_what, cells) => {
    expect(slipsOf(booksOf([first, invoice('b', '2026-10-06', cells)]))).toEqual([]);
  });
  test('a row that was taken back stands for nothing', () => {
    const back = invoice('z', '2026-10-06', 'expense,fixed,hoster,89.00,EUR,,', 'a');
    const books = booksOf([first, back, invoice('b', '2026-10-06')]);
    expect(books.problems).toEqual([]);
    expect(slipsOf(books)).toEqual([]);
  });
  test('dues may be called the same each month, and once in each', () => {
    const dues = (id: string, date: string): string => invoice(id, date, 'income,dues,alice,1,ETH,,by hand');
    expect(slipsOf(booksOf([dues('a', '2026-09-05'), dues('b', '2026-10-05')]))).toEqual([]);
    expect(slipsOf(booksOf([dues('a', '2026-10-05'), dues('b', '2026-10-06')]))).toHaveLength(1);
  });
});

test('a payee whom no row names, and whom it may mean', () => {
  const payees = ['hoster', 'Hoster', 'nobody'].map((alias) => `${alias}: "0x${'0a'.repeat(20)}"\n`).join('');
  expect(slipsOf(booksOf([invoice('a', '2026-10-05')], payees))).toEqual([
    'No expense has the party "Hoster" of payees.yaml; rows have "hoster": nothing is held against its address.',
    'No expense has the party "nobody" of payees.yaml: nothing is held against its address.',
  ]);
});

describe('files with a name that is a little off', () => {
  const root = mkdtempSync(join(tmpdir(), 'headwatch-slips-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  test('are faults: what they were to say is said by nobody', () => {
    const dir = join(root, 'treasury');
    mkdirSync(dir);
    writeFileSync(join(dir, '2026.csv'), fileOf([invoice('a', '2026-10-05')]));
    writeFileSync(join(dir, '2025.CSV'), fileOf([]));
    for (const file of ['members.yml', 'Members.yaml', 'payee.yaml', 'notes.md', 'other.yaml'])
      writeFileSync(join(dir, file), '- {alias: bob}');
    const { problems, movements } = parseBooks(readBookFiles(dir), treasury, '2026-11-22');
    expect(problems.map(({ found, expected }) => `${found} | ${expected}`)).toEqual([
      'a ledger named 2025.CSV | YEAR.csv',
      'a file named Members.yaml, which nobody reads | members.yaml',
      'a file named members.yml, which nobody reads | members.yaml',
      'a file named payee.yaml, which nobody reads | payees.yaml',
    ]);
    expect(movements).toHaveLength(1);
  });
  test('a ledger in capitals alone is books that were begun', () => {
    expect(hasLedger({ '2026.CSV': '' })).toBe(true);
  });
});
