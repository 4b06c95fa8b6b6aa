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

const codesOfStates = edgeStates.map((state) => codeOf(state));
const codesOfFaults = edgeFaults.map((fault) => badCode(fault));
const unnamed = badCode('bad_answer');
const badIndex = edgeStates.indexOf('bad');

const grown = (readings: Readings, from: number | undefined, to: number, column: number): number =>
  Math.round(valueAt(readings, to, column) - (from === undefined ? 0 : valueAt(readings, from, column)));

/** From zero when `from` is undefined. Called several times a sample: no functions are made in it. */
export const deltaOf = (readings: Readings, from: number | undefined, to: number): Delta => {
  const parts: (readonly [number, number])[] = [];
  let seconds = 0;
  let bad = 0;
  let valid = true;
  for (let state = 0; state < codesOfStates.length; state += 1) {
    const count = grown(readings, from, to, firstState + state);
    if (count < 0) valid = false;
    seconds += count;
    if (state === badIndex) bad = count;
    else if (count > 0) parts.push([codesOfStates[state] ?? 0, count]);
  }
  if (bad <= 0) return { seconds, parts: sorted(parts), valid };
  for (let fault = 0; fault < codesOfFaults.length; fault += 1) {
    const count = Math.max(0, Math.min(bad, grown(readings, from, to, firstFault + fault)));
    if (count > 0) parts.push([codesOfFaults[fault] ?? 0, count]);
    bad -= count;
  }
  if (bad > 0) {
    const at = parts.findIndex(([code]) => code === unnamed);
    if (at < 0) parts.push([unnamed, bad]);
    else parts[at] = [unnamed, (parts[at]?.[1] ?? 0) + bad];
  }
  return { seconds, parts: sorted(parts), valid };
};

const sorted = (parts: (readonly [number, number])[]): Parts =>
  parts.length < 2 ? parts : parts.sort(([a], [b]) => a - b);

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
