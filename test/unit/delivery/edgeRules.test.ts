/** deploy/Caddyfile in the real Caddy, before a stub that notes what reaches it. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort, type Program, startProgram } from './support/programs.ts';

const caddyfile = fileURLToPath(new URL('../../../deploy/Caddyfile', import.meta.url));
const token = '0123456789abcdef0123456789abcdef';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}
let stub: Server;
let health: Program;
let site: string;
let seen: Seen[] = [];

beforeAll(async () => {
  stub = createServer((request, response) => {
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    request.resume();
    response.writeHead(200, { 'set-cookie': 'grafana_session=1', 'content-type': 'text/plain' }).end('grafana');
  });
  await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));
  // A TCP server has an address of this kind.
  const upstream = `127.0.0.1:${(stub.address() as AddressInfo).port}`;
  const sitePort = await freePort();
  site = `http://127.0.0.1:${sitePort}`;
  health = await startProgram({
    command: 'env',
    ready: '/healthz',
    args: ({ home, port }) => [
      `PUBLIC_SITE=http://:${sitePort}`,
      `PUBLIC_UPSTREAM=${upstream}`,
      `PUBLIC_HEALTH_PORT=${port}`,
      `XDG_DATA_HOME=${home}`,
      `XDG_CONFIG_HOME=${home}`,
      'caddy',
      'run',
      '--adapter',
      'caddyfile',
      '--config',
      caddyfile,
    ],
  });
});
afterAll(async () => {
  await health?.stop();
  stub?.close();
});
beforeEach(() => {
  seen = [];
});

/** As it is written: fetch would resolve `..` itself. */
const raw = (method: string, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(site);
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${method} ${path} HTTP/1.1\r\nHost: example.org\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    });
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('end', () => resolve(Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1])));
    socket.on('error', reject);
  });

describe('what visitors reach', () => {
  it.each([
    ['GET', `/public-dashboards/${token}`],
    ['HEAD', `/public-dashboards/${token}`],
    ['GET', `/api/public/dashboards/${token}`],
    ['GET', `/api/public/dashboards/${token}/annotations?from=1&to=2`],
    ['POST', `/api/public/dashboards/${token}/panels/12/query`],
    ['GET', '/public/build/app.1234.js'],
    ['GET', '/public/img/grafana_icon.svg'],
  ])('%s %s', async (method, path) => {
    expect(await raw(method, path)).toBe(200);
    expect(seen).toMatchObject([{ method, path }]);
  });
});

describe('what is not there', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/login'],
    ['POST', '/login'],
    ['GET', '/d/headwatch-status'],
    ['GET', '/explore'],
    ['POST', '/api/ds/query'],
    ['GET', '/api/datasources/proxy/uid/headwatch-public/api/v1/query?query=up'],
    ['GET', '/api/health'],
    ['GET', '/api/live/ws'],
    ['GET', '/api/snapshots/abc'],
    ['GET', '/api/dashboards/uid/headwatch-status/public-dashboards'],
    ['GET', '/avatar/46d229b033af06a191ff2267bca9ae56'],
    ['GET', '/swagger'],
    ['GET', '/metrics'],
    ['GET', '/apis'],
    ['GET', '/bootdata'],
    ['GET', '/public-dashboards/'],
    ['GET', '/public-dashboards/short'],
    ['POST', `/public-dashboards/${token}`],
    ['DELETE', `/api/public/dashboards/${token}`],
    ['POST', `/api/public/dashboards/${token}`],
    ['GET', `/api/public/dashboards/${token}/panels/12/query`],
    ['POST', '/public/build/app.js'],
    ['GET', '/public/../login'],
    ['GET', '/public/%2e%2e/login'],
    ['GET', '/public/..%2f..%2fapi/ds/query'],
    ['GET', '/public/plugins/x/..%5c..%5cetc'],
    ['GET', '/public//../api/health'],
    ['GET', '//login'],
    ['GET', `/public-dashboards/${token}/../../login`],
    ['GET', '/publicity'],
    ['GET', '/Public/build/../../login'],
  ])('%s %s', async (method, path) => {
    expect([404, 400]).toContain(await raw(method, path));
    expect(seen).toEqual([]);
  });
});

it('carries no login in either direction', async () => {
  const answer = await fetch(`${site}/api/public/dashboards/${token}`, {
    headers: { cookie: 'grafana_session=stolen', authorization: 'Basic YWRtaW46YWRtaW4=', 'x-webauth-user': 'admin' },
  });
  expect(answer.headers.get('set-cookie')).toBeNull();
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(seen[0]?.headers).not.toHaveProperty('cookie');
  expect(seen[0]?.headers).not.toHaveProperty('authorization');
  expect(seen[0]?.headers).not.toHaveProperty('x-webauth-user');
});

it('takes no large body', async () => {
  const answer = await fetch(`${site}/api/public/dashboards/${token}/panels/1/query`, {
    method: 'POST',
    body: 'x'.repeat(100_000),
  }).catch(() => undefined);
  expect(answer?.status ?? 413).not.toBe(200);
});
