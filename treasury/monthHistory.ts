/** What git has of the books of a month: told on the published page, so that a past that is written anew shows. */
import { createHash } from 'node:crypto';
import type { BookFiles } from './books.ts';
import type { History } from './history.ts';
import { ledgerHeader, linesOf, readLedgerLines } from './ledgerLines.ts';
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

/** Rows dated before a day, as lines. Each line is read once: a thousand versions hold mostly the same ones. */
const rowsBefore = (end: string): ((lines: readonly string[]) => readonly string[]) => {
  const within = new Map<string, boolean>();
  const isWithin = (line: string): boolean => {
    let answer = within.get(line);
    if (answer === undefined) {
      const date = readLedgerLines('', `${ledgerHeader}\n${line}\n`).rows[0]?.fields.date;
      answer = date !== undefined && date < end;
      within.set(line, answer);
    }
    return answer;
  };
  return (lines) => lines.slice(1).filter(isWithin);
};

/** The commit on the first-parent line since which the lines are what they are now; undefined when they are in none. */
const since = (
  history: History,
  now: ReadonlyMap<string, readonly string[]>,
  rowsOf: (lines: readonly string[]) => readonly string[],
): string | undefined => {
  const wanted = [...now].filter(([, lines]) => lines.length > 0);
  const state = new Map<string, readonly string[]>();
  const changes = history.committed?.firstParents ?? [];
  let found: string | undefined;
  for (const [index, { commit, file, after }] of changes.entries()) {
    // A directory that moves takes a file away and brings it again.
    if (after.length > 0) state.set(file, rowsOf(after));
    if (changes[index + 1]?.commit === commit) continue;
    const same = wanted.every(([name, lines]) => {
      const had = state.get(name);
      return had?.length === lines.length && had.every((line, at) => line === lines[at]);
    });
    found = same ? (found ?? commit) : undefined;
  }
  return found;
};

/** @param month YYYY-MM */
export const monthHistory = (files: BookFiles, history: History, month: string): MonthHistory => {
  const rowsOf = rowsBefore(nextMonth(month));
  const ledgers = Object.keys(files)
    .filter((file) => file.endsWith('.csv'))
    .sort();
  const now = new Map(ledgers.map((file) => [file, rowsOf(linesOf(files[file] ?? ''))]));
  const hash = createHash('sha256');
  for (const line of [...now.values()].flat()) hash.update(`${line}\n`);
  const told = { sha256: hash.digest('hex'), commit: null, commits: 0 };
  if (!history.checked || !history.committed) return { ...told, why: history.why ?? 'git was not asked' };
  if (history.problems.length > 0) return { ...told, why: 'rows were changed after they had been committed' };
  const commit = since(history, now, rowsOf);
  if (commit === undefined) return { ...told, why: 'not all of its rows have been committed' };
  return { ...told, commit, commits: history.committed.behind(commit), why: null };
};
