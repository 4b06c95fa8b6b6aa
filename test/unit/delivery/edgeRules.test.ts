/** deploy/Caddyfile in the real Caddy, before a stub that notes what reaches it. */

import { readFileSync } from 'node:fs';
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

const reached: readonly (readonly [method: string, path: string])[] = [
  ['GET', `/public-dashboards/${token}`],
  ['HEAD', `/public-dashboards/${token}`],
  ['GET', `/api/public/dashboards/${token}`],
  ['GET', `/api/public/dashboards/${token}/annotations?from=1&to=2`],
  ['POST', `/api/public/dashboards/${token}/panels/12/query`],
  ['GET', '/public/build/app.1234.js'],
  ['GET', '/public/img/grafana_icon.svg'],
];

const refused: typeof reached = [
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
  // What two readers of one path may read differently: it is passed on as it was written, or not at all.
  ['GET', `//public-dashboards/${token}`],
  ['GET', `/./public-dashboards/${token}`],
  ['GET', `/login/../public-dashboards/${token}`],
  ['GET', `/api/ds/query/../../../public-dashboards/${token}`],
  ['GET', `/public-dashboards/${token}/`],
  ['GET', `/public-dashboards//${token}`],
  ['GET', `/public-dashboards/${token}%2f..%2f..%2flogin`],
  ['GET', `/public-dashboards/${token}%00`],
  ['GET', `/public-dashboards/${token};/../login`],
  ['GET', `/public%2ddashboards/${token}`],
  ['GET', `/%70ublic-dashboards/${token}`],
  ['GET', `/PUBLIC-DASHBOARDS/${token}`],
  ['GET', `/public-dashboards/${token.toUpperCase()}`],
  ['GET', `/api/..;/public-dashboards/${token}`],
  ['GET', `/API/public/dashboards/${token}`],
  ['GET', `/api/public/dashboards/${token}/..;/..;/..;/ds/query`],
  ['GET', `/api/public/dashboards/${token}%2fannotations`],
  ['GET', `/api/public/dashboards/${token}/../../../ds/query`],
  ['POST', `/api/public/dashboards/${token}/panels/1/query/../../../../../../ds/query`],
  ['POST', `/api/public/dashboards/${token}/panels/-1/query`],
  ['POST', `/api/public/dashboards/${token}/panels/1%2f..%2f2/query`],
  ['POST', `/api/ds/query/../../api/public/dashboards/${token}/panels/1/query`],
  ['PUT', `/api/public/dashboards/${token}/panels/1/query`],
  ['GET', '/public/%252e%252e/login'],
  ['GET', '/public/.%2e/login'],
  ['GET', '/public/..;/login'],
  ['GET', '/public/%5c..%5clogin'],
  ['GET', '/public/build/..%00/login'],
  ['GET', '/login/..%2fpublic/build/app.js'],
  ['GET', '/login/../public/build/app.js'],
  ['GET', '//public/build/app.js'],
  ['GET', '/PUBLIC/build/app.js'],
  ['GET', '/public'],
  ['GET', `http://127.0.0.1:3000/public-dashboards/${token}/../../login`],
  ['CONNECT', '127.0.0.1:3000'],
  ['TRACE', `/public-dashboards/${token}`],
];

describe('what visitors reach', () => {
  it.each(reached)('%s %s', async (method, path) => {
    expect(await raw(method, path)).toBe(200);
    expect(seen).toMatchObject([{ method, path }]);
  });
});

describe('what is not there', () => {
  it.each(refused)('%s %s', async (method, path) => {
    expect([404, 400]).toContain(await raw(method, path));
    expect(seen).toEqual([]);
  });
});

it('opens no channel: an upgrade to a websocket is answered as the page that it asks for', async () => {
  const { hostname, port } = new URL(site);
  const upgrade = (path: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: example.org\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
        );
      });
      socket.once('data', (chunk) => {
        socket.destroy();
        resolve(String(chunk).split('\r\n')[0] ?? '');
      });
      socket.on('error', reject);
    });
  expect(await upgrade('/api/live/ws')).toContain('404');
  expect(await upgrade(`/api/public/dashboards/${token}/live/ws`)).toContain('404');
  expect(seen).toEqual([]);
  expect(await upgrade(`/public-dashboards/${token}`)).toContain('200');
  expect(seen[0]?.headers).not.toHaveProperty('upgrade');
});

it('takes a query of any kind for a query, never for a path', async () => {
  for (const query of ['?next=/login', '?/../../login', '??x=%2e%2e%2f', `?a=1;b=2&c=//`]) {
    expect(await raw('GET', `/public-dashboards/${token}${query}`)).toBe(200);
    expect(await raw('GET', `/login${query}&/public-dashboards/${token}`)).toBe(404);
  }
  expect(seen.map(({ path }) => path.split('?')[0])).toEqual(Array(4).fill(`/public-dashboards/${token}`));
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

describe('deploy/nginx.conf, as far as it can be held against the same without nginx', () => {
  const text = readFileSync(fileURLToPath(new URL('../../../deploy/nginx.conf', import.meta.url)), 'utf8');
  const lines = text.split('\n').map((line) => line.replace(/(^|\s)#.*$/, '').trim());

  it('has its braces, quotes and semicolons', () => {
    const outside = lines.join('\n').replaceAll(/"[^"\n]*"/g, '""');
    expect(outside.match(/\{/g)?.length).toBe(outside.match(/\}/g)?.length);
    for (const line of outside.split('\n')) expect(line).toMatch(/^$|[;{}]$/);
  });

  it('lets the same paths by, as they are written', () => {
    const guard = new RegExp(/\$request_uri !~ "([^"]+)"/.exec(text)?.[1] ?? 'none');
    const locations = [...text.matchAll(/location (~ "([^"]+)"|(\/\S*)) \{\n\s*(limit_except (\w+)|return)/g)].map(
      (found) => ({
        paths: found[2] === undefined ? new RegExp(`^${found[3]}`) : new RegExp(found[2]),
        // `limit_except GET` stands for HEAD as well.
        methods: found[5] === 'GET' ? ['GET', 'HEAD'] : [found[5]],
      }),
    );
    expect(locations).toHaveLength(5);
    const passes = (method: string, path: string): boolean =>
      guard.test(path) &&
      locations.find(({ paths }) => paths.test(path.split('?')[0] ?? ''))?.methods.includes(method) === true;
    for (const [method, path] of reached) expect(passes(method, path), path).toBe(true);
    for (const [method, path] of refused) expect(passes(method, path), path).toBe(false);
  });

  it('carries no login', () => {
    for (const header of ['Cookie', 'Authorization', 'X-Webauth-User'])
      expect(text).toContain(`proxy_set_header ${header} "";`);
    expect(text).toContain('proxy_hide_header Set-Cookie;');
  });
});
