/**
 * Whether the books were only ever added to: every version that git has must be the beginning of the next, and the last
 * one of the file on the disk. A version that broke this and was put right again is forgotten; one that was not is named.
 */
import { execFileSync } from 'node:child_process';
import { readBookFiles } from './books.ts';
import { linesOf } from './ledgerLines.ts';
import { membersFile } from './members.ts';
import type { BookProblem } from './model.ts';
import { tamperings } from './tampering.ts';

export interface History {
  /** False: nobody can say; `words` says why. That is no proof. */
  readonly checked: boolean;
  readonly words: string;
  readonly problems: readonly BookProblem[];
}

const git = (dir: string, args: readonly string[], input?: string): Buffer =>
  execFileSync('git', ['-C', dir, ...args], {
    input: input ?? '',
    maxBuffer: 1 << 30,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });

const firstLine = (error: unknown): string => {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const text = stderr.trim() || (error instanceof Error ? error.message : String(error));
  return text.split('\n')[0] ?? '';
};

/** Contents in the order asked for; undefined where a commit has no such file. */
const contentsOf = (dir: string, names: readonly string[]): readonly (string | undefined)[] => {
  const bytes = git(dir, ['cat-file', '--batch'], names.map((name) => `${name}\n`).join(''));
  let at = 0;
  return names.map(() => {
    const end = bytes.indexOf(10, at);
    const size = / blob (\d+)$/.exec(bytes.toString('utf8', at, end))?.[1];
    at = end + 1;
    if (size === undefined) return undefined;
    const text = bytes.toString('utf8', at, at + Number(size));
    at += Number(size) + 1;
    return text;
  });
};

const isPrefix = (old: readonly string[], next: readonly string[]): boolean =>
  old.length <= next.length && old.every((line, index) => line === next[index]);

/** Commits that touched the directory, earliest first, along the first parents, so that a merge is one step. */
const commitsOf = (dir: string): readonly string[] =>
  git(dir, ['log', '--first-parent', '--reverse', '--format=%H', '--', '.'])
    .toString('utf8')
    .split('\n')
    .filter(Boolean);

/** The lines that count, of all versions: the longest chain of versions each of which begins with the one before. */
const committedLines = (versions: readonly (string | undefined)[]): readonly string[] => {
  let base: readonly string[] = [];
  for (const version of versions) {
    const lines = version === undefined ? [] : linesOf(version);
    if (isPrefix(base, lines)) base = lines;
  }
  return base;
};

/** @throws Error when a book is there but cannot be read */
export const checkHistory = (dir: string): History => {
  const unchecked = (why: string): History => ({
    checked: false,
    words: `Whether old rows are unchanged was not checked: ${why}.`,
    problems: [],
  });
  try {
    git(dir, ['rev-parse', '--git-dir']);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return unchecked(missing ? 'git or the directory of the books is not there' : `git says "${firstLine(error)}"`);
  }
  let commits: readonly string[];
  try {
    commits = commitsOf(dir);
  } catch (error) {
    return unchecked(`git says "${firstLine(error)}"`);
  }
  if (commits.length === 0) return unchecked('the books have not been committed yet');
  const prefix = git(dir, ['rev-parse', '--show-prefix']).toString('utf8').trim();
  const known = git(dir, ['log', '--first-parent', '-m', '--format=', '--name-only', '-z', '--', '.'])
    .toString('utf8')
    .split('\0')
    .map((path) => path.trim())
    .filter((path) => path.startsWith(prefix) && path.endsWith('.csv') && !path.slice(prefix.length).includes('/'));
  const files = [...new Set(known.map((path) => path.slice(prefix.length)))].sort();
  const names = files.flatMap((file) => commits.map((commit) => `${commit}:${prefix}${file}`));
  const contents = contentsOf(dir, names);
  const now = readBookFiles(dir);
  const problems = files
    .filter((file) => file !== membersFile)
    .flatMap((file, index) => {
      const versions = contents.slice(index * commits.length, (index + 1) * commits.length);
      return tamperings(file, committedLines(versions), linesOf(now[file] ?? ''), file in now);
    });
  const shallow = git(dir, ['rev-parse', '--is-shallow-repository']).toString('utf8').trim() === 'true';
  const over = `${commits.length} commit${commits.length === 1 ? '' : 's'}`;
  if (shallow && problems.length === 0)
    return unchecked('this clone of the repository is shallow, so its history is cut off (`git fetch --unshallow`)');
  return {
    checked: true,
    words:
      problems.length === 0 ? `Old rows are unchanged over ${over}.` : `Old rows were changed (held against ${over}).`,
    problems,
  };
};
