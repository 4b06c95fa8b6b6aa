/** A silence in a real Alertmanager, which never tells of the end of what it keeps silent. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startRouter } from '../../../alerts/router/main.ts';
import { alertmanagerFile } from '../../../alerts/routing/alertmanager.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { labelsOf } from '../../unit/router/fleet.ts';
import {
  discordStandin,
  eventually,
  factsOf,
  fleetAt,
  freePort,
  homeOf,
  incidentsOf,
  neighbours,
  routingKey,
  standin,
} from '../router/world.ts';

const watchdog = { alertname: 'Watchdog', severity: 'info', scope: 'self', region: 'all' };
const silencesSchema = z.array(
  z.object({
    id: z.string(),
    createdBy: z.string(),
    comment: z.string(),
    status: z.object({ state: z.string() }),
    matchers: z.array(z.object({ name: z.string(), value: z.string(), isRegex: z.boolean() })),
  }),
);

test('silenced until resolved: a later page is heard, the resolve arrives although Alertmanager keeps it, the silence ends', async () => {
  const home = homeOf();
  const discord = await discordStandin();
  const pagerduty = await standin(() => ({ status: 202, body: { status: 'success' } }));
  const facts = factsOf();
  const around = await neighbours(facts);
  const port = await freePort();
  const real = `http://127.0.0.1:${port}`;
  // All of it is the real one, but that it has been up for an hour: absence is evidence only then.
  const front = await standin(async ({ method, path, body }) => {
    const init =
      method === 'POST' ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {};
    const answer = await fetch(real + path, { method, ...init });
    const text = await answer.text();
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    const aged = { ...Object(json), uptime: new Date(Date.now() - 3_600_000).toISOString() };
    return { status: answer.status, body: path.startsWith('/api/v2/status') ? aged : json };
  });

  const base = fleetAt({ home, discord, pagerduty, around });
  const key = join(home, 'pagerduty_key');
  writeFileSync(key, routingKey);
  const paging = base.notify.pagerduty;
  if (!paging) throw new Error('the fleet has PagerDuty');
  const fleet: Fleet = {
    ...base,
    alertmanagers: [{ url: front.url }],
    router: { ...base.router, listen: `127.0.0.1:${await freePort()}` },
    notify: { ...base.notify, pagerduty: { ...paging, routingKey: { ...paging.routingKey, file: key } } },
  };
  const file = join(home, 'alertmanager.yml');
  writeFileSync(file, alertmanagerFile(fleet, 'inline'));
  const alertmanager = spawn(
    'prometheus-alertmanager',
    [
      `--config.file=${file}`,
      `--storage.path=${join(home, 'am')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  );
  onTestFinished(async () => {
    alertmanager.kill('SIGKILL');
    if (alertmanager.exitCode === null && alertmanager.signalCode === null) await once(alertmanager, 'exit');
  });
  await eventually('Alertmanager', async () => (await fetch(`${real}/-/ready`).catch(() => undefined))?.ok);
  const router = await startRouter({ fleet, renderStatusPage: () => '' });
  onTestFinished(() => router.stop());

  const fire = (labels: object, endsAt?: string): Promise<Response> =>
    fetch(`${real}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ labels, annotations: { summary: 'A fixed sentence.' }, ...(endsAt ? { endsAt } : {}) }]),
    });
  /** Prometheus fires these now. */
  const prometheus = (...list: object[]): void => {
    facts.prometheusAlerts = list.map((labels) => ({ labels, state: 'firing' }));
  };
  const sent = (action: string): string[] =>
    pagerduty.seen
      .filter(({ body }) => Reflect.get(Object(body), 'event_action') === action)
      .map(({ body }) => String(Reflect.get(Object(body), 'dedup_key')));
  const silences = async () => silencesSchema.parse(await (await fetch(`${real}/api/v2/silences`)).json());
  const silenced = async (): Promise<string[]> => {
    const schema = z.array(
      z.object({ labels: z.record(z.string(), z.string()), status: z.object({ state: z.string() }) }),
    );
    const held = schema.parse(await (await fetch(`${real}/api/v2/alerts`)).json());
    return held.filter(({ status }) => status.state === 'suppressed').map(({ labels }) => labels.alertname ?? '');
  };

  prometheus(watchdog, labelsOf.edgeDown);
  await fire(watchdog);
  await fire(labelsOf.edgeDown);
  const id = await eventually('the page', async () => {
    const [incident] = await incidentsOf(router.privateUrl);
    return sent('trigger').length === 1 && incident?.id;
  });
  const asked = await fetch(`${router.privateUrl}/api/incidents/${id}/silence`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by: 'ada', for: 'until_resolved' }),
  });
  expect(asked.status).toBe(200);
  expect(await silences()).toMatchObject([
    { createdBy: 'ada', comment: `headwatch incident ${id}`, status: { state: 'active' } },
  ]);
  await eventually('the silence', async () => (await silenced()).includes('EdgeDown'));

  prometheus(watchdog, labelsOf.edgeDown, labelsOf.redundancyGone);
  await fire(labelsOf.redundancyGone);
  await eventually('the other page', () => sent('trigger').length === 2);
  expect(await silenced()).toEqual(['EdgeDown']);

  prometheus(watchdog, labelsOf.redundancyGone);
  await fire(labelsOf.edgeDown, new Date().toISOString());
  const [first, second] = sent('trigger');
  await eventually('the resolve', () => sent('resolve').length === 1, 40);
  expect(sent('resolve')).toEqual([first]);
  expect((await silences()).map(({ status }) => status.state)).toEqual(['active']);

  prometheus(watchdog);
  await fire(labelsOf.redundancyGone, new Date().toISOString());
  await eventually('the end', async () => (await incidentsOf(router.privateUrl))[0]?.state === 'resolved', 40);
  expect(sent('resolve')).toEqual([first, second]);
  await eventually('the end of the silence', async () =>
    (await silences()).every(({ status }) => status.state === 'expired'),
  );
  expect(discord.cards.size).toBe(1);
}, 120_000);
