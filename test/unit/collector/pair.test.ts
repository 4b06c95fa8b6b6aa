/** An execution node and its consensus node, judged together. */
import { describe, expect, test } from 'vitest';
import { type NodeVerdict, nodeVerdicts } from '../../../collector/catalogue/labels.ts';
import { judgePair, type PairEvidence } from '../../../collector/verdict/pair.ts';

const judge = (
  execution: NodeVerdict,
  consensus: NodeVerdict,
  more: Partial<PairEvidence['consensus']> & { readonly executionSyncing?: boolean | 'unsaid' } = {},
) => {
  const { executionSyncing = false, ...rest } = more;
  const syncing = executionSyncing === 'unsaid' ? undefined : executionSyncing;
  return judgePair({
    execution: { name: 'eth-a', verdict: execution, syncing },
    consensus: {
      name: 'beacon-a',
      verdict: consensus,
      syncing: false,
      optimistic: false,
      elOffline: false,
      ...rest,
    },
  });
};

test('both at the head', () => {
  expect(judge('ok', 'ok')).toEqual({ state: 'ok', detail: 'both at the head' });
});

describe('both answer, and something is between them', () => {
  test('the consensus node says that its execution client is offline, which answers us', () => {
    for (const execution of ['ok', 'lagging', 'stalled', 'syncing'] as const)
      expect(judge(execution, 'ok', { elOffline: true, optimistic: true }).state).toBe('engine_broken');
  });

  test('the execution node is behind while its consensus node is at the head: the engine link, unless it syncs', () => {
    expect(judge('stalled', 'ok')).toEqual({
      state: 'engine_broken',
      detail: 'eth-a is behind while beacon-a is at the head, and does not sync',
    });
    expect(judge('syncing', 'ok', { executionSyncing: true, optimistic: true }).state).toBe('execution_syncing');
  });

  test('it follows blocks that nobody has verified', () => {
    expect(judge('ok', 'ok', { optimistic: true }).state).toBe('optimistic');
  });

  test('the consensus node is behind, and the execution node stands still because of it', () => {
    expect(judge('stalled', 'lagging').detail).toBe('beacon-a is behind, and eth-a with it');
    expect(judge('stalled', 'syncing').state).toBe('consensus_behind');
    expect(judge('ok', 'stalled')).toEqual({ state: 'consensus_behind', detail: 'beacon-a is behind' });
  });
});

describe('one or both do not answer', () => {
  test('who of them', () => {
    expect(judge('unreachable', 'ok', { elOffline: true }).state).toBe('execution_down');
    expect(judge('ok', 'unreachable').state).toBe('consensus_down');
    expect(judge('stalled', 'unreachable').detail).toBe('beacon-a does not answer; eth-a has stopped with it');
    expect(judge('unreachable', 'unreachable').state).toBe('both_down');
  });
});

test('on another chain or fork', () => {
  expect(judge('wrong_chain', 'ok').detail).toBe('eth-a is on another chain or fork');
  expect(judge('ok', 'diverged')).toEqual({ state: 'apart', detail: 'beacon-a is on another chain or fork' });
});

test('unknown is not healthy: as soon as either is unknown, or the consensus node says nothing of itself', () => {
  for (const verdict of nodeVerdicts) {
    expect(judge('unknown', verdict).state).toBe('unknown');
    expect(judge(verdict, 'unknown', { elOffline: true }).state).toBe('unknown');
  }
  expect(judge('ok', 'ok', { syncing: undefined, optimistic: undefined, elOffline: undefined }).state).toBe('unknown');
});

test('an execution node that is behind and has not said whether it syncs is not called cut off', () => {
  expect(judge('lagging', 'ok', { executionSyncing: 'unsaid' })).toEqual({
    state: 'unknown',
    detail: 'eth-a is behind and does not say whether it catches up',
  });
  // What the consensus node says of it needs no word of its own.
  expect(judge('lagging', 'ok', { executionSyncing: 'unsaid', elOffline: true }).state).toBe('engine_broken');
  expect(judge('lagging', 'lagging', { executionSyncing: 'unsaid' }).state).toBe('consensus_behind');
});

test('a client that does not say el_offline is not blamed for it', () => {
  expect(judge('ok', 'ok', { elOffline: undefined }).state).toBe('ok');
});

test('every combination has a state and a reason', () => {
  for (const execution of nodeVerdicts)
    for (const consensus of nodeVerdicts) expect(judge(execution, consensus).detail).not.toBe('');
});
