import { describe, expect, it } from 'vitest';
import { type SchedulerClock, schedule } from '../../../collector/tick/scheduler.ts';

/** A clock that a test moves by hand; timers may fire early or late, as real ones do. */
const fakeClock = (error: () => number) => {
  let mono = 5_000;
  let step = 0;
  let timers: { at: number; run: () => void }[] = [];
  const clock: SchedulerClock = {
    mono: () => mono,
    wall: () => mono + 1_000_000 + step,
    setTimer: (run, milliseconds) => {
      const timer = { at: mono + milliseconds + error(), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  const advance = (milliseconds: number): void => {
    const end = mono + milliseconds;
    for (;;) {
      const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      timers = timers.filter((other) => other !== next);
      mono = Math.max(mono, next.at);
      next.run();
    }
    mono = end;
  };
  return {
    clock,
    advance,
    block: (milliseconds: number) => {
      mono += milliseconds;
    },
    stepWall: (milliseconds: number) => {
      step += milliseconds;
    },
  };
};

const watchOf = () => {
  const ticks: { at: number; tainted: boolean }[] = [];
  let missed = 0;
  return {
    ticks,
    missedSeconds: () => missed,
    watch: {
      run: async (at: number, tainted: boolean) => {
        ticks.push({ at, tainted });
      },
      missed: (seconds: number) => {
        missed += seconds;
      },
    },
  };
};

describe('the tick', () => {
  it('runs once a second without drift, though timers fire a little early or late', () => {
    let turn = 0;
    const { clock, advance } = fakeClock(() => [-0.6, 0.9, 3][turn++ % 3] ?? 0);
    const { watch, ticks, missedSeconds } = watchOf();
    const stop = schedule([watch], clock);
    advance(100_500);
    stop();
    expect(ticks).toHaveLength(101);
    expect(missedSeconds()).toBe(0);
    expect(ticks.every(({ tainted }) => !tainted)).toBe(true);
  });

  it('books the seconds in which the process stood still, so that ticks and missed add up to the time', () => {
    const { clock, advance, block } = fakeClock(() => 0);
    const { watch, ticks, missedSeconds } = watchOf();
    const stop = schedule([watch], clock);
    advance(10_100);
    block(7_300);
    advance(10_000);
    stop();
    expect(ticks.length + missedSeconds()).toBe(28);
    expect(missedSeconds()).toBe(6);
  });

  it('taints a tick that starts late and one in which the wall clock was stepped', () => {
    const { clock, advance, block, stepWall } = fakeClock(() => 0);
    const { watch, ticks } = watchOf();
    const stop = schedule([watch], clock);
    advance(2_100);
    block(1_300);
    advance(100);
    expect(ticks.at(-1)?.tainted).toBe(true);
    advance(1_000);
    expect(ticks.at(-1)?.tainted).toBe(false);
    stepWall(-60_000);
    advance(1_000);
    expect(ticks.at(-1)?.tainted).toBe(true);
    advance(1_000);
    expect(ticks.at(-1)?.tainted).toBe(false);
    stop();
  });

  it('shifts chains inside the second', () => {
    const { clock, advance } = fakeClock(() => 0);
    const [one, two] = [watchOf(), watchOf()];
    const stop = schedule([one.watch, two.watch], clock);
    advance(400);
    expect([one.ticks.length, two.ticks.length]).toEqual([1, 0]);
    advance(200);
    expect([one.ticks.length, two.ticks.length]).toEqual([1, 1]);
    stop();
  });
});
