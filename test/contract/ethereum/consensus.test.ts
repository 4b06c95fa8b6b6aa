/** Consensus nodes under the collector's own probes: sync, finality, identity, events, real blobs. */
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startSim } from '../../../demo/sim/main.ts';
import type { SimAction } from '../../../demo/sim/modes.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { startFakeNode } from '../../support/fakeNode.ts';
import { until } from '../sim/client.ts';
import { watchNode } from './world.ts';

let sim: Sim;
const on = (target: string, mode: SimAction['mode'], seconds?: number): Promise<void> =>
  sim.set({ target, mode, ...(seconds === undefined ? {} : { seconds }) }, true);
const url = (name: string): string => sim.targets[name] ?? '';
const watch = (name: string) => watchNode('ethereum-consensus', url(name), [url('eth-a'), url('eth-b')]);

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterEach(() => sim.clear());
afterAll(() => sim.stop());

test('what it says of itself: optimistic, without its execution client, few peers', async () => {
  const node = watch('beacon-a');
  expect(await node.run('syncing')).toBe('ok');
  expect(node.hints).toMatchObject({ syncing: false, optimistic: false, elOffline: false });
  await on('beacon-a', 'el_offline');
  await node.run('syncing');
  expect(node.hints).toMatchObject({ syncing: false, optimistic: true, elOffline: true });
  expect(await node.value('headwatch_consensus_el_offline')).toBe(1);
  await on('beacon-a', 'few_peers');
  await node.run('peers');
  expect(await node.value('headwatch_peers', { layer: 'consensus' })).toBe(1);
  await on('beacon-a', 'http_502');
  expect(await node.run('syncing')).toBe('http_5xx');
  // Unknown is not healthy: the hints are gone with the answer.
  expect(node.hints.elOffline).toBeUndefined();
  expect(await node.value('headwatch_consensus_el_offline')).toBeUndefined();
});

test('finality against the clock, by the node’s own spec; an epoch alone and everyone’s', async () => {
  const node = watch('beacon-a');
  await node.light();
  expect(await node.run('finality')).toBe('ok');
  expect(await node.value('headwatch_consensus_finality_lag_epochs')).toBe(2);
  expect(await node.value('headwatch_consensus_justified_lag_epochs')).toBe(1);
  const age = Date.now() / 1000 - ((await node.value('headwatch_tag_timestamp_seconds', { tag: 'finalized' })) ?? 0);
  expect(age / 384).toBeGreaterThanOrEqual(2);
  expect(age / 384).toBeLessThan(3);
  expect(node.hints.finalEpochAt).toBe(await node.value('headwatch_tag_timestamp_seconds', { tag: 'finalized' }));
  await on('chain:ethereum', 'no_finality');
  await node.run('finality');
  expect(node.hints.finalityLag).toBe(8);
});

test('both versions, and the execution client that it drives; data columns', async () => {
  const node = watch('beacon-b');
  expect(await node.run('client')).toBe('ok');
  expect(await node.value('headwatch_client_info', { client: 'lighthouse', version: '8.0.1' })).toBe(1);
  const info = { client: 'nethermind', version: '1.35.8' };
  expect(await node.value('headwatch_consensus_execution_client_info', info)).toBe(1);
  expect(await node.run('identity')).toBe('ok');
  expect(await node.value('headwatch_consensus_custody_groups')).toBe(128);
});

