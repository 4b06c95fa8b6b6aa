/** What is Nitro's alone: its page of metrics, the sequencer's feed, and how both look in each fault. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startSim } from '../../../demo/sim/main.ts';
import type { SimAction } from '../../../demo/sim/modes.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { fetchRaw, latest, result, rpc } from './client.ts';

let sim: Sim;
const node = (): string => sim.targets['arb-eu'] ?? '';
const pageOf = async (name = 'arb-eu'): Promise<string> => (await fetchRaw(sim.metrics[name] ?? '')).text;
const figure = (page: string, name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1]);
const during = async (mode: SimAction['mode'], what: () => Promise<void>, target = 'arb-eu'): Promise<void> => {
  await sim.set({ target, mode }, true);
  try {
    await what();
  } finally {
    await sim.set({ target, mode }, false);
  }
};
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterAll(() => sim.stop());

describe('the metrics of a Nitro node', () => {
  it('have the quirks of the real page', async () => {
    const page = await pageOf();
    expect(page).toContain('# TYPE arb_feed_sources_connected gauge\narb_feed_sources_connected 1\n');
    expect(page).toContain('chain_info {chain_id="42161"} 1\n');
    expect(page).toMatch(
      /# TYPE rpc_duration_all_count counter\nrpc_duration_all_count \d+\n\n# TYPE rpc_duration_all summary\nrpc_duration_all \{quantile="0\.5"\} 182000\nrpc_duration_all \{quantile="0\.99"\} 9\.1e\+06\n/,
    );
    expect(page).toContain('# TYPE rpc_requests gauge');
    expect(page).not.toMatch(/# HELP|_sum/);
  });

  it('count messages from 1 and name the last one from 0, and agree with the RPC', async () => {
    const page = await pageOf();
    expect(figure(page, 'arb_sequencenumber_latest')).toBe(figure(page, 'arb_sequencenumber_inblock') + 1);
    const block = await latest(node());
    expect(Number(block.number) - figure(page, 'arb_sequencenumber_inblock')).toBeGreaterThanOrEqual(22_207_817);
  });

  it('show each fault where the real ones show it', async () => {
    await during('feed_lost', async () => expect(figure(await pageOf(), 'arb_feed_sources_connected')).toBe(0));
    await during('execution_behind', async () => {
      await pause(1_100);
      const page = await pageOf();
      const gap = figure(page, 'arb_sequencenumber_latest') - figure(page, 'arb_sequencenumber_inblock');
      expect(gap).toBeGreaterThan(1);
      const syncing = await result(node(), 'eth_syncing');
      expect(syncing.batchSeen).toBe(syncing.batchProcessed);
      expect(syncing.msgCount - syncing.messageOfLastBlock - 1).toBeGreaterThan(0);
    });
    await during('throttled', async () => {
      await pageOf();
      await pause(500);
      const page = await pageOf();
      expect(figure(page, 'arb_rpc_limitcheck_failure')).toBeGreaterThan(0);
      expect(figure(page, 'arb_memory_usage')).toBe(figure(page, 'arb_memory_limit'));
    });
    expect(figure(await pageOf(), 'arb_rpc_limitcheck_failure')).toBeGreaterThan(0);
    const before = figure(await pageOf(), 'rpc_requests');
    expect(before).toBeGreaterThan(10);
    await during('restart', async () => {
      const page = await pageOf();
      expect(figure(page, 'rpc_requests')).toBeLessThan(before);
      expect(figure(page, 'arb_rpc_limitcheck_failure')).toBe(0);
    });
  });

  it('a node takes subscriptions on its own address, and tells headers alone', async () => {
    const socket = new WebSocket(node().replace(/^http/, 'ws'));
    const heads: { number: string; hash: string }[] = [];
    socket.on('open', () => socket.send('{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}'));
    socket.on('message', (data) => {
      const { params } = JSON.parse(String(data));
      if (params) heads.push(params.result);
    });
    await expect.poll(() => heads.length, { timeout: 3_000 }).toBeGreaterThan(2);
    socket.terminate();
    const [head] = heads;
    expect(Object.keys(head ?? {})).not.toContain('transactions');
    expect((await result(node(), 'eth_getBlockByNumber', [head?.number, false])).hash).toBe(head?.hash);
  });

  it('are gone with the process, and there while its RPC alone misbehaves', async () => {
    await during('refuse', async () => void (await expect(pageOf()).rejects.toThrow('ECONNREFUSED')));
    await during('http_429', async () => expect(await pageOf()).toContain('arb_sequencenumber_latest'));
    expect((await fetchRaw(new URL('/', sim.metrics['arb-eu']).href)).status).toBe(404);
  });
});

describe('what a Nitro node says of its publisher and its batches', () => {
  it('is null while it is well, and an error in the words of the real one', async () => {
    expect(await result(node(), 'arb_checkPublisherHealth')).toBeNull();
    await during('publisher_bad', async () => {
      expect((await rpc(node(), 'arb_checkPublisherHealth')).error).toEqual({
        code: -32000,
        message: 'sequencer temporarily not available',
      });
    });
  });

  it('holds messages behind a gap of the feed, as far as they came', async () => {
    await during('feed_gap', async () => {
      const syncing = await result(node(), 'eth_syncing');
      expect(syncing.feedPendingMessageCount - syncing.msgCount).toBeGreaterThanOrEqual(11);
      expect(syncing.msgCount).toBe(syncing.messageOfLastBlock + 1);
      expect(syncing.batchSeen).toBe(syncing.batchProcessed);
      expect(syncing.messageOfProcessedBatch).toBeLessThanOrEqual(syncing.msgCount);
      expect(figure(await pageOf(), 'arb_feed_sources_connected')).toBe(1);
    });
  });

  it('takes a safe block back on all nodes alike, once, and goes on from there', async () => {
    const safe = async (name: string) => result(sim.targets[name] ?? '', 'eth_getBlockByNumber', ['safe', false]);
    const before = await safe('arb-eu');
    await during(
      'safe_reorg',
      async () => {
        const again = async (name: string) =>
          (await result(sim.targets[name] ?? '', 'eth_getBlockByNumber', [before.number, false])).hash;
        const [eu, reference] = [await again('arb-eu'), await again('arb-ref-1')];
        expect(eu).not.toBe(before.hash);
        expect(reference).toBe(eu);
      },
      'chain:arbitrum-one',
    );
    expect(await result(node(), 'eth_getBlockByHash', [before.hash, false])).toBeNull();
    expect(await result(node(), 'eth_getBlockByHash', [(await latest(node())).hash, false])).not.toBeNull();
  });

  it('is a plain number for a plain number', async () => {
    const { number } = await result(node(), 'eth_getBlockByNumber', ['safe', false]);
    expect(await result(node(), 'arb_findBatchContainingBlock', [Number(number)])).toBeGreaterThan(1_000_000);
    const head = Number((await latest(node())).number);
    expect((await rpc(node(), 'arb_findBatchContainingBlock', [head])).error.message).toContain('not yet found');
  });
});

interface Frame {
  readonly version: number;
  readonly messages?: readonly {
    readonly sequenceNumber: number;
    readonly message: { readonly message: { readonly header: Readonly<Record<string, unknown>> } };
    readonly blockHash: string;
  }[];
  readonly confirmedSequenceNumberMessage?: { readonly sequenceNumber: number };
}

const listen = async (ms: number, headers: Record<string, string> = {}) => {
  const socket = new WebSocket(sim.feeds['arb-feed'] ?? '', { headers, maxPayload: 64 * 1024 * 1024 });
  const texts: string[] = [];
  let answered: Readonly<Record<string, unknown>> = {};
  socket.on('upgrade', (response) => {
    answered = response.headers;
  });
  socket.on('message', (data) => texts.push(String(data)));
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve());
    socket.on('error', reject);
  });
  await pause(ms);
  socket.terminate();
  return { texts, headers: answered };
};
const framesOf = (texts: readonly string[]): readonly Frame[] => texts.map((text) => JSON.parse(text));

describe("the sequencer's feed", () => {
  it('names its chain, replays what is not confirmed and goes on block by block', async () => {
    const { texts, headers } = await listen(900, { 'Arbitrum-Feed-Client-Version': '2' });
    expect(headers).toMatchObject({ 'arbitrum-feed-server-version': '2', 'arbitrum-chain-id': '42161' });
    const frames = framesOf(texts);
    const sequences = frames.flatMap(({ messages = [] }) => messages.map((each) => each.sequenceNumber));
    expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] ?? 0) + index));
    const confirmed = frames.find((frame) => frame.confirmedSequenceNumberMessage)?.confirmedSequenceNumberMessage;
    expect(sequences[0]).toBe((confirmed?.sequenceNumber ?? 0) + 1);
    expect(sequences.length).toBeGreaterThan(420);
    expect(frames[0]).toEqual({
      version: 1,
      messages: expect.arrayContaining([
        {
          sequenceNumber: sequences[0],
          message: {
            message: {
              header: expect.objectContaining({ sender: '0xa4b000000000000000000073657175656e636572' }),
              l2Msg: 'BA==',
            },
            delayedMessagesRead: expect.any(Number),
          },
          blockHash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
          signatureV2: null,
        },
      ]),
    });
    const headersOf = frames.flatMap(({ messages = [] }) => messages.map((each) => each.message.message.header));
    expect(new Set(headersOf.map(({ kind }) => kind)).size).toBeGreaterThan(1);
    const late = headersOf.find(({ kind }) => kind !== 3);
    expect(Date.now() / 1_000 - Number(late?.timestamp)).toBeGreaterThan(7 * 60);
    const newest = frames.findLast(({ messages }) => messages)?.messages?.at(-1);
    const block = await result(node(), 'eth_getBlockByHash', [newest?.blockHash, false]);
    expect(Number(block.number) - (newest?.sequenceNumber ?? 0)).toBe(22_207_817);
  });

  it('begins where it is asked to', async () => {
    const head = Number((await latest(node())).number) - 22_207_817;
    const { texts } = await listen(50, { 'Arbitrum-Requested-Sequence-Number': String(head - 3) });
    expect(framesOf(texts)[0]?.messages?.[0]?.sequenceNumber).toBe(head - 3);
  });

  it('can be open and silent, speak nonsense, be huge, or refuse', async () => {
    const feed = 'feed:arb-feed';
    await during('feed_silent', async () => expect((await listen(600)).texts).toEqual([]), feed);
    const garbage = async () => {
      const { texts } = await listen(300);
      expect(texts.length).toBeGreaterThan(0);
      expect(() => framesOf(texts)).toThrow(SyntaxError);
    };
    await during('garbage', garbage, feed);
    // On a busy machine sixteen megabytes take longer than a moment.
    const length = async (): Promise<number> => (await listen(1500)).texts[0]?.length ?? 0;
    const huge = () => expect.poll(length, { timeout: 15_000 }).toBeGreaterThan(16 * 1024 * 1024);
    await during('huge', huge, feed);
    await during('http_429', async () => void (await expect(listen(10)).rejects.toThrow('429')), feed);
    await during('refuse', async () => void (await expect(listen(10)).rejects.toThrow('ECONNREFUSED')), feed);
    await expect(listen(10)).resolves.toBeDefined();
  });
});
