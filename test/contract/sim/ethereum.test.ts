/** Ethereum's clients as the simulator plays them: each one's own shapes and words. */
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { viewOf } from '../../../demo/sim/chain/view.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { SimAction, SimMode } from '../../../demo/sim/modes.ts';
import { executionDialect } from '../../../demo/sim/rpc/execution.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { createWorld, type World } from '../../../demo/sim/world.ts';
import { fetchRaw, getJson, latest, result, rpc, until } from './client.ts';
import * as recorded from './recorded.ts';
import { shapeOf } from './shape.ts';

let sim: Sim;
let world: World;
const at = (name: string): string => sim.targets[name] ?? '';
const on = (target: string, mode: SimAction['mode'], seconds?: number): Promise<void> =>
  sim.set({ target, mode, ...(seconds === undefined ? {} : { seconds }) }, true);

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
  world = await createWorld({ anvil: 'none' });
});
afterEach(() => sim.clear());
afterAll(async () => {
  await sim.stop();
  await world.stop();
});

const versions = {
  geth: 'Geth/v1.16.4-stable-41714b49/linux-amd64/go1.24.7',
  nethermind: 'Nethermind/v1.35.8+c066aee2/linux-x64/dotnet9.0.0',
  erigon: 'erigon/3.0.14/linux-amd64/go1.23.11',
  besu: 'besu/v25.1.0/linux-x86_64/openjdk-java-21',
  reth: 'reth/v1.8.1-428a6dc2f/x86_64-unknown-linux-gnu',
} as const;

describe.each(Object.entries(versions))('%s', (client, version) => {
  const viewIn = (mode: SimMode | undefined) => {
    const now = world.now();
    return viewOf(world.ethereum, mode && { mode, since: now - 600 }, 'eth', now);
  };
  const dialect = () => executionDialect(version, world.ethereum, world.batches);

  it('says false at the head, and its own object while it syncs', () => {
    const shapes = {
      geth: recorded.gethSyncing,
      nethermind: recorded.nethermindSyncing,
      erigon: recorded.erigonSyncing,
      besu: recorded.besuSyncing,
      reth: recorded.rethSyncing,
    } as const;
    expect(dialect().syncing(viewIn(undefined))).toBe(false);
    expect(shapeOf(dialect().syncing(viewIn('syncing')))).toEqual(shapes[client as keyof typeof shapes]);
  });

  it('with its head live says an object only where the real one does', () => {
    const view = viewIn('indexing');
    expect(view.head).toBe(view.trueHead);
    const head = `0x${view.head.toString(16)}`;
    const live = { currentBlock: head, highestBlock: head };
    if (client === 'geth') expect(dialect().syncing(view)).toMatchObject({ ...live, txIndexRemainingBlocks: '0x10' });
    else if (client === 'nethermind') expect(dialect().syncing(view)).toMatchObject(live);
    else expect(dialect().syncing(view)).toBe(false);
  });

  it('has words of its own for a tag that it does not have', () => {
    const words = {
      geth: { error: { code: -32000, message: 'finalized block not found' } },
      nethermind: { result: null },
      erigon: { result: null },
      besu: { error: { code: -39001, message: 'Unknown block' } },
      reth: { error: { code: -32001, message: 'block not found: finalized' } },
    } as const;
    const answer = dialect().own('eth_getBlockByNumber', ['finalized', false], viewIn('no_tags'));
    expect(answer).toEqual(words[client as keyof typeof words]);
    expect(dialect().own('eth_getBlockByNumber', ['latest', false], viewIn('no_tags'))).toBeUndefined();
  });
});

describe('an execution node', () => {
  it('loses its peers, not its head', async () => {
    await on('eth-a', 'few_peers');
    expect(await result(at('eth-a'), 'net_peerCount')).toBe('0x1');
    expect((await latest(at('eth-a'))).hash).toBe((await latest(at('eth-b'))).hash);
  });
});

describe('a chain that reorganises', () => {
  it.each([1, 5])(
    'by %i: other blocks at the same heights, each on the one before, for all nodes alike',
    async (depth) => {
      const before = await latest(at('eth-a'));
      const head = Number(before.number);
      const block = (height: number, name = 'eth-a') =>
        result(at(name), 'eth_getBlockByNumber', [`0x${height.toString(16)}`, false]);
      const old = await block(head - depth + 1);
      const kept = await block(head - depth);
      await on('chain:ethereum', 'reorg', depth);
      expect((await block(head - depth + 1)).hash).not.toBe(old.hash);
      expect((await block(head - depth)).hash).toBe(kept.hash);
      for (let height = head - depth + 1; height <= head; height++) {
        expect((await block(height)).parentHash).toBe((await block(height - 1)).hash);
        expect((await block(height, 'eth-b')).hash).toBe((await block(height)).hash);
      }
      const { hash } = await block(head);
      expect(await result(at('eth-a'), 'eth_getBlockByHash', [hash, false])).toMatchObject({ number: before.number });
      expect(await result(at('eth-a'), 'eth_getBlockByHash', [old.hash, false])).toBeNull();
    },
  );

  it('has another root on its consensus nodes too', async () => {
    const root = async () => (await getJson(`${at('beacon-a')}/eth/v1/beacon/headers/head`)).data.root;
    const before = await root();
    await on('chain:ethereum', 'reorg', 2);
    expect(await root()).not.toBe(before);
  });
});

