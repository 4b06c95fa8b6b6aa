/**
 * Every version of the books that any commit has on the way to where we stand: merged branches whole, and the directories
 * that the books were in before.
 */
import { blobsOf, type Git } from './git.ts';
import { ledgerHeader, linesOf } from './ledgerLines.ts';
import { membersFile } from './members.ts';

/** What a commit did to a file, held against one of its parents. */
export interface Change {
  readonly commit: string;
  /** Name without directories: `2026.csv`. */
  readonly file: string;
  /** Lines before and after; of a file that is not there, none. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface Committed {
  /** All commits that touched the books, the latest first. */
  readonly commits: readonly string[];
  /** Of ledgers, in no order that matters. */
  readonly changes: readonly Change[];
  /** Of ledgers, along the first parents, the earliest first. */
  readonly firstParents: readonly Change[];
  /** Texts of all versions of members.yaml. */
  readonly members: readonly string[];
  /** How many of them a commit has behind it, itself included. */
  readonly behind: (commit: string) => number;
}

interface Raw {
  readonly commit: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** `git diff-tree --raw -z`: a commit, then of each file modes, ids and letter, then its path. */
const rawOf = (text: string): readonly Raw[] => {
  const list: Raw[] = [];
  let commit = '';
  const parts = text.split('\0').values();
  for (const part of parts) {
    const ids = /^:\d+ (\d+) ([0-9a-f]+) ([0-9a-f]+) [A-Z]/.exec(part);
    if (!ids) {
      commit = part.trim() || commit;
      continue;
    }
    const [, mode = '', before = '', after = ''] = ids;
    // Links and submodules hold no rows.
    const file = mode.startsWith('100') || mode === '000000';
    const path = parts.next().value ?? '';
    if (file) list.push({ commit, path, before, after });
  }
  return list;
};

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const isBook = (file: string): boolean => file.endsWith('.csv') || file === membersFile;
const isNone = (id: string): boolean => /^0+$/.test(id);

/** Versions that are read at once. */
const atOnce = 64;

/** Versions are mostly the same lines: each is kept once, or a thousand versions would not fit into a small container. */
const linesOfBlobs = (git: Git, ids: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const kept = new Map<string, string>();
  const once = (line: string): string => {
    const known = kept.get(line);
    if (known !== undefined) return known;
    // A part of a text keeps the whole of it: a copy does not.
    const copy = Buffer.from(line).toString();
    kept.set(copy, copy);
    return copy;
  };
  const lines = new Map<string, readonly string[]>();
  for (let at = 0; at < ids.length; at += atOnce)
    for (const [id, text] of blobsOf(git, ids.slice(at, at + atOnce))) lines.set(id, linesOf(text).map(once));
  return lines;
};

/** @throws Error of git's, or when the repository lacks a version */
export const committedBooks = (git: Git): Committed => {
  const prefix = git(['rev-parse', '--show-prefix']).toString('utf8').replace(/\n$/, '');
  // The repository may once have begun at the books or above them.
  const places = ['**/ledger/treasury/*.csv', `**/ledger/treasury/${membersFile}`, 'treasury/*.csv', '*.csv'];
  const paths = ['--', `:(top,literal)${prefix}`, ...places.map((place) => `:(top,glob)${place}`)];
  const certain = (path: string): boolean =>
    (path.startsWith(prefix) && !path.slice(prefix.length).includes('/')) ||
    /(?:^|\/)ledger\/treasury\/[^/]+$/.test(path);
  const touched = (...options: readonly string[]): string =>
    git(['rev-list', '--full-history', ...options, 'HEAD', ...paths]).toString('utf8');
  const diffs = (list: string): readonly Raw[] =>
    rawOf(
      git(['diff-tree', '--stdin', '-r', '-m', '--root', '--no-renames', '--raw', '-z', ...paths], list).toString(
        'utf8',
      ),
    ).filter(({ path }) => isBook(nameOf(path)));

  const all = diffs(touched());
  const line = diffs(touched('--first-parent', '--parents', '--reverse').replaceAll(/^(\S+ \S+).*$/gm, '$1'));
  const ids = [...new Set([...all, ...line].flatMap(({ before, after }) => [before, after]))].filter(
    (id) => !isNone(id),
  );
  const lines = linesOfBlobs(git, ids);
  if (lines.size < ids.length) throw new Error('versions of the books are missing from this clone');
  // A file that only happens to have such a name is none of ours.
  const ours = ({ path, before, after }: Raw): boolean =>
    certain(path) || [before, after].some((id) => lines.get(id)?.[0] === ledgerHeader);
  const toChange = ({ commit, path, before, after }: Raw): Change => ({
    commit,
    file: nameOf(path),
    before: lines.get(before) ?? [],
    after: lines.get(after) ?? [],
  });
  const isLedger = (raw: Raw): boolean => nameOf(raw.path) !== membersFile && ours(raw);
  const books = new Set(all.filter((raw) => isLedger(raw) || certain(raw.path)).map(({ commit }) => commit));
  const commits = [...new Set(all.map(({ commit }) => commit))].filter((commit) => books.has(commit));
  return {
    commits,
    changes: all.filter(isLedger).map(toChange),
    firstParents: line.filter(isLedger).map(toChange),
    members: [
      ...new Set(all.filter(({ path }) => nameOf(path) === membersFile && certain(path)).map(({ after }) => after)),
    ].flatMap((id) => lines.get(id)?.join('\n') ?? []),
    behind: (commit) => {
      const reached = git(['rev-list', '--full-history', commit, ...paths])
        .toString('utf8')
        .split('\n');
      return reached.filter((one) => books.has(one)).length;
    },
  };
};
