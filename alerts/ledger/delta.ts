/** What was booked between two readings of one process. Pure. */
import { edgeFaults, edgeStates } from '../../collector/catalogue/labels.ts';
import { badCode, codeOf } from './codes.ts';
import { firstFault, firstState, type Readings, valueAt } from './readings.ts';

/** [code, seconds], those above zero. */
export type Parts = readonly (readonly [number, number])[];

export interface Delta {
  readonly seconds: number;
  readonly parts: Parts;
  /** No counter went back. */
  readonly valid: boolean;
}

export const sameProcess = (readings: Readings, a: number, b: number): boolean =>
  valueAt(readings, a, 1) === valueAt(readings, b, 1);

/** Seconds that the process had booked. */
export const sumAt = (readings: Readings, index: number): number => {
  let sum = 0;
  for (let state = 0; state < edgeStates.length; state += 1) sum += valueAt(readings, index, firstState + state);
  return Math.round(sum);
};

/** From zero when `from` is undefined. */
export const deltaOf = (readings: Readings, from: number | undefined, to: number): Delta => {
  const grown = (column: number): number =>
    Math.round(valueAt(readings, to, column) - (from === undefined ? 0 : valueAt(readings, from, column)));
  const sums = new Map<number, number>();
  const add = (code: number, count: number): void => {
    if (count > 0) sums.set(code, (sums.get(code) ?? 0) + count);
  };
  let seconds = 0;
  let valid = true;
  edgeStates.forEach((state, index) => {
    const count = grown(firstState + index);
    if (count < 0) valid = false;
    seconds += count;
    if (state !== 'bad') {
      add(codeOf(state), count);
      return;
    }
    let rest = count;
    edgeFaults.forEach((fault, at) => {
      const faulty = Math.max(0, Math.min(rest, grown(firstFault + at)));
      rest -= faulty;
      add(badCode(fault), faulty);
    });
    add(badCode('bad_answer'), rest);
  });
  return { seconds, parts: [...sums].sort(([a], [b]) => a - b), valid };
};

/** What the next booked seconds are, if they are all one. */
export const comesAfter = (readings: Readings, index: number): number | undefined => {
  const count = readings.length;
  for (let next = index + 1; next < index + 5 && next < count; next += 1) {
    if (!sameProcess(readings, index, next)) return undefined;
    const { parts } = deltaOf(readings, index, next);
    if (parts.length > 0) return parts.length === 1 ? parts[0]?.[0] : undefined;
  }
  return undefined;
};
