import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SimMode } from '../../../demo/faults/index.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { latest, post, rpc, until } from './client.ts';

let sim: Sim;
const edge = (region: string): string => sim.edges.arb[region] ?? '';
const on = (target: string, mode: SimMode | 'halt'): Promise<void> => sim.set({ target, mode }, true);
const status = async (url: string): Promise<number> => (await post(url, 'eth_chainId')).status;
const drained = (edgeName: string): readonly string[] => sim.truth().drained[edgeName] ?? [];
const truthOf = (name: string, region: string) =>
  sim.truth().edges.find((place) => place.edge === name && place.region === region);

// Intervals shortened: what takes Cloudflare ten seconds takes half a second here.
beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 }, drain: { intervalSeconds: 0.25, retries: 1 } });
});
afterEach(async () => {
  await sim.clear();
  await until(async () => drained('arb').length + drained('eth').length === 0);
});
afterAll(() => sim.stop());

describe('the load balancer', () => {
  it('answers 502 as Cloudflare for a dead node, then drains it, and takes it back', async () => {
    await on('arb-eu', 'refuse');
    const first = await post(edge('eu'), 'eth_chainId');
    if (first.status !== 200) {
      expect(first.status).toBe(502);
      expect(first.type).toContain('text/html');
      expect(first.headers['cf-ray']).toMatch(/-FRA$/);
    }
    await until(async () => (await status(edge('eu'))) === 200);
    expect(drained('arb')).toEqual(['arb-eu']);
    expect(truthOf('arb', 'eu')).toMatchObject({ state: 'good', node: 'arb-us' });
    expect(truthOf('arb', 'eu')?.seconds.bad).toBeGreaterThan(0);
    expect(truthOf('arb', 'us')?.seconds.bad).toBe(0);
    await sim.clear();
    await until(async () => drained('arb').length === 0);
    expect(truthOf('arb', 'eu')?.node).toBe('arb-eu');
  });

  it.each(['reset', 'http_429', 'html', 'garbage', 'error_in_200', 'null_block', 'decimal_numbers'] as const)(
    'drains a node with %s',
    async (mode) => {
      await on('arb-us', mode);
      await until(async () => drained('arb').includes('arb-us'));
      expect((await rpc(edge('us'), 'eth_chainId')).result).toBe('0xa4b1');
    },
  );

  it.each(['truncated', 'huge', 'future', 'wrong_chain', 'diverge', 'runaway', 'lag'] as const)(
    'drains a node with %s',
    async (mode) => {
      await on('arb-ap', mode);
      await until(async () => drained('arb').includes('arb-ap'));
      expect((await rpc(edge('ap'), 'eth_chainId')).result).toBe('0xa4b1');
    },
  );

  it('keeps a node that is a little behind', async () => {
    await sim.set({ target: 'arb-eu', mode: 'lag', seconds: 10 }, true);
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(drained('arb')).toEqual([]);
  });

  it('keeps a node out that a person has drained, well as it is, until it is put back', async () => {
    await sim.set({ target: 'pool:arb-us', mode: 'drain' }, true);
    expect(drained('arb')).toEqual(['arb-us']);
    expect(truthOf('arb', 'us')).toMatchObject({ state: 'good', node: 'arb-eu' });
    await on('arb-us', 'runaway');
    const height = async (url: string): Promise<number> => Number((await rpc(url, 'eth_blockNumber')).result);
    expect((await height(sim.targets['arb-us'] ?? '')) - (await height(edge('us')))).toBeGreaterThan(900_000);
    await sim.clear();
    await until(async () => truthOf('arb', 'us')?.node === 'arb-us');
  });

  it('moves on within a pool at once when a connection is refused: not one bad answer', async () => {
    await on('eth-a', 'refuse');
    const answers = await Promise.all(Array.from({ length: 20 }, () => status(sim.edges.eth.eu ?? '')));
    expect(answers.every((code) => code === 200)).toBe(true);
    expect(truthOf('eth', 'eu')?.seconds.bad).toBe(0);
  });

  it('spreads questions over the nodes of a pool', async () => {
    const asked = (name: string) => sim.requests()[name]?.web3_clientVersion ?? 0;
    const before = [asked('eth-a'), asked('eth-b')];
    for (let turn = 0; turn < 10; turn++) await rpc(sim.edges.eth.eu ?? '', 'web3_clientVersion');
    expect(asked('eth-a') - (before[0] ?? 0)).toBe(5);
    expect(asked('eth-b') - (before[1] ?? 0)).toBe(5);
  });

  it('falls back to the own pool when every node is gone, and says 502', async () => {
    for (const name of ['arb-eu', 'arb-us', 'arb-ap']) await on(name, 'refuse');
    await until(async () => drained('arb').length === 3);
    expect(await status(edge('us'))).toBe(502);
    expect(truthOf('arb', 'us')?.state).toBe('bad');
  });

  it('does not count its checks as questions', async () => {
    const counts = sim.requests()['arb-eu'] ?? {};
    expect(counts.health_check).toBeGreaterThan(3);
    expect(counts.eth_getBlockByNumber ?? 0).toBe(0);
  });
});

describe('a mode on the edge itself', () => {
  it('hits one region alone', async () => {
    await on('edge:arb:us', 'http_429');
    expect(await status(edge('us'))).toBe(429);
    expect(await status(edge('eu'))).toBe(200);
    expect(truthOf('arb', 'us')).toMatchObject({ state: 'bad', node: null });
  });

  it('hits every region when set on the whole edge, and a region’s own mode wins', async () => {
    await on('edge:arb', 'http_502');
    await on('edge:arb:ap', 'html');
    expect(await status(edge('eu'))).toBe(502);
    expect(await status(edge('us'))).toBe(502);
    expect(await status(edge('ap'))).toBe(200);
    await sim.set({ target: 'edge:arb:ap', mode: 'html' }, false);
    expect(await status(edge('ap'))).toBe(502);
  });

  it('serves an old head with 200 when frozen, while its nodes are well', async () => {
    await on('edge:arb:eu', 'freeze');
    const first = await latest(edge('eu'));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await latest(edge('eu'))).number).toBe(first.number);
    expect(Number((await latest(edge('us'))).number)).toBeGreaterThan(Number(first.number));
    expect((await post(edge('eu'), 'eth_blockNumber')).headers.server).toBe('cloudflare');
  });

  it('hangs, refuses and serves another chain', async () => {
    await on('edge:arb:ap', 'hang');
    await expect(post(edge('ap'), 'eth_chainId', [], 300)).rejects.toThrow('TIMEOUT');
    await on('edge:arb:ap', 'refuse');
    await expect(post(edge('ap'), 'eth_chainId')).rejects.toThrow('ECONNREFUSED');
    await on('edge:arb:ap', 'wrong_chain');
    expect((await rpc(edge('ap'), 'eth_chainId')).result).toBe('0xa4ba');
  });
});

describe('a chain that stands still', () => {
  it('stops every source of it at the same block, drains nobody, and goes on afterwards', async () => {
    await on('chain:arbitrum-one', 'halt');
    const urls = ['arb-eu', 'arb-us', 'arb-ref-1', 'arb-ref-2'].map((name) => sim.targets[name] ?? '');
    const heads = async () =>
      Promise.all([...urls, edge('eu'), edge('ap')].map(async (url) => (await latest(url)).number));
    const first = await heads();
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(new Set([...first, ...(await heads())]).size).toBe(1);
    expect(drained('arb')).toEqual([]);
    await sim.clear();
    await until(async () => (await heads()).every((head) => Number(head) > Number(first[0])));
  });
});