describe('a consensus node', () => {
  const finalized = async (name: string) => {
    const { data } = await getJson(`${at(name)}/eth/v1/beacon/states/head/finality_checkpoints`);
    return Number(data.finalized.epoch);
  };

  it('is optimistic without having lost its execution client', async () => {
    await on('beacon-a', 'optimistic');
    const { data } = await getJson(`${at('beacon-a')}/eth/v1/node/syncing`);
    expect(data).toMatchObject({ is_optimistic: true, el_offline: false, is_syncing: false });
  });

  it('does not finalize, alone or with everyone', async () => {
    const well = await finalized('beacon-a');
    await on('beacon-a', 'not_final');
    expect(await finalized('beacon-a')).toBeLessThan(well - 4);
    expect(await finalized('beacon-b')).toBeGreaterThanOrEqual(well);
    await sim.clear();
    await on('chain:ethereum', 'no_finality');
    expect(await finalized('beacon-a')).toBeLessThan(well - 4);
    expect(await finalized('beacon-b')).toBeLessThan(well - 4);
    await sim.clear();
    expect(await finalized('beacon-b')).toBeGreaterThanOrEqual(well);
  });

  it('names the execution client that it is paired with', async () => {
    const driven = async (name: string) => (await getJson(`${at(name)}/eth/v2/node/version`)).data.execution_client;
    expect(await driven('beacon-a')).toMatchObject({ code: 'GE', name: 'Geth' });
    expect(await driven('beacon-b')).toMatchObject({ code: 'NM', name: 'Nethermind' });
  });

  it('refuses blobs in the words of its client, or knows only the older route', async () => {
    const { data } = await getJson(`${at('beacon-a')}/eth/v1/node/syncing`);
    const blobs = (name: string, route = 'blobs') =>
      fetchRaw(`${at(name)}/eth/v1/beacon/${route}/${Number(data.head_slot) - 5}`);
    expect((await blobs('beacon-a')).status).toBe(200);
    expect((await blobs('beacon-a', 'blob_sidecars')).text).toContain('not supported after fulu');
    await on('beacon-a', 'no_columns');
    await on('beacon-b', 'no_columns');
    expect((await blobs('beacon-a')).status).toBe(404);
    expect((await blobs('beacon-a')).text).toContain('does not custody enough data columns');
    expect((await blobs('beacon-b')).status).toBe(400);
    expect((await blobs('beacon-b')).text).toContain('Insufficient data columns');
    await on('beacon-a', 'blobs_legacy');
    expect(JSON.parse((await blobs('beacon-a')).text)).toEqual({ code: 404, message: 'NOT_FOUND' });
    expect((await blobs('beacon-a', 'blob_sidecars')).status).toBe(200);
  });
});

/** What a stream sends, as it comes. */
const listen = (url: string): { readonly text: () => string; readonly type: () => string } => {
  let text = '';
  let type = '';
  const outgoing = request(url, (response) => {
    type = response.headers['content-type'] ?? '';
    response.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    response.on('error', () => {});
  });
  outgoing.on('error', () => {});
  outgoing.end();
  onTestFinished(() => {
    outgoing.destroy();
  });
  return { text: () => text, type: () => type };
};

describe('the event stream of a consensus node', () => {
  const path = '/eth/v1/events?topics=head,finalized_checkpoint,chain_reorg';
  const dataOf = (text: string, name: string) =>
    JSON.parse(new RegExp(`event: ${name}\ndata: (.*)\n`).exec(text)?.[1] ?? 'null');

  it('tells a reorganisation and the new head in their recorded shapes', async () => {
    const stream = listen(at('beacon-a') + path);
    await until(async () => stream.text().startsWith(':'));
    expect(stream.type()).toBe('text/event-stream');
    await on('chain:ethereum', 'reorg', 4);
    await until(async () => stream.text().includes('event: head'));
    expect(shapeOf(dataOf(stream.text(), 'chain_reorg'))).toEqual(recorded.beaconEvents.chain_reorg);
    expect(dataOf(stream.text(), 'chain_reorg').depth).toBe('4');
    expect(shapeOf(dataOf(stream.text(), 'head'))).toEqual(recorded.beaconEvents.head);
  });

  it('brings nothing while it is told to be silent, and ends with its node', async () => {
    const stream = listen(at('beacon-b') + path);
    await until(async () => stream.text().startsWith(':'));
    await on('beacon-b', 'events_silent');
    await on('chain:ethereum', 'reorg', 2);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(stream.text()).not.toContain('event:');
  });

  it('is told only the topics that it asked for', async () => {
    const stream = listen(`${at('beacon-a')}/eth/v1/events?topics=chain_reorg`);
    await until(async () => stream.text().startsWith(':'));
    await on('chain:ethereum', 'reorg', 3);
    await until(async () => stream.text().includes('event: chain_reorg'));
    expect(stream.text()).not.toContain('event: head');
  });
});

it('an unknown route is told apart from an unknown block', async () => {
  const nowhere = await fetchRaw(`${at('beacon-a')}/eth/v1/beacon/nothing`);
  expect(JSON.parse(nowhere.text)).toEqual({ code: 404, message: 'NOT_FOUND' });
  expect((await rpc(at('eth-a'), 'net_peerCount')).result).toBe('0x32');
});
