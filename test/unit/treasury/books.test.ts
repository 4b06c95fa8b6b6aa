/** Everything that is wrong with books is told at once, with its place, what was found and what is expected. */
import { expect, test } from 'vitest';
import { type BookFiles, parseBooks } from '../../../treasury/books.ts';
import { fiatCurrency } from '../../../treasury/currencies.ts';
import { hideMembers } from '../../../treasury/publicNames.ts';
import { unpaidDues } from '../../../treasury/unpaid.ts';
import { fileOf, members, treasury } from './random.ts';

const today = '2026-11-22';
const faults = (files: BookFiles): readonly string[] =>
  parseBooks(files, treasury, today).problems.map(
    ({ place: { file, line, column }, found, expected }) => `${file}:${line}:${column} ${found} | ${expected}`,
  );
const hash = `0x${'ab'.repeat(32)}`;
/** A good row, with some of its cells changed. */
const row = (cells: Readonly<Record<number, string>> = {}): string =>
  ['a', '2026-10-03', 'income', 'dues', 'alice', '50', 'USDC', hash, '', '2026-10', '1', 'par', '', '']
    .map((cell, index) => cells[index] ?? cell)
    .join(',');
const one = (...lines: readonly string[]): BookFiles => ({ '2026.csv': fileOf(lines), 'members.yaml': members });

test('a good row is read whole', () => {
  const { movements, problems } = parseBooks(
    one(row({ 7: `arbitrum-one:${hash.toUpperCase().replace('X', 'x')}` })),
    treasury,
    today,
  );
  expect(problems).toEqual([]);
  expect(movements).toMatchObject([
    {
      id: 'a',
      amount: { units: 50_000_000n },
      tx: hash,
      price: { units: 1n, scale: 0 },
      place: { file: '2026.csv', line: 2 },
    },
  ]);
});

