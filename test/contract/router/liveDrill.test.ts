/** `drill --live` against a real Alertmanager with the generated configuration, a real router and stand-ins behind. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startRouter } from '../../../alerts/router/main.ts';
import { liveDrill } from '../../../alerts/router/selfwatch/liveDrill.ts';
import type { ProofTold } from '../../../alerts/router/selfwatch/selfwatch.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { secret } from '../../unit/router/fleet.ts';
import { alertmanagerOf } from './alertmanager.ts';
import {
  discordStandin,
  eventually,
  factsOf,
  fleetAt,
  freePort,
  homeOf,
  incidentsOf,
  neighbours,
  routerToken,
  routingKey,
  standin,
} from './world.ts';

/** @param key whether the routing key is there */
const worldOf = async (key: boolean, more: Partial<Fleet> = {}) => {
  const home = homeOf();
  const discord = await discordStandin();
  const pagerduty = await standin(() => ({ status: 202, body: { status: 'success' } }));
  const around = await neighbours(factsOf());
  const port = await freePort();
  const base = fleetAt({ home, discord, pagerduty, around });
  const file = (name: string, text: string): string => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  const token = { ...secret('router.token_file', routerToken), file: file('router_token', routerToken) };
  const listen = `127.0.0.1:${await freePort()}`;
  const named = base.notify.pagerduty;
  if (!named) throw new Error('the fleet has PagerDuty');
  const routing = { ...secret('notify.pagerduty.routing_key_file', key ? routingKey : undefined) };
  const fleet: Fleet = {
    ...base,
    alertmanagers: [{ url: `http://127.0.0.1:${port}` }],
    router: { ...base.router, listen, token },
    notify: {
      ...base.notify,
      pagerduty: { ...named, routingKey: { ...routing, file: file('pagerduty_key', routingKey) } },
    },
    ...more,
  };
  const router = await startRouter({ fleet, renderStatusPage: (status) => JSON.stringify(status) });
  onTestFinished(() => router.stop());
  const api = async (path: string): Promise<unknown> =>
    (await fetch(router.privateUrl + path, { headers: { authorization: `Bearer ${routerToken}` } })).json();
  const events = (action: string) =>
    pagerduty.seen.map(({ body }) => Object(body)).filter((body) => Reflect.get(body, 'event_action') === action);
  // The shape is the router's own.
  const proof = async () => (await api('/api/proof')) as ProofTold;
  return { fleet, router, discord, events, proof, port };
};

const drillOf = (fleet: Fleet, more: Partial<Parameters<typeof liveDrill>[0]> = {}) =>
  liveDrill({
    ...{ fleet, by: 'ana', waitSeconds: 20, note: () => undefined, pollMs: 50 },
    ...{ asked: async () => true, ...more },
  });

test('pages by the real path, ends, and is kept as heard; members see nothing; without a person it proves nothing', async () => {
  const { fleet, router, discord, events, proof, port } = await worldOf(true);
  await alertmanagerOf(fleet, undefined, port);
  expect(await proof()).toMatchObject({ armed: true, heardAt: null, deadman: null });
  let during = '';
  const result = await drillOf(fleet, {
    asked: async () => {
      await eventually('the page', () => events('trigger').length === 1);
      during = await (await fetch(`${router.publicUrl}/status.json`)).text();
      return true;
    },
  });
  expect(result).toMatchObject({
    ...{ alertmanagers: [1, 1], page: 'heard', heard_by: 'ana', resolved: true, recorded: true },
    card_ms: expect.any(Number),
    resolve_ms: expect.any(Number),
  });
  expect(JSON.stringify(events('trigger'))).toContain('DRILL, NOTHING IS WRONG');
  await eventually("PagerDuty's resolve", () => events('resolve').length === 1);
  expect(Reflect.get(events('resolve')[0], 'dedup_key')).toBe(Reflect.get(events('trigger')[0], 'dedup_key'));
  const cards = JSON.stringify([...discord.cards.values()]);
  expect(discord.cards.size).toBe(1);
  expect(cards).toContain('DRILL');
  expect(during).not.toMatch(/drill/i);
  const after = await proof();
  expect(after).toMatchObject({ heardBy: 'ana' });
  expect(Math.abs((after.heardAt ?? 0) - Date.now() / 1000)).toBeLessThan(60);

  // Again, and nobody answers: the card says so by nobody's name, and the proof stays what it was.
  const unheard = await drillOf(fleet, { asked: () => new Promise(() => undefined), waitSeconds: 0.3 });
  expect(unheard).toMatchObject({ page: 'not confirmed', heard_by: null, resolved: true, recorded: false });
  expect((await proof()).heardAt).toBe(after.heardAt);
}, 90_000);

test('a person who presses Acknowledge has heard it', async () => {
  const { fleet, router, proof, port } = await worldOf(true);
  await alertmanagerOf(fleet, undefined, port);
  const result = await drillOf(fleet, {
    asked: async () => {
      const [incident] = await incidentsOf(router.privateUrl, routerToken);
      await fetch(`${router.privateUrl}/api/incidents/${incident?.id}/ack`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${routerToken}` },
        body: '{"by":"bob"}',
      });
      return new Promise(() => undefined);
    },
  });
  expect(result).toMatchObject({ page: 'heard', heard_by: 'bob', resolved: true });
  expect(await proof()).toMatchObject({ heardBy: 'bob' });
}, 60_000);

test('sends nothing where nothing would ring, or where nobody takes it', async () => {
  const unarmed = await worldOf(false);
  await expect(drillOf(unarmed.fleet)).rejects.toThrow('Paging is not armed');
  const heard = await fetch(`${unarmed.router.privateUrl}/api/proof`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${routerToken}` },
    body: '{"by":"ana"}',
  });
  expect(heard.status).toBe(409);
  expect((await fetch(`${unarmed.router.privateUrl}/api/proof`)).status).toBe(401);

  const blind = await worldOf(true, { prometheus: { url: 'http://127.0.0.1:1', writeUrl: undefined } });
  await expect(drillOf(blind.fleet)).rejects.toThrow('does not know Prometheus to be well');

  const alone = await worldOf(true);
  await expect(drillOf(alone.fleet)).rejects.toThrow('No Alertmanager took the alert');
  expect(await incidentsOf(alone.router.privateUrl, routerToken)).toEqual([]);
}, 60_000);