describe('the event stream', () => {
  test('head arrival and reorganisations; the stream counts as up with its first event', async () => {
    const node = watch('beacon-a');
    expect(await node.run('events')).toBe('ok');
    expect(await node.value('headwatch_consensus_events_up')).toBe(0);
    expect(await node.value('headwatch_reorgs_total', { size: 'deep' })).toBe(0);
    await until(async () => (sim.requests()['beacon-a']?.['GET /eth/v1/events'] ?? 1) > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await on('chain:ethereum', 'reorg', 4);
    await until(async () => (await node.value('headwatch_reorgs_total', { size: 'deep' })) === 1);
    await node.run('events');
    expect(await node.value('headwatch_consensus_events_up')).toBe(1);
    expect(await node.value('headwatch_reorg_last_depth_blocks')).toBe(4);
    const arrivals = await node.value('headwatch_consensus_head_arrival_seconds_count');
    expect(arrivals).toBeGreaterThanOrEqual(1);
  });

  test('a node that ends it is connected to again, and the end is counted', async () => {
    const node = watch('beacon-a');
    await node.run('events');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await on('beacon-a', 'cut');
    await until(async () => ((await node.value('headwatch_consensus_events_ends_total')) ?? 0) >= 1);
    await sim.clear();
    await until(async () => {
      await on('chain:ethereum', 'reorg', 1);
      await sim.clear();
      await node.run('events');
      return (await node.value('headwatch_consensus_events_up')) === 1;
    });
  });
});

describe('a real blob', () => {
  const metric = 'headwatch_blob_missing_fetches';

  test('is fetched from the node by what its execution node says, not again for five minutes', async () => {
    const node = watch('beacon-a');
    expect(await node.run('blobs')).toBe('ok');
    expect(await node.value(metric)).toBe(0);
    expect(await node.value('headwatch_blob_fetches_total', { outcome: 'served' })).toBe(1);
    // There already, so that the first miss is an increase.
    expect(await node.value('headwatch_blob_fetches_total', { outcome: 'missing' })).toBe(0);
    await node.run('blobs');
    // The gauge stays though nothing was asked.
    expect(await node.value(metric)).toBe(0);
    expect(await node.value('headwatch_blob_fetches_total', { outcome: 'served' })).toBe(1);
  });

  test.each([
    ['beacon-a', 'blobs_lost'],
    ['beacon-a', 'blobs_short'],
    ['beacon-a', 'no_columns'],
    ['beacon-b', 'no_columns'],
  ] as const)('of %s is missing: %s', async (name, mode) => {
    await on(name, mode);
    const node = watch(name);
    expect(await node.run('blobs')).toBe('ok');
    expect(await node.value(metric)).toBe(1);
    expect(node.hints.blobMisses).toBe(1);
    expect(await node.value('headwatch_blob_fetches_total', { outcome: 'missing' })).toBe(1);
  });

  test('of a client that answers more than it was asked for is a failure of the question, no blob that is missing', async () => {
    const generous = await startFakeNode(async (_body, response, { url: path = '/' }) => {
      // As the Beacon API has it.
      const told = (await (await fetch(url('beacon-a') + path)).json()) as { data: unknown[] };
      if (path.includes('/beacon/blobs/')) told.data = [...told.data, ...told.data];
      response.end(JSON.stringify(told));
    });
    onTestFinished(generous.stop);
    const node = watchNode('ethereum-consensus', generous.url, [url('eth-a')]);
    expect(await node.run('blobs')).toBe('ok');
    expect(await node.value('headwatch_blob_fetches_total', { outcome: 'failed' })).toBe(1);
    expect((await node.value('headwatch_blob_fetches_total', { outcome: 'missing' })) ?? 0).toBe(0);
    expect(node.hints.blobMisses ?? 0).toBe(0);
  });

  test('that it has not got to is not missing: only of a block that it has, "not found" is a miss', async () => {
    const notFound = { code: 404, message: 'NOT_FOUND: beacon block at slot' };
    const behind = async (slots: number | undefined) => {
      const node = await startFakeNode(async (_body, response, { url: path = '/' }) => {
        if (path.includes('/beacon/blobs/') || (slots === undefined && path.includes('/headers/'))) {
          response.statusCode = 404;
          return void response.end(JSON.stringify(notFound));
        }
        const text = await (await fetch(url('beacon-a') + path)).text();
        response.end(text.replace(/"slot":"(\d+)"/, (_all, slot) => `"slot":"${Number(slot) - (slots ?? 0)}"`));
      });
      onTestFinished(node.stop);
      const watched = watchNode('ethereum-consensus', node.url, [url('eth-a')]);
      expect(await watched.run('blobs')).toBe('ok');
      return watched;
    };
    // The batch is one of the last 55 blocks.
    const late = await behind(100);
    expect(await late.value(metric)).toBeUndefined();
    expect(late.hints.blobMisses).toBeUndefined();
    expect((await behind(0)).hints.blobMisses).toBe(1);
    const mute = await behind(undefined);
    expect(mute.hints.blobMisses).toBeUndefined();
    expect(await mute.value('headwatch_blob_fetches_total', { outcome: 'failed' })).toBe(1);
  });

  test('by the older route alone is served too, and the newer one is unsupported', async () => {
    await on('beacon-a', 'blobs_legacy');
    const node = watch('beacon-a');
    expect(await node.run('blobs')).toBe('ok');
    expect(await node.value(metric)).toBe(0);
    expect(await node.value('headwatch_rpc_method_supported', { method: 'beacon_blobs' })).toBe(0);
    expect(await node.value('headwatch_rpc_method_supported', { method: 'blob_sidecars' })).toBe(1);
  });

  test('is not asked for where no execution node knows a batch, and no answer is no miss', async () => {
    const alone = watchNode('ethereum-consensus', url('beacon-a'));
    expect(await alone.run('blobs')).toBe('ok');
    expect(await alone.value(metric)).toBeUndefined();
    await on('eth-a', 'refuse');
    const other = watch('beacon-a');
    await other.run('blobs');
    expect(await other.value('headwatch_blob_fetches_total', { outcome: 'served' })).toBe(1);
    await on('beacon-b', 'http_429');
    const dead = watch('beacon-b');
    await dead.run('blobs');
    expect(await dead.value(metric)).toBeUndefined();
  });
});
