/** What containers mount of a home: made by `generate`, and open to the users that they run as. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writePrivate, writeTree } from '../../../cli/tree.ts';

let home: string;
let umask: number;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'headwatch-tree-'));
  umask = process.umask(0o077);
});
afterEach(() => {
  process.umask(umask);
  rmSync(home, { recursive: true });
});

const mode = (...path: readonly string[]): number => statSync(join(home, ...path)).mode & 0o777;

it('can be read by Prometheus, which is nobody in its container, under the strictest umask', () => {
  const root = join(home, 'generated');
  const files = new Map([['prometheus/rules/fast.yml', 'groups: []\n']]);
  writeTree({ root, files, whole: true });
  expect(mode('generated', 'prometheus', 'rules', 'fast.yml')).toBe(0o644);
  for (const dir of [[], ['prometheus'], ['prometheus', 'rules']]) expect(mode('generated', ...dir)).toBe(0o755);
  // The home itself stays as it was: what is mounted is the tree.
  expect(mode()).toBe(0o700);
});

it('keeps what holds secrets for its owner alone', () => {
  writePrivate(join(home, 'runtime'), new Map([['prometheus.yml', 'x']]));
  expect(mode('runtime')).toBe(0o700);
  expect(mode('runtime', 'prometheus.yml')).toBe(0o600);
});
