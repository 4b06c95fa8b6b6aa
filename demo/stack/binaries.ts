/**
 * Prometheus and Alertmanager for a local run: from PATH, else from a cache that is filled with Debian's packages, else
 * one error that says what to install.
 */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheDir, cachedBin, fetchPackages } from './cache.ts';

export interface Binaries {
  readonly prometheus: string;
  readonly promtool: string;
  readonly alertmanager: string;
  readonly amtool: string;
  /** Only from PATH: Debian has no Grafana. */
  readonly grafana: string | undefined;
}

/** Debian calls its Alertmanager `prometheus-alertmanager`; the official archive `alertmanager`. */
const names = {
  prometheus: ['prometheus'],
  promtool: ['promtool'],
  alertmanager: ['prometheus-alertmanager', 'alertmanager'],
  amtool: ['amtool'],
} as const;
const grafanaNames = ['grafana', 'grafana-server'] as const;
const packages = ['prometheus', 'prometheus-alertmanager'] as const;

export class MissingBinariesError extends Error {
  constructor(missing: readonly string[], reason: string) {
    super(
      [
        `${missing.join(', ')} not found on PATH, and fetching Debian's packages into the cache failed: ${reason}`,
        'Install them and run this again:',
        '  sudo apt-get install prometheus prometheus-alertmanager',
        'or put the programs of prometheus.io/download on PATH (prometheus, promtool, alertmanager, amtool).',
      ].join('\n'),
    );
    this.name = 'MissingBinariesError';
  }
}

const findIn = async (directories: readonly string[], candidates: readonly string[]): Promise<string | undefined> => {
  for (const directory of directories) {
    for (const name of candidates) {
      const path = join(directory, name);
      if (
        await access(path, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return path;
    }
  }
  return undefined;
};

interface Found {
  readonly complete: Binaries | undefined;
  readonly missing: readonly string[];
}

const search = async (directories: readonly string[], path: readonly string[]): Promise<Found> => {
  const [prometheus, promtool, alertmanager, amtool, grafana] = await Promise.all([
    findIn(directories, names.prometheus),
    findIn(directories, names.promtool),
    findIn(directories, names.alertmanager),
    findIn(directories, names.amtool),
    findIn(path, grafanaNames),
  ]);
  const found = { prometheus, promtool, alertmanager, amtool };
  const missing = Object.entries(found).flatMap(([name, at]) => (at === undefined ? [name] : []));
  const complete =
    prometheus && promtool && alertmanager && amtool
      ? { prometheus, promtool, alertmanager, amtool, grafana }
      : undefined;
  return { complete, missing };
};

const firstLine = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => line.startsWith('E: ')) ?? lines[0] ?? 'unknown error';
};

export interface FindOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Told before anything is downloaded. */
  readonly log?: (line: string) => void;
  /** For tests: replaces the download. */
  readonly fetch?: typeof fetchPackages;
}

/** @throws MissingBinariesError when they are neither on PATH nor to be had */
export const findBinaries = async (options: FindOptions = {}): Promise<Binaries> => {
  const env = options.env ?? process.env;
  const cache = cacheDir(env);
  const path = (env.PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  const directories = [...path, cachedBin(cache)];
  const first = await search(directories, path);
  if (first.complete) return first.complete;
  options.log?.(`${first.missing.join(', ')} not on PATH: fetching Debian's packages (30 MB) into ${cache}`);
  try {
    await (options.fetch ?? fetchPackages)(packages, cache, env);
  } catch (error) {
    throw new MissingBinariesError(first.missing, firstLine(error));
  }
  const second = await search(directories, path);
  if (second.complete) return second.complete;
  throw new MissingBinariesError(second.missing, 'the packages hold no such programs');
};
