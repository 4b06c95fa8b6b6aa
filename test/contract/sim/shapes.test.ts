import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { fetchRaw, getJson, latest, post, question, result, rpc } from './client.ts';
import * as recorded from './recorded.ts';
import { shapeOf } from './shape.ts';

let sim: Sim;
const at = (name: string): string => sim.targets[name] ?? '';

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterAll(() => sim.stop());

describe('a Nitro node', () => {
  it('answers blocks with the fields of Nitro, and its mixHash holds them', async () => {
    const block = await latest(at('arb-eu'));
    expect(shapeOf(block)).toEqual(recorded.nitroBlock);
    expect(Number(`0x${block.mixHash.slice(2, 18)}`)).toBe(Number(block.sendCount));
    expect(Number(`0x${block.mixHash.slice(18, 34)}`)).toBe(Number(block.l1BlockNumber));
    expect(block.extraData).toBe(block.sendRoot);
    expect(Math.abs(Date.now() / 1_000 - Number(block.timestamp))).toBeLessThan(2);
  });

  it('names its chain and itself', async () => {
    expect(await result(at('arb-eu'), 'eth_chainId')).toBe('0xa4b1');
    expect(await result(at('arb-eu'), 'net_version')).toBe('42161');
    expect(await result(at('arb-eu'), 'eth_syncing')).toBe(false);
    expect(await result(at('arb-eu'), 'web3_clientVersion')).toMatch(
      /^nitro\/v\d+\.\d+\.\d+-[0-9a-f]{7}\/linux-amd64\/go/,
    );
  });

  it('has no peers, and crashes in txpool_status, in the words of the real one', async () => {
    expect(await rpc(at('arb-us'), 'net_peerCount')).toEqual({
      jsonrpc: '2.0',
      id: 1,
      error: { code: -32601, message: 'the method net_peerCount does not exist/is not available' },
    });
    expect((await rpc(at('arb-us'), 'txpool_status')).error).toEqual({
      code: -32603,
      message: 'method handler crashed',
    });
  });

  it('orders its tags and finds a block by the hash that it announced', async () => {
    const [head, safe, finalized] = await Promise.all(
      ['latest', 'safe', 'finalized'].map((tag) => result(at('arb-ap'), 'eth_getBlockByNumber', [tag, false])),
    );
    expect(Number(finalized.number)).toBeLessThan(Number(safe.number));
    expect(Number(safe.number)).toBeLessThan(Number(head.number));
    expect(await result(at('arb-us'), 'eth_getBlockByHash', [head.hash, false])).toEqual(head);
    expect(await result(at('arb-us'), 'eth_getBlockByHash', [`0x${'12'.repeat(32)}`, false])).toBeNull();
  });

  it('answers eth_feeHistory with n + 1 fees for n blocks', async () => {
    const history = await result(at('arb-eu'), 'eth_feeHistory', [4, 'latest', [50]]);
    expect(history.baseFeePerGas).toHaveLength(5);
    expect(history.reward).toEqual([['0x0'], ['0x0'], ['0x0'], ['0x0']]);
    expect(history.gasUsedRatio).toHaveLength(4);
  });

  it('answers an empty GET with 200 and nothing, as Kubernetes probes it', async () => {
    expect(await fetchRaw(at('arb-eu'))).toMatchObject({ status: 200, text: '' });
  });

  it('refuses what is not JSON-RPC as geth does', async () => {
    expect(await fetchRaw(at('arb-eu'), { body: 'x', type: 'text/plain' })).toMatchObject({ status: 415 });
    const answer = JSON.parse((await fetchRaw(at('arb-eu'), { body: '{"jsonrpc"' })).text);
    expect(answer).toEqual({ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'parse error' } });
    expect((await rpc(at('arb-eu'), 'evm_mine')).error.code).toBe(-32601);
  });

  it('answers batches in order', async () => {
    const batch = `[${question('eth_chainId')},${question('net_peerCount')}]`;
    const { text, type } = await fetchRaw(at('arb-eu'), { body: batch });
    const [first, second] = JSON.parse(text);
    expect(type).toBe('application/json');
    expect(first.result).toBe('0xa4b1');
    expect(second.error.code).toBe(-32601);
    expect(JSON.parse((await fetchRaw(at('arb-eu'), { body: '[]' })).text).error.code).toBe(-32600);
  });

  it('serves logs up to its head and refuses a range beyond it', async () => {
    const head = Number((await latest(at('arb-eu'))).number);
    const range = (from: number, to: number) =>
      rpc(at('arb-eu'), 'eth_getLogs', [{ fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}` }]);
    expect((await range(head - 20, head)).error).toBeUndefined();
    expect((await range(head - 10_001, head)).error.message).toBe('exceed maximum block range: 10000');
    expect((await range(head - 20, head + 500)).error.code).toBe(-32602);
    expect((await range(head, head - 1)).error).toEqual({ code: -32602, message: 'invalid block range params' });
  });
});

describe('all sources of a chain', () => {
  it.each([
    ['arb-eu', 'arb-us', 'arb-ap', 'arb-ref-1', 'arb-ref-2'],
    ['eth-a', 'eth-b', 'eth-ref-1', 'eth-ref-2'],
  ])('agree on the block of a height (%s and the others)', async (first, ...others) => {
    const height = `0x${(Number((await latest(at(first))).number) - 3).toString(16)}`;
    const blocks = await Promise.all(
      [first, ...others].map((name) => result(at(name), 'eth_getBlockByNumber', [height, false])),
    );
    expect(new Set(blocks.map((block) => block.hash)).size).toBe(1);
  });

  it('agree with another simulation of the same seed', async () => {
    const other = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
    try {
      const here = await latest(at('arb-eu'));
      const there = await result(other.targets['arb-us'] ?? '', 'eth_getBlockByNumber', [here.number, false]);
      expect(there.hash).toBe(here.hash);
    } finally {
      await other.stop();
    }
  });
});

describe('an Ethereum execution node', () => {
  it('answers blocks of today without anything of Arbitrum', async () => {
    expect(shapeOf(await latest(at('eth-a')))).toEqual(recorded.ethereumBlock);
  });

  it('has peers, a pool and its own name', async () => {
    expect(await result(at('eth-a'), 'eth_chainId')).toBe('0x1');
    expect(await result(at('eth-a'), 'net_peerCount')).toBe('0x32');
    expect(shapeOf(await result(at('eth-b'), 'txpool_status'))).toEqual({ pending: 'quantity', queued: 'quantity' });
    expect(await result(at('eth-a'), 'web3_clientVersion')).toMatch(/^Geth\/v/);
    expect(await result(at('eth-b'), 'web3_clientVersion')).toMatch(/^Nethermind\/v/);
    expect(await result(at('eth-a'), 'eth_syncing')).toBe(false);
  });
});

describe('a consensus node', () => {
  it.each(Object.entries(recorded.beacon))('answers %s in its recorded shape', async (path, shape) => {
    expect(shapeOf(await getJson(at('beacon-a') + path))).toEqual(shape);
  });

  it('is ready, and names the constants of the chain as text', async () => {
    expect(await fetchRaw(`${at('beacon-b')}/eth/v1/node/health`)).toMatchObject({ status: 200, text: '' });
    const { data } = await getJson(`${at('beacon-a')}/eth/v1/config/spec`);
    expect(data).toMatchObject({ SECONDS_PER_SLOT: '12', SLOTS_PER_EPOCH: '32', DEPOSIT_NETWORK_ID: '1' });
  });

  it('has its head in the slot of the newest Ethereum block', async () => {
    const { data } = await getJson(`${at('beacon-a')}/eth/v1/beacon/genesis`);
    const block = await latest(at('eth-a'));
    const headers = await getJson(`${at('beacon-a')}/eth/v1/beacon/headers/head`);
    const slot = (Number(block.timestamp) - Number(data.genesis_time)) / 12;
    expect(Number.isInteger(slot)).toBe(true);
    expect(Number(headers.data.header.message.slot) - slot).toBeLessThanOrEqual(1);
    expect(Number(headers.data.header.message.slot) - slot).toBeGreaterThanOrEqual(0);
  });

  it('has no blobs of slots to come', async () => {
    const { data } = await getJson(`${at('beacon-a')}/eth/v1/node/syncing`);
    const missing = await fetchRaw(`${at('beacon-a')}/eth/v1/beacon/blobs/${Number(data.head_slot) + 100}`);
    expect(missing.status).toBe(404);
    expect(JSON.parse(missing.text)).toEqual({ code: 404, message: 'Block not found' });
  });
});

describe('the rest of the Internet', () => {
  it('answers both control pages', async () => {
    expect(sim.controls).toHaveLength(2);
    for (const url of sim.controls) expect((await fetchRaw(url)).status).toBe(200);
  });

  it('sees an edge through Cloudflare', async () => {
    for (const [region, place] of [
      ['eu', 'FRA'],
      ['us', 'IAD'],
      ['ap', 'SIN'],
    ] as const) {
      const seen = await post(sim.edges.arb[region] ?? '', 'eth_chainId');
      expect(JSON.parse(seen.text).result).toBe('0xa4b1');
      expect(seen.headers.server).toBe('cloudflare');
      expect(seen.headers['cf-ray']).toMatch(new RegExp(`^[0-9a-f]{16}-${place}$`));
    }
    expect(await result(sim.edges.eth.eu ?? '', 'eth_chainId')).toBe('0x1');
  });
});
