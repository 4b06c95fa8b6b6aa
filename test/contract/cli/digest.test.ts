/** `headwatch digest` as a user runs it, against a real router with a token: what would be posted, and nothing is. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { labelsOf, secret, viewOf } from '../../unit/router/fleet.ts';
import {
  discordStandin,
  factsOf,
  fleetAt,
  homeOf,
  neighbours,
  routerAt,
  routerToken,
  webhookOf,
} from '../router/world.ts';

const cli = fileURLToPath(new URL('../../../bin/headwatch.mjs', import.meta.url));
const run = (cwd: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, HEADWATCH_HOME: cwd };
    execFile(process.execPath, [cli, 'digest', ...args], { cwd, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

/** The example fleet, at a router that listens here. */
const homeWith = (listen: string): string => {
  const home = homeOf();
  const text = readFileSync('fleet.example.yaml', 'utf8').replace(
    'router: { token_file',
    `router: { listen: "${listen}", token_file`,
  );
  writeFileSync(join(home, 'fleet.yaml'), text);
  mkdirSync(join(home, 'secrets'));
  writeFileSync(join(home, 'secrets', 'router_token'), routerToken);
  return home;
};

test('the day, the week and a month, as text and as JSON; faults say what to do', async () => {
  const home = homeOf();
  const discord = await discordStandin();
  const failed = { metric: { sink: 'discord' }, value: [1, '3'] };
  const samples = (query: string): object[] => (query.includes('deliveries_total') ? [failed] : []);
  const around = await neighbours(factsOf({ view: viewOf(Date.now() / 1000), samples }));
  const base = fleetAt({ home, discord, around });
  const token = secret('router.token_file', routerToken);
  const router = await routerAt({ home, discord, around }, { router: { ...base.router, token } });
  await fetch(`${router.privateUrl}/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${routerToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(webhookOf(labelsOf.nodeStalled, 'firing', Date.now() / 1000)),
  });

  const at = homeWith(router.privateUrl.slice('http://'.length));
  const [daily, weekly, month, none, wrong, both] = await Promise.all([
    run(at, '--daily'),
    run(at, '--weekly', '--json'),
    run(at, '--month', '2026-01', '--json'),
    run(at),
    run(at, '--month', '2026-13'),
    run(at, '--daily', '--weekly'),
  ]);
  expect([daily.code, daily.err]).toEqual([0, '']);
  expect(daily.out).toMatch(/^🟡 \*\*example-rpc: 1 incident open\*\*/);
  expect(daily.out).toContain('Delivery attempts that failed: discord 3.');
  const told: unknown = JSON.parse(weekly.out);
  expect(told).toMatchObject({ kind: 'weekly', on: true, settled: null });
  expect(JSON.stringify(told)).toContain('alerts: { NodeStalled: { severity: info } }');
  expect(JSON.parse(month.out)).toMatchObject({ kind: 'month', on: false, settled: false });
  expect(month.out).toContain('Nothing of it was measured.');
  for (const { code, out } of [none, wrong, both]) expect([code, out]).toEqual([2, '']);
  expect(both.err).toContain('expected one of --daily, --weekly and --month YYYY-MM');
  // The incident's card, and nothing else.
  expect(new Set(discord.seen.map(({ body }) => JSON.stringify(body).includes('incident open')))).toEqual(
    new Set([false]),
  );
});
