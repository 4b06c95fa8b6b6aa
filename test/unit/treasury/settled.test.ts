/** A month that is over and wholly told is published once: asked again a week later, its page is the same to the byte. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { treasuryDir } from '../../../treasury/books.ts';
import type { ChainFacts } from '../../../treasury/chainFacts.ts';
import { balancesCsv, movementsCsv, sumsCsv } from '../../../treasury/report/csv.ts';
import { monthJournal } from '../../../treasury/report/journal.ts';
import { monthMarkdown } from '../../../treasury/report/markdown.ts';
import type { MonthReport } from '../../../treasury/report/model.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { booksVerdict } from '../../../treasury/verdict.ts';
import { balances, facts, lines, members } from './club.ts';
import { fileOf, treasury } from './random.ts';

const root = mkdtempSync(join(tmpdir(), 'headwatch-settled-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const own = treasury.addresses[0]?.address ?? '';
const at = (text: string): number => Date.parse(text) / 1000;
const pages = (report: MonthReport): string =>
  [monthMarkdown, movementsCsv, sumsCsv, balancesCsv, monthJournal, JSON.stringify]
    .map((page) => page(report))
    .join('\n');

/** A home whose books are committed; rows are added, and the month reported as its command does. */
const homeOf = (name: string) => {
  const home = join(root, name);
  const dir = treasuryDir(home);
  mkdirSync(dir, { recursive: true });
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', home, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  git('init', '-q');
  const write = (rows: readonly string[]): void => {
    writeFileSync(join(dir, '2026.csv'), fileOf(rows));
    writeFileSync(join(dir, 'members.yaml'), members);
  };
  const commit = (): string => {
    git('add', '-A');
    git('commit', '-q', '-m', 'books');
    return git('rev-parse', 'HEAD').trim();
  };
  const report = (chain: ChainFacts | undefined, month = '2026-10'): MonthReport => {
    const { books, historyOf } = booksVerdict(home, treasury, at('2026-11-22T00:00:00Z'));
    return monthReport({ service: 'club', treasury, books, facts: chain, history: historyOf(month) }, month);
  };
  return { write, commit, git, report };
};

const price = (text: string, value: string) => ({
  currency: 'ETH',
  price: value,
  source: `chainlink:0x${'fe'.repeat(20)}`,
  at: at(text),
});
const early: ChainFacts = {
  ...facts,
  scanned: 1000,
  at: at('2026-11-01T00:00:03Z'),
  askedAt: at('2026-11-01T00:20:00Z'),
  balances: balances.map((one) => ({ ...one, block: 990, at: at(`${one.month}-28T00:00:00Z`) })),
  prices: [price('2026-10-31T01:00:00Z', '2000'), price('2026-10-31T23:00:00Z', '2100')],
  warnings: ['the price feed of ETH does not answer'],
};
const late: ChainFacts = {
  ...early,
  scanned: 9000,
  at: at('2026-11-09T00:00:00Z'),
  askedAt: at('2026-11-09T00:20:00Z'),
  prices: [price('2026-10-31T01:00:00Z', '2000'), price('2026-11-09T01:00:00Z', '2500')],
  ignoredCounts: { unknown_token: 99, zero_amount: 98, dust: 97 },
  dust: [{ month: '2026-11', address: own, currency: 'ETH', units: '5', count: 1 }],
  latest: [
    { month: '2026-11', address: own, currency: 'ETH', units: '7', block: 9000, at: at('2026-11-09T00:00:00Z') },
  ],
  unreconciled: [
    { log: 1, direction: 'in', address: own, currency: 'ETH', units: '7', block: 8000, at: at('2026-11-05T00:00:00Z') },
  ],
  rows: [...facts.rows, { id: 'n1', state: 'unknown' }],
  warnings: [],
};

