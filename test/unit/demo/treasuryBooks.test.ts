/** The demo's books are in order on any day, and leave out exactly what nobody wrote down. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bookFiles, writeBooks } from '../../../demo/treasury/books.ts';
import { planned, plannedFrom } from '../../../demo/treasury/plan.ts';
import { parseBooks } from '../../../treasury/books.ts';
import { dayAt, monthAt } from '../../../treasury/months.ts';
import { booksVerdict } from '../../../treasury/verdict.ts';

const config = {
  chain: 'ethereum',
  currency: 'USD',
  fiat: ['USD'],
  tokens: {
    USDC: { address: `0x${'1'.repeat(40)}`, decimals: 6 },
    LPT: { address: `0x${'2'.repeat(40)}`, decimals: 18 },
  },
};

test.each([
  '2026-11-22T23:00:00Z',
  '2026-12-01T00:00:05Z',
  '2027-01-01T20:00:00Z',
  '2027-01-02T03:00:00Z',
  '2028-02-29T12:00:00Z',
  '2027-03-31T23:59:59Z',
])('at %s', (time) => {
  const now = Date.parse(time) / 1000;
  const plan = planned(now);
  expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).toSorted((a, b) => a - b));
  expect(plan.every(({ at }) => at > plannedFrom(now) && at < now)).toBe(true);
  const moved = plan.map((one, index) => ({ ...one, tx: `0x${index.toString(16).padStart(64, '0')}` }));
  const { movements, problems } = parseBooks(Object.fromEntries(bookFiles(moved)), config, dayAt(now));
  expect(problems).toEqual([]);
  expect(new Set(movements.map(({ date }) => date.slice(0, 7))).size).toBe(3);
  expect(movements.length).toBe(plan.length - 2);
  expect(plan.filter(({ row }) => row === undefined).map(({ way }) => way)).toEqual(['in', 'spam']);
  expect(monthAt(plan.at(-3)?.at ?? 0)).toBe(monthAt(now - 21 * 3600));
});

const seeded = (now: number) => ({
  moved: planned(now).map((one, index) => ({ ...one, tx: `0x${index.toString(16).padStart(64, '0')}` })),
});
const treasury = { ...config, addresses: [], feeds: {}, since: undefined, dust: {} };
const openHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-demo-books-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
};

test('a commit a month, which nothing was changed since', async () => {
  const home = openHome();
  const now = Date.parse('2027-01-02T03:00:00Z') / 1000;
  expect(await writeBooks(home, seeded(now))).toBeUndefined();
  const { problems, historyProblems, checked, history } = booksVerdict(home, treasury, now);
  expect({ problems, historyProblems, checked }).toEqual({ problems: [], historyProblems: [], checked: true });
  expect(history.words).toContain('3 commits');
});

test('without git the books are there all the same, and it is said', async () => {
  const home = openHome();
  const path = process.env.PATH;
  process.env.PATH = home;
  onTestFinished(() => {
    process.env.PATH = path;
  });
  const now = Date.parse('2026-11-22T23:00:00Z') / 1000;
  expect(await writeBooks(home, seeded(now))).toContain('git is not here');
  expect(booksVerdict(home, treasury, now)).toMatchObject({ begun: true, checked: false, problems: [] });
});
