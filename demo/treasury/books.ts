/** The demo's books: `ledger/treasury/` of its home, with the hashes that its chain gave, in a git repository of their own. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { treasuryDir } from '../../treasury/books.ts';
import { ledgerHeader } from '../../treasury/ledgerLines.ts';
import { membersFile } from '../../treasury/members.ts';
import { coins } from './plan.ts';
import type { Moved, SeededTreasury } from './seed.ts';

const day = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

const line = ({ at, who, coin, amount, row, tx }: Moved, index: number): string => {
  const date = day(at);
  const id = `${date.slice(0, 7)}-${String(index + 1).padStart(3, '0')}`;
  const source = coin === 'USDC' ? 'at par' : 'price feed of the day';
  return [
    ...[id, date, row?.kind, row?.category, who, amount, coin, tx, '', date.slice(0, 7)],
    ...[coins[coin].price, source, '', row?.note],
  ].join(',');
};

const members = (since: string): string => `# Who pays dues. Only those with "public: true" are ever named in public.
- { alias: otter, plan: node, since: ${since}, dues: 120 USDC, public: true }
- { alias: north, plan: node, since: ${since}, dues: 120 USDC }
- { alias: quiet, plan: node, since: ${since}, dues: 0.04 ETH }
`;

/** Of each year its file, and the members'; what nobody wrote down is in none. */
export const bookFiles = (moved: readonly Moved[]): ReadonlyMap<string, string> => {
  const years = new Map<string, string[]>();
  for (const [index, one] of moved.filter(({ row }) => row !== undefined).entries()) {
    const year = day(one.at).slice(0, 4);
    years.set(year, [...(years.get(year) ?? [ledgerHeader]), line(one, index)]);
  }
  const since = `${day(moved[0]?.at ?? 0).slice(0, 7)}-01`;
  return new Map([
    [membersFile, members(since)],
    ...[...years].map(([year, lines]): [string, string] => [`${year}.csv`, `${lines.join('\n')}\n`]),
  ]);
};

const run = promisify(execFile);

/** Nobody's own settings: no signature, no hook, and the days are those of the books. */
const git = async (dir: string, at: number, ...args: readonly string[]): Promise<void> => {
  const date = `${Math.floor(at)} +0000`;
  await run('git', ['-C', dir, '-c', 'user.name=demo', '-c', 'user.email=demo@localhost', ...args], {
    env: {
      ...process.env,
      ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      ...{ GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    },
  });
};

/** What was written down by the end of each month, earliest first. */
const byMonth = (moved: readonly Moved[]): readonly (readonly Moved[])[] => {
  const months = [...new Set(moved.map(({ at }) => day(at).slice(0, 7)))].sort();
  return months.map((month) => moved.filter(({ at }) => day(at).slice(0, 7) <= month));
};

/**
 * A commit a month, so that the report can hold old rows against their past.
 * @returns why there is no repository; undefined when there is one
 */
export const writeBooks = async (
  home: string,
  { moved }: Pick<SeededTreasury, 'moved'>,
): Promise<string | undefined> => {
  const dir = treasuryDir(home);
  await mkdir(dir, { recursive: true });
  let missing: string | undefined;
  for (const [place, some] of byMonth(moved).entries()) {
    for (const [file, text] of bookFiles(some)) await writeFile(join(dir, file), text);
    const at = some.at(-1)?.at ?? 0;
    try {
      if (missing !== undefined) continue;
      if (place === 0) await git(dir, at, 'init', '-q');
      await git(dir, at, 'add', '.');
      await git(dir, at, 'commit', '-q', '-m', `Books of ${day(at).slice(0, 7)}`);
    } catch (error) {
      const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      missing = `${absent ? 'git is not here' : 'git does not take them'}: the books of the demo are in no repository, and the report says that old rows were not held against it`;
    }
  }
  return missing;
};
