import { expect, test } from 'vitest';
import { webhookAlerts } from '../../../alerts/routing/alertmanager.ts';
import { ruleGroup } from '../../../alerts/rules/render.ts';
import { fleetAt, homeOf, incidentsOf, post, routerAt } from './world.ts';

test('the router reads a webhook of as many alerts as Alertmanager may send at once, however long they are', async () => {
  const home = homeOf();
  const router = await routerAt({ home });
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
  const [longest] = [...alerts].sort((a, b) => JSON.stringify(b).length - JSON.stringify(a).length);
  const storm = Array.from({ length: webhookAlerts }, (_, index) => ({
    ...longest,
    labels: { ...longest?.labels, target: `a-name-of-some-length-${index}` },
    fingerprint: index.toString(16).padStart(16, '0'),
  }));
  const response = await post(router.privateUrl, { version: '4', groupKey: 'storm', alerts: storm });
  expect([response.status, await response.json()]).toEqual([200, { accepted: webhookAlerts, truncated: 0 }]);
  const [incident] = await incidentsOf(router.privateUrl);
  expect(incident?.alerts).toHaveLength(webhookAlerts);
});
