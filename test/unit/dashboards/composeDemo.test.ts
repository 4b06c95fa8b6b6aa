/** The demo process of docker-compose, outside a container. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { loadFleet } from '../../../collector/config/load.ts';
import { kinds } from '../../../exporters/kinds.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const homes: string[] = [];
const newHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-compose-'));
  homes.push(home);
  return home;
};
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

const start = (home: string): { child: ChildProcess; ended: Promise<{ code: number | null; errors: string }> } => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'demo/compose/main.ts'], {
    cwd: root,
    env: { ...process.env, HEADWATCH_HOME: home, STANDINS_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr?.on('data', (data) => {
    errors += String(data);
  });
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, errors }));
  });
  return { child, ended };
};

it('writes a fleet that loads without any variable, and its secrets, then says where to look', async () => {
  const home = newHome();
  const { child, ended } = start(home);
  try {
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout?.once('data', (data) => resolve(String(data)));
      void ended.then(({ errors }) => reject(new Error(errors)));
    });
    expect(JSON.parse(line)).toMatchObject({ control: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/), home });
    const fleet = loadFleet(join(home, 'fleet.yaml'), { kinds, env: {} });
    expect(fleet.vantages).toEqual([]);
    expect(fleet.notify.pagerduty?.routingKey.value?.reveal()).toMatch(/^\w{32}$/);
    for (const name of ['discord_webhook', 'grafana_admin', 'grafana_secret_key']) {
      expect(readFileSync(join(home, 'secrets', name), 'utf8').length).toBeGreaterThan(20);
      expect(statSync(join(home, 'secrets', name)).mode & 0o077).toBe(0);
    }
    for (const edge of fleet.edges) {
      const answer = await fetch(edge.endpoint.url.reveal(), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }),
      });
      expect(await answer.json()).toMatchObject({ result: edge.name === 'arb' ? '0xa4b1' : '0x1' });
    }
  } finally {
    child.kill('SIGTERM');
  }
  expect(await ended).toMatchObject({ code: 0 });
});

it('leaves the fleet.yaml of a real fleet alone', async () => {
  const home = newHome();
  writeFileSync(join(home, 'fleet.yaml'), 'service: { name: mine }\n');
  const { code, errors } = await start(home).ended;
  expect(code).toBe(2);
  expect(errors).toContain('is a real fleet: give the demo a HEADWATCH_HOME of its own');
  expect(readFileSync(join(home, 'fleet.yaml'), 'utf8')).toBe('service: { name: mine }\n');
});
