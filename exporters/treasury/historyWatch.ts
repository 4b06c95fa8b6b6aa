/**
 * What git says of old rows. It reads every version that there ever was, so it is asked in a process of its own, and not each
 * round: the fast tick must not wait for it.
 */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import { askApart } from '../../treasury/apart.ts';
import { treasuryDir } from '../../treasury/books.ts';
import { topOf } from '../../treasury/git.ts';
import type { BookProblem } from '../../treasury/model.ts';

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
   * The last answer about the books as they are. Waits for it when there is none of them yet: until then nobody knows whether
   * their rows are the old ones.
   * @param now Unix seconds
   * @param text of the books: another one is another question
   * @returns undefined when the books cannot be read
   */
  at(now: number, text: string): Promise<KnownHistory | undefined>;
  /** Ends a question that is open. */
  stop(): void;
}

export type AskHistory = (now: number, signal: AbortSignal) => Promise<KnownHistory>;

const place = z.object({ file: z.string(), line: z.int(), column: z.int().exactOptional() });
const answer = z.object({
  checked: z.boolean(),
  problems: z.array(z.object({ place, found: z.string(), expected: z.string() })),
});

const child = new URL('historyChild.ts', import.meta.url);

/** Asks as the report does, so that both refuse the same books. */
export const askHistory =
  (home: string, treasury: FleetTreasury): AskHistory =>
  async (now, signal) => {
    const dir = treasuryDir(home);
    // Without a repository there is nothing to read.
    if (!existsSync(dir) || topOf(dir) === undefined) return { checked: false, problems: [] };
    return answer.parse(await askApart(child, { home, treasury, now }, signal));
  };

export const createHistoryWatch = (ask: AskHistory): HistoryWatch => {
  const ending = new AbortController();
  let last: KnownHistory | undefined;
  let about: string | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  const begin = (now: number): void => {
    askedAt = now;
    running = ask(now, ending.signal)
      .then(
        (found) => found,
        // A book that cannot be read: whoever reads the books says so. Rows that were changed are no less so for that.
        () => (last?.problems.length ? last : undefined),
      )
      .then((found) => {
        last = found;
        running = undefined;
      });
  };
  return {
    at: async (now, text) => {
      if (text !== about) {
        // What is being read now may be the books of before.
        await running;
        about = text;
        last = undefined;
        begin(now);
        await running;
      } else if (!running && now - askedAt >= (last?.problems.length === 0 ? every : everyFault)) begin(now);
      return last;
    },
    stop: () => ending.abort(),
  };
};
