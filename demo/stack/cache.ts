/**
 * The cache of downloaded binaries: `$XDG_CACHE_HOME/headwatch`, or `.cache/` in the clone, so that removing the clone
 * removes everything. Debian's packages are downloaded and unpacked there without root; nothing is installed.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const cacheDir = (env: NodeJS.ProcessEnv = process.env): string =>
  env.XDG_CACHE_HOME ? join(env.XDG_CACHE_HOME, 'headwatch') : fileURLToPath(new URL('../../.cache', import.meta.url));

/** Where the programs of the unpacked packages are. */
export const cachedBin = (cache: string): string => join(cache, 'debian', 'usr', 'bin');

type Apt = (args: readonly string[], cwd: string) => Promise<unknown>;

const apt =
  (options: readonly string[], env: NodeJS.ProcessEnv): Apt =>
  (args, cwd) =>
    run('apt-get', ['-q', ...options, ...args], { cwd, env: { ...env, LC_ALL: 'C' }, timeout: 180_000 });

/** Lists and locks of apt in a directory of ours; as root apt would hand the download to a user who cannot write here. */
const ownLists = (cache: string): readonly string[] =>
  Object.entries({
    'Dir::State': join(cache, 'apt', 'state'),
    'Dir::State::lists': join(cache, 'apt', 'state', 'lists'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(cache, 'apt', 'cache'),
    'APT::Sandbox::User': '',
  }).flatMap(([key, value]) => ['-o', `${key}=${value}`]);

/** Downloads with the machine's package lists, or with lists fetched into the cache when it has none. */
const download = async (packages: readonly string[], into: string, cache: string, env: NodeJS.ProcessEnv) => {
  try {
    await apt(['-o', 'APT::Sandbox::User='], env)(['download', ...packages], into);
  } catch {
    for (const part of ['state/lists/partial', 'cache/archives/partial']) {
      await mkdir(join(cache, 'apt', part), { recursive: true });
    }
    const own = apt(ownLists(cache), env);
    await own(['update'], into);
    await own(['download', ...packages], into);
    await rm(join(cache, 'apt'), { recursive: true, force: true });
  }
};

/**
 * Downloads and unpacks Debian packages into the cache. Both of ours link against libc alone, so their dependencies
 * (web assets, adduser, tzdata) are not needed to run them.
 * @throws when apt-get or dpkg-deb are missing or fail
 */
export const fetchPackages = async (
  packages: readonly string[],
  cache: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> => {
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'fetch-'));
  try {
    await download(packages, work, cache, env);
    const archives = (await readdir(work)).filter((file) => file.endsWith('.deb'));
    if (archives.length < packages.length) throw new Error(`apt-get downloaded ${archives.length} packages`);
    const root = join(work, 'root');
    for (const archive of archives) await run('dpkg-deb', ['-x', join(work, archive), root], { env });
    const target = join(cache, 'debian');
    await rm(target, { recursive: true, force: true });
    // Two runs may fill the cache at once: the second finds the directory in place and takes that one.
    await rename(root, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};
