import { expect, test } from 'vitest';
import { webhookAlerts } from '../../../alerts/routing/alertmanager.ts';
import { ruleGroup } from '../../../alerts/rules/render.ts';
import { labelsOf } from '../../unit/router/fleet.ts';
import {
  discordStandin,
  eventually,
  factsOf,
  fleetAt,
  homeOf,
  incidentsOf,
  neighbours,
  post,
  routerAt,
} from './world.ts';

const longest = (home: string): object => {
  const rules = (['fast', 'slow'] as const).flatMap((group) => ruleGroup(fleetAt({ home }), group)?.rules ?? []);
  const alerts = rules.map((rule) => ({
    status: 'firing',
    labels: { ...rule.labels, alertname: rule.alert, scope: 'edge:storm', region: 'eu', chain: 'arbitrum-one' },
    annotations: rule.annotations,
    startsAt: new Date().toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    // Alertmanager sends the whole expression along, spelled for a URL.
    generatorURL: `http://prometheus.example.org:9090/graph?g0.expr=${encodeURIComponent(rule.expr)}&g0.tab=1`,
  }));
  const [most] = [...alerts].sort((a, b) => JSON.stringify(b).length - JSON.stringify(a).length);
  return most ?? {};
};

const bodyOf = (one: object, count: number): object => ({
  version: '4',
  groupKey: 'storm',
  alerts: Array.from({ length: count }, (_, index) => {
    const alert = one;
    const labels = { ...Object(Reflect.get(alert, 'labels')), target: `a-name-of-some-length-${index}` };
    return { ...alert, labels, fingerprint: index.toString(16).padStart(16, '0') };
  }),
});

test('what Alertmanager may send at once is below a megabyte, however long the alerts are', () => {
  expect(JSON.stringify(bodyOf(longest(homeOf()), webhookAlerts)).length).toBeLessThan(1024 * 1024);
});

test('five thousand of the longest alerts in one body are taken whole', async () => {
  const home = homeOf();
  const router = await routerAt({ home });
  const response = await post(router.privateUrl, bodyOf(longest(home), 5000));
  expect([response.status, await response.json()]).toEqual([200, { accepted: 5000, truncated: 0, unreadable: 0 }]);
  const [incident] = await incidentsOf(router.privateUrl);
  expect(incident?.alerts).toHaveLength(5000);
});

test('a body that nobody reads blocks no group: it is taken off, and what it held is fetched from Alertmanager', async () => {
  const [discord, home] = [await discordStandin(), homeOf()];
  const startsAt = new Date(Date.now() - 60_000).toISOString();
  const held = {
    fingerprint: 'held',
    labels: labelsOf.edgeDown,
    startsAt,
    status: { state: 'active', inhibitedBy: [] },
  };
  const router = await routerAt({ home, discord, around: await neighbours(factsOf({ alerts: [held] })) });
  const response = await post(router.privateUrl, { alerts: [{ annotations: { text: 'x'.repeat(25 * 1024 * 1024) } }] });
  expect([response.status, await response.json()]).toEqual([200, { accepted: 0, truncated: null }]);
  await eventually('the card', () => discord.cards.size === 1);
});
