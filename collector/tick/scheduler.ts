/**
 * The tick's own timer: one tick a second for each chain, on the monotonic clock, without drift. Chains are shifted
 * inside the second, so that a large fleet does not send everything in one instant.
 */
import { limits } from '../policy/ladder.ts';

export interface Ticked {
  run(at: number, tainted: boolean): Promise<void>;
  missed(seconds: number): void;
}

/** A tick that starts later than this many milliseconds proves nothing about the fleet. */
const lateLimit = 1000 * limits.tickLate;

export interface SchedulerClock {
  /** Monotonic milliseconds. */
  mono(): number;
  /** Unix milliseconds. */
  wall(): number;
  setTimer(run: () => void, milliseconds: number): () => void;
}

const realClock: SchedulerClock = {
  mono: () => performance.now(),
  wall: () => Date.now(),
  setTimer: (run, milliseconds) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

const scheduleOne = (watch: Ticked, phase: number, clock: SchedulerClock): (() => void) => {
  let next = clock.mono() + phase;
  let cancel = (): void => undefined;
  let offset = clock.wall() - clock.mono();

  const fire = (): void => {
    // A timer may fire a fraction of a millisecond early.
    const late = Math.max(0, clock.mono() - next);
    const skipped = Math.floor(late / 1000);
    if (skipped > 0) watch.missed(skipped);
    next += (skipped + 1) * 1000;
    // A step of the wall clock makes every age in this tick a lie.
    const drift = clock.wall() - clock.mono();
    const stepped = Math.abs(drift - offset) > 500;
    offset = drift;
    cancel = clock.setTimer(fire, Math.max(0, next - clock.mono()));
    void watch.run(clock.wall() / 1000, stepped || late % 1000 > lateLimit);
  };
  cancel = clock.setTimer(fire, phase);
  return () => cancel();
};

/** Starts all watches; returns the stop function. */
export const schedule = (watches: readonly Ticked[], clock: SchedulerClock = realClock): (() => void) => {
  const stops = watches.map((watch, index) => scheduleOne(watch, Math.floor((index * 1000) / watches.length), clock));
  return () => {
    for (const stop of stops) stop();
  };
};
