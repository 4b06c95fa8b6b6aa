import { WebSocket } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SimMode } from '../../../demo/faults/index.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { fetchRaw, getJson, latest, post, question, result, rpc } from './client.ts';
import * as recorded from './recorded.ts';
import { shapeOf } from './shape.ts';

let sim: Sim;
const at = (name: string): string => sim.targets[name] ?? '';
const on = (target: string, mode: SimMode, seconds?: number): Promise<void> =>
  sim.set({ target, mode, ...(seconds === undefined ? {} : { seconds }) }, true);
const number = async (name: string): Promise<number> => Number((await latest(at(name))).number);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 }, drain: { intervalSeconds: 60, retries: 0 } });
});
afterEach(() => sim.clear());
afterAll(() => sim.stop());

describe('transport', () => {
  it('refuse closes the port, and lifting it opens the same one', async () => {
    await on('arb-eu', 'refuse');
    await expect(post(at('arb-eu'), 'eth_chainId')).rejects.toThrow('ECONNREFUSED');
    await sim.clear();
    expect(await result(at('arb-eu'), 'eth_chainId')).toBe('0xa4b1');
  });

  it('refuse and back, ten times in a row and all at once', async () => {
    for (let turn = 0; turn < 10; turn++) {
      void on('arb-eu', 'refuse');
      await sim.clear();
    }
    expect(await result(at('arb-eu'), 'eth_chainId')).toBe('0xa4b1');
  });

  it('reset accepts and resets', async () => {
    await on('arb-eu', 'reset');
    await expect(post(at('arb-eu'), 'eth_chainId')).rejects.toThrow('ECONNRESET');
  });

  it('hang never answers', async () => {
    await on('arb-eu', 'hang');
    await expect(post(at('arb-eu'), 'eth_chainId', [], 400)).rejects.toThrow('TIMEOUT');
  });

  it('lose_one never answers the next request, and every one after it', async () => {
    await on('arb-eu', 'lose_one');
    await expect(post(at('arb-eu'), 'eth_chainId', [], 300)).rejects.toThrow('TIMEOUT');
    expect(await result(at('arb-eu'), 'eth_chainId')).toBe('0xa4b1');
  });

  it('cut ends what is open and takes whoever comes again', async () => {
    const url = new URL(sim.edges.arb.eu ?? '');
    url.protocol = 'ws:';
    const socket = new WebSocket(url);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
    await on('edge:arb:eu', 'cut');
    await closed;
    expect(await result(sim.edges.arb.eu ?? '', 'eth_chainId')).toBe('0xa4b1');
  });

  it('jitter makes answers late and spoils none', async () => {
    await sim.set({ target: 'line:arb-eu', mode: 'jitter' }, true);
    const before = performance.now();
    for (let turn = 0; turn < 5; turn++) expect(await result(at('arb-eu'), 'eth_chainId')).toBe('0xa4b1');
    expect(performance.now() - before).toBeGreaterThan(50);
  });

  it.each([
    ['http_429', 429, 'text/plain', /^Too many requests/],
    ['http_502', 502, 'text/html', /^<!DOCTYPE html>[\s\S]*Bad gateway/],
    ['html', 200, 'text/html', /^<!doctype html>/],
  ] as const)('%s answers %i with %s', async (mode, status, type, text) => {
    await on('arb-eu', mode);
    const seen = await post(at('arb-eu'), 'eth_chainId');
    expect(seen.status).toBe(status);
    expect(seen.type).toContain(type);
    expect(seen.text).toMatch(text);
  });

  it('garbage is 200 and no JSON', async () => {
    await on('arb-eu', 'garbage');
    const seen = await post(at('arb-eu'), 'eth_chainId');
    expect(seen.status).toBe(200);
    expect(() => JSON.parse(seen.text)).toThrow();
  });

  it('truncated cuts its answer off', async () => {
    await on('arb-eu', 'truncated');
    await expect(post(at('arb-eu'), 'eth_chainId')).rejects.toThrow(/CUT|ECONNRESET/);
  });

  it('huge goes on to 100 MB and holds none of it while the reader does not read', async () => {
    await on('arb-eu', 'huge');
    const body = question('eth_chainId');
    await expect(fetchRaw(at('arb-eu'), { body, largest: 5_000_000 })).rejects.toThrow('LARGER THAN 5000000');
    const before = process.memoryUsage().rss;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        fetch(at('arb-eu'), { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
      ),
    );
    await pause(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    await Promise.all(answers.map((answer) => answer.body?.cancel()));
  });
});

describe('content', () => {
  it('error_in_200 answers an error to everything', async () => {
    await on('arb-eu', 'error_in_200');
    expect(await rpc(at('arb-eu'), 'eth_chainId')).toMatchObject({ id: 1, error: { code: -32000 } });
  });

  it('null_block has no blocks, but everything else', async () => {
    await on('arb-eu', 'null_block');
    expect(await latest(at('arb-eu'))).toBeNull();
    expect(await result(at('arb-eu'), 'eth_chainId')).toBe('0xa4b1');
  });

  it('decimal_numbers answers numbers where hex belongs, and leaves hashes alone', async () => {
    await on('arb-eu', 'decimal_numbers');
    const block = await latest(at('arb-eu'));
    expect(typeof block.number).toBe('number');
    expect(typeof block.timestamp).toBe('number');
    expect(block.hash).toMatch(/^0x/);
    expect(await result(at('arb-eu'), 'eth_chainId')).toBe(42_161);
  });

  it('future is one hour ahead', async () => {
    await on('arb-eu', 'future');
    const ahead = Number((await latest(at('arb-eu'))).timestamp) - Date.now() / 1_000;
    expect(ahead).toBeGreaterThan(3_590);
    expect(ahead).toBeLessThan(3_610);
  });

  it.each([
    ['arb-eu', '0xa4ba', 'arb-us'],
    ['eth-a', '0xaa36a7', 'eth-b'],
  ])('wrong_chain on %s says %s and has other heights', async (name, id, other) => {
    await on(name, 'wrong_chain');
    expect(await result(at(name), 'eth_chainId')).toBe(id);
    expect(await result(at(name), 'net_version')).toBe(String(Number(id)));
    expect(Math.abs((await number(name)) - (await number(other)))).toBeGreaterThan(1_000_000);
  });

  it('freeze stops the head while the others go on', async () => {
    await on('arb-eu', 'freeze');
    const [frozen, other] = [await number('arb-eu'), await number('arb-us')];
    await pause(600);
    expect(await number('arb-eu')).toBe(frozen);
    expect(await number('arb-us')).toBeGreaterThan(other);
  });

  it('lag shows a head of so many seconds ago, and knows nothing newer', async () => {
    await on('arb-eu', 'lag', 45);
    const behind = (await number('arb-us')) - (await number('arb-eu'));
    expect(behind).toBeGreaterThanOrEqual(178);
    expect(behind).toBeLessThanOrEqual(182);
    const newer = await latest(at('arb-us'));
    expect(await result(at('arb-eu'), 'eth_getBlockByHash', [newer.hash, false])).toBeNull();
  });

  it('syncing answers each client’s own object', async () => {
    for (const name of ['arb-eu', 'eth-a', 'eth-b', 'eth-ref-2']) await on(name, 'syncing');
    expect(shapeOf(await result(at('arb-eu'), 'eth_syncing'))).toEqual(recorded.nitroSyncing);
    expect(shapeOf(await result(at('eth-a'), 'eth_syncing'))).toEqual(recorded.gethSyncing);
    expect(shapeOf(await result(at('eth-b'), 'eth_syncing'))).toEqual(recorded.nethermindSyncing);
    expect(shapeOf(await result(at('eth-ref-2'), 'eth_syncing'))).toEqual(recorded.erigonSyncing);
    const first = await number('arb-eu');
    await pause(300);
    expect(await number('arb-eu')).toBe(first);
  });

  it('diverge has other hashes at the same heights', async () => {
    await on('arb-eu', 'diverge');
    const block = await latest(at('arb-eu'));
    const same = await result(at('arb-us'), 'eth_getBlockByNumber', [block.number, false]);
    expect(same.number).toBe(block.number);
    expect(same.hash).not.toBe(block.hash);
  });

  it('runaway is a million blocks above with a timestamp of now', async () => {
    await on('arb-ref-1', 'runaway');
    const block = await latest(at('arb-ref-1'));
    expect(Number(block.number) - (await number('arb-us'))).toBeGreaterThan(999_900);
    expect(Math.abs(Number(block.timestamp) - Date.now() / 1_000)).toBeLessThan(2);
  });

  it('feed_lost leaves eth_syncing false and the head standing between batches', async () => {
    await on('arb-eu', 'feed_lost');
    const first = await number('arb-eu');
    await pause(500);
    expect(await number('arb-eu')).toBe(first);
    expect(await result(at('arb-eu'), 'eth_syncing')).toBe(false);
  });

  it('blobs_lost has batches seen but not processed while the head runs on', async () => {
    await on('arb-eu', 'blobs_lost');
    const finalized = () => result(at('arb-eu'), 'eth_getBlockByNumber', ['finalized', false]);
    const [syncing, head, tag] = [await result(at('arb-eu'), 'eth_syncing'), await number('arb-eu'), await finalized()];
    expect(shapeOf(syncing)).toEqual(recorded.nitroSyncing);
    expect(syncing.batchSeen).toBeGreaterThan(syncing.batchProcessed);
    await pause(600);
    expect(await number('arb-eu')).toBeGreaterThan(head);
    expect((await finalized()).number).toBe(tag.number);
  });
});

describe('a Nitro node without L1', () => {
  it('says that it is in sync, sees no batch any more, and its tags stand while the head runs on', async () => {
    const batch = async (): Promise<string | undefined> =>
      /^arb_inbox_latest_batch (\d+)$/m.exec(await (await fetch(sim.metrics['arb-eu'] ?? '')).text())?.[1];
    const safe = async () => (await result(at('arb-eu'), 'eth_getBlockByNumber', ['safe', false])).number;
    const before = Number(await batch());
    await on('arb-eu', 'l1_lost');
    const [head, tag] = [await number('arb-eu'), await safe()];
    expect(await result(at('arb-eu'), 'eth_syncing')).toBe(false);
    expect(Number(await batch())).toBeLessThan(before - 1);
    await pause(600);
    expect(await number('arb-eu')).toBeGreaterThan(head);
    expect(await safe()).toBe(tag);
  });
});

describe('a consensus node', () => {
  const syncing = async () => (await getJson(`${at('beacon-a')}/eth/v1/node/syncing`)).data;

  it('says that it syncs', async () => {
    await on('beacon-a', 'syncing');
    expect((await syncing()).is_syncing).toBe(true);
    expect((await fetchRaw(`${at('beacon-a')}/eth/v1/node/health`)).status).toBe(206);
  });

  it('says that its execution client is gone (el_offline)', async () => {
    await on('beacon-a', 'el_offline');
    expect(await syncing()).toMatchObject({ el_offline: true, is_optimistic: true, is_syncing: false });
    expect((await fetchRaw(`${at('beacon-a')}/eth/v1/node/health`)).status).toBe(206);
  });

  it('lags, with the distance to the slot of the clock', async () => {
    await on('beacon-a', 'lag', 120);
    expect(Number((await syncing()).sync_distance)).toBeGreaterThanOrEqual(10);
  });

  it('has lost its blobs', async () => {
    await on('beacon-a', 'blobs_lost');
    const slot = Number((await syncing()).head_slot) - 5;
    expect((await fetchRaw(`${at('beacon-a')}/eth/v1/beacon/blobs/${slot}`)).status).toBe(404);
  });

  it('answers numbers for text, null for data, errors in 200, another genesis', async () => {
    await on('beacon-a', 'decimal_numbers');
    expect(typeof (await syncing()).head_slot).toBe('number');
    await on('beacon-a', 'null_block');
    expect(await syncing()).toBeNull();
    await on('beacon-a', 'error_in_200');
    expect(await getJson(`${at('beacon-a')}/eth/v1/node/syncing`)).toMatchObject({ code: 500 });
    await on('beacon-a', 'wrong_chain');
    const { data } = await getJson(`${at('beacon-a')}/eth/v1/beacon/genesis`);
    expect(data.genesis_time).not.toBe('1606824023');
  });
});

describe('one mode at a time', () => {
  it('replaces the mode that is on, and lifting another one changes nothing', async () => {
    await on('arb-eu', 'refuse');
    await on('arb-eu', 'html');
    expect((await post(at('arb-eu'), 'eth_chainId')).type).toContain('text/html');
    await sim.set({ target: 'arb-eu', mode: 'refuse' }, false);
    expect(sim.truth().actions).toMatchObject([{ target: 'arb-eu', mode: 'html' }]);
  });
});
