/**
 * How our clock stands to that of whoever answers, by the Date headers of answers that are asked for anyway. A header has
 * whole seconds, but each answer bounds the difference, and many of them leave little room between their bounds.
 */

export interface ClockReading {
  /** Seconds: our clock minus theirs. */
  readonly offset: number;
  /** Seconds by which that may be wrong, to either side. */
  readonly uncertainty: number;
}

export interface DateClock {
  /** @param date the header as it came @param sent @param received our wall clock, Unix ms */
  readonly take: (date: string, sent: number, received: number) => void;
  /** Undefined without an answer in the last two minutes. @param now Unix ms */
  readonly reading: (now: number) => ClockReading | undefined;
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Milliseconds: answers of this window and the one before count, so that a step of either clock is forgotten. */
const windowMs = 60_000;

const meet = (one: Bounds | undefined, other: Bounds): Bounds | undefined => {
  if (!one) return other;
  const both = { low: Math.max(one.low, other.low), high: Math.min(one.high, other.high) };
  return both.low <= both.high ? both : undefined;
};

export const createDateClock = (): DateClock => {
  let window = 0;
  let present: Bounds | undefined;
  let before: Bounds | undefined;
  let lastText = '';
  let lastDate = Number.NaN;

  const turn = (now: number): void => {
    const at = Math.floor(now / windowMs);
    if (at === window) return;
    before = at === window + 1 ? present : undefined;
    present = undefined;
    window = at;
  };

  return {
    take: (date, sent, received) => {
      if (date !== lastText) {
        lastText = date;
        lastDate = Date.parse(date);
      }
      // Our own clock was put back meanwhile: what was measured across that is nothing.
      if (Number.isNaN(lastDate) || received < sent) return;
      turn(received);
      // Theirs was in [date, date + 1 s) at some moment between sending and receiving.
      const bounds = { low: sent - lastDate - 1000, high: received - lastDate };
      const met = meet(present, bounds);
      // Bounds that do not meet: one of the clocks was put right. What comes from now on counts.
      if (!met) before = undefined;
      present = met ?? bounds;
    },
    reading: (now) => {
      turn(now);
      const known = present && before ? (meet(before, present) ?? present) : (present ?? before);
      if (!known) return undefined;
      return { offset: (known.low + known.high) / 2000, uncertainty: (known.high - known.low) / 2000 };
    },
  };
};
