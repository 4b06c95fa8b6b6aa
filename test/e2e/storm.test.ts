/** Five thousand alerts within a minute: real Alertmanager, the router as a process, and Discord's own limits. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { loadFleet } from '../../collector/config/load.ts';
import { startStandins } from '../../demo/standins/main.ts';
import { kinds } from '../../exporters/kinds.ts';
import { alertBody, alertmanagerOf, endOf, send } from '../contract/router/alertmanager.ts';
import { eventually, freePort, homeOf } from '../contract/router/world.ts';
import { labelsOf } from '../unit/router/fleet.ts';

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

const scopes = 100;
const each = 50;
/** What one webhook may ask of Discord in any minute, its edits included. */
const requestsPerMinute = 50;
const megabyte = 1024 * 1024;

const storm = Array.from({ length: scopes * each }, (_, index) =>
  alertBody({
    alertname: 'NodeLagging',
    severity: 'warning',
    scope: `node:rack-${index % scopes}`,
    region: 'eu',
    target: `node-${index}`,
  }),
);

const residentMegabytes = (pid: number | undefined, what: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const countsSchema = z.object({ incidents: z.array(z.object({ alerts: z.array(z.unknown()) })) });

test('a storm: nothing is lost, pages go first, Discord is asked rarely, memory stays small', async () => {
  const home = homeOf();
  const standins = await startStandins();
  onTestFinished(() => standins.stop());
  const [port, outside, amPort] = [await freePort(), await freePort(), await freePort()];
  mkdirSync(join(home, 'secrets'));
  writeFileSync(join(home, 'secrets/webhook'), standins.discord.webhookUrl);
  writeFileSync(join(home, 'secrets/pagerduty'), standins.pagerduty.routingKey);
  // JSON is YAML.
  const config = {
    service: { name: 'example-rpc' },
    vantage: 'eu',
    nodes: [{ name: 'arb-eu', kind: 'arbitrum-nitro', chain: 'arbitrum-one', region: 'eu', rpc: 'http://127.0.0.1:1' }],
    notify: {
      discord: { operators_file: 'secrets/webhook', api: standins.discord.api },
      pagerduty: { routing_key_file: 'secrets/pagerduty', url: standins.pagerduty.url },
    },
    router: { listen: `127.0.0.1:${port}`, public: `127.0.0.1:${outside}` },
    collector: { listen: '127.0.0.1:1' },
    prometheus: { url: 'http://127.0.0.1:1' },
    alertmanagers: [{ url: `http://127.0.0.1:${amPort}` }],
  };
  const file = join(home, 'fleet.yaml');
  writeFileSync(file, JSON.stringify(config));
  const router = spawn(process.execPath, ['--import', 'tsx', main, 'alert', '--config', file, '--scale', '0.34'], {
    stdio: 'ignore',
  });
  onTestFinished(() => endOf(router));
  const url = `http://127.0.0.1:${port}`;
  await eventually('the router', async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok, 60);
  const { url: alertmanager } = await alertmanagerOf(loadFleet(file, { kinds, env: {} }), undefined, amPort);
  const before = residentMegabytes(router.pid, 'VmRSS');

  for (let from = 0; from < storm.length; from += 500) await send(alertmanager, storm.slice(from, from + 500));
  const held = async (): Promise<{ incidents: number; alerts: number }> => {
    const told = countsSchema.parse(await (await fetch(`${url}/api/incidents?count=1000`)).json());
    return {
      incidents: told.incidents.length,
      alerts: told.incidents.reduce((sum, { alerts }) => sum + alerts.length, 0),
    };
  };
  await eventually('the storm in the store', async () => (await held()).alerts === storm.length, 45);
  expect(await held()).toEqual({ incidents: scopes, alerts: storm.length });

  const pagedAt = Date.now();
  await send(alertmanager, [alertBody(labelsOf.edgeDown)]);
  const page = await eventually(
    'the page',
    () => standins.log().find(({ sink, accepted }) => sink === 'pagerduty' && accepted),
    60,
  );
  const card = await eventually(
    "the page's card",
    () =>
      standins.log().find(({ sink, accepted, facts }) => {
        return sink === 'discord' && accepted && facts !== null && 'title' in facts && facts.title.includes('PAGE');
      }),
    // On a busy machine; what it took is printed.
    60,
  );
  // Long enough for edits of what was told, and for the loops that look at everything.
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, pagedAt + 45_000 - Date.now())));

  const asked = standins.log().filter(({ sink }) => sink === 'discord');
  const most = Math.max(
    ...asked.map(({ at }) => asked.filter((other) => other.at >= at && other.at < at + 60_000).length),
  );
  const peak = residentMegabytes(router.pid, 'VmHWM');
  const cards = asked.filter(({ accepted, method }) => accepted && method === 'POST').length;
  const answers = asked.map(({ status }) => status);
  process.stdout.write(
    `${JSON.stringify({
      storm: storm.length,
      page_ms: page.at - pagedAt,
      card_ms: card.at - pagedAt,
      discord_requests: asked.length,
      discord_most_per_minute: most,
      discord_429: answers.filter((status) => status === 429).length,
      cards,
      memory_before_mb: Math.round(before),
      memory_peak_mb: Math.round(peak),
    })}\n`,
  );
  expect(page.at - pagedAt).toBeLessThan(5000);
  expect(card.at - pagedAt).toBeLessThan(5000);
  expect(most).toBeLessThanOrEqual(requestsPerMinute);
  expect(cards).toBeGreaterThan(10);
  expect((peak - before) * megabyte).toBeLessThan(200 * megabyte);
}, 180_000);
