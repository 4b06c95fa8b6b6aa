/** A tree of generated files on disk: written, compared, and cleared of what no longer belongs. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** Path below a root, with `/`, → content. */
export type Files = ReadonlyMap<string, string>;

export interface Tree {
  readonly root: string;
  readonly files: Files;
  /** Whether everything below the root belongs to this tree, so that any other file is an orphan. */
  readonly whole: boolean;
}

export interface Drift {
  readonly path: string;
  /** `missing` on disk, `changed` on disk, or an `orphan` that nothing generates. */
  readonly what: 'missing' | 'changed' | 'orphan';
}

/** The text of a file, undefined when there is none. */
export const readOrUndefined = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;

const filesBelow = (root: string): readonly string[] => {
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
};

/** How the disk differs from a tree; sorted by path. */
export const compareTree = ({ root, files, whole }: Tree): readonly Drift[] => {
  const orphans = whole ? filesBelow(root).filter((path) => !files.has(path)) : [];
  const drifts: Drift[] = orphans.map((path) => ({ path, what: 'orphan' }));
  for (const [path, content] of files) {
    const found = readOrUndefined(join(root, path));
    if (found === undefined) drifts.push({ path, what: 'missing' });
    else if (found !== content) drifts.push({ path, what: 'changed' });
  }
  return drifts.sort((a, b) => (a.path < b.path ? -1 : 1));
};

/** Prometheus and Grafana read a tree as other users than the one whose umask it was written under. No secret is in it. */
const openToAll = (path: string, mode: number): void => {
  if ((statSync(path).mode & mode) !== mode) chmodSync(path, mode);
};

/** Makes the disk equal the tree, and says what differed. Files that are right are not touched. */
export const writeTree = (tree: Tree): readonly Drift[] => {
  const drifts = compareTree(tree);
  for (const { path, what } of drifts) {
    const file = join(tree.root, path);
    if (what === 'orphan') {
      rmSync(file);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, tree.files.get(path) ?? '');
  }
  if (tree.whole) {
    for (const path of tree.files.keys()) {
      const file = join(tree.root, path);
      openToAll(file, 0o644);
      for (let dir = dirname(file); dir.startsWith(tree.root); dir = dirname(dir)) openToAll(dir, 0o755);
    }
  }
  return drifts;
};

/** Writes files that hold secrets: 0600 from the first byte, in a directory of 0700. */
export const writePrivate = (root: string, files: Files): void => {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  for (const [path, content] of files) {
    replaceFile(join(root, path), content);
  }
};

/** 0600. Whoever reads it while we write, or after a power cut, finds the old content or the new one, whole. */
export const replaceFile = (file: string, content: string | Uint8Array): void => {
  const beside = `${file}.new`;
  // What a run that was killed has left may be wider open: the mode counts only for a new file.
  rmSync(beside, { force: true });
  const handle = openSync(beside, 'wx', 0o600);
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, file);
};
