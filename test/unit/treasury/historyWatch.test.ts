/** Git is asked about old rows in a process of its own: when the books change, once an hour, and sooner while something is wrong. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { askHistory, createHistoryWatch, type KnownHistory } from '../../../exporters/treasury/historyWatch.ts';
import { treasuryDir } from '../../../treasury/books.ts';
import { fileOf, treasury } from './random.ts';

const place = { file: '2026.csv', line: 2 };
const good: KnownHistory = { checked: true, problems: [] };
const bad: KnownHistory = { ...good, problems: [{ place, found: 'another row', expected: 'the old one' }] };
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('once an hour, every five minutes while old rows are not as they were', async () => {
  let asked = 0;
  let says = good;
  const watch = createHistoryWatch(async () => {
    asked += 1;
    return says;
  });
  const at = async (now: number): Promise<KnownHistory | undefined> => {
    await watch.at(now, 'books');
    await settled();
    return watch.at(now, 'books');
  };
  for (let now = 0; now < 7200; now += 60) await at(now);
  expect(asked).toBe(2);
  says = bad;
  expect(await at(7200)).toBe(bad);
  says = good;
  expect(await at(7200 + 240)).toBe(bad);
  expect(await at(7200 + 300)).toBe(good);
});

test('books that have changed are not told of before git was; an answer that is late holds nobody up', async () => {
  const open: ((known: KnownHistory) => void)[] = [];
  const watch = createHistoryWatch(() => new Promise((resolve) => open.push(resolve)));
  let told: KnownHistory | undefined;
  const first = watch.at(0, 'a').then((known) => {
    told = known;
  });
  await settled();
  expect(told).toBeUndefined();
  open.shift()?.(good);
  await first;
  expect(told).toBe(good);
  // An hour later: what was said last stands until the next answer.
  expect(await watch.at(3600, 'a')).toBe(good);
  const next = watch.at(3660, 'b');
  open.shift()?.(good);
  await settled();
  expect(open).toHaveLength(1);
  open.shift()?.(bad);
  expect(await next).toBe(bad);
});

test('books that cannot be read have no history, and that is asked again soon', async () => {
  let fails = true;
  const watch = createHistoryWatch(async () => {
    if (fails) throw new Error('EACCES');
    return good;
  });
  expect(await watch.at(0, '')).toBeUndefined();
  fails = false;
  await watch.at(300, '');
  await settled();
  expect(await watch.at(301, '')).toBe(good);
});

test('while git does not answer, rows that were changed stay so', async () => {
  let says: KnownHistory | undefined = bad;
  const watch = createHistoryWatch(async () => {
    if (!says) throw new Error('timeout');
    return says;
  });
  expect(await watch.at(0, 'a')).toBe(bad);
  says = undefined;
  await watch.at(300, 'a');
  await settled();
  expect(await watch.at(301, 'a')).toBe(bad);
  // Of other books nobody knows.
  expect(await watch.at(302, 'b')).toBeUndefined();
});

test('a real repository, read by a process of its own', async () => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-watch-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const ask = askHistory(home, treasury);
  const { signal } = new AbortController();
  const now = Date.UTC(2026, 10, 22) / 1000;
  expect(await ask(now, signal)).toEqual({ checked: false, problems: [] });
  const dir = treasuryDir(home);
  mkdirSync(dir, { recursive: true });
  const write = (amount: string): void =>
    writeFileSync(join(dir, '2026.csv'), fileOf([`a,2026-09-03,income,other,someone,${amount},EUR,,inv,,,,,`]));
  write('5');
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'books'],
  ])
    execFileSync('git', ['-C', home, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { stdio: 'pipe' });
  expect(await ask(now, signal)).toEqual({ checked: true, problems: [] });
  write('6');
  expect(await ask(now, signal)).toMatchObject({ checked: true, problems: [{ place: { line: 2 } }] });
  const ended = new AbortController();
  const late = ask(now, ended.signal);
  ended.abort();
  await expect(late).rejects.toThrow();
});
