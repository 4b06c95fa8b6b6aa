/** Grafana's passwords: made for the user, and refused where they are ones that are guessed. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  grafanaSecretFaults,
  grafanaSecrets,
  makeGrafanaSecrets,
} from '../../../collector/config/init/grafanaSecrets.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'headwatch-grafana-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const put = (name: string, text: string): void => {
  mkdirSync(join(home, 'secrets'), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, 'secrets', name), text, { mode: 0o600 });
};

it('makes each once, of its own, for its owner alone', () => {
  put('grafana_admin', 'chosen-by-the-operator-1\n');
  expect(makeGrafanaSecrets(home)).toHaveLength(grafanaSecrets.length - 1);
  expect(makeGrafanaSecrets(home)).toEqual([]);
  const texts = grafanaSecrets.map((name) => readFileSync(join(home, 'secrets', name), 'utf8'));
  expect(texts[0]).toBe('chosen-by-the-operator-1\n');
  expect(new Set(texts).size).toBe(texts.length);
  for (const name of grafanaSecrets) expect(statSync(join(home, 'secrets', name)).mode & 0o777).toBe(0o600);
  expect(grafanaSecretFaults(home)).toEqual([]);
});

it.each([
  ['admin', 'a default'],
  ['Password1234567890', 'a default'],
  ['', 'an empty file'],
  ['Vq7-xR2!', '8 characters'],
])('refuses %j', (text, found) => {
  put('grafana_admin', `${text}\n`);
  expect(grafanaSecretFaults(home)).toMatchObject([
    { path: 'secrets/grafana_admin', found: expect.stringContaining(found) },
  ]);
});

it('refuses one password for two', () => {
  put('grafana_admin', 'Zk31-0f9a-77be-11ec\n');
  put('grafana_public_admin', 'Zk31-0f9a-77be-11ec\n');
  expect(grafanaSecretFaults(home)).toMatchObject([{ path: 'secrets/grafana_public_admin' }]);
});

it('lets `generate`, and so everything after it, stop at a default password, without printing it', () => {
  const fleet = readFileSync(join(root, 'fleet.minimal.yaml'), 'utf8');
  writeFileSync(join(home, 'fleet.yaml'), fleet, { mode: 0o600 });
  const generate = () =>
    spawnSync(process.execPath, ['--import', 'tsx', 'cli/main.ts', 'generate', '--config', join(home, 'fleet.yaml')], {
      cwd: root,
      encoding: 'utf8',
    });
  put('grafana_admin', 'changeme-for-the-demo\n');
  const refused = generate();
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('secrets/grafana_admin: found a default');
  expect(refused.stderr + refused.stdout).not.toContain('changeme-for-the-demo');
  rmSync(join(home, 'secrets', 'grafana_admin'));
  expect(generate().status).toBe(0);
  expect(readFileSync(join(home, 'secrets', 'grafana_admin'), 'utf8').length).toBeGreaterThan(30);
  // Containers mount it; what is not there, Docker makes as root's.
  expect(statSync(join(home, 'data')).mode & 0o777).toBe(0o700);
}, 60_000);
