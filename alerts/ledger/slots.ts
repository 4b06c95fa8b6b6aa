/**
 * The seconds of one process, each with a number, and what they were. Answers are booked at once; what failed is booked
 * when it is known to have failed, and later seconds may be booked before it. So a good second is taken for one of the
 * newest that are due, a bad one for the oldest that is owed. Pure.
 */
import { good, halted } from './codes.ts';
import type { Parts } from './delta.ts';

export interface Slot {
  /** The second, counted from the start of the process. */
  readonly at: number;
  readonly code: number;
}

export interface Slots {
  /** The first second that nothing is known of, but for those still owed. */
  readonly next: number;
  /**
   * Gives each booked second its number.
   * @param due how many seconds should be booked by now; undefined: just as many as are
   * @param time of the scrape: who is owed for too long is not waited for
   */
  place(
    parts: Parts,
    before: number | undefined,
    after: number | undefined,
    due: number | undefined,
    time: number,
  ): readonly Slot[];
}

/** Longer than any answer, retry and control takes. Seconds. */
const owedFor = 10;
const isPrompt = (code: number): boolean => code === good || code === halted;

/** One order for what has none: on with what was before, up to what comes after, the rest between. */
const ordered = (parts: Parts, before: number | undefined, after: number | undefined): readonly number[] => {
  const rank = (code: number): number => (code === before ? 0 : code === after ? 2 : 1);
  return [...parts]
    .sort(([a], [b]) => rank(a) - rank(b) || a - b)
    .flatMap(([code, count]) => Array.from({ length: count }, () => code));
};

/** @param booked seconds that were booked before the first call */
export const createSlots = (booked: number): Slots => {
  let next = booked;
  let owed: { readonly at: number; readonly since: number }[] = [];
  return {
    get next() {
      return next;
    },
    place: (parts, before, after, due, time) => {
      const [only] = parts;
      // Nearly always: all is as usual, and as many seconds as ever.
      if (due === undefined && owed.length === 0 && parts.length <= 1) {
        const found: Slot[] = [];
        for (let left = only?.[1] ?? 0; only && left > 0; left -= 1) {
          found.push({ at: next, code: only[0] });
          next += 1;
        }
        return found;
      }
      const codes = ordered(parts, before, after);
      const expired = owed.some(({ since }) => time - since > owedFor);
      const needed = next + Math.max(0, codes.length - owed.length);
      const end = due === undefined || expired ? needed : Math.max(needed, due, next);
      const free = [...owed, ...Array.from({ length: end - next }, (_, index) => ({ at: next + index, since: time }))];
      next = end;
      const found: Slot[] = [];
      // When nothing is owed, nothing was overtaken: they are in their order.
      const inOrder = due === undefined || expired || (owed.length === 0 && free.length === codes.length);
      const prompt = inOrder ? [] : codes.filter(isPrompt);
      const rest = prompt.length > 0 ? codes.filter((code) => !isPrompt(code)) : codes;
      const newest = free.splice(free.length - prompt.length, prompt.length);
      rest.forEach((code) => {
        const slot = free.shift();
        if (slot) found.push({ at: slot.at, code });
      });
      prompt.forEach((code, index) => {
        const slot = newest[index];
        if (slot) found.push({ at: slot.at, code });
      });
      owed = free;
      return found;
    },
  };
};