describe('a settled month', () => {
  test('is the same to the byte a week later, with new rows, commits, prices and blocks', () => {
    const { write, commit, report } = homeOf('same');
    write(lines);
    const first = commit();
    const before = report(early);
    expect(before.settled).toBe(true);
    write([...lines, 'n1,2026-11-02,income,other,someone,1,ETH,,inv,,,,,']);
    commit();
    expect(pages(report(late))).toBe(pages(before));
    const text = monthMarkdown(before);
    expect(text).toContain('from block 1 to block 990 (final, of 2026-10-28 00:00:00 UTC).');
    expect(text).toContain(
      `Old rows held against 1 commit (commit ${first}): none was changed. SHA-256 of the rows up to`,
    );
    expect(text).not.toMatch(/asked at|since ever|Warnings/);
    expect(report(late, '2026-11')).toMatchObject({ settled: false, read: { to: 9000, askedAt: late.askedAt } });
  });

  test('a row of it that comes late is another page, with another sum and commit', () => {
    const { write, commit, report } = homeOf('late');
    write(lines);
    commit();
    const before = report(early).history;
    write([...lines, 'n1,2026-10-31,income,other,someone,1,EUR,,inv,,1.1,ECB,,']);
    expect(report(late).history).toMatchObject({ commit: null, why: 'not all of its rows have been committed' });
    const second = commit();
    const after = report(late).history;
    expect(after).toMatchObject({ commit: second, commits: 2, why: null });
    expect(after.sha256).not.toBe(before.sha256);
  });

  describe('the sum is that of the lines, so that anyone who has them can make it as docs/treasury.md says', () => {
    const later = 'n1,2026-11-02,income,other,someone,1,ETH,,inv,,,,,';
    const plain = fileOf([...lines, later]);
    const older = fileOf(['p1,2025-12-31,income,own,before,1,EUR,,inv,,1.1,ECB,,']);
    const [, recipe = ''] = /^# of October 2026\n(.+)$/m.exec(readFileSync('docs/treasury.md', 'utf8')) ?? [];
    const made = (home: string): string => execFileSync('sh', ['-c', recipe], { cwd: join(root, home) }).toString();
    const sumOf = (name: string, files: Readonly<Record<string, string>>): string => {
      const { write, commit, report } = homeOf(name);
      write([]);
      for (const [file, text] of Object.entries(files)) writeFileSync(join(treasuryDir(join(root, name)), file), text);
      commit();
      const { history } = report(early);
      expect(history.why).toBeNull();
      expect(made(name)).toBe(`${history.sha256}  -\n`);
      return made(name);
    };
    const same = sumOf('sum', { '2026.csv': plain });

    test.each([
      ['the ends of lines of a spreadsheet', plain.replaceAll('\n', '\r\n')],
      ['a byte order mark', `\uFEFF${plain}`],
      ['no end of the last line', plain.trimEnd()],
      ['a later row in quotes', plain.replace('n1,2026-11-02', '"n1", "2026-11-02"')],
    ])('%s changes nothing', (what, text) => {
      expect(sumOf(what.replaceAll(' ', '-'), { '2026.csv': text })).toBe(same);
    });
    test('each year begins anew', () => {
      expect(sumOf('years', { '2025.csv': older.trimEnd(), '2026.csv': plain })).not.toBe(same);
    });
  });
});

describe('nothing is called unchanged that was not held against git', () => {
  const uncommitted = (): MonthReport => {
    const { write, report } = homeOf('without');
    write(lines);
    return report(early);
  };
  test('the reason is on the page, and no vow', () => {
    const text = monthMarkdown(uncommitted());
    expect(text).toContain(
      'NOT held against git: the books have not been committed yet. Whether old rows were changed is',
    );
    expect(text).not.toMatch(/nothing is ever|none was changed/);
  });
  test('nobody asked', () => {
    const { books } = booksVerdict(join(root, 'without'), treasury, at('2026-11-22T00:00:00Z'));
    const text = monthMarkdown(monthReport({ service: 'club', treasury, books, facts }, '2026-10'));
    expect(text).toContain('NOT held against git: git was not asked.');
  });
});

describe('how far the chain was read', () => {
  const { write, report } = homeOf('read');
  write(lines);
  const title = (chain: ChainFacts): string => monthMarkdown(report(chain)).split('\n')[0] ?? '';
  const second = (chain: ChainFacts): string => monthMarkdown(report(chain)).split('\n')[2] ?? '';

  test('a node that stands before the end of the month is not the whole month, however late it is asked', () => {
    const stalled = { ...early, at: at('2026-10-20T00:00:00Z'), askedAt: at('2026-11-20T00:00:00Z') };
    expect(title(stalled)).toMatch(/: not fully checked against the chain$/);
    expect(second(stalled)).toContain(
      'to block 1000 (final, of 2026-10-20 00:00:00 UTC); asked at 2026-11-20 00:00:00 UTC. That is not the whole month',
    );
    expect(title({ ...stalled, at: at('2026-10-31T23:59:59Z') })).toMatch(/not fully checked/);
    expect(title({ ...stalled, at: at('2026-11-01T00:00:00Z') })).toMatch(/: 0 unreconciled movements$/);
  });

  test('a difference that is not judged keeps the month open, until another month', () => {
    const held = (time: string, after = time): ChainFacts => ({
      ...early,
      heldBack: [
        {
          ...{ address: own, currency: 'ETH', direction: 'in', units: '5', block: 900, rows: ['d1'] },
          ...{ at: at(time), after: at(after) },
        },
      ],
    });
    expect(title(held('2026-10-10T00:00:00Z'))).toMatch(/: not fully checked against the chain$/);
    expect(second(held('2026-10-10T00:00:00Z'))).toContain('1 difference of balances is not judged');
    // Seen by the first balance after midnight, or after days in which nobody read one.
    expect(title(held('2026-11-01T00:01:00Z', '2026-10-31T23:59:00Z'))).toMatch(/not fully checked/);
    expect(title(held('2026-11-05T00:00:00Z', '2026-10-31T23:59:00Z'))).toMatch(/not fully checked/);
    expect(title(held('2026-11-01T00:01:00Z'))).toMatch(/: 0 unreconciled movements$/);
    expect(title(held('2026-11-03T00:00:00Z', '2026-11-01T00:00:00Z'))).toMatch(/: 0 unreconciled movements$/);
    expect(title(held('2026-09-30T00:00:00Z'))).toMatch(/: 0 unreconciled movements$/);
  });
});
