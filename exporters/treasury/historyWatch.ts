/** What git says of old rows. It reads every version that there ever was, so it is not asked each round. */
import { checkHistory, type History } from '../../treasury/history.ts';

/** Seconds; sooner while something is wrong, so that its end is seen. */
const every = 3600;
const everyFault = 300;

export interface HistoryWatch {
  /**
   * @param now Unix seconds
   * @returns the last answer; undefined when the books cannot be read
   */
  at(now: number): History | undefined;
}

export const createHistoryWatch = (dir: string, check: typeof checkHistory = checkHistory): HistoryWatch => {
  let last: History | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    at: (now) => {
      if (now - askedAt < (last?.problems.length === 0 ? every : everyFault)) return last;
      askedAt = now;
      try {
        last = check(dir);
      } catch {
        // A book that cannot be read: whoever reads the books says so.
        last = undefined;
      }
      return last;
    },
  };
};
