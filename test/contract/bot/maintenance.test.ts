/** A node's window in a real Alertmanager: what it keeps silent, what it does not, and what is told afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startRouter } from '../../../alerts/router/main.ts';
import { alertmanagerFile } from '../../../alerts/routing/alertmanager.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { labelsOf, nodeView, viewOf } from '../../unit/router/fleet.ts';
import {
  discordStandin,
  eventually,
  factsOf,
  fleetAt,
  freePort,
  homeOf,
  incidentsOf,
  neighbours,
} from '../router/world.ts';

const watchdog = { alertname: 'Watchdog', severity: 'info', scope: 'self', region: 'all' };
const edgeDown = { ...labelsOf.edgeDown, target: 'arb' };
const otherNode = { ...labelsOf.nodeStalled, scope: 'node:arb-us', target: 'arb-us', region: 'us' };
const heldSchema = z.array(
  z.object({ labels: z.record(z.string(), z.string()), status: z.object({ state: z.string() }) }),
);

test('its own warnings are silent, over a restart of Alertmanager without its data; the page and other nodes are not; after its end they come again', async () => {
  const home = homeOf();
  const discord = await discordStandin();
  const facts = factsOf();
  const around = await neighbours(facts);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const base = fleetAt({ home, discord, around });
  const fleet: Fleet = {
    ...base,
    alertmanagers: [{ url }],
    router: { ...base.router, listen: `127.0.0.1:${await freePort()}` },
  };
  const file = join(home, 'alertmanager.yml');
  writeFileSync(file, alertmanagerFile(fleet, 'inline'));
  const startAlertmanager = async () => {
    const child = spawn(
      'prometheus-alertmanager',
      [
        `--config.file=${file}`,
        `--storage.path=${join(home, 'am')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      ],
      { stdio: 'ignore' },
    );
    const stop = async (): Promise<void> => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    };
    onTestFinished(stop);
    await eventually('Alertmanager', async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok);
    return { stop };
  };
  const first = await startAlertmanager();
  const names = fleet.nodes.map(({ name }) => name);
  const look = (): void => {
    facts.view = viewOf(Date.now() / 1000, { nodes: names.map((name) => nodeView(name)) });
  };
  look();
  const looking = setInterval(look, 500);
  onTestFinished(() => clearInterval(looking));
  const router = await startRouter({ fleet, renderStatusPage: () => '' });
  onTestFinished(() => router.stop());
  await eventually('a view', async () => (await fetch(`${router.privateUrl}/healthz`)).ok);

  const fire = (...list: object[]): Promise<Response> =>
    fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(list.map((labels) => ({ labels, annotations: { summary: 'A fixed sentence.' } }))),
    });
  const ask = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${router.privateUrl}/api/maintenance${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  };
  const states = async (): Promise<Record<string, string>> => {
    const held = heldSchema.parse(await (await fetch(`${url}/api/v2/alerts`)).json());
    return Object.fromEntries(
      held.map(({ labels, status }) => [`${labels.alertname} ${labels.target ?? labels.scope}`, status.state]),
    );
  };
  const wanted = {
    'NodeStalled arb-eu': 'suppressed',
    'NodeStalled arb-us': 'active',
    'EdgeDown arb': 'active',
    'Watchdog self': 'active',
  };
  const alertsIn = async (): Promise<string[]> =>
    (await incidentsOf(router.privateUrl)).flatMap(({ alerts, scope, region }) =>
      alerts.map(({ name }) => `${name} ${scope} ${region}`),
    );

  const from = Date.now() / 1000;
  const times = { from, to: from + 600, regions: [] };
  const { window, text } = await ask('', { scope: 'node:arb-eu', ...times, reason: 'nitro 3.9', author: 'ana' });
  expect(window).toMatchObject({ state: 'open', silences: { held: 1, of: 1 }, forced: false });
  expect(text).toContain('silenced in 1 of 1 Alertmanager');
  const id = String(Reflect.get(Object(window), 'id'));

  await fire(watchdog, labelsOf.nodeStalled, otherNode, edgeDown);
  await eventually('their states', async () => JSON.stringify(await states()).includes('suppressed'));
  expect(await states()).toEqual(wanted);
  await eventually('the page and the other node', async () => (await alertsIn()).length === 2);
  expect((await alertsIn()).sort()).toEqual(['EdgeDown edge:arb eu', 'NodeStalled edge:arb us']);

  await first.stop();
  rmSync(join(home, 'am'), { recursive: true, force: true });
  await startAlertmanager();
  await eventually('the silence again', async () => {
    await fire(watchdog, labelsOf.nodeStalled, otherNode, edgeDown);
    return (await states())['NodeStalled arb-eu'] === 'suppressed';
  });
  expect(await states()).toEqual(wanted);
  const listed = await (await fetch(`${router.privateUrl}/api/maintenance`)).json();
  expect(listed).toMatchObject({ windows: [{ id, state: 'open', silences: { held: 1, of: 1 } }] });

  expect(await ask('/end', { id, author: 'bo' })).toMatchObject({ text: expect.stringContaining('live again') });
  await eventually('what is live again', async () => (await states())['NodeStalled arb-eu'] === 'active');
  await eventually('its card', async () => (await alertsIn()).includes('NodeStalled edge:arb eu'));
}, 90_000);
