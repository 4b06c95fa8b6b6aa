/** The collector process with an edge: its journey, its key, its limits, and what the listener says of them. */
import { createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseFleet } from '../../../collector/config/load.ts';
import { type Collector, startCollector } from '../../../collector/main.ts';
import type { View } from '../../../collector/view.ts';
import { kinds } from '../../../exporters/kinds.ts';
import { type FakeNode, type Handler, hashOf, headerOf, startFakeNode } from '../../support/fakeNode.ts';

let fakes: FakeNode[] = [];
let collector: Collector | undefined;
afterEach(async () => {
  await collector?.stop();
  await Promise.all(fakes.map((fake) => fake.stop()));
  fakes = [];
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const key = 'planted0key1with2digits';
const head = () => ({ number: Math.floor(Date.now() / 250), timestamp: Math.floor(Date.now() / 1000) });
/** Whole member's calls; `without` names methods that end in an error. */
const member =
  (without: ReadonlySet<string>): Handler =>
  (body, response) => {
    const { method, params, id } = JSON.parse(body) as { method: string; params: unknown[]; id: number };
    const byHash = { number: Number.parseInt(String(params[0]), 16), timestamp: Math.floor(Date.now() / 1000) };
    const results: Record<string, unknown> = {
      eth_chainId: '0xa4b1',
      eth_getBlockByNumber: headerOf(head()),
      eth_getBlockByHash: { ...headerOf(byHash), hash: hashOf(byHash.number) },
      eth_getLogs: [],
      eth_gasPrice: '0x989680',
    };
    const fails = without.has(method) || !(method in results);
    const end = fails ? { error: { code: -32000, message: 'planted message' } } : { result: results[method] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...end }));
  };

const start = async (edge: Handler) => {
  fakes = await Promise.all([member(new Set()), member(new Set()), member(new Set()), edge].map(startFakeNode));
  const [node, r1, r2, members] = fakes.map(({ url }) => url);
  const listen = `127.0.0.1:${await freePort()}`;
  const text = `
service: { name: t }
vantage: home
nodes: [{ name: n1, kind: evm, chain: arbitrum-one, region: eu, rpc: "${node}" }]
references: [{ name: r1, chain: arbitrum-one, rpc: "${r1}" }, { name: r2, chain: arbitrum-one, rpc: "${r2}" }]
edges:
  - { name: e1, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "${members}/v1/${key}", regions: { eu: [n1] } }
collector: { listen: "${listen}" }
`;
  const before = Date.now() / 1000;
  const fleet = parseFleet(text, { file: 't', home: '/nonexistent', kinds, env: {}, readFile: () => undefined });
  collector = await startCollector({ fleet });
  const get = async (path: string): Promise<string> => (await fetch(`http://${listen}${path}`)).text();
  const value = async (path: string, series: RegExp): Promise<number | undefined> => {
    const line = (await get(path)).split('\n').find((each) => series.test(each));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };
  const edgeView = async () => (JSON.parse(await get('/api/view')) as View).edges[0];
  return { get, value, edgeView, before };
};

const eventually = { timeout: 12_000, interval: 100 };

describe('an edge as the collector tells of it', () => {
  it('is good while the journey succeeds; its node makes the same journey; a wrong key is refused', async () => {
    const whole = member(new Set());
    const paths = new Set<string>();
    const { get, value, edgeView, before } = await start((body, response, request) => {
      paths.add(request.url ?? '');
      if (request.url?.endsWith(key)) whole(body, response, request);
      else response.writeHead(401).end('planted refusal');
    });
    await vi.waitFor(
      async () => expect(await edgeView()).toMatchObject({ state: 'good', journey: 'good' }),
      eventually,
    );
    await vi.waitFor(
      async () => expect(await value('/metrics', /^headwatch_edge_key_refused\{target="e1"/)).toBe(1),
      eventually,
    );
    expect(await value('/metrics/fast', /^headwatch_edge_journey\{.*region="eu",vantage="home",state="good"\}/)).toBe(
      1,
    );
    for (const target of ['e1', 'n1'])
      expect(await value('/metrics', new RegExp(`^headwatch_journey_success\\{target="${target}"`))).toBe(1);
    const began = await value('/metrics/fast', /^headwatch_collector_start_timestamp_seconds\{vantage="home"\}/);
    expect(began).toBeGreaterThanOrEqual(before);
    // Counters are there before there is anything to count.
    for (const fault of ['no_http', 'bad_answer', 'stale', 'journey'])
      expect(await value('/metrics/fast', new RegExp(`edge_fault_seconds_total\\{.*fault="${fault}"`))).toBe(0);
    expect(await value('/metrics', /^headwatch_edge_throttled_total\{target="e1"/)).toBe(0);
    // The seconds of all states are the time since the start, but for those that are still being judged.
    const sum = (await get('/metrics/fast'))
      .split('\n')
      .filter((line) => line.startsWith('headwatch_edge_seconds_total'))
      .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
    expect(Math.abs(Date.now() / 1000 - (began ?? 0) - sum)).toBeLessThan(2);
    const everything = [await get('/metrics/fast'), await get('/metrics'), await get('/api/view')].join();
    const wrong = [...paths].filter((path) => path !== `/v1/${key}`);
    expect(wrong).toEqual([expect.stringMatching(/^\/v1\/[a-z]{7}\d[a-z]{3}\d[a-z]{4}\d[a-z]{6}$/)]);
    for (const secret of ['planted', '127.0.0.1', wrong[0]?.split('/').at(-1) ?? ''])
      expect(everything).not.toContain(secret);
  });

  it('is bad by its journey when logs fail, open when it serves a wrong key, and its limits are counted', async () => {
    const broken = member(new Set(['eth_getLogs']));
    let throttled = 0;
    const { value, edgeView } = await start((body, response, request) => {
      if (body.includes('eth_gasPrice') || (body.includes('eth_getLogs') && throttled++ < 1))
        response.writeHead(429).end('slow down');
      else broken(body, response, request);
    });
    await vi.waitFor(
      async () =>
        expect(await edgeView()).toMatchObject({
          state: 'bad',
          fault: 'journey',
          journey: 'bad',
          reason: 'rpc_error',
          detail: 'logs fail: rpc_error',
        }),
      eventually,
    );
    await vi.waitFor(
      async () => expect(await value('/metrics', /^headwatch_edge_key_refused\{target="e1"/)).toBe(0),
      eventually,
    );
    expect(await value('/metrics', /^headwatch_edge_throttled_total\{target="e1"/)).toBe(1);
    expect(await value('/metrics', /^headwatch_journey_success\{target="e1"/)).toBe(0);
    expect(await value('/metrics', /^headwatch_journey_success\{target="n1"/)).toBe(1);
    expect(await value('/metrics/fast', /edge_fault_seconds_total\{.*fault="journey"/)).toBeGreaterThan(0);
  });
});
