/** Planned work and the ledger over the router's private listener, and the commands that use it. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ledgerDir } from '../../../alerts/ledger/store.ts';
import { fleetOf, labelsOf } from '../../unit/router/fleet.ts';
import { eventually, factsOf, homeOf, neighbours, post, routerAt, webhookOf } from './world.ts';

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

const send = async (url: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  // Every answer of these paths is JSON, but for a refused web page.
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : text };
};
const read = async (url: string, path: string) => {
  const response = await fetch(url + path);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const window = (more: object = {}): object => ({
  ...{ scope: 'edge:arb', regions: ['eu'], from: nowSeconds() + 50 * 3600, to: nowSeconds() + 51 * 3600 },
  ...{ reason: 'new load balancer', author: 'ana', ...more },
});

describe('planned work', () => {
  test('is written before it is answered, is public with its reason, survives a restart, and ends', async () => {
    const home = homeOf();
    const router = await routerAt({ home });
    const announced = await send(router.privateUrl, '/api/maintenance', window());
    expect(announced).toMatchObject({
      status: 200,
      body: { window: { counts: true, state: 'planned', scope: 'edge:arb' } },
    });
    const { id } = (announced.body as { window: { id: string } }).window;
    const file = join(
      ledgerDir(home),
      `${new Date((nowSeconds() + 50 * 3600) * 1000).toISOString().slice(0, 7)}.jsonl`,
    );
    expect(readFileSync(file, 'utf8')).toContain(id);
    await eventually('the public page', async () => {
      const status = await (await fetch(`${router.publicUrl}/status.json`)).text();
      return status.includes('new load balancer') && status.includes('Arbitrum RPC');
    });
    await router.stop();

    const again = await routerAt({ home });
    expect(await read(again.privateUrl, '/api/maintenance')).toMatchObject({ body: { windows: [{ id }] } });
    expect(await send(again.privateUrl, '/api/maintenance/end', { id, author: 'bo' })).toMatchObject({
      status: 200,
      body: { window: { id } },
    });
    expect(await read(again.privateUrl, '/api/maintenance')).toMatchObject({ body: { windows: [] } });
    expect(await send(again.privateUrl, '/api/maintenance/end', { id, author: 'bo' })).toMatchObject({ status: 400 });
  });

  test('a window that is open is a gauge; late ones and those of a node change no figure', async () => {
    const router = await routerAt({ home: homeOf() });
    const from = nowSeconds();
    expect(await send(router.privateUrl, '/api/maintenance', window({ from, to: from + 600 }))).toMatchObject({
      body: { window: { counts: false, state: 'open' } },
    });
    const node = { scope: 'node:arb-us', regions: [], from, to: from + 600 };
    // No collector here, so nobody knows whether the node can be spared.
    expect(await send(router.privateUrl, '/api/maintenance', window(node))).toMatchObject({
      status: 400,
      body: { faults: [], why: expect.stringContaining('Without arb-us edge arb has no healthy nodes') },
    });
    expect(await send(router.privateUrl, '/api/maintenance', window({ ...node, force: true }))).toMatchObject({
      body: { window: { counts: false, forced: true, silences: { held: 0, of: 1 } } },
    });
    const text = await (await fetch(`${router.privateUrl}/metrics`)).text();
    expect(text).toContain('headwatch_maintenance_active{scope="edge:arb",region="eu"} 1');
    expect(text).toContain('headwatch_maintenance_active{scope="node:arb-us",region="us"} 1');
    expect(text).not.toMatch(/^headwatch_ledger_last_success/m);
  });

  test.each([
    ['an edge that is not', { scope: 'edge:nope' }, 'scope'],
    ['a region that it does not serve', { regions: ['mars'] }, 'regions'],
    ['the past', { from: 1_700_000_000, to: 1_700_003_600 }, 'from'],
    ['an end before its beginning', { to: 1 }, 'to'],
    ['milliseconds', { from: Date.now() }, 'from'],
    ['no reason', { reason: ' ' }, 'reason'],
    ['a reason of many lines', { reason: 'a\nb' }, 'reason'],
    ['a key too much', { colour: 'red' }, 'colour'],
  ])('%s is refused with its path', async (_title, more, path) => {
    const router = await routerAt({ home: homeOf() });
    const { status, body } = await send(router.privateUrl, '/api/maintenance', window(more));
    expect(status).toBe(400);
    expect(body).toMatchObject({ faults: [{ path }] });
    const [fault] = (body as { faults: { found: string; expected: string }[] }).faults;
    expect(fault?.found).not.toBe('');
    expect(fault?.expected.length).toBeGreaterThan(3);
    expect(await read(router.privateUrl, '/api/maintenance')).toMatchObject({ body: { windows: [] } });
  });

  test('web pages, other forms and long bodies are refused, and nothing is written', async () => {
    const router = await routerAt({ home: homeOf() });
    const url = router.privateUrl;
    const paths = ['/api/maintenance', '/api/maintenance/extend', '/api/maintenance/end', '/api/ledger/reclassify'];
    for (const path of paths) {
      expect((await send(url, path, window(), { origin: 'https://page.example.org' })).status).toBe(403);
      expect((await send(url, path, window(), { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
      expect((await send(url, path, JSON.stringify(window()), { 'content-type': 'text/plain' })).status).toBe(400);
      expect((await send(url, path, '{"scope":')).status).toBe(400);
      expect((await send(url, path, window({ reason: 'x'.repeat(8000) }))).status).toBe(413);
    }
    expect(await read(url, '/api/maintenance')).toMatchObject({ body: { windows: [] } });
    expect((await fetch(`${router.publicUrl}/api/maintenance`)).status).toBe(404);
  });
});

describe('the ledger', () => {
  test('a month is told even when Prometheus cannot be asked; a month that is none is refused', async () => {
    const router = await routerAt({ home: homeOf() });
    const month = new Date().toISOString().slice(0, 7);
    expect(await read(router.privateUrl, `/api/ledger?month=${month}`)).toMatchObject({
      status: 200,
      body: { month, lastRun: null, edges: [{ edge: 'arb', month, any: { seconds: { bad: 0 } } }], problems: [] },
    });
    for (const wrong of ['', '?month=2026-13', '?month=october'])
      expect((await read(router.privateUrl, `/api/ledger${wrong}`)).status).toBe(400);
    const change = { of: 'arb/eu/bad/1', cause: 'client', author: 'ana', reason: 'x' };
    expect(await send(router.privateUrl, '/api/ledger/reclassify', change)).toMatchObject({
      status: 400,
      body: { faults: [{ path: 'of', found: 'arb/eu/bad/1' }] },
    });
    expect(await send(router.privateUrl, '/api/ledger/reclassify', { ...change, cause: 'gremlins' })).toMatchObject({
      body: { faults: [{ path: 'cause', found: '"gremlins"' }] },
    });
  });

  test('files that cannot be read stop neither alerts nor the page, which says so', async () => {
    const home = homeOf();
    writeFileSync(join(home, 'ledger'), 'in the way');
    const router = await routerAt({ home });
    expect((await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()))).status).toBe(200);
    expect((await read(router.privateUrl, '/api/maintenance')).status).toBe(503);
    const status = await (await fetch(`${router.publicUrl}/status.json`)).text();
    expect(status).toContain('The service level is not kept');
  });

  test('incidents of a month are those that lasted into it', async () => {
    const around = await neighbours(factsOf());
    const router = await routerAt({ home: homeOf(), around });
    await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', nowSeconds()));
    const month = new Date().toISOString().slice(0, 7);
    const count = async (query: string): Promise<number> =>
      ((await read(router.privateUrl, `/api/incidents${query}`)).body.incidents as unknown[]).length;
    expect(await count(`?month=${month}`)).toBe(1);
    expect(await count('?month=2020-01')).toBe(0);
    expect(await count('?count=10000')).toBe(1);
    expect((await read(router.privateUrl, '/api/incidents?month=now')).status).toBe(400);
    expect((await read(router.privateUrl, '/api/incidents?count=many')).status).toBe(400);
  });
});

describe('the commands', () => {
  const cli = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
  const run = (config: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, ['--import', 'tsx', cli, ...args, '--config', config], (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      );
    });
  const configFor = (home: string, listen: string): string => {
    const { edges, nodes } = fleetOf();
    const file = join(home, 'fleet.yaml');
    writeFileSync(
      file,
      JSON.stringify({
        service: { name: 'example-rpc' },
        vantage: 'eu',
        nodes: nodes
          .filter(({ chain }) => chain === 'arbitrum-one')
          .map(({ name, chain, region }, index) => ({
            name,
            kind: 'evm',
            chain,
            region,
            rpc: `http://127.0.0.1:${index + 2}`,
          })),
        references: [],
        edges: edges
          .filter(({ name }) => name === 'arb')
          .map(({ name, chain, audience, journey, regions }) => ({
            ...{ name, chain, audience, journey, regions, rpc: 'http://127.0.0.1:1' },
          })),
        router: { listen },
      }),
    );
    return file;
  };

  test('start, list, extend, stop; what a window is worth is said in words; faults are exit code 2, no router is 1', async () => {
    const home = homeOf();
    const router = await routerAt({ home });
    const config = configFor(homeOf(), router.privateUrl.slice('http://'.length));
    const start = (...args: string[]) =>
      run(config, 'maintenance', 'start', ...args, '--reason', 'nitro 3.9', '--author', 'ana');

    const [early, late, node, unforced, wrong] = await Promise.all([
      start('--edge', 'arb', '--region', 'eu', '--from', '+48h', '--for', '30m'),
      start('--edge', 'arb', '--from', '+3h', '--for', '30m'),
      start('--node', 'arb-us', '--for', '1h', '--json', '--force'),
      start('--node', 'arb-eu', '--for', '1h'),
      start('--edge', 'abr', '--for', '1h'),
    ]);
    expect(early).toMatchObject({ code: 0, err: '' });
    expect(early?.out).toMatch(/Announced 48 h( 1 m)? ahead, early enough: its bad seconds leave the adjusted figure/);
    expect(late?.out).toMatch(/Announced 3 h( 1 m)? ahead, not 48 h: it changes no figure/);
    expect(JSON.parse(node?.out ?? '')).toMatchObject({
      window: { scope: 'node:arb-us', counts: false, state: 'open', forced: true },
      text: expect.stringContaining("arb-us's own warnings are silenced in 0 of 1 Alertmanager"),
    });
    expect(unforced).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/Without arb-eu .*--force/) });
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong?.err).toContain('scope: found edge:abr, expected an edge or a node of fleet.yaml');
    expect(wrong?.err).toContain('did you mean edge:arb?');

    const [listed, ledger, nobody] = await Promise.all([
      run(config, 'maintenance', 'list', '--json'),
      run(config, 'ledger', 'list'),
      run(configFor(homeOf(), '127.0.0.1:1'), 'maintenance', 'list'),
    ]);
    const { windows } = JSON.parse(listed?.out ?? '') as { windows: { id: string; state: string }[] };
    expect(windows).toHaveLength(3);
    expect(ledger).toMatchObject({ code: 0, out: expect.stringContaining('arb: nothing is known of') });
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('is `headwatch alert` running?') });
    const open = windows.find(({ state }) => state === 'open')?.id ?? '';
    const [longer, nothing] = await Promise.all(
      ['30m', '0m'].map((length) => run(config, 'maintenance', 'extend', open, '--for', length)),
    );
    expect(longer?.out).toMatch(/ lasts until .* UTC\./);
    expect(nothing).toMatchObject({ code: 2, err: expect.stringContaining('--for: found 0m') });
    expect((await run(config, 'maintenance', 'stop', open)).out).toMatch(/is over, after|is called off/);
  }, 60_000);
});
