/** What the router cannot tell, through a real Alertmanager: to Discord and PagerDuty, past the router. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { alertmanagerFile } from '../../alerts/routing/alertmanager.ts';
import { freePorts } from '../../demo/stack/ports.ts';
import { eventually, standin } from '../contract/router/world.ts';
import { fleetOf } from './support/fleets.ts';
import { createServers } from './support/servers.ts';

test('a router that is down is told natively, as a low urgency to PagerDuty, and its end too; each alert for itself', async () => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-native-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const discord = await standin(() => ({ status: 204 }));
  const pagerduty = await standin(() => ({ status: 202, body: { status: 'success' } }));
  const router = await standin(() => ({ status: 200, body: {} }));
  const fleet = fleetOf('example', {
    home,
    edit: [
      ['secrets/discord_webhook', `secrets/discord_webhook, api: "${discord.url}/api"`],
      ['secrets/pagerduty_key', `secrets/pagerduty_key, url: "${pagerduty.url}/v2/enqueue"`],
      ['router: { token_file', `router: { listen: "127.0.0.1:${router.port}", token_file`],
    ],
  });
  mkdirSync(join(home, 'secrets'));
  writeFileSync(join(home, 'secrets/pagerduty_key'), 'planted0pagerduty0key00000000000');
  // As shipped, but for the wait of a quarter of a minute that gathers a group.
  const text = alertmanagerFile(fleet, 'inline').replaceAll(/group_(wait|interval): 15s/g, 'group_$1: 1s');
  writeFileSync(join(home, 'alertmanager.yml'), text);
  const servers = createServers();
  onTestFinished(() => servers.stop());
  const [port = 0] = await freePorts(1);
  await servers.alertmanager(port, join(home, 'alertmanager.yml'), join(home, 'am'));

  const labels = { severity: 'warning', scope: 'self', region: 'eu' };
  const annotations = { summary: 'The router does not run.', description: 'D.', impact: 'I.', action: 'A.' };
  const tell = (alertname: string, endsAt?: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ labels: { alertname, ...labels }, annotations, ...(endsAt ? { endsAt } : {}) }]),
    });
  const event = (index: number): unknown => pagerduty.seen[index]?.body;

  await tell('RouterDown');
  await eventually('both', () => discord.seen.length === 1 && pagerduty.seen.length === 1);
  expect(event(0)).toMatchObject({
    event_action: 'trigger',
    payload: { summary: 'monitor · eu · ROUTER DOWN', severity: 'warning', class: 'RouterDown', component: 'self' },
  });
  expect(JSON.stringify(discord.seen[0]?.body)).toContain('The router does not run.');

  // The other of the two rings for itself, while the first is open.
  await tell('DeliveriesFailing');
  await eventually('the second', () => discord.seen.length === 2 && pagerduty.seen.length === 2);
  expect(event(1)).toMatchObject({
    event_action: 'trigger',
    payload: { summary: 'monitor · eu · DELIVERIES FAILING', severity: 'warning', class: 'DeliveriesFailing' },
  });
  const keyOf = (index: number): unknown => Reflect.get(Object(event(index)), 'dedup_key');
  expect(keyOf(1)).not.toBe(keyOf(0));

  await tell('RouterDown', new Date().toISOString());
  await eventually('the end', () => pagerduty.seen.length === 3 && discord.seen.length === 3);
  expect(event(2)).toMatchObject({ event_action: 'resolve', dedup_key: keyOf(0) });
  expect(router.seen).toEqual([]);
}, 60_000);
