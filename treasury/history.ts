/**
 * Whether the books were only ever added to: each version on git's first-parent line must be the beginning of the next, and
 * the last one of the file on the disk; and each row that any commit ever had must still stand as it was first written,
 * whatever was merged or moved since. A change that was put right again is forgotten; one that was not is named.
 */
import { realpathSync } from 'node:fs';
import { readBookFiles } from './books.ts';
import { type Change, type Committed, committedBooks } from './committed.ts';
import { type Git, gitOf, gitWords } from './git.ts';
import { linesOf } from './ledgerLines.ts';
import type { BookProblem } from './model.ts';
import { idOf, lostRow, tamperings } from './tampering.ts';

export interface History {
  /** False: nobody can say; `words` says why. That is no proof. */
  readonly checked: boolean;
  readonly words: string;
  /** Why it was not checked, as part of a sentence, fit for everyone: nothing of the host is in it. */
  readonly why?: string;
  readonly problems: readonly BookProblem[];
  /** What git has; absent when it was not asked. */
  readonly committed?: Committed;
}

const isPrefix = (old: readonly string[], next: readonly string[]): boolean =>
  old.length <= next.length && old.every((line, index) => line === next[index]);

/** The lines that count, of all versions: the longest chain of versions each of which begins with the one before. */
const committedLines = (versions: readonly Change[]): readonly string[] => {
  let base: readonly string[] = [];
  for (const { after } of versions) if (isPrefix(base, after)) base = after;
  return base;
};

/**
 * Rows as they were first written, by any commit. An edit is none: it stands where a row stood before, or has the id of one
 * that an earlier commit wrote; then it is that one that must be there.
 */
const firstWritten = (git: Git, changes: readonly Change[]): readonly string[] => {
  const written = new Map<string, Set<string>>();
  for (const { commit, before, after } of changes) {
    const [old, kept] = [new Set(before), new Set(after)];
    for (const [index, line] of after.entries()) {
      const instead = before[index];
      if (index === 0 || line.trim() === '' || old.has(line) || (instead !== undefined && !kept.has(instead))) continue;
      written.set(line, (written.get(line) ?? new Set()).add(commit));
    }
  }
  const byId = new Map<string, string[]>();
  for (const line of written.keys()) byId.set(idOf(line), [...(byId.get(idOf(line)) ?? []), line]);
  const asked = new Map<string, boolean>();
  const isBefore = (one: string, other: string): boolean => {
    if (one === other) return false;
    const key = `${one} ${other}`;
    let answer = asked.get(key);
    if (answer === undefined) {
      answer = git(['rev-list', '--max-count=1', one, `^${other}`]).length === 0;
      asked.set(key, answer);
    }
    return answer;
  };
  const commitsOf = (line: string): readonly string[] => [...(written.get(line) ?? [])];
  const isEdit = (line: string, likes: readonly string[]): boolean =>
    commitsOf(line).every((commit) =>
      likes.some((like) => like !== line && commitsOf(like).some((one) => isBefore(one, commit))),
    );
  return [...byId.values()].flatMap((likes) =>
    likes.length === 1 ? likes : likes.filter((line) => !isEdit(line, likes)),
  );
};

const problemsOf = (git: Git, { changes, firstParents }: Committed, dir: string): readonly BookProblem[] => {
  const now = readBookFiles(dir);
  const files = [...new Set(changes.map(({ file }) => file))].sort();
  return files.flatMap((file) => {
    const lines = linesOf(now[file] ?? '');
    const base = committedLines(firstParents.filter((change) => change.file === file));
    const problems = tamperings(file, base, lines, file in now);
    if (!(file in now)) return problems;
    const told = new Set([...base, ...lines]);
    const lost = firstWritten(
      git,
      changes.filter((change) => change.file === file),
    ).filter((line) => !told.has(line));
    return [...problems, ...lost.map((line) => lostRow(file, line, lines))];
  });
};

/** @param said what git has to say of it, for operators alone: it may name directories and people */
const unchecked = (why: string, said?: string): History => ({
  checked: false,
  words: `Whether old rows are unchanged was not checked: ${said === undefined ? why : `git says "${said}"`}.`,
  why,
  problems: [],
});

const cannotTell = (error: unknown): History =>
  unchecked('git cannot tell (headwatch check says why)', gitWords(error));

/** @throws Error when a book is there but cannot be read */
export const checkHistory = (dir: string): History => {
  let git: Git;
  let committed: Committed;
  try {
    realpathSync(dir);
    git = gitOf(dir);
    git(['rev-parse', '--git-dir']);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return missing ? unchecked('git or the directory of the books is not there') : cannotTell(error);
  }
  try {
    git(['rev-parse', '--quiet', '--verify', 'HEAD']);
  } catch {
    return unchecked('the books have not been committed yet');
  }
  try {
    committed = committedBooks(git);
  } catch (error) {
    return cannotTell(error);
  }
  if (committed.commits.length === 0) return unchecked('the books have not been committed yet');
  const problems = problemsOf(git, committed, dir);
  const shallow = git(['rev-parse', '--is-shallow-repository']).toString('utf8').trim() === 'true';
  if (shallow && problems.length === 0)
    return unchecked('this clone of the repository is shallow, so its history is cut off (`git fetch --unshallow`)');
  const { length } = committed.commits;
  const over = `${length} commit${length === 1 ? '' : 's'}`;
  return {
    checked: true,
    words:
      problems.length === 0 ? `Old rows are unchanged over ${over}.` : `Old rows were changed (held against ${over}).`,
    problems,
    committed,
  };
};
