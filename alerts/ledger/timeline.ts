/**
 * From counters to seconds. The sum of an edge's counters is the clock of the process that keeps them: its k-th second
 * begins k seconds after the process started to count, however late it was booked and whenever it was scraped. So
 * neither late bookings nor jittered scrapes tear an interval. Pure.
 */
import { limits } from '../../collector/policy/ladder.ts';
import { none } from './codes.ts';
import { comesAfter, deltaOf, sameProcess, sumAt } from './delta.ts';
import type { Range } from './month.ts';
import { clockReach, processClock } from './processClock.ts';
import { countOf, indexAfter, type Readings, timeAt, valueAt } from './readings.ts';
import { createSlots, type Slots } from './slots.ts';

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

/** How far the readings of a range must reach beyond its ends. */
export const margin = clockReach;

/** Index of the reading that the readings of a range from `from` on should begin with. */
export const firstNeeded = (readings: Readings, from: number): number => {
  const last = indexAfter(readings, from - margin) - 1;
  return last < 0 ? 0 : indexAfter(readings, timeAt(readings, last) - margin);
};

/** Samples come each second; further apart than this, some are missing. */
const gapAfter = limits.shortWindow;
/** Longer than this nobody waits for the end of a gap, so that nothing is said of it. */
const longestGap = limits.ledgerSettlesGaps;

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
  const clock = processClock(readings);
  const handOver = firstNeeded(readings, range.to);
  let handed: Anchor | undefined;
  let anchor: Anchor | undefined;
  let slots: Slots | undefined;
  let before: number | undefined;
  /** The first second that nothing was said of yet. */
  let reached = Number.NEGATIVE_INFINITY;

  const missing = (from: number, to: number): void => {
    if (to > range.from && from < range.to) gaps.push({ from, to });
  };
  const write = (second: number, code: number, certain: boolean): void => {
    const index = second - range.from;
    if (index < 0 || index >= length) return;
    // Two processes, or a clock put back, over one second: what is known to be worse counts.
    codes[index] = Math.max(codes[index] ?? none, code);
    if (!certain) placed[index] = 0;
  };

  for (let index = 0; index < countOf(readings); index += 1) {
    const start = valueAt(readings, index, 1);
    const first = index === 0 || !sameProcess(readings, index - 1, index);
    const at = timeAt(readings, index);
    const since = first ? start : timeAt(readings, index - 1);
    if (first) {
      anchor = { start, shift: index === 0 && carried?.start === start ? carried.shift : 0 };
      slots = undefined;
    }
    const shift = (anchor?.shift ?? 0) + clock.drift(index, Math.floor(start) + (anchor?.shift ?? 0));
    anchor = { start, shift };
    if (index === handOver) handed = anchor;
    const base = Math.floor(start) + shift;
    const delta = deltaOf(readings, first ? undefined : index - 1, index);
    const booked = sumAt(readings, index);
    const inGap = at - since > gapAfter;
    const from = base + (slots?.next ?? booked - delta.seconds);
    if (inGap) missing(Number.isFinite(reached) ? reached : from, base + booked);
    else if (first && from - reached > gapAfter) missing(reached, from);
    // The very first reading of all tells of a process only what it has just begun: nothing is made up before it.
    if (delta.valid && at - since <= (index === 0 ? gapAfter : longestGap)) {
      slots ??= createSlots(booked - delta.seconds);
      const due = inGap ? undefined : clock.due(index);
      const after = comesAfter(readings, index);
      const certain = !inGap || delta.parts.length === 1;
      let newest = -1;
      for (const { at: slot, code } of slots.place(delta.parts, before, after, due, at)) {
        write(base + slot, code, certain);
        if (slot > newest) before = code;
        newest = Math.max(newest, slot);
      }
    } else slots = createSlots(booked);
    reached = base + slots.next;
  }
  missing(reached, Number.POSITIVE_INFINITY);
  return { codes, placed, gaps, anchor: handed };
};
