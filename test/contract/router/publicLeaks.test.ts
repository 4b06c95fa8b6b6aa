/** The public listener and the published copies of a fleet with something planted wherever only operators may look. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startRouter } from '../../../alerts/router/main.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { statusSchema } from '../../../collector/status.ts';
import { renderStatusPage } from '../../../dashboards/statusPage/render.ts';
import { pagePolicy } from '../../../dashboards/statusPage/script.ts';
import { planted, plantedFleet } from '../../unit/dashboards/support/fleets.ts';
import { nodeView, secret, viewOf } from '../../unit/router/fleet.ts';
import { eventually, factsOf, homeOf, neighbours, post, webhookOf } from './world.ts';

const nowSeconds = (): number => Date.now() / 1000;

const fleetAround = (around: string): Fleet => {
  const fleet = plantedFleet();
  const home = homeOf();
  return {
    ...fleet,
    home,
    publish: { dir: join(home, 'site') },
    vantages: fleet.vantages.map(({ name, scrape }) => ({ name: `vantage-planted-${name}`, region: name, scrape })),
    collector: { listen: around.slice('http://'.length) },
    router: { ...fleet.router, listen: '127.0.0.1:0', public: '127.0.0.1:0' },
    prometheus: { url: around, writeUrl: 'https://write-planted.example.org/key-planted' },
    alertmanagers: [{ url: around }],
    notify: {
      discord: undefined,
      pagerduty: { routingKey: secret('notify.pagerduty.routing_key_file', undefined), url: `${around}/key-planted` },
      deadman: undefined,
    },
  };
};

const routerOf = async (more: (fleet: Fleet) => Partial<Fleet> = () => ({})) => {
  const samples = (query: string): object[] => {
    const edge = { role: 'edge', target: 'edge-planted-arb', chain: 'arbitrum-one', region: 'us' };
    const labels = { ...edge, vantage: 'vantage-planted-us' };
    if (query.includes('headwatch_edge_state')) return [{ metric: { ...labels, state: 'good' }, value: [1, '1'] }];
    if (query.includes('vantage_blind')) return [{ metric: { vantage: 'vantage-planted-us' }, value: [1, '0'] }];
    return query.includes('headwatch_head_timestamp') ? [{ metric: labels, value: [1, String(nowSeconds() - 2)] }] : [];
  };
  const names = plantedFleet().nodes.map(({ name }) => name);
  const detail = 'http://host-planted.example.org:18547/key-planted does not answer';
  const view = viewOf(nowSeconds() + 8, {
    nodes: names.map((name) => nodeView(name, { detail, verdict: 'unreachable' })),
    causes: [{ scope: 'edge:edge-planted-arb', region: 'eu', cause: 'own_node', detail }],
  });
  const around = await neighbours(factsOf({ view, samples }));
  const base = fleetAround(around.url);
  const fleet = { ...base, ...more(base) };
  const router = await startRouter({ fleet, renderStatusPage, pagePolicy });
  onTestFinished(() => router.stop());
  const ask = async (path: string): Promise<Response> => fetch(router.publicUrl + path);
  return { fleet, router, ask, site: fleet.publish?.dir ?? '' };
};

test('no planted name, address or key is in status.json, the page, their copies or the metrics', async () => {
  const { fleet, router, ask, site } = await routerOf();
  const scopes = [
    { alertname: 'EdgeDown', severity: 'page', page_class: 'outage', scope: 'edge:edge-planted-arb', region: 'eu' },
    { alertname: 'NodeStalled', severity: 'warning', scope: 'node:node-planted-arb-us', region: 'vantage-planted-us' },
    { alertname: 'key-planted', severity: 'warning', scope: 'host-planted', region: 'host-planted' },
  ];
  for (const labels of scopes) await post(router.privateUrl, webhookOf(labels, 'firing', nowSeconds()));

  const told = await eventually('the incidents and the other vantage', async () => {
    const text = await (await ask('/status.json')).text();
    const status = statusSchema.parse(JSON.parse(text));
    return status.openIncidents.length === 3 && status.watchers.seen === 2 && text;
  });
  const shown: Readonly<Record<string, string>> = {
    'status.json': told,
    page: await (await ask('/')).text(),
    metrics: await (await ask('/metrics')).text(),
    ...Object.fromEntries(readdirSync(site).map((name) => [`copy ${name}`, readFileSync(join(site, name), 'utf8')])),
  };
  expect(Object.keys(shown).toSorted()).toEqual([
    'copy index.html',
    'copy status.json',
    'metrics',
    'page',
    'status.json',
  ]);
  const inside = [...planted, 'write-planted', 'planted', fleet.home];
  for (const [where, text] of Object.entries(shown)) {
    expect(text, where).toContain('Arbitrum RPC');
    for (const secretText of inside) expect(text, where).not.toContain(secretText);
  }
  // What members came for is there all the same.
  expect(shown.metrics).toMatch(
    /^headwatch_public_edge_state\{edge="Arbitrum RPC",chain="arbitrum-one",region="us",state="good"\} 1$/m,
  );
  expect(shown.metrics).toMatch(/^headwatch_public_edge_head_age_seconds\{.*region="us"\} \d/m);
});

test('the page may run its own script and nothing else; what is no page may run nothing', async () => {
  const { ask } = await routerOf();
  const page = await ask('/');
  expect(page.headers.get('content-security-policy')).toBe(`${pagePolicy}; frame-ancestors 'none'`);
  for (const path of ['/status.json', '/metrics', '/nothing']) {
    const policy = (await ask(path)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('sha256');
  }
  const metrics = await ask('/metrics');
  expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(metrics.headers.get('cache-control')).toBe('public, max-age=1');
  // A crowd is served one status, put together once a second.
  const texts = await Promise.all(Array.from({ length: 50 }, async () => (await ask('/metrics')).text()));
  expect(new Set(texts).size).toBeLessThanOrEqual(2);
});

test('the copies are those of now, and a directory that cannot be written is told on the page', async () => {
  const { site, ask } = await routerOf();
  const copy = await eventually('the copies', () => existsSync(join(site, 'index.html')) && site);
  const status = statusSchema.parse(JSON.parse(readFileSync(join(copy, 'status.json'), 'utf8')));
  expect(Math.abs(status.at - nowSeconds())).toBeLessThan(20);
  expect(status.validUntil - status.at).toBe(120);
  expect(readFileSync(join(copy, 'index.html'), 'utf8')).toContain('data-renew="30"');
  expect(await (await ask('/')).text()).toContain('data-renew="5"');

  const occupied = join(homeOf(), 'site');
  writeFileSync(occupied, '');
  const failing = await routerOf(() => ({ publish: { dir: occupied } }));
  await eventually('the line', async () =>
    (await (await failing.ask('/')).text()).includes('The public copy of this page cannot be renewed.'),
  );
});
