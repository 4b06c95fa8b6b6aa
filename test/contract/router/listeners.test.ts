import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createBoundedServer } from '../../../collector/http/boundedServer.ts';
import { listenOn } from '../../../collector/http/server.ts';
import { labelsOf, nodeView, viewOf } from '../../unit/router/fleet.ts';
import {
  discordStandin,
  eventually,
  factsOf,
  homeOf,
  incidentsOf,
  neighbours,
  post,
  routerAt,
  routingKey,
  webhookOf,
  webhookToken,
} from './world.ts';

const nowSeconds = (): number => Date.now() / 1000;

test('garbage, half a body and a large one that is no webhook are 503, never 4xx', async () => {
  const router = await routerAt({ home: homeOf() });
  const bodies = ['garbage', '{"alerts":[', '{}', '[]', '', JSON.stringify({ alerts: ['x'.repeat(1_100_000)] })];
  for (const body of bodies) expect((await post(router.privateUrl, body)).status).toBe(503);
  expect((await post(router.privateUrl, { alerts: [] })).status).toBe(200);
});

test('a storm of 5,000 alerts: few incidents, pages first, and a bounded number of requests to Discord', async () => {
  const discord = await discordStandin();
  const router = await routerAt({ home: homeOf(), discord });
  const startsAt = new Date().toISOString();
  const batch = (from: number): object => ({
    version: '4',
    groupKey: `g${from}`,
    status: 'firing',
    alerts: Array.from({ length: 500 }, (_, i) => ({
      status: 'firing',
      labels: { ...labelsOf.nodeStalled, scope: `edge:e${(from + i) % 20}`, instance: String(from + i) },
      annotations: { summary: 'A fixed sentence.' },
      startsAt,
      fingerprint: `f${from + i}`,
    })),
  });
  const started = Date.now();
  for (let from = 0; from < 5000; from += 500) expect((await post(router.privateUrl, batch(from))).status).toBe(200);
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  const paged = await eventually('the page', () =>
    discord.seen.find((seen) => String(Reflect.get(Object(seen.body), 'content')).startsWith('🔴')),
  );
  expect(await incidentsOf(router.privateUrl)).toHaveLength(21);
  // Five at once, then 25 a minute; the page does not wait for its turn.
  expect(discord.seen.indexOf(paged)).toBeLessThanOrEqual(8);
  await eventually('the next card', () => discord.cards.size > 7);
  const minutes = (Date.now() - started) / 60_000;
  expect(discord.seen.length).toBeLessThanOrEqual(5 + 1 + Math.ceil(25 * minutes));
});

test('a web page in a browser on this host raises no alert and acknowledges nothing', async () => {
  const router = await routerAt({ home: homeOf() });
  const body = JSON.stringify(webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  const from = async (path: string, headers: Record<string, string>): Promise<number> =>
    (await fetch(router.privateUrl + path, { method: 'POST', headers, body })).status;
  for (const origin of ['https://page.example.org', 'null', router.privateUrl]) {
    expect(await from('/alertmanager', { origin, 'content-type': 'text/plain' })).toBe(403);
  }
  expect(await incidentsOf(router.privateUrl)).toEqual([]);
  expect(await from('/alertmanager', { 'content-type': 'text/plain' })).toBe(200);
  const [incident] = await incidentsOf(router.privateUrl);
  const ack = (headers: Record<string, string>) =>
    fetch(`${router.privateUrl}/api/incidents/${incident?.id}/ack`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"by":"a page"}',
    });
  expect((await ack({ origin: 'https://page.example.org' })).status).toBe(403);
  expect((await ack({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await ack({})).status).toBe(200);
});

test('readers who do not read, and more than there is room for, are let go', async () => {
  const server = createBoundedServer((_request, response) => response.end('page'), {
    connections: 3,
    request: 0.3,
    idle: 1,
  });
  await listenOn(server, '127.0.0.1:0');
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const open = Array.from({ length: 5 }, () => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n'));
    socket.on('error', () => undefined).resume();
    return new Promise<number>((resolve) => socket.on('close', () => resolve(Date.now() - started)));
  });
  const started = Date.now();
  const lasted = (await Promise.all(open)).sort((a, b) => a - b);
  expect(lasted[1]).toBeLessThan(250);
  expect(lasted[2]).toBeGreaterThan(250);
  expect(lasted[4]).toBeLessThan(2000);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('page');
  server.closeAllConnections();
});

