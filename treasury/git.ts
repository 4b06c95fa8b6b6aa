/** Asks git about the directory of the books. Read only; nothing of the user's configuration or environment bends an answer. */
import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Set inside hooks, or to make git read another repository: `git rev-parse --local-env-vars`. */
const elsewhere = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_INDEX_FILE',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
];

const environment = (): NodeJS.ProcessEnv => {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of elsewhere) delete env[name];
  return {
    ...env,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    // Both show another past than the one that is there: `git replace`, and grafts.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
  };
};

/** The directory that holds `.git`, this one or one above; undefined when there is none. @throws Error when there is no such directory */
export const topOf = (dir: string): string | undefined => {
  let at = realpathSync(dir);
  while (!existsSync(join(at, '.git'))) {
    const above = dirname(at);
    if (above === at) return undefined;
    at = above;
  }
  return at;
};

export type Git = (args: readonly string[], input?: string) => Buffer;

/**
 * In a container the books belong to another user than the one who asks, which git refuses unless it is told that this
 * repository is meant (safe.directory, from git 2.38 on the command line).
 */
export const gitOf = (dir: string): Git => {
  const top = topOf(dir) ?? dir;
  const env = environment();
  return (args, input = '') =>
    execFileSync('git', ['-C', dir, '-c', `safe.directory=${top}`, ...args], {
      input,
      maxBuffer: 1 << 30,
      stdio: ['pipe', 'pipe', 'pipe'],
      env,
    });
};

/** What git had to say, in one line. */
export const gitWords = (error: unknown): string => {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const text = stderr.trim() || (error instanceof Error ? error.message : String(error));
  return text.split('\n')[0] ?? '';
};

/** Texts of blobs; one that the repository lacks (a partial clone) is missing. */
export const blobsOf = (git: Git, ids: readonly string[]): ReadonlyMap<string, string> => {
  const bytes = git(['cat-file', '--batch'], ids.map((id) => `${id}\n`).join(''));
  const texts = new Map<string, string>();
  let at = 0;
  for (const id of ids) {
    const end = bytes.indexOf(10, at);
    const size = / blob (\d+)$/.exec(bytes.toString('utf8', at, end))?.[1];
    at = end + 1;
    if (size === undefined) continue;
    texts.set(id, bytes.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
};
