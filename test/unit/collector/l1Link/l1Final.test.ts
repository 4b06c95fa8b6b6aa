/** What Nitro nodes are judged by: what is final on L1, by the word of our own nodes there. */
import { describe, expect, it } from 'vitest';
import type { NodeVerdict } from '../../../../collector/catalogue/labels.ts';
import { linkEvidence } from '../../../../collector/l1Link/evidence.ts';
import { freshLink } from '../../../../collector/l1Link/history.ts';
import { finalOnL1 } from '../../../../collector/l1Link/l1Final.ts';
import { knownChains } from '../../../../collector/policy/chains.ts';
import { defaultLadder, limits } from '../../../../collector/policy/ladder.ts';
import { judgeLink } from '../../../../collector/verdict/l1Link.ts';

const at = 10_000_000;
type Node = Parameters<typeof finalOnL1>[0][number];
const node = (hints: Node['hints'], verdict: NodeVerdict = 'ok', chain = 'ethereum'): Node => ({
  labels: { chain },
  hints,
  memory: { verdict },
  failure: undefined,
});
/** @param age of what it calls final, seconds */
const eth = (age: number, verdict?: NodeVerdict): Node =>
  node({ finalized: { number: 1, timestamp: at - age, hash: '0x1' } }, verdict);
const beacon = (age: number): Node => node({ finalEpochAt: at - age });

/** Of a Nitro node at the head, without a page of metrics. @param age of what it calls final, seconds */
const link = (l1: readonly Node[], age: number) =>
  judgeLink(
    linkEvidence({
      at,
      memory: freshLink,
      lag: 0,
      finalizedAt: at - age,
      inbox: undefined,
      feedSources: undefined,
      chain: 'live',
      quiet: false,
      rollup: { batchCount: 101, messages: 1, delayed: 0, postedAt: at - 60 },
      paused: 120,
      l1Final: finalOnL1(l1, 'ethereum'),
      ladder: defaultLadder(knownChains['arbitrum-one']),
    }),
  );

describe('what is final on L1', () => {
  it('is what two have reached, of either layer; of one alone, what it says', () => {
    expect(finalOnL1([eth(800), eth(6), beacon(900)], 'ethereum')).toEqual({ newest: at - 6, agreed: at - 800 });
    expect(finalOnL1([eth(800)], 'ethereum')).toEqual({ newest: at - 800, agreed: at - 800 });
  });

  it('is not told by a node that is not well, says nothing of it, or is of another chain', () => {
    const other = node({ finalEpochAt: at }, 'ok', 'sepolia');
    const away: Node = { ...eth(6), failure: 'timeout' };
    const ill = (['lagging', 'stalled', 'syncing', 'unreachable', 'wrong_chain', 'diverged', 'unknown'] as const).map(
      (verdict) => eth(6, verdict),
    );
    expect(finalOnL1([other, away, ...ill, node({})], 'ethereum')).toBeUndefined();
  });
});

describe('a Nitro node that is well', () => {
  it('is not called cut off from L1 for one L1 node that calls its head final', () => {
    expect(link([eth(1000)], 1150).state).toBe('healthy');
    expect(link([eth(1000), eth(6)], 1150).state).toBe('healthy');
    expect(link([eth(6), beacon(1000)], 1150).state).toBe('healthy');
  });
});

describe('a Nitro node whose L1 node is dead or stands still', () => {
  it.each([
    [10, 1500],
    [30, 2700],
  ])('is not healthy, and Ethereum is not to blame, after %d minutes with nobody else to ask', (_minutes, age) => {
    for (const dead of [eth(age, 'unreachable'), eth(age, 'stalled'), { ...eth(age), failure: 'refused' } as const])
      expect(link([dead], age + 100)).toEqual({
        state: 'unknown',
        detail: 'no L1 node of ours is well: nobody says what is final on L1',
      });
  });

  it('has lost its L1 by the word of any other L1 node, of either layer', () => {
    const late = 1000 + limits.finalizedLate + 120 + 1;
    for (const well of [eth(1000), beacon(1000)]) {
      expect(link([eth(late - 100, 'stalled'), well], late).state).toBe('own_l1');
      expect(link([eth(late - 100, 'unreachable'), well], late - 1).state).toBe('healthy');
    }
  });
});

describe('an L1 that does not finalize', () => {
  const old = limits.l1FinalizedLate + 1;

  it('is the cause only while none of our L1 nodes sees it finalize', () => {
    expect(link([eth(old), eth(old), beacon(old)], old + 100).state).toBe('l1_finality');
    expect(link([eth(old), eth(old), beacon(1000)], old + 100)).toEqual({
      state: 'unknown',
      detail: 'our L1 nodes differ in what is final on L1',
    });
    expect(link([eth(old), eth(1000), beacon(1000)], 1150).state).toBe('healthy');
  });
});
