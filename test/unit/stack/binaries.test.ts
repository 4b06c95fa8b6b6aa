import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBinaries } from '../../../demo/stack/binaries.ts';
import { cacheDir, cachedBin } from '../../../demo/stack/cache.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'headwatch-binaries-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const program = (directory: string, name: string): void => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), '#!/bin/sh\n');
  chmodSync(join(directory, name), 0o755);
};
const debian = ['prometheus', 'promtool', 'prometheus-alertmanager', 'amtool'];
const env = (path: string): NodeJS.ProcessEnv => ({ PATH: path, XDG_CACHE_HOME: join(dir, 'cache') });
const refuse = (): Promise<never> => Promise.reject(new Error('must not be called'));

describe('findBinaries', () => {
  it("takes them from PATH under Debian's name or the official one, without a download", async () => {
    const [one, two] = [join(dir, 'one'), join(dir, 'two')];
    for (const name of debian) program(one, name);
    for (const name of ['prometheus', 'promtool', 'alertmanager', 'amtool', 'grafana']) program(two, name);
    const fromDebian = await findBinaries({ env: env(one), fetch: refuse });
    expect(fromDebian.alertmanager).toBe(join(one, 'prometheus-alertmanager'));
    expect(fromDebian.grafana).toBeUndefined();
    const official = await findBinaries({ env: env(two), fetch: refuse });
    expect(official.alertmanager).toBe(join(two, 'alertmanager'));
    expect(official.grafana).toBe(join(two, 'grafana'));
  });

  it('fills the cache when PATH has none, says so, and takes them from there the next time', async () => {
    const log: string[] = [];
    const fetch = async (_packages: readonly string[], cache: string): Promise<void> => {
      for (const name of debian) program(cachedBin(cache), name);
    };
    const first = await findBinaries({ env: env(join(dir, 'empty')), fetch, log: (line) => log.push(line) });
    expect(first.prometheus).toBe(join(dir, 'cache', 'headwatch', 'debian', 'usr', 'bin', 'prometheus'));
    expect(log).toHaveLength(1);
    expect(log[0]).toContain('fetching');
    expect(await findBinaries({ env: env(join(dir, 'empty')), fetch: refuse })).toEqual(first);
  });

  it('says exactly what to install when the download fails', async () => {
    const fetch = () => Promise.reject(new Error('Command failed: apt-get\nE: Unable to locate package prometheus'));
    const failure = findBinaries({ env: env(join(dir, 'empty')), fetch });
    await expect(failure).rejects.toThrow('sudo apt-get install prometheus prometheus-alertmanager');
    await expect(failure).rejects.toThrow('E: Unable to locate package prometheus');
    await expect(failure).rejects.toThrow('prometheus, promtool, alertmanager, amtool not found on PATH');
  });

  it('names only what is missing, and fails when a machine has no apt-get', async () => {
    const bin = join(dir, 'bin');
    for (const name of ['prometheus', 'promtool']) program(bin, name);
    await expect(findBinaries({ env: env(bin) })).rejects.toThrow(/^alertmanager, amtool not found.*apt-get ENOENT/);
  });

  it('keeps the cache in the clone unless XDG_CACHE_HOME says otherwise', () => {
    expect(cacheDir({ XDG_CACHE_HOME: '/somewhere' })).toBe('/somewhere/headwatch');
    expect(cacheDir({})).toBe(join(import.meta.dirname, '..', '..', '..', '.cache'));
  });
});
