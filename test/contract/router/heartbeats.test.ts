/** `POST /heartbeat/NAME` on a real router: who may, what is understood, and what Prometheus then sees. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, onTestFinished, test, vi } from 'vitest';
import { registerHeartbeat } from '../../../cli/commands/heartbeat.ts';
import { exitCodeOf } from '../../../cli/io.ts';
import type { FleetHeartbeat } from '../../../collector/config/fleet.ts';
import { secret } from '../../unit/router/fleet.ts';
import { fleetAt, homeOf, routerAt, routerToken } from './world.ts';

const own = 'planted-heartbeat-token-0123456789';
const one = (name: string, more: Partial<FleetHeartbeat> = {}): FleetHeartbeat => ({
  ...{ name, every: 86_400, grace: 7_200, about: undefined, token: undefined, shrunk: 0.5 },
  ...more,
});
const heartbeats = [
  one('snapshot'),
  one('ledger', { token: secret('heartbeats.ledger.token_file', own) }),
  one('lost', { token: secret('heartbeats.lost.token_file', undefined) }),
];
const { router } = fleetAt({ home: '/nowhere' });
const guarded = { heartbeats, router: { ...router, token: secret('router.token_file', routerToken) } };

const poster =
  (url: string) =>
  async (path: string, init: RequestInit = {}, token?: string): Promise<number> => {
    const headers = { ...init.headers, ...(token ? { authorization: `Bearer ${token}` } : {}) };
    return (await fetch(`${url}/heartbeat/${path}`, { method: 'POST', ...init, headers })).status;
  };
const form = (text: string): RequestInit => ({ body: new URLSearchParams(text) });
const json = (body: string): RequestInit => ({ body, headers: { 'content-type': 'application/json' } });

test('its own token opens it and nothing else; the router’s opens all; a token that is lost opens to no stranger', async () => {
  const { privateUrl } = await routerAt({ home: homeOf() }, guarded);
  const beat = poster(privateUrl);
  expect(await beat('ledger')).toBe(401);
  expect(await beat('ledger', {}, `${own}x`)).toBe(401);
  expect(await beat('ledger', {}, own)).toBe(200);
  expect(await beat('ledger', {}, routerToken)).toBe(200);
  for (const path of ['snapshot', 'lost', 'nobody']) expect([path, await beat(path, {}, own)]).toEqual([path, 401]);
  for (const path of ['snapshot', 'lost']) expect([path, await beat(path, {}, routerToken)]).toEqual([path, 200]);
  expect(await beat('nobody', {}, routerToken)).toBe(404);
  const headers = { authorization: `Bearer ${own}` };
  for (const path of ['/api/heartbeats', '/api/incidents'])
    expect((await fetch(privateUrl + path, { headers })).status).toBe(401);
});

test('without any token whoever reaches the listener may beat, but not where one is named and lost', async () => {
  const beat = poster((await routerAt({ home: homeOf() }, { heartbeats })).privateUrl);
  expect(await beat('snapshot')).toBe(200);
  expect(await beat('lost')).toBe(401);
  expect(await beat('ledger')).toBe(401);
});

test('JSON, a form or nothing; anything else is refused and is no beat', async () => {
  const { privateUrl } = await routerAt({ home: homeOf() }, { heartbeats });
  const beat = poster(privateUrl);
  const refused: readonly (readonly [number, RequestInit])[] = [
    [400, form('size_bytes=')],
    [400, form('size_bytes=12k')],
    [400, form('size=12')],
    [400, json('{"size_bytes":-1}')],
    [400, json('{"ok":"perhaps"}')],
    [400, json('{"ok":')],
    [400, json('[]')],
    [415, { body: '{"ok":false}', headers: { 'content-type': 'text/plain' } }],
    [413, form(`size_bytes=${'1'.repeat(2_000)}`)],
  ];
  for (const [status, init] of refused)
    expect([await beat('snapshot', init), init.body?.toString()]).toEqual([status, init.body?.toString()]);
  const page = async (): Promise<string> => (await fetch(`${privateUrl}/metrics`)).text();
  expect(await page()).not.toContain('headwatch_heartbeat_timestamp_seconds{heartbeat="snapshot"}');
  expect(await beat('snapshot', form('size_bytes=2000&duration_s=12.5'))).toBe(200);
  expect(await page()).toContain('headwatch_heartbeat_size_bytes{heartbeat="snapshot"} 2000');
  expect(await beat('snapshot', json('{"ok":false}'))).toBe(200);
  const text = await page();
  for (const line of [
    'failed{heartbeat="snapshot"} 1',
    'duration_seconds{heartbeat="snapshot"} 12.5',
    'expected_seconds{heartbeat="snapshot"} 93600',
  ])
    expect(text).toContain(`headwatch_heartbeat_${line}`);
  expect(await beat('snapshot')).toBe(200);
  // The last good one told no size: what it was before is not what it is now.
  expect(await page()).not.toContain('headwatch_heartbeat_size_bytes{heartbeat="snapshot"}');
  expect(await page()).not.toContain('heartbeat="ledger"} 1\n');
});

test('the one-liner of the docs: curl with a form, and its exit code', async () => {
  const { privateUrl } = await routerAt({ home: homeOf() }, guarded);
  const curl = (token: string, ...data: readonly string[]): Promise<number> =>
    new Promise((resolve) => {
      const args = ['-fsS', '-m', '10', '-H', `Authorization: Bearer ${token}`, ...data];
      execFile('curl', [...args, `${privateUrl}/heartbeat/ledger`], (error) =>
        resolve(error === null ? 0 : Number(error.code)),
      );
    });
  expect(await curl(own, '-d', 'size_bytes=5000')).toBe(0);
  expect(await curl(own, '-d', 'ok=false')).toBe(0);
  const headers = { authorization: `Bearer ${routerToken}` };
  const told: unknown = await (await fetch(`${privateUrl}/api/heartbeats`, { headers })).json();
  expect(told).toMatchObject({ heartbeats: [{}, { name: 'ledger', state: 'failed', sizeBytes: 5000 }, {}] });
  // 22: an answer of 400 or more.
  expect(await curl('another', '-d', 'size_bytes=5000')).toBe(22);
  expect(await curl(own, '-d', 'size_bytes=')).toBe(22);
});

test('a web page in a browser beats for nobody, and nothing of it is public', async () => {
  const { privateUrl, publicUrl } = await routerAt({ home: homeOf() }, { heartbeats });
  const beat = poster(privateUrl);
  expect(await beat('snapshot', { headers: { origin: 'https://page.example.org' } })).toBe(403);
  expect(await beat('snapshot')).toBe(200);
  for (const path of ['/', '/status.json', '/metrics', '/heartbeat/snapshot', '/api/heartbeats'])
    expect(await (await fetch(publicUrl + path)).text(), path).not.toContain('snapshot');
});

test('`headwatch heartbeat` posts one, with the token that it finds', async () => {
  const home = homeOf();
  const running = await routerAt({ home: homeOf() }, guarded);
  writeFileSync(join(home, 'ledger_token'), own);
  writeFileSync(
    join(home, 'fleet.yaml'),
    `service: { name: test }
vantage: eu
nodes: [{ name: arb, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, host: 10.8.0.11 }]
router: { listen: "${running.privateUrl.slice('http://'.length)}" }
heartbeats: [{ name: ledger, every: 24h, token_file: ledger_token }, { name: unread, every: 24h, token_file: ledger_token }]
`,
  );
  const run = async (...args: readonly string[]): Promise<readonly [number, string]> => {
    let said = '';
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += text.toString();
      return true;
    });
    onTestFinished(() => spy.mockRestore());
    const program = new Command('headwatch').exitOverride();
    registerHeartbeat(program);
    try {
      await program.parseAsync(['heartbeat', ...args, '--config', join(home, 'fleet.yaml')], { from: 'user' });
      return [0, said.trim()];
    } catch (error) {
      return [exitCodeOf(error), error instanceof Error ? error.message : ''];
    } finally {
      spy.mockRestore();
    }
  };
  expect(await run('ledger', '--size', '0')).toEqual([
    0,
    'ledger: noted, but 0 bytes are fewer than the 1 that are expected: operators are told. The next one must come within 1 d 2 h.',
  ]);
  expect(await run('ledger', '--size', '5000')).toEqual([0, 'ledger: noted. The next one must come within 1 d 2 h.']);
  expect(await run('ledger', '--size', '7')).toEqual([
    0,
    'ledger: noted, but 7 bytes are fewer than the 2500 that are expected: operators are told. The next one must come within 1 d 2 h.',
  ]);
  expect(await run('ledger', '--failed')).toEqual([0, 'ledger failed: operators are told now.']);
  expect(await run('ledger', '--size', 'big')).toEqual([2, '--size: found "big", expected a number']);
  expect(await run('nobody')).toEqual([2, 'nobody: no such heartbeat; fleet.yaml has ledger, unread']);
  expect((await run('unread'))[0]).toBe(1);
});
