/** Whose clock is wrong, from Date headers of whole seconds. */
import { describe, expect, it } from 'vitest';
import { nodeClock, ownClock } from '../../../../collector/life/clock.ts';
import { createDateClock } from '../../../../collector/rpc/dateClock.ts';

const start = 1_790_000_000_000;

/** Answers for so long, one every 0.7 s; theirs are cut to whole seconds. Round trips in ms. */
const heard = (fast: number, seconds: number, roundTrip = 40) => {
  const clock = createDateClock();
  for (let at = start; at < start + seconds * 1000; at += 700) {
    const sent = at + fast * 1000;
    clock.take(new Date(at + roundTrip / 2).toUTCString(), sent, sent + roundTrip);
  }
  return { clock, now: start + (seconds + fast) * 1000 };
};

describe('the clock of one endpoint', () => {
  it('one answer says no more than its second and its round trip', () => {
    const clock = createDateClock();
    clock.take(new Date(start).toUTCString(), start + 300, start + 500);
    expect(clock.reading(start + 500)).toEqual({ offset: -0.1, uncertainty: 0.6 });
  });

  it.each([-4, -0.3, 0, 0.3, 2.5, 3600])('many answers find %s s to a fraction of a second', (fast) => {
    const { clock, now } = heard(fast, 30);
    const reading = clock.reading(now);
    expect(Math.abs((reading?.offset ?? Number.NaN) - fast)).toBeLessThanOrEqual(reading?.uncertainty ?? 0);
    expect(reading?.uncertainty).toBeLessThan(0.15);
  });

  it('what was put right is believed at once, and two minutes of silence are nothing', () => {
    const { clock } = heard(0, 30);
    const later = start + 31_000;
    clock.take(new Date(later - 10_000).toUTCString(), later, later + 40);
    expect(clock.reading(later)?.offset).toBeCloseTo(9.5, 0);
    expect(clock.reading(later + 130_000)).toBeUndefined();
  });

  it('a header that is no date is nothing', () => {
    const clock = createDateClock();
    clock.take('soon', start, start + 10);
    expect(clock.reading(start + 10)).toBeUndefined();
  });
});

const of = (...offsets: readonly number[]) => offsets.map((offset) => ({ offset, uncertainty: 0.2 }));

describe('whose clock is wrong', () => {
  it('ours, when all others agree that it is', () => {
    expect(ownClock(of(4.9, 5, 5.1))).toEqual({ skew: 5, uncertainty: 0.2 });
  });
  it('not ours, when one of them is off; it is not even counted', () => {
    expect(ownClock(of(0, 0.1, -0.1, 60))?.skew).toBeCloseTo(0);
  });
  it('nobody’s, as far as two can tell, or when they do not agree with each other', () => {
    expect(ownClock(of(5, 5))).toBeUndefined();
    expect(ownClock(of(0, 10, 20, 30))).toBeUndefined();
    expect(ownClock([])).toBeUndefined();
  });
  it('a node’s, by its own header with ours put right', () => {
    // Ours is 5 s fast and shows 2 s more than the node's: the node is 3 s fast.
    expect(nodeClock({ skew: 5, uncertainty: 0.2 }, { offset: 2, uncertainty: 0.3 })).toEqual({
      skew: 3,
      uncertainty: 0.5,
    });
  });
});
