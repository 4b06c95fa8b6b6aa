/** The token of the private listener, and the limits of size and time of every endpoint there. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { askIncidents } from '../../../alerts/ledger/report/load.ts';
import { routerHeaders } from '../../../alerts/routing/addresses.ts';
import { createBoundedServer } from '../../../collector/http/boundedServer.ts';
import { listenOn } from '../../../collector/http/server.ts';
import { labelsOf, secret } from '../../unit/router/fleet.ts';
import { fleetAt, homeOf, incidentsOf, post, routerAt, routerToken, webhookOf } from './world.ts';

const nowSeconds = (): number => Date.now() / 1000;
const base = fleetAt({ home: '/nowhere' });
const guarded = { router: { ...base.router, token: secret('router.token_file', routerToken) } };

const reads = [
  '/api/incidents',
  '/api/incidents?month=2026-10',
  '/api/maintenance',
  '/api/ledger?month=2026-10',
  '/nothing',
];
const posts = [
  '/alertmanager',
  '/api/incidents/2026-11-22-1/ack',
  '/api/maintenance',
  '/api/maintenance/extend',
  '/api/maintenance/end',
  '/api/ledger/reclassify',
  // A post is a post wherever it goes.
  '/metrics',
];

test('without the token, or with another, nothing is told, nothing is taken, and no reason is given', async () => {
  const router = await routerAt({ home: homeOf() }, guarded);
  const wrong: readonly Record<string, string>[] = [
    {},
    { authorization: 'Bearer' },
    { authorization: 'Bearer planted-router-token-0123456788' },
    { authorization: `Bearer ${routerToken.slice(0, -1)}` },
    { authorization: `Bearer ${routerToken}x` },
    { authorization: `Basic ${routerToken}` },
    { authorization: routerToken },
  ];
  const body = JSON.stringify(webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  for (const headers of wrong) {
    for (const path of reads) {
      const answer = await fetch(router.privateUrl + path, { headers });
      expect([path, answer.status, await answer.text()]).toEqual([path, 401, 'unauthorized\n']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    for (const path of posts) {
      const answer = await fetch(router.privateUrl + path, { method: 'POST', headers, body });
      expect([path, answer.status, await answer.text()]).toEqual([path, 401, 'unauthorized\n']);
    }
  }
  expect(await incidentsOf(router.privateUrl, routerToken)).toEqual([]);
});

test('what Prometheus and a health check read stays open to this host', async () => {
  const router = await routerAt({ home: homeOf() }, guarded);
  for (const path of ['/metrics', '/healthz', '/readyz'])
    expect([path, (await fetch(router.privateUrl + path)).status]).toEqual([path, 200]);
});

test('with the token everything is as without one: webhook, acknowledgement, ledger, and the report asks with it', async () => {
  const router = await routerAt({ home: homeOf() }, guarded);
  const fleet = { ...base, router: { ...guarded.router, listen: router.privateUrl.slice('http://'.length) } };
  const headers = { ...routerHeaders(fleet), 'content-type': 'application/json' };
  const send = (path: string, body: object): Promise<Response> =>
    fetch(router.privateUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
  expect((await send('/alertmanager', webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()))).status).toBe(200);
  const [incident] = await incidentsOf(router.privateUrl, routerToken);
  expect((await send(`/api/incidents/${incident?.id}/ack`, { by: 'ada' })).status).toBe(200);
  expect((await fetch(`${router.privateUrl}/api/maintenance`, { headers })).status).toBe(200);
  const month = new Date().toISOString().slice(0, 7);
  expect((await askIncidents(fleet, month)).list).toHaveLength(1);
});

test('a home without a token works as before', async () => {
  const router = await routerAt({ home: homeOf() });
  expect((await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()))).status).toBe(200);
  expect(await incidentsOf(router.privateUrl)).toHaveLength(1);
});

test.each([
  ['127.0.0.1', 200],
  ['0.0.0.0', 401],
] as const)('a token that is named and cannot be read, listening on %s: a webhook gets %i', async (host, status) => {
  const token = secret('router.token_file', undefined);
  const router = await routerAt({ home: homeOf() }, { router: { ...base.router, listen: `${host}:0`, token } });
  const url = router.privateUrl.replace('0.0.0.0', '127.0.0.1');
  const firing = webhookOf(labelsOf.edgeDown, 'firing', nowSeconds());
  expect((await post(url, firing)).status).toBe(status);
  for (const path of ['/api/incidents', '/api/maintenance']) expect((await fetch(url + path)).status).toBe(status);
  // What Prometheus reads says that the router is there.
  expect((await fetch(`${url}/metrics`)).status).toBe(200);
});

test('a body, a header or an address that is too long is refused at every endpoint, and the process goes on', async () => {
  const router = await routerAt({ home: homeOf() }, guarded);
  const headers = { authorization: `Bearer ${routerToken}`, 'content-type': 'application/json' };
  const large = JSON.stringify({ by: 'x'.repeat(1_100_000) });
  for (const path of posts.filter((each) => each.startsWith('/api/'))) {
    const { status } = await fetch(router.privateUrl + path, { method: 'POST', headers, body: large });
    expect([path, status]).toEqual([path, 413]);
  }
  // Alertmanager must never read 4xx here: it would not try again.
  expect((await fetch(`${router.privateUrl}/alertmanager`, { method: 'POST', headers, body: large })).status).toBe(503);
  for (const long of [
    { path: `/healthz?${'a'.repeat(9000)}` },
    { path: '/healthz', headers: { x: 'a'.repeat(9000) } },
  ]) {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(router.privateUrl);
      request({ hostname, port, ...long }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(431);
  }
  expect((await fetch(`${router.privateUrl}/healthz`)).status).toBe(200);
});

test('whoever does not end a request is let go, in its header or in its body', async () => {
  const server = createBoundedServer((_request, response) => response.end('late'), {
    connections: 10,
    request: 0.3,
    idle: 1,
  });
  await listenOn(server, '127.0.0.1:0');
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const lasted = (first: string): Promise<number> =>
    new Promise((resolve) => {
      const started = Date.now();
      const socket = connect(port, '127.0.0.1', () => socket.write(first));
      socket.on('error', () => undefined).resume();
      socket.on('close', () => resolve(Date.now() - started));
    });
  const half = 'POST /alertmanager HTTP/1.1\r\nHost: x\r\n';
  const times = await Promise.all([lasted(half), lasted(`${half}Content-Length: 100\r\n\r\n{`)]);
  for (const time of times) expect(time).toBeLessThan(3000);
});

test("the store's directory and files are the owner's alone, also where wider ones were before", async () => {
  const home = homeOf();
  mkdirSync(join(home, 'data'), { mode: 0o755 });
  writeFileSync(join(home, 'data', 'router.sqlite'), '', { mode: 0o644 });
  const router = await routerAt({ home });
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
  const mode = (...path: string[]): string => (statSync(join(home, 'data', ...path)).mode & 0o777).toString(8);
  expect([mode(), mode('router.sqlite'), mode('router.sqlite-wal'), mode('router.sqlite-shm')]).toEqual([
    '700',
    '600',
    '600',
    '600',
  ]);
});
