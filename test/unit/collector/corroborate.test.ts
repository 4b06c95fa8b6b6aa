import { describe, expect, it } from 'vitest';
import { corroborate, type Source } from '../../../collector/verdict/corroborate.ts';
import { lagOf } from '../../../collector/verdict/lag.ts';

const source = (group: string, number: number, more: Partial<Source> = {}): Source => ({
  group,
  head: { number, timestamp: 1000 + number / 4, hash: '0x' },
  age: 0,
  roundTrip: 0.01,
  advancingFor: 100,
  ...more,
});

describe('the corroborated head', () => {
  it('is the highest that two independent sources have reached', () => {
    expect(corroborate([source('a', 10), source('b', 11), source('c', 12)], 60)?.head.number).toBe(11);
  });

  it('does not follow one runaway source', () => {
    expect(corroborate([source('a', 10), source('b', 11), source('r', 1_000_000)], 60)?.head.number).toBe(11);
  });

  it('counts a pair that moves together once', () => {
    expect(corroborate([source('a', 900), source('a', 901), source('b', 11), source('c', 12)], 60)?.head.number).toBe(
      12,
    );
  });

  it('with fewer than three sources takes the highest that has advanced with the clock long enough', () => {
    expect(corroborate([source('a', 10), source('b', 50, { advancingFor: 3 })], 60)?.head.number).toBe(10);
    expect(corroborate([source('a', 10)], 60)?.head.number).toBe(10);
  });

  describe('of two sources of a quiet chain, whose last block is an hour old', () => {
    const honest = source('a', 1000, { advancingFor: 3600, head: { number: 1000, timestamp: 6400, hash: '0x' } });
    const other = (number: number, timestamp: number) =>
      source('b', number, { advancingFor: 3600, head: { number, timestamp, hash: '0x' } });
    const chosen = (second: Source) => corroborate([honest, second], 60, true)?.head.number;

    it('is not the height of one that says more blocks than the hour has room for', () => {
      expect(chosen(other(1_001_000, 10_000))).toBe(1000);
      expect(chosen(other(2000, 6400))).toBe(1000);
      expect(chosen(other(2000, 0))).toBe(1000);
    });

    it('is the further one where the chain can have come so far: then the other one stands still', () => {
      expect(chosen(other(1001, 10_000))).toBe(1001);
      expect(chosen(other(15_000, 10_000))).toBe(15_000);
      // A burst of blocks within the second of the last one.
      expect(chosen(other(1004, 6400))).toBe(1004);
    });

    it('is what two have reached as soon as there is a third one', () => {
      const third = source('c', 1001, { head: { number: 1001, timestamp: 9990, hash: '0x' } });
      expect(corroborate([honest, other(1_001_000, 10_000), third], 60, true)?.head.number).toBe(1001);
    });
  });

  it('says nothing without a source, and how unsure it is with an old one', () => {
    expect(corroborate([], 60)).toBeUndefined();
    expect(corroborate([source('a', 10, { age: 4, roundTrip: 0.5 })], 60)?.uncertainty).toBe(4.5);
  });
});

describe('lag', () => {
  const head = (number: number, timestamp: number) => ({ number, timestamp, hash: '0x' });

  it('of one 250 ms block across a second boundary is a quarter of a second, not one', () => {
    expect(lagOf(head(99, 24), head(100, 25), 0.25, true)).toEqual({ seconds: 0.25, blocks: 1 });
  });

  it('is never negative', () => {
    expect(lagOf(head(105, 26), head(100, 25), 0.25, true)).toEqual({ seconds: 0, blocks: 0 });
  });

  it('trusts timestamps where blocks came slower than usual', () => {
    expect(lagOf(head(96, 0), head(100, 40), 0.25, true)).toEqual({ seconds: 39, blocks: 4 });
  });

  it('of a consensus node is measured by time, because slots are not block numbers', () => {
    expect(lagOf(head(14_000_000, 988), head(25_000_000, 1000), 12, false)).toEqual({ seconds: 12, blocks: 1 });
  });
});
