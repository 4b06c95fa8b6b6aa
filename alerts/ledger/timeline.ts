/**
 * From counters to seconds. The sum of an edge's counters is the clock of the process that keeps them: its k-th booked
 * second is the k-th second since the process started, however late it was booked and whenever it was scraped. So
 * neither late bookings nor jittered scrapes tear an interval; only what happened between two scrapes has no order.
 * Pure.
 */
import { edgeFaults, edgeStates } from '../../collector/catalogue/labels.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { badCode, codeOf, none } from './codes.ts';
import type { Range } from './month.ts';
import { countOf, firstFault, firstState, indexAfter, type Readings, timeAt, valueAt } from './readings.ts';

/** By how many seconds the seconds of a process are off from its start: after a freeze, or a step of its clock. */
export interface Anchor {
  readonly start: number;
  readonly shift: number;
}

export interface VantageLine {
  /** A code for each second of the range; `none` where nothing is known. */
  readonly codes: Uint8Array;
  /** 0 where a second is known to have been in a gap, but not where in it. */
  readonly placed: Uint8Array;
  /** Stretches without samples; one that is still open has no end. */
  readonly gaps: readonly Range[];
  /** For the call that goes on where this one ends. */
  readonly anchor: Anchor | undefined;
}

/** How far the readings of a range must reach beyond its ends: bookings are late, and a freeze is seen only afterwards. */
export const margin = 60;
/** Before the last reading that a range needs, some more tell what state it began in. */
const leadIn = 30;

/** Index of the reading that the readings of a range from `from` on should begin with. */
export const firstNeeded = (readings: Readings, from: number): number => {
  const last = indexAfter(readings, from - margin) - 1;
  return last < 0 ? 0 : indexAfter(readings, timeAt(readings, last) - leadIn);
};

/** Samples come each second; further apart than this, some are missing. */
const gapAfter = limits.shortWindow;
/** Longer than this nobody waits for the end of a gap, so that nothing is said of it. */
const longestGap = limits.ledgerSettlesGaps;

/** A process whose prompt answers are all booked this late for this long has stood still meanwhile. Seconds. */
const lateAfter = 4;
const lateFor = margin;
const lateCount = 10;
/** Nobody books a second this long before it is over. */
const earlyBy = -2;

interface Delta {
  readonly seconds: number;
  /** [code, seconds], those above zero. */
  readonly parts: readonly (readonly [number, number])[];
  readonly valid: boolean;
}

const sumAt = (readings: Readings, index: number): number => {
  let sum = 0;
  for (let state = 0; state < edgeStates.length; state += 1) sum += valueAt(readings, index, firstState + state);
  return Math.round(sum);
};

/** What was booked between two readings of one process; from zero when `from` is undefined. */
const deltaOf = (readings: Readings, from: number | undefined, to: number): Delta => {
  const grown = (column: number): number =>
    Math.round(valueAt(readings, to, column) - (from === undefined ? 0 : valueAt(readings, from, column)));
  const parts: (readonly [number, number])[] = [];
  let seconds = 0;
  let valid = true;
  edgeStates.forEach((state, index) => {
    const count = grown(firstState + index);
    if (count < 0) valid = false;
    seconds += count;
    if (state !== 'bad') {
      if (count > 0) parts.push([codeOf(state), count]);
      return;
    }
    let rest = count;
    edgeFaults.forEach((fault, at) => {
      const faulty = Math.max(0, Math.min(rest, grown(firstFault + at)));
      rest -= faulty;
      if (faulty > 0) parts.push([badCode(fault), faulty]);
    });
    if (rest > 0) parts.push([badCode('bad_answer'), rest]);
  });
  return { seconds, parts: merged(parts), valid };
};

const merged = (parts: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] => {
  const sums = new Map<number, number>();
  for (const [code, count] of parts) sums.set(code, (sums.get(code) ?? 0) + count);
  return [...sums].sort(([a], [b]) => a - b);
};

/** One order for what has none: on with what was before, up to what comes after, the rest between. */
const ordered = (parts: Delta['parts'], before: number | undefined, after: number | undefined): Delta['parts'] => {
  const rank = (code: number): number => (code === before ? 0 : code === after ? 2 : 1);
  return [...parts].sort(([a], [b]) => rank(a) - rank(b) || a - b);
};

const sameProcess = (readings: Readings, a: number, b: number): boolean =>
  valueAt(readings, a, 1) === valueAt(readings, b, 1);

