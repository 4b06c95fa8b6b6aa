/** What git has of the books of a month: told on the published page, so that a past that is written anew shows. */
import { createHash } from 'node:crypto';
import type { BookFiles } from './books.ts';
import type { History } from './history.ts';
import { linesOf, readLedgerLines } from './ledgerLines.ts';
import { nextMonth } from './months.ts';

export interface MonthHistory {
  /**
   * SHA-256, lower-case hex, of the lines of all rows dated up to the end of the month, each with a line feed, the files in
   * order; null: of these books nobody has told.
   */
  readonly sha256: string | null;
  /** Commit by which these lines were all there, which all its history agrees with; null: see `why`. */
  readonly commit: string | null;
  /** Commits of the books behind it, itself included. */
  readonly commits: number;
  /** Why the rows are not held against git; null when they are. */
  readonly why: string | null;
}

export const historyNotAsked: MonthHistory = { sha256: null, commit: null, commits: 0, why: 'git was not asked' };

const rowsBefore = (file: string, lines: readonly string[], end: string): readonly string[] =>
  readLedgerLines(file, lines.join('\n')).rows.flatMap(({ fields, place }) =>
    fields.date < end ? [lines[place.line - 1] ?? ''] : [],
  );

/** The commit on the first-parent line since which the lines are what they are now; undefined when they are in none. */
const since = (history: History, end: string, now: ReadonlyMap<string, readonly string[]>): string | undefined => {
  const wanted = [...now]
    .filter(([, lines]) => lines.length > 0)
    .map(([file, lines]) => [file, lines.join('\n')] as const);
  const known = new Map<readonly string[], string>();
  const textOf = (file: string, lines: readonly string[]): string => {
    const text = known.get(lines) ?? rowsBefore(file, lines, end).join('\n');
    known.set(lines, text);
    return text;
  };
  const state = new Map<string, string>();
  const changes = history.committed?.firstParents ?? [];
  let found: string | undefined;
  for (const [index, { commit, file, after }] of changes.entries()) {
    // A directory that moves takes a file away and brings it again.
    if (after.length > 0) state.set(file, textOf(file, after));
    if (changes[index + 1]?.commit === commit) continue;
    const same = wanted.every(([name, text]) => state.get(name) === text);
    found = same ? (found ?? commit) : undefined;
  }
  return found;
};

/** @param month YYYY-MM */
export const monthHistory = (files: BookFiles, history: History, month: string): MonthHistory => {
  const end = nextMonth(month);
  const ledgers = Object.keys(files)
    .filter((file) => file.endsWith('.csv'))
    .sort();
  const now = new Map(ledgers.map((file) => [file, rowsBefore(file, linesOf(files[file] ?? ''), end)]));
  const hash = createHash('sha256');
  for (const line of [...now.values()].flat()) hash.update(`${line}\n`);
  const told = { sha256: hash.digest('hex'), commit: null, commits: 0 };
  if (!history.checked || !history.committed) return { ...told, why: history.why ?? 'git was not asked' };
  if (history.problems.length > 0) return { ...told, why: 'rows were changed after they had been committed' };
  const commit = since(history, end, now);
  if (commit === undefined) return { ...told, why: 'not all of its rows have been committed' };
  return { ...told, commit, commits: history.committed.behind(commit), why: null };
};
