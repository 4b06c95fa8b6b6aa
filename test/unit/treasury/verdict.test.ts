/** One answer for everyone who tells sums: are these books fit for it? */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { treasuryDir } from '../../../treasury/books.ts';
import { booksVerdict, notBooked } from '../../../treasury/verdict.ts';
import { fileOf, treasury } from './random.ts';

const root = mkdtempSync(join(tmpdir(), 'headwatch-verdict-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const now = Date.UTC(2026, 10, 22) / 1000;
const row = (id: string, amount = '5'): string => `${id},2026-09-03,income,other,someone,${amount},EUR,,inv,,,,,`;

test('books that are not there are no books of zero', () => {
  expect(booksVerdict(join(root, 'nowhere'), treasury, now)).toMatchObject({ begun: false, checked: false });
});

test('what is wrong in the files and what was done to committed rows are told apart', () => {
  const home = join(root, 'home');
  const dir = treasuryDir(home);
  mkdirSync(dir, { recursive: true });
  const write = (...rows: readonly string[]): void => writeFileSync(join(dir, '2026.csv'), fileOf(rows));
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', home, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { stdio: 'pipe' });
  };
  write(row('a'));
  expect(booksVerdict(home, treasury, now)).toMatchObject({ begun: true, checked: false, problems: [] });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'books');
  expect(booksVerdict(home, treasury, now)).toMatchObject({ checked: true, problems: [], historyProblems: [] });
  write(row('a'), row('a'));
  expect(booksVerdict(home, treasury, now)).toMatchObject({ problems: [{ place: { line: 3 } }], historyProblems: [] });
  write(row('a', '6'));
  expect(booksVerdict(home, treasury, now)).toMatchObject({ problems: [], historyProblems: [{ place: { line: 2 } }] });
});

test('a month before the first row, or one to come, is not a month of zeros', () => {
  const { books } = booksVerdict(join(root, 'home'), treasury, now);
  expect(notBooked(books, '2026-08', '2026-11-22')).toBe('the books begin with 2026-09');
  expect(notBooked(books, '2026-09', '2026-11-22')).toBeUndefined();
  expect(notBooked(books, '2026-10', '2026-11-22')).toBeUndefined();
  expect(notBooked(books, '2026-12', '2026-11-22')).toBe('2026-12 has not begun yet');
  expect(notBooked({ movements: [] }, '2026-10', '2026-11-22')).toBe('the books have no row yet');
});

test('who is taken out of members.yaml is not named again', () => {
  const home = join(root, 'former');
  const dir = treasuryDir(home);
  mkdirSync(dir, { recursive: true });
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', home, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { stdio: 'pipe' });
  };
  const bob = (more: string): void =>
    writeFileSync(join(dir, 'members.yaml'), `- { alias: bob, plan: p, since: 2026-01-01, dues: 5 EUR${more} }\n`);
  writeFileSync(join(dir, '2026.csv'), fileOf([row('a'), row('b').replace('someone', 'bob')]));
  bob('');
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'books');
  expect(booksVerdict(home, treasury, now).historyProblems).toEqual([]);
  rmSync(join(dir, 'members.yaml'));
  expect(booksVerdict(home, treasury, now)).toMatchObject({
    problems: [],
    historyProblems: [{ place: { line: 3 }, found: 'row b names "bob", whom members.yaml had and has no more' }],
  });
  bob(', former: true');
  expect(booksVerdict(home, treasury, now).problems).toMatchObject([{ found: 'no until' }]);
  bob(', until: 2026-09-30, former: true');
  expect(booksVerdict(home, treasury, now)).toMatchObject({ problems: [], historyProblems: [] });
});
