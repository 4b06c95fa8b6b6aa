/** What an answer adds to the counters: each minute once, and what came late as the positive difference. Pure. */
import { lateMinutes } from './plan.ts';

/** Sums of one minute by series, in raw labels. */
export type Totals = Readonly<Record<string, number>>;

export interface Minute {
  readonly minute: number;
  /** Nothing of it was sampled: a later look may differ only by what came late. */
  readonly exact: boolean;
  readonly totals: Totals;
}

export interface Cursor {
  /** First minute that is still to be counted. */
  readonly next: number;
  /** The last ones counted, oldest first. */
  readonly recent: readonly Minute[];
}

export interface Merged {
  readonly cursor: Cursor;
  /** By series, in raw labels; all positive. */
  readonly added: ReadonlyMap<string, number>;
  /** Of `added`, what came late. */
  readonly late: ReadonlyMap<string, number>;
  /** Minutes counted. */
  readonly counted: readonly number[];
}

const none: Totals = {};

/**
 * @param to minutes before it were answered in full
 * @param seen what was seen of each minute; a minute that is absent had nothing
 */
export const merge = (cursor: Cursor, to: number, seen: ReadonlyMap<number, Omit<Minute, 'minute'>>): Merged => {
  const added = new Map<string, number>();
  const late = new Map<string, number>();
  const add = (into: Map<string, number>, key: string, by: number): void => {
    if (by > 0) into.set(key, (into.get(key) ?? 0) + by);
  };

  const recent = cursor.recent.map((before): Minute => {
    const now = before.minute < to ? seen.get(before.minute) : undefined;
    // Two looks at a sample differ by chance; only differences in one direction would be kept, and would add up.
    if (!now?.exact || !before.exact) return before;
    const totals: Record<string, number> = { ...before.totals };
    for (const [key, value] of Object.entries(now.totals)) {
      const by = value - (before.totals[key] ?? 0);
      if (by <= 0) continue;
      totals[key] = value;
      add(added, key, by);
      add(late, key, by);
    }
    return { ...before, totals };
  });

  const counted: number[] = [];
  for (let minute = cursor.next; minute < to; minute += 1) {
    const { totals, exact } = seen.get(minute) ?? { totals: none, exact: true };
    for (const [key, value] of Object.entries(totals)) add(added, key, value);
    recent.push({ minute, exact, totals });
    counted.push(minute);
  }
  return {
    cursor: { next: Math.max(cursor.next, to), recent: recent.slice(-lateMinutes) },
    added,
    late,
    counted,
  };
};
