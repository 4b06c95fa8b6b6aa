/** What ails nodes whose verdict is fine, and whom it is to blame on. */
import { describe, expect, test } from 'vitest';
import type { NodeHints } from '../../../collector/probe/api.ts';
import { nodeTroubles, notFinalizing } from '../../../collector/tick/pairs.ts';
import type { NodeRuntime } from '../../../collector/tick/runtime.ts';

const now = 1_800_000_000;

const node = (name: string, hints: NodeHints, beacon?: string): NodeRuntime =>
  // Only these are read.
  ({ node: { name, chain: 'ethereum', beacon }, hints }) as unknown as NodeRuntime;

const causes = (nodes: readonly NodeRuntime[]): Record<string, string> =>
  Object.fromEntries([...nodeTroubles(nodes, [], now)].map(([name, { cause }]) => [name, cause]));

describe('a deep reorganisation', () => {
  const at = { deepReorgAt: now - 30 };

  test('of one node, or of one pair, is its own', () => {
    expect(causes([node('eth-a', at, 'beacon-a'), node('eth-b', {}, 'beacon-b')])).toEqual({ 'eth-a': 'own_node' });
    expect(causes([node('eth-a', at, 'beacon-a'), node('beacon-a', at), node('eth-b', {})])).toEqual({
      'eth-a': 'own_node',
      'beacon-a': 'own_node',
    });
  });

  test('of two that do not drive each other is the chain’s', () => {
    expect(causes([node('eth-a', at, 'beacon-a'), node('eth-b', at, 'beacon-b')])).toEqual({
      'eth-a': 'upstream_chain',
      'eth-b': 'upstream_chain',
    });
  });

  test('is told for a little more than a minute', () => {
    expect(causes([node('eth-a', { deepReorgAt: now - 76 })])).toEqual({});
  });
});

test('finality: of one alone it is that node, of all of at least two the chain', () => {
  const late = [node('beacon-a', { finalityLag: 6 }), node('beacon-b', { finalityLag: 2 })];
  expect(causes(late)).toEqual({ 'beacon-a': 'own_node' });
  expect([...notFinalizing(late)]).toEqual([]);
  const all = [node('beacon-a', { finalityLag: 6 }), node('beacon-b', { finalityLag: 4 })];
  expect(causes(all)).toEqual({});
  expect([...notFinalizing(all)]).toEqual(['ethereum']);
  // One voice is no agreement, and a node that says nothing has none.
  expect([...notFinalizing([node('beacon-a', { finalityLag: 6 }), node('beacon-b', {})])]).toEqual([]);
});

describe('a safe block that became another one', () => {
  const at = { safeReplacedAt: now - 600 };

  test('is the node’s own where it is alone, and the chain’s where several say so; told for a quarter of an hour', () => {
    expect(causes([node('arb-eu', at), node('arb-us', {})])).toEqual({ 'arb-eu': 'own_node' });
    expect(causes([node('arb-eu', at), node('arb-us', at)])).toEqual({
      'arb-eu': 'upstream_chain',
      'arb-us': 'upstream_chain',
    });
    expect(causes([node('arb-eu', { safeReplacedAt: now - 900 })])).toEqual({});
  });
});

test('another final block, and a validator that disagrees, are the node’s own', () => {
  expect(
    causes([
      node('arb-eu', { finalDiffers: true }),
      node('arb-us', { finalDiffers: false }),
      node('nova-a', { refuted: { count: 3, grewAt: now - 60 } }),
      node('nova-b', { refuted: { count: 3, grewAt: now - 901 } }),
      // What it found before anyone looked is no story of today.
      node('nova-c', { refuted: { count: 3, grewAt: undefined } }),
    ]),
  ).toEqual({ 'arb-eu': 'own_node', 'nova-a': 'own_node' });
});

test('peers, blobs and a lost execution client are the node’s own; what is absent is nothing', () => {
  expect(
    causes([
      node('eth-a', { peers: 2 }),
      node('eth-b', { peers: 3 }),
      node('beacon-a', { blobMisses: 3 }),
      node('beacon-b', { blobMisses: 2, elOffline: true }),
      node('eth-c', {}),
      node('eth-d', { clockOff: true }),
      node('eth-e', { clockOff: false }),
    ]),
  ).toEqual({ 'eth-a': 'own_node', 'beacon-a': 'blob_path', 'beacon-b': 'own_node', 'eth-d': 'own_node' });
});
