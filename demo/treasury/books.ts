/** The demo's books: `ledger/treasury/` of its home, with the hashes that its chain gave. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

export const writeBooks = async (home: string, { moved }: Pick<SeededTreasury, 'moved'>): Promise<void> => {
  const dir = treasuryDir(home);
  await mkdir(dir, { recursive: true });
  for (const [file, text] of bookFiles(moved)) await writeFile(join(dir, file), text);
};