test('metrics start at zero where zero is true and are absent where nothing is known', async () => {
  const router = await routerAt({ home: homeOf() });
  const read = async (): Promise<string> => (await fetch(`${router.privateUrl}/metrics`)).text();
  const before = await read();
  expect(before).toMatch(/^headwatch_incidents_open 0$/m);
  expect(before).toMatch(/^headwatch_deliveries_total\{sink="pagerduty",outcome="gone"\} 0$/m);
  expect(before).toMatch(/^headwatch_outbox_oldest_age_seconds\{sink="discord"\} 0$/m);
  expect(before).not.toMatch(/^headwatch_watchdog_seen/m);
  expect(before).not.toMatch(/^headwatch_last_delivery/m);
  await post(router.privateUrl, webhookOf({ alertname: 'Watchdog', scope: 'self' }, 'firing', nowSeconds()));
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  const after = await read();
  expect(after).toMatch(
    /^headwatch_watchdog_seen_timestamp_seconds 1\.\d+e\+?9|^headwatch_watchdog_seen_timestamp_seconds \d{10}/m,
  );
  expect(after).toMatch(/^headwatch_incidents_open 1$/m);
});

test('the public listener serves the page, status.json and metrics, nothing else, and nothing of the inside', async () => {
  const view = viewOf(nowSeconds() + 5, {
    nodes: [nodeView('arb-eu', { verdict: 'stalled', detail: 'arb-eu planted' })],
  });
  const samples = (query: string) =>
    query.includes('headwatch_edge_state')
      ? [{ metric: { target: 'arb', region: 'us', vantage: 'us', role: 'edge', state: 'good' }, value: [1, '1'] }]
      : query.includes('vantage_blind')
        ? [{ metric: { vantage: 'us' }, value: [1, '0'] }]
        : [];
  const around = await neighbours(factsOf({ view, samples }));
  const discord = await discordStandin();
  const router = await routerAt({ home: homeOf(), discord, pagerduty: discord, around });
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));

  const answer = await eventually('the incident', async () => {
    const response = await fetch(`${router.publicUrl}/status.json`);
    const text = await response.text();
    return text.includes('no fresh blocks') && text.includes('"seen":2') && { response, text };
  });
  expect(answer.text).toContain('"region":"us","state":"good"');
  expect(answer.response.headers.get('cache-control')).toBe('public, max-age=1');
  expect(answer.response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(answer.response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.response.headers.get('x-powered-by')).toBeNull();

  const page = await fetch(router.publicUrl);
  expect(page.headers.get('content-type')).toContain('text/html');
  const metrics = await (await fetch(`${router.publicUrl}/metrics`)).text();
  expect(metrics).toContain('headwatch_public_edge_state');
  const everything = answer.text + (await page.text()) + metrics;
  for (const inside of ['arb-eu', 'edge:arb', 'planted', 'example.org', webhookToken, routingKey, 'A fixed sentence']) {
    expect(everything).not.toContain(inside);
  }
  for (const path of ['/alertmanager', '/api/incidents', '/healthz', '/x']) {
    expect((await fetch(router.publicUrl + path)).status).toBe(404);
  }
  expect((await post(router.publicUrl, { alerts: [] })).status).toBe(404);

  const runbook = await fetch(`${router.publicUrl}/runbooks/EdgeDown`);
  expect([runbook.status, runbook.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(await runbook.text()).toContain('## First three checks');
  for (const name of ['Nothing', 'README', '..%2F..%2Fpackage.json']) {
    expect((await fetch(`${router.publicUrl}/runbooks/${name}`)).status).toBe(404);
  }
});

test('a page that cannot be rendered is 503, not a trace', async () => {
  const { startRouter } = await import('../../../alerts/router/main.ts');
  const { fleetAt } = await import('./world.ts');
  const router = await startRouter({
    fleet: fleetAt({ home: homeOf() }),
    renderStatusPage: () => {
      throw new Error('planted');
    },
  });
  const response = await fetch(router.publicUrl);
  expect(response.status).toBe(503);
  expect(await response.text()).not.toContain('planted');
  await router.stop();
});
