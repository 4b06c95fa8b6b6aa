/** In a real git repository: every way to change committed rows is found, and the row is named. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { checkHistory } from '../../../treasury/history.ts';
import { linesOf } from '../../../treasury/ledgerLines.ts';
import { tamperings } from '../../../treasury/tampering.ts';
import { fileOf, randomLines, randomOf } from './random.ts';

const root = mkdtempSync(join(tmpdir(), 'headwatch-books-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let home = '';
let dir = '';
let count = 0;

const git = (...args: readonly string[]): void => {
  execFileSync('git', ['-C', home, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { stdio: 'pipe' });
};
const write = (lines: readonly string[]): void => writeFileSync(join(dir, '2026.csv'), fileOf(lines));
const commit = (): void => {
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'books');
};
const found = (): readonly string[] => {
  const history = checkHistory(dir);
  expect(history.checked).toBe(true);
  return history.problems.map((problem) => `${problem.place.line}: ${problem.found}`);
};

const rows = randomLines(3, 40)['2026'];
const [first = '', second = '', third = ''] = rows;
const idOf = (line: string): string => line.split(',')[0] ?? '';

beforeEach(() => {
  home = join(root, `home ${count++}`);
  dir = join(home, 'ledger', 'treasury');
  mkdirSync(dir, { recursive: true });
  git('init', '-q');
  write(rows.slice(0, 5));
  commit();
  write(rows.slice(0, 8));
  commit();
});

const amountBy = (line: string, amount: string): string =>
  line
    .split(',')
    .map((cell, index) => (index === 5 ? amount : cell))
    .join(',');

describe('books in git', () => {
  test('rows below are no change, committed or not', () => {
    expect(found()).toEqual([]);
    write(rows);
    expect(found()).toEqual([]);
    commit();
    expect(found()).toEqual([]);
  });

  const ways: readonly (readonly [string, (lines: readonly string[]) => readonly string[], RegExp])[] = [
    [
      'an amount',
      ([a = '', ...rest]) => [amountBy(a, '7'), ...rest],
      new RegExp(`^2: row "${idOf(first)}" was changed: amount was ".*" and is "7"$`),
    ],
    [
      'a note',
      ([a = '', b = '', ...rest]) => [a, `${b.slice(0, b.lastIndexOf(',') + 1)}paid`, ...rest],
      new RegExp(`^3: row "${idOf(second)}" was changed: `),
    ],
    ['a row deleted', ([a = '', , ...rest]) => [a, ...rest], new RegExp(`^3: row "${idOf(second)}" is gone$`)],
    [
      'a row inserted',
      ([a = '', ...rest]) => [a, first.replace(idOf(first), 'new'), ...rest],
      /^3: row "new" stands between rows that were committed$/,
    ],
    [
      'rows exchanged',
      ([a = '', b = '', ...rest]) => [b, a, ...rest],
      new RegExp(`^2: row "${idOf(second)}" was moved up$`),
    ],
    [
      'an id',
      ([a = '', ...rest]) => [a.replace(idOf(a), 'other'), ...rest],
      new RegExp(`^2: row "${idOf(first)}" is gone$`),
    ],
    ['the last row', (lines) => lines.slice(0, -1), new RegExp(`^9: row "${idOf(rows[7] ?? '')}" is gone$`)],
  ];

  test.each(ways)('%s: named in the file on the disk', (_name, tamper, words) => {
    write(tamper(rows.slice(0, 8)));
    expect(found()).toEqual(expect.arrayContaining([expect.stringMatching(words)]));
  });

  test.each(ways)('%s: named when it was committed, and rows came after it', (_name, tamper, words) => {
    write(tamper(rows.slice(0, 8)));
    commit();
    write([...tamper(rows.slice(0, 8)), ...rows.slice(8)]);
    commit();
    expect(found()).toEqual(expect.arrayContaining([expect.stringMatching(words)]));
    write(rows);
    expect(found()).toEqual([]);
  });

  test('a file that is gone, and another header', () => {
    rmSync(join(dir, '2026.csv'));
    expect(found()).toEqual(['1: no such file, though it was committed']);
    commit();
    expect(found()).toEqual(['1: no such file, though it was committed']);
    writeFileSync(join(dir, '2026.csv'), fileOf(rows).replace('id,date', 'date,id'));
    expect(found()).toEqual(['1: another header than was committed']);
  });

  test('other line ends are no change', () => {
    writeFileSync(join(dir, '2026.csv'), fileOf(rows).replaceAll('\n', '\r\n'));
    expect(found()).toEqual([]);
  });

  test('several at once are all named', () => {
    write([amountBy(first, '9'), third, ...rows.slice(3, 8)]);
    expect(found()).toEqual([
      expect.stringContaining(`2: row "${idOf(first)}" was changed`),
      expect.stringContaining(`3: row "${idOf(second)}" is gone`),
    ]);
  });

  test('random changes of one character are never missed', () => {
    const random = randomOf(11);
    const committed = linesOf(fileOf(rows.slice(0, 8)));
    const text = fileOf(rows);
    const length = fileOf(rows.slice(0, 8)).length;
    for (let round = 0; round < 300; round += 1) {
      const at = random(length - 1);
      if (text[at] === '\n') continue;
      const changed = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
      expect(tamperings('2026.csv', committed, linesOf(changed)).length).toBeGreaterThan(0);
    }
  });

  test('without git, or without a commit, nothing is called unchanged', () => {
    const bare = mkdtempSync(join(root, 'bare-'));
    writeFileSync(join(bare, '2026.csv'), fileOf(rows));
    expect(checkHistory(bare)).toMatchObject({ checked: false, problems: [] });
    execFileSync('git', ['-C', bare, 'init', '-q']);
    expect(checkHistory(bare)).toMatchObject({ checked: false, problems: [] });
    expect(checkHistory(join(bare, 'nowhere')).checked).toBe(false);
  });
});
