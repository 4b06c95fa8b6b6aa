/** What git says of old rows. It reads every version that there ever was, so it is not asked each round. */
import type { FleetTreasury } from '../../collector/config/fleet.ts';
import type { BookProblem } from '../../treasury/model.ts';
import { booksVerdict } from '../../treasury/verdict.ts';

/** Seconds; sooner while something is wrong, so that its end is seen. */
const every = 3600;
const everyFault = 300;

export interface KnownHistory {
  /** Whether git was asked. */
  readonly checked: boolean;
  /** What was done to rows that had been committed. */
  readonly problems: readonly BookProblem[];
}

export interface HistoryWatch {
  /**
   * @param now Unix seconds
   * @returns the last answer; undefined when the books cannot be read
   */
  at(now: number): KnownHistory | undefined;
}

/** Asks as the report does, so that both refuse the same books. */
export const askHistory =
  (home: string, treasury: FleetTreasury) =>
  (now: number): KnownHistory => {
    const { checked, historyProblems } = booksVerdict(home, treasury, now);
    return { checked, problems: historyProblems };
  };

export const createHistoryWatch = (ask: (now: number) => KnownHistory): HistoryWatch => {
  let last: KnownHistory | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    at: (now) => {
      if (now - askedAt < (last?.problems.length === 0 ? every : everyFault)) return last;
      askedAt = now;
      try {
        last = ask(now);
      } catch {
        // A book that cannot be read: whoever reads the books says so.
        last = undefined;
      }
      return last;
    },
  };
};
