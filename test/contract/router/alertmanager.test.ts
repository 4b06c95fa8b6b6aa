/** The generated alertmanager.yml in a real Alertmanager, between a stand-in of PagerDuty and a real router. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startRouter } from '../../../alerts/router/main.ts';
import { pageGroupKey } from '../../../alerts/routing/groupKey.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { labelsOf, secret } from '../../unit/router/fleet.ts';
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

test('a page after an acknowledged risk pages again; every page has the same key here and in PagerDuty', async () => {
  const home = homeOf();
  const discord = await discordStandin();
  const pagerduty = await standin(() => ({ status: 202, body: { status: 'success' } }));
  const around = await neighbours(factsOf());
  const listen = `127.0.0.1:${await freePort()}`;
  const base = fleetAt({ home, discord, pagerduty, around });
  const token = { ...secret('router.token_file', routerToken), file: join(home, 'router_token') };
  writeFileSync(token.file, routerToken);
  const fleet: Fleet = { ...base, router: { ...base.router, listen, token } };
  // The generated configuration reads the key from its file.
  const key = join(home, 'pagerduty_key');
  writeFileSync(key, routingKey);
  const named = base.notify.pagerduty;
  if (!named) throw new Error('the fleet has PagerDuty');
  const paging = { ...named, routingKey: { ...named.routingKey, file: key } };
  const router = await startRouter({
    fleet: { ...fleet, notify: { ...fleet.notify, pagerduty: paging } },
    renderStatusPage: () => '',
  });
  onTestFinished(() => router.stop());
  const { url } = await alertmanagerOf({ ...fleet, notify: { ...fleet.notify, pagerduty: paging } });
  const fire = (labels: object, endsAt?: string): Promise<Response> =>
    fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ labels, annotations: { summary: 'A fixed sentence.' }, ...(endsAt ? { endsAt } : {}) }]),
    });
  const keysOf = (action: string): string[] =>
    pagerduty.seen
      .filter(({ body }) => Reflect.get(Object(body), 'event_action') === action)
      .map(({ body }) => String(Reflect.get(Object(body), 'dedup_key')));

  await fire(labelsOf.redundancyGone);
  const [incident] = await eventually('the incident', async () => {
    const incidents = await incidentsOf(router.privateUrl, routerToken);
    return incidents.length > 0 && keysOf('trigger').length > 0 && incidents;
  });
  await fetch(`${router.privateUrl}/api/incidents/${incident?.id}/ack`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${routerToken}` },
    body: '{"by":"operator"}',
  });
  await eventually('the acknowledgement', () => keysOf('acknowledge').length === 1);
  expect(keysOf('acknowledge')).toEqual(keysOf('trigger'));

  await fire(labelsOf.edgeDown);
  await eventually('the second page', () => keysOf('trigger').length === 2);
  const [both, ...others] = await eventually('both alerts', async () => {
    const incidents = await incidentsOf(router.privateUrl, routerToken);
    return incidents[0]?.alerts.length === 2 && incidents;
  });
  expect(others).toEqual([]);
  expect(both?.alerts.map((alert) => alert.dedupKey).sort()).toEqual([...new Set(keysOf('trigger'))].sort());

  // Known by the labels alone, so that a page whose webhook never came can be acknowledged and ended all the same.
  const groups = both?.alerts.map(({ groupKey }) => groupKey).sort();
  expect(groups).toEqual([labelsOf.edgeDown, labelsOf.redundancyGone].map(pageGroupKey).sort());

  const over = new Date().toISOString();
  await fire(labelsOf.redundancyGone, over);
  await fire(labelsOf.edgeDown, over);
  await eventually('the resolves', () => keysOf('resolve').length === 2, 30);
  await eventually('the end', async () => (await incidentsOf(router.privateUrl, routerToken))[0]?.state === 'resolved');
  await eventually('the last edit', () => JSON.stringify([...discord.cards.values()]).includes('RESOLVED'));
  expect(discord.cards.size).toBe(1);
}, 60_000);
