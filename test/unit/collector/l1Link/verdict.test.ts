import { describe, expect, it } from 'vitest';
import { l1LinkStates } from '../../../../collector/catalogue/labels.ts';
import { judgeLink, type LinkEvidence } from '../../../../collector/verdict/l1Link.ts';

const well: LinkEvidence = {
  head: 'fresh',
  finalized: 'fresh',
  inbox: 'read',
  batches: 'fresh',
  l1Finality: 'fresh',
  reference: 'fresh',
};
const stateOf = (change: Partial<LinkEvidence>) => judgeLink({ ...well, ...change }).state;

describe('the way between a node and its parent chain', () => {
  it.each([
    ['all is well', {}, 'healthy'],
    ['L1 is not seen', { inbox: 'missed', finalized: 'stale' }, 'own_l1'],
    [
      'final blocks trail while L1 finalizes, and nothing is known of batches',
      { finalized: 'stale', inbox: 'unknown' },
      'own_l1',
    ],
    ['batches are seen and not read', { inbox: 'seen', finalized: 'stale' }, 'blob_path'],
    ['batches are seen and not read, before anything is late', { inbox: 'seen' }, 'blob_path'],
    ['nobody posts', { batches: 'stale', finalized: 'stale' }, 'batch_poster'],
    ['L1 does not finalize', { l1Finality: 'stale', finalized: 'stale' }, 'l1_finality'],
    ['the feed is lost', { head: 'sawtooth' }, 'feed'],
    ['the node is stuck', { head: 'stale' }, 'own_node'],
    ['the node is stuck and so is its finality', { head: 'stale', finalized: 'stale', inbox: 'seen' }, 'own_node'],
    ['nobody has a new block, and the node is level with them', { reference: 'stale' }, 'sequencer'],
    ['the same for so long that nothing is posted', { reference: 'stale', batches: 'stale' }, 'sequencer'],
    [
      'the same, and nothing is final for long',
      { reference: 'stale', batches: 'stale', finalized: 'stale' },
      'sequencer',
    ],
    ['nobody has a new block, and the feed was lost before', { head: 'sawtooth', reference: 'stale' }, 'sequencer'],
    ['nobody has a new block, and its blobs do not come', { reference: 'stale', inbox: 'seen' }, 'blob_path'],
    ['nobody has a new block, and it does not see L1', { reference: 'stale', inbox: 'missed' }, 'own_l1'],
    ['no L1 node of ours is well', { l1Finality: 'unheard', finalized: 'unknown' }, 'unknown'],
    ['our L1 nodes differ', { l1Finality: 'unknown' }, 'unknown'],
    ['the sequencer is out', { head: 'stale', reference: 'stale', batches: 'stale' }, 'sequencer'],
    ['the node does not answer', { head: 'unknown' }, 'unknown'],
    ['an old head and nobody to compare with', { head: 'stale', reference: 'unknown' }, 'unknown'],
    [
      'nothing is known of L1',
      { finalized: 'unknown', inbox: 'unknown', batches: 'unknown', l1Finality: 'unknown' },
      'unknown',
    ],
  ] as const)('%s', (_title, change, state) => {
    expect(stateOf(change)).toBe(state);
  });

  const choices = {
    head: ['fresh', 'stale', 'sawtooth', 'unknown'],
    finalized: ['fresh', 'stale', 'unknown'],
    inbox: ['read', 'seen', 'missed', 'unknown'],
    batches: ['fresh', 'stale', 'unknown'],
    l1Finality: ['fresh', 'stale', 'unknown', 'unheard'],
    reference: ['fresh', 'stale', 'unknown'],
  } as const;
  const everything = Object.entries(choices).reduce<Partial<LinkEvidence>[]>(
    (all, [key, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  ) as LinkEvidence[]; // each has all keys of `choices`, which are those of the evidence

  it('calls nothing healthy that has anything stale in it, and no node guilty without evidence of its own', () => {
    expect(everything).toHaveLength(4 * 3 * 4 * 3 * 4 * 3);
    for (const evidence of everything) {
      const { state, detail } = judgeLink(evidence);
      expect(l1LinkStates).toContain(state);
      expect(detail).not.toBe('');
      if (state === 'healthy') expect(Object.values(evidence)).not.toContain('stale');
      if (state === 'healthy') expect(evidence.l1Finality).toBe('fresh');
      if (state === 'own_l1') expect(evidence.inbox === 'missed' || evidence.finalized === 'stale').toBe(true);
      if (state === 'blob_path') expect(evidence.inbox).toBe('seen');
      if (state === 'own_node') expect(evidence).toMatchObject({ head: 'stale', reference: 'fresh' });
      if (evidence.head === 'unknown') expect(state).toBe('unknown');
      // What stands still for everyone is never a node's own.
      if (evidence.reference === 'stale') expect(['own_node', 'feed', 'batch_poster']).not.toContain(state);
    }
  });
});
