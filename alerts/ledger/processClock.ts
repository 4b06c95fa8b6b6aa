/**
 * How a process' booked seconds run against the scrapes' own time: whether some second is still owed while later ones
 * are booked already, and whether the process stood still. Pure.
 */
import { good } from './codes.ts';
import { deltaOf, sameProcess, sumAt } from './delta.ts';
import { countOf, type Readings, timeAt, valueAt } from './readings.ts';

/** What failed is booked when it is known to have failed: this much later at most. Seconds. */
const latest = 10;
/** So far around a reading the usual delay is looked for. */
const around = 60;
/** Delays vary a little more than what was seen nearby. Seconds. */
const tolerance = 0.1;
/** A process whose prompt answers are all booked this late for this long has stood still meanwhile. Seconds. */
const lateAfter = 4;
const lateFor = 60;
const lateCount = 10;
/** Nobody books a second this long before it is over. */
const earlyBy = -2;

/** How far beyond both ends of a range readings are needed, so that it is told the same by whoever tells it. */
export const clockReach = around + latest + 30;

export interface ProcessClock {
  /** How many seconds an edge that answers at once would have booked; undefined where all is as usual, or unknown. */
  due(index: number): number | undefined;
  /** By how many seconds the process is off from `index` on, when its k-th second was expected at base + k. */
  drift(index: number, base: number): number;
}

export const processClock = (readings: Readings): ProcessClock => {
  const count = countOf(readings);
  /** Only good seconds since the reading before. */
  const plain = new Uint8Array(count);
  /** Plain, and so is everything near. */
  const calm = new Uint8Array(count);
  /** By how much the sum is less than the clock. */
  const behind = new Float64Array(count);
  for (let index = 0; index < count; index += 1) behind[index] = timeAt(readings, index) - sumAt(readings, index);
  for (let index = 1; index < count; index += 1) {
    if (!sameProcess(readings, index - 1, index) || timeAt(readings, index) - timeAt(readings, index - 1) > latest / 2)
      continue;
    const { parts } = deltaOf(readings, index - 1, index);
    plain[index] = parts.every(([code]) => code === good) ? 1 : 0;
  }
  let odd = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < count; index += 1) {
    if (plain[index] === 0) odd = timeAt(readings, index);
    calm[index] = timeAt(readings, index) - odd > latest ? 1 : 0;
  }
  odd = Number.POSITIVE_INFINITY;
  for (let index = count - 1; index >= 0; index -= 1) {
    if (plain[index] === 0) odd = timeAt(readings, index);
    if (odd - timeAt(readings, index) <= latest) calm[index] = 0;
  }

  /** The longest that the sum is behind the clock near a reading while all is well. */
  const usual = (index: number): number => {
    const start = valueAt(readings, index, 1);
    const at = timeAt(readings, index);
    let most = Number.NEGATIVE_INFINITY;
    for (const step of [-1, 1])
      for (let other = index; other >= 0 && other < count; other += step) {
        if (Math.abs(timeAt(readings, other) - at) > around + latest || valueAt(readings, other, 1) !== start) break;
        if (calm[other] === 1) most = Math.max(most, behind[other] ?? most);
      }
    return most;
  };

  const promptLag = (index: number, base: number): number | undefined =>
    plain[index] === 1 && sumAt(readings, index) > sumAt(readings, index - 1) ? (behind[index] ?? 0) - base : undefined;

  return {
    due: (index) => {
      if (calm[index] === 1) return undefined;
      const usually = usual(index);
      return Number.isFinite(usually) ? Math.ceil(timeAt(readings, index) - usually - tolerance) : undefined;
    },

    drift: (index, base) => {
      const lag = promptLag(index, base);
      if (lag === undefined) return 0;
      if (lag < earlyBy) return Math.floor(lag) + 1;
      if (lag <= lateAfter) return 0;
      let least = lag;
      let seen = 1;
      for (let next = index + 1; next < count; next += 1) {
        if (timeAt(readings, next) > timeAt(readings, index) + lateFor || !sameProcess(readings, index, next)) break;
        const later = promptLag(next, base);
        if (later === undefined) continue;
        least = Math.min(least, later);
        seen += 1;
      }
      return seen >= lateCount && least > lateAfter ? Math.round(least - 0.5) : 0;
    },
  };
};
