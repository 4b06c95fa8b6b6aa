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
    // What was inserted was committed too: it stays, below.
    const inserted = tamper(rows.slice(0, 8)).filter((line) => line.startsWith('new,'));
    write([...rows, ...inserted]);
    expect(found()).toEqual([]);
  });

  test('rows that were added beside an edit do not vanish when the edit is put right', () => {
    write([amountBy(first, '7'), ...rows.slice(1, 9)]);
    commit();
    write(rows.slice(0, 8));
    commit();
    expect(found()).toEqual([expect.stringContaining(`row "${idOf(rows[8] ?? '')}", which`)]);
    write(rows.slice(0, 9));
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

  test('a merge that keeps the other side hides no edit', () => {
    git('branch', '-q', '-m', 'main');
    git('checkout', '-q', '-b', 'other', 'HEAD~1');
    write([...rows.slice(0, 5), amountBy(rows[5] ?? '', '99')]);
    commit();
    git('merge', '-q', '-s', 'ours', '-m', 'merged', 'main');
    expect(found()).toEqual([
      expect.stringMatching(new RegExp(`^7: row "${idOf(rows[5] ?? '')}" was changed: amount was ".*" and is "99"$`)),
      expect.stringMatching(new RegExp(`^1: row "${idOf(rows[6] ?? '')}", which .* is gone$`)),
      expect.stringMatching(new RegExp(`^1: row "${idOf(rows[7] ?? '')}", which .* is gone$`)),
    ]);
    expect(checkHistory(dir).words).toBe('Old rows were changed (held against 4 commits).');
  });

  test('two branches that both only add are no change', () => {
    git('checkout', '-q', '-b', 'other');
    write(rows.slice(0, 9));
    commit();
    git('checkout', '-q', '-');
    write([...rows.slice(0, 8), rows[9] ?? '']);
    commit();
    git('merge', '-q', '-s', 'ours', '-m', 'merged', 'other');
    expect(found()).toEqual([expect.stringContaining(`"${idOf(rows[8] ?? '')}", which`)]);
    write([...rows.slice(0, 8), rows[9] ?? '', rows[8] ?? '']);
    expect(found()).toEqual([]);
  });

  test('books that move with an edit are held against where they were', () => {
    git('mv', 'ledger', 'books');
    dir = join(home, 'books', 'treasury');
    write([amountBy(first, '7'), ...rows.slice(1, 8)]);
    commit();
    expect(found()).toEqual([expect.stringMatching(/^2: row .* was changed: amount was ".*" and is "7"$/)]);
    write(rows.slice(0, 9));
    expect(found()).toEqual([]);
  });

  test('what a hook, a graft or a replacement says of the past is not believed', () => {
    const show = (...args: readonly string[]): string =>
      execFileSync('git', ['-C', home, ...args], { encoding: 'utf8' }).trim();
    write([amountBy(first, '7'), ...rows.slice(1, 8)]);
    commit();
    git('replace', '--graft', 'HEAD');
    expect(show('rev-list', '--count', 'HEAD')).toBe('1');
    expect(found()).toHaveLength(1);
    process.env.GIT_DIR = join(root, 'nowhere');
    try {
      expect(found()).toHaveLength(1);
    } finally {
      delete process.env.GIT_DIR;
    }
  });

  test('a shallow clone is no proof', () => {
    const clone = join(root, `clone ${count}`);
    git('clone', '-q', '--depth', '1', `file://${home}`, clone);
    expect(checkHistory(join(clone, 'ledger', 'treasury'))).toMatchObject({
      checked: false,
      why: expect.stringContaining('shallow'),
    });
  });

  test('books of another user are read, as in a container', () => {
    // Git's own way to try that out.
    process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER = '1';
    try {
      expect(() => git('status')).toThrow(/dubious ownership/);
      expect(found()).toEqual([]);
    } finally {
      delete process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER;
    }
  });

  test('a repository that begins at the books, or one in a directory of a strange name', () => {
    const top = mkdtempSync(join(root, 'a [b] *'));
    const at = (...args: readonly string[]): void => {
      execFileSync('git', ['-C', top, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { stdio: 'pipe' });
    };
    at('init', '-q');
    writeFileSync(join(top, '2026.csv'), fileOf(rows.slice(0, 5)));
    at('add', '-A');
    at('commit', '-q', '-m', 'books');
    writeFileSync(join(top, '2026.csv'), fileOf(rows.slice(0, 4)));
    expect(checkHistory(top).problems).toHaveLength(1);
    at('checkout', '-q', '.');
    // Then the repository grows around them.
    const below = join(top, 'x[1]', 'treasury');
    mkdirSync(below, { recursive: true });
    at('mv', '2026.csv', 'x[1]/treasury/2026.csv');
    writeFileSync(join(below, '2026.csv'), fileOf(rows.slice(1, 5)));
    at('commit', '-q', '-a', '-m', 'moved');
    expect(checkHistory(below).problems).toHaveLength(1);
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
