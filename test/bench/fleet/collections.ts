/** How long this process was stopped by the collection of garbage: a part of what is a block, told apart. */
import { PerformanceObserver } from 'node:perf_hooks';

export interface Collections {
  /** Since the last call, by the clock on the wall: milliseconds of the longest one, seconds of all. */
  take(): { readonly longest: number; readonly seconds: number };
}

export const watchCollections = (): Collections => {
  let longest = 0;
  let seconds = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      longest = Math.max(longest, duration);
      seconds += duration / 1000;
    }
  }).observe({ entryTypes: ['gc'] });
  return {
    take: () => {
      const taken = { longest, seconds };
      longest = 0;
      seconds = 0;
      return taken;
    },
  };
};
