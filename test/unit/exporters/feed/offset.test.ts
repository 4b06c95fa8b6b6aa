import { describe, expect, it } from 'vitest';
import { feedLagOf } from '../../../../collector/feed/nodeLag.ts';
import { createOffsetFinder } from '../../../../exporters/feed/offset.ts';

const t0 = 1_778_722_230;
const hashOf = (number: number): string => `0x${number.toString(16).padStart(64, '0')}`;
/** Four blocks a second; the true offset. */
const truth = 22_207_817;
const stampOf = (sequence: number): number => t0 + Math.floor(sequence / 4);
const head = (sequence: number) => ({
  number: sequence + truth,
  timestamp: stampOf(sequence),
  hash: hashOf(sequence + truth),
});
const fed = (count: number, hashes: boolean) => {
  const finder = createOffsetFinder();
  for (let sequence = 0; sequence < count; sequence++) {
    const blockHash = hashes ? hashOf(sequence + truth) : undefined;
    finder.tookMessage({ sequence, timestamp: stampOf(sequence), kind: 'sequencer', blockHash });
  }
  return finder;
};

describe('height minus sequence number', () => {
  it('is certain from one block that the feed and a node both know by its hash', () => {
    const finder = fed(100, true);
    expect(finder.offset()).toBeUndefined();
    finder.tookHead(head(90));
    expect(finder.offset()).toEqual({ low: truth, high: truth });
  });

  it('without hashes lies within the messages of the second, and narrows with each sight', () => {
    const finder = fed(400, false);
    finder.tookHead(head(201));
    expect(finder.offset()).toEqual({ low: truth - 2, high: truth + 1 });
    finder.tookHead(head(240));
    finder.tookHead(head(283));
    expect(finder.offset()).toEqual({ low: truth, high: truth });
  });

  it('is not taken from the second under way, nor from a block that the feed did not bring', () => {
    const finder = fed(100, false);
    finder.tookHead(head(99));
    finder.tookHead(head(5_000));
    expect(finder.offset()).toBeUndefined();
  });

  it('a delayed message, whose stamp is old, makes a block of its own second', () => {
    const finder = createOffsetFinder();
    for (let sequence = 0; sequence < 400; sequence++) {
      const delayed = sequence % 4 === 1;
      const timestamp = delayed ? t0 - 900 : stampOf(sequence);
      finder.tookMessage({ sequence, timestamp, kind: delayed ? 'delayed' : 'sequencer', blockHash: undefined });
    }
    for (const sequence of [201, 240, 283]) finder.tookHead(head(sequence));
    expect(finder.offset()).toEqual({ low: truth, high: truth });
  });

  it('begins anew when what it knew cannot be any more', () => {
    const finder = fed(400, false);
    for (const sequence of [240, 283]) finder.tookHead(head(sequence));
    finder.tookHead({ ...head(201), number: 201 });
    expect(finder.offset()).toEqual({ low: -2, high: 1 });
  });
});

describe('how far a node is behind the feed', () => {
  const offset = { low: truth, high: truth };
  it('is what the feed had brought when it was asked; what came meanwhile is uncertainty', () => {
    const lag = feedLagOf({ asked: 1_000, answered: 1_003, offset, number: truth + 990 });
    expect(lag).toEqual({ blocks: 10, uncertainty: 3 });
  });
  it('is nothing for one that is ahead of our source', () => {
    expect(feedLagOf({ asked: 1_000, answered: 1_000, offset, number: truth + 1_004 }).blocks).toBe(0);
  });
  it('is as uncertain as the offset', () => {
    const wide = { low: truth - 2, high: truth + 1 };
    expect(feedLagOf({ asked: 1_000, answered: 1_000, offset: wide, number: truth + 990 })).toEqual({
      blocks: 9.5,
      uncertainty: 1.5,
    });
  });
});