test.each<readonly [string, Readonly<Record<number, string>>, RegExp]>([
  ['an exponent', { 5: '5e1' }, /^2026\.csv:2:32 "5e1" \| a decimal number with at most 6 digits/],
  ['a thousands separator', { 5: '"1,000"' }, /"1,000" \| a decimal number/],
  ['more digits than there are', { 5: '0.1234567' }, /at most 6 digits after the point/],
  ['nothing', { 5: '0.000000' }, /an amount above zero/],
  ['below zero', { 5: '-50' }, /an amount above zero/],
  ['an unknown currency', { 6: 'DOGE' }, /:35 "DOGE" \| one of ETH, LPT, USDC, ODD, USD, EUR/],
  ['a day that is none', { 1: '2026-02-30' }, /:3 "2026-02-30" \| a day such as/],
  ['tomorrow', { 1: '2026-11-23' }, /no day after today \(2026-11-22, UTC\)/],
  ['a day of another year', { 1: '2025-10-03' }, /a day of 2026, as the file is named/],
  ['a hash of another chain', { 7: `ethereum:${hash}` }, /:40 "ethereum:0xabab.* \| a transaction on arbitrum-one/],
  ['half a hash', { 7: '0xabab' }, /a transaction hash: 0x and 64/],
  ['fiat on a chain', { 6: 'EUR' }, /no transaction: EUR does not move/],
  ['no proof', { 7: '' }, /neither tx nor invoice \|/],
  ['a kind', { 2: 'revenue' }, /"revenue" \| one of income, expense, transfer/],
  ['a category of another kind', { 2: 'expense' }, /"dues" \| of expense one of fixed, support, research, own/],
  ['a price without source', { 11: '' }, /no price_source \| where the price is from/],
  ['a source without price', { 10: '' }, /the price that price_source is the source of/],
  ['a price of the report itself', { 6: 'USD', 7: '', 8: 'x' }, /no price: USD is what figures are told in/],
  ['a month', { 9: '2026-13' }, /"2026-13" \| a month such as/],
  ['nobody', { 4: '' }, /no party \| who paid/],
  ['dues of a stranger', { 4: 'mallory' }, /dues of "mallory" \| an alias of members.yaml/],
  ['an id', { 0: 'a b' }, /:1 "a b" \| an id of letters/],
  ['a hidden name in an id', { 0: '2026-10-alice' }, /an id without the name of a member/],
  ['a correction of nothing', { 7: '', 12: 'zz' }, /a reverses "zz" \| the id of a row/],
])('%s is refused', (_name, cells, words) => {
  const told = faults(one(row(cells)));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(words);
});

test('corrections must fit what they take back, once', () => {
  const back = (id: string, cells: Readonly<Record<number, string>> = {}): string =>
    row({ 0: id, 7: '', 10: '', 11: '', 12: 'a', ...cells });
  expect(faults(one(row(), back('b', { 9: '2026-09' })))).toEqual([
    expect.stringMatching(/service month of a: income, dues, alice, 50 USDC, 2026-10$/),
  ]);
  expect(faults(one(row(), back('b')))).toEqual([]);
  expect(faults(one(row(), back('b', { 5: '49' })))).toEqual([expect.stringContaining('income, dues, alice, 50 USDC')]);
  expect(faults(one(row(), back('b'), back('c')))).toEqual([
    expect.stringContaining('that b has not taken back already'),
  ]);
  expect(faults(one(row(), back('b'), back('c', { 12: 'b' })))).toEqual([
    expect.stringContaining('no correction itself'),
  ]);
  expect(faults(one(row(), back('b', { 1: '2026-10-02' })))).toEqual([expect.stringContaining('a is of 2026-10-03')]);
  expect(faults(one(row(), row()))).toEqual([
    expect.stringContaining('"a", as in 2026.csv:2 | an id that no other row has'),
  ]);
});

test('every fault of every file at once, broken lines on their own', () => {
  const told = faults({
    '2026.csv': fileOf([
      '"u,1',
      row({ 5: '1e3', 6: 'DOGE' }),
      'x,2026-10-03',
      '',
      row({ 0: 'ok' }),
      `${row({ 0: 'q' })}"y"z`,
    ]),
    'books.csv': fileOf([]),
    'members.yaml': '- alias: alice\n  plan: basic\n  since: 2026-02-30\n  dues: 5 DOGE\n',
  });
  expect(told.map((text) => text.split(' ')[0])).toEqual([
    '2026.csv:2:1',
    '2026.csv:3:32',
    '2026.csv:3:36',
    '2026.csv:4:13',
    '2026.csv:5:1',
    '2026.csv:7:123',
    'books.csv:1:1',
    'members.yaml:3:10',
    'members.yaml:4:9',
  ]);
});

test('books that nobody began are no fault; no header and broken YAML are', () => {
  expect(faults({})).toEqual([]);
  expect(faults({ '2026.csv': '' })).toEqual([expect.stringContaining('an empty file | the header')]);
  expect(faults({ ...one(), 'members.yaml': '- alias: "a\n' })).toEqual([
    expect.stringMatching(/^members\.yaml:\d+:\d+ /),
  ]);
});

test('unpaid months, for operators', () => {
  const books = parseBooks(one(row({ 9: '2026-09' }), row({ 0: 'b', 5: '20' })), treasury, today);
  const from = { ...books, members: books.members.map((member) => ({ ...member, since: '2026-09-10' })) };
  expect(unpaidDues(from, fiatCurrency('USD'), '2026-11').map(({ month, owed }) => [month, owed.units])).toEqual([
    ['2026-10', 30_000_000n],
    ['2026-11', 50_000_000n],
  ]);
});

test('dues that are taken back are owed for the month that they were for, also where the row names none', () => {
  const back = row({ 0: 'b', 1: '2026-11-10', 7: '', 9: '', 12: 'a' });
  const books = parseBooks(one(row({ 9: '' }), row({ 0: 'c', 1: '2026-11-03', 9: '' }), back), treasury, today);
  expect(books.problems).toEqual([]);
  expect(books.movements.at(-1)).toMatchObject({ id: 'b', serviceMonth: '2026-10' });
  const from = { ...books, members: books.members.map((member) => ({ ...member, since: '2026-10-01' })) };
  expect(unpaidDues(from, fiatCurrency('USD'), '2026-11').map(({ month, owed }) => [month, owed.units])).toEqual([
    ['2026-10', 50_000_000n],
  ]);
});

test('one who left owes nothing any more, and is hidden as before', () => {
  const left = `${members.trimEnd()}\n  until: 2026-10-31\n`;
  const read = (text: string) => parseBooks({ ...one(row()), 'members.yaml': text }, treasury, today);
  expect(unpaidDues(read(left), fiatCurrency('USD'), '2026-11')).not.toEqual([]);
  const former = read(`${left}  former: true\n`);
  expect(former.problems).toEqual([]);
  expect(unpaidDues(former, fiatCurrency('USD'), '2026-11')).toEqual([]);
  expect(hideMembers(former.members)('alice paid')).toBe('a member paid');
});

test.each([
  ['Bobs server', 'a member server'],
  ['bob2 and bobby', 'a member and a member'],
  ["bob's, BOB_1 (bob)", "a member's, a member_1 (a member)"],
  ['also al, als, al2', 'also a member, a member, a member'],
  ['bobcat pays', 'bobcat pays'],
  ['the kebob', 'the kebob'],
])('%s', (text, shown) => {
  const { members: list } = parseBooks(
    {
      ...one(),
      'members.yaml': ['bob', 'al', 'bobcat']
        .map(
          (alias) => `- { alias: ${alias}, plan: p, since: 2026-01-01, dues: 1 EUR, public: ${alias === 'bobcat'} }\n`,
        )
        .join(''),
    },
    treasury,
    today,
  );
  expect(hideMembers(list)(text)).toBe(shown);
});

test('payees.yaml: addresses by alias, faults with their place', () => {
  const address = `0x${'Ab'.repeat(20)}`;
  const read = (text: string) => parseBooks({ ...one(), 'payees.yaml': text }, treasury, today);
  expect(read(`hoster: "${address}"\ncarol: ["${address}"]\n`)).toMatchObject({
    problems: [],
    payees: new Map([
      ['hoster', [address.toLowerCase()]],
      ['carol', [address.toLowerCase()]],
    ]),
  });
  expect(read('# nobody yet\n').problems).toEqual([]);
  expect(faults({ ...one(), 'payees.yaml': `a: "0x12"\nb: ${address}\n` })).toEqual([
    expect.stringMatching(/^payees\.yaml:1:4 "0x12" \| an address/),
    expect.stringMatching(/^payees\.yaml:2:4 .* \| an address in quotes/),
  ]);
});