/** What the next booked seconds are, if they are all one. */
const comesAfter = (readings: Readings, index: number): number | undefined => {
  for (let next = index + 1; next < Math.min(index + 5, countOf(readings)); next += 1) {
    if (!sameProcess(readings, index, next)) return undefined;
    const { parts } = deltaOf(readings, index, next);
    if (parts.length > 0) return parts.length === 1 ? parts[0]?.[0] : undefined;
  }
  return undefined;
};

/** How late the last booked second was, measured from where it would be on time; undefined unless it was answered. */
const promptLag = (readings: Readings, index: number, base: number): number | undefined => {
  if (index === 0 || !sameProcess(readings, index - 1, index)) return undefined;
  const { parts } = deltaOf(readings, index - 1, index);
  // Answers come at once; what failed is booked only when it is known to have failed.
  if (parts.length !== 1 || parts[0]?.[0] !== codeOf('good')) return undefined;
  return timeAt(readings, index) - base - sumAt(readings, index);
};

/** By how much the clock of the process is off from `index` on; 0 when it is not, or nobody can say yet. */
const drift = (readings: Readings, index: number, base: number): number => {
  const lag = promptLag(readings, index, base);
  if (lag === undefined) return 0;
  if (lag < earlyBy) return Math.floor(lag) + 1;
  if (lag <= lateAfter) return 0;
  let least = lag;
  let seen = 1;
  for (let next = index + 1; next < countOf(readings); next += 1) {
    if (timeAt(readings, next) > timeAt(readings, index) + lateFor || !sameProcess(readings, index, next)) break;
    const later = promptLag(readings, next, base);
    if (later === undefined) continue;
    least = Math.min(least, later);
    seen += 1;
  }
  return seen >= lateCount && least > lateAfter ? Math.round(least - 0.5) : 0;
};

/**
 * @param readings of one vantage, in order, from some time before the range to some time behind it
 * @param range whole seconds
 * @param carried what a former call said of the process that the readings begin with
 */
export const timelineOf = (readings: Readings, range: Range, carried?: Anchor | undefined): VantageLine => {
  const length = range.to - range.from;
  const codes = new Uint8Array(length);
  const placed = new Uint8Array(length).fill(1);
  const gaps: Range[] = [];
  const handOver = firstNeeded(readings, range.to);
  let anchor: Anchor | undefined;
  let handed: Anchor | undefined;
  let before: number | undefined;
  /** The first second that nothing was said of yet. */
  let reached = Number.NEGATIVE_INFINITY;

  const missing = (from: number, to: number): void => {
    if (to > range.from && from < range.to) gaps.push({ from, to });
  };
  const lay = (from: number, { parts, seconds }: Delta, after: number | undefined, inGap: boolean): void => {
    const certain = !inGap || parts.length === 1;
    let at = from;
    for (const [code, count] of ordered(parts, before, after)) {
      for (let end = at + count; at < end; at += 1) {
        const index = at - range.from;
        if (index < 0 || index >= length) continue;
        // Two processes, or a clock put back, over one second: what is known to be worse counts.
        codes[index] = Math.max(codes[index] ?? none, code);
        if (!certain) placed[index] = 0;
      }
      before = code;
    }
    reached = from + seconds;
  };

  for (let index = 0; index < countOf(readings); index += 1) {
    const start = valueAt(readings, index, 1);
    const first = index === 0 || !sameProcess(readings, index - 1, index);
    if (first) {
      const shift = carried?.start === start && index === 0 ? carried.shift : 0;
      anchor = { start, shift };
    }
    let base = Math.floor(start) + (anchor?.shift ?? 0);
    const at = timeAt(readings, index);
    const since = first ? start : timeAt(readings, index - 1);
    const off = drift(readings, index, base);
    base += off;
    if (off !== 0) anchor = { start, shift: (anchor?.shift ?? 0) + off };
    if (index === handOver) handed = anchor;
    const delta = deltaOf(readings, first ? undefined : index - 1, index);
    const from = base + sumAt(readings, index) - delta.seconds;
    if (at - since > gapAfter) missing(Number.isFinite(reached) ? reached : from, from + delta.seconds);
    else if (first && from - reached > gapAfter) missing(reached, from);
    // The very first reading of all tells of a process only what it has just begun: nothing is made up before it.
    const told = delta.valid && at - since <= (index === 0 ? gapAfter : longestGap);
    if (told) lay(from, delta, comesAfter(readings, index), at - since > gapAfter);
    else reached = from + delta.seconds;
  }
  missing(reached, Number.POSITIVE_INFINITY);
  return { codes, placed, gaps, anchor: handed };
};
