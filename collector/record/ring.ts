/** A ring of small rows of numbers in typed arrays: a fixed size, no object a row, nothing for the collector of garbage. */

export interface Row {
  /** Unix seconds. */
  readonly t: number;
  readonly code: number;
  /** NaN where there is none, as in the rest. */
  readonly seconds: number;
  readonly number: number;
  readonly timestamp: number;
  readonly lag: number;
}

export interface Ring {
  add(t: number, code: number, seconds: number, number: number, timestamp: number, lag: number): void;
  /** Rows with from ≤ t < to, oldest first as they were added. */
  between(from: number, to: number): readonly Row[];
  readonly bytes: number;
}

export const createRing = (size: number): Ring => {
  const times = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const codes = new Uint8Array(size);
  const seconds = new Float32Array(size);
  const numbers = new Float64Array(size);
  const timestamps = new Float64Array(size);
  const lags = new Float32Array(size);
  const arrays = [times, codes, seconds, numbers, timestamps, lags];
  let next = 0;

  const rowAt = (at: number): Row => ({
    t: times[at] ?? Number.NaN,
    code: codes[at] ?? 0,
    seconds: seconds[at] ?? Number.NaN,
    number: numbers[at] ?? Number.NaN,
    timestamp: timestamps[at] ?? Number.NaN,
    lag: lags[at] ?? Number.NaN,
  });

  return {
    add: (t, code, took, number, timestamp, lag) => {
      times[next] = t;
      codes[next] = code;
      seconds[next] = took;
      numbers[next] = number;
      timestamps[next] = timestamp;
      lags[next] = lag;
      next = (next + 1) % size;
    },
    between: (from, to) => {
      const found: Row[] = [];
      for (let index = 0; index < size; index += 1) {
        const at = (next + index) % size;
        const t = times[at] ?? Number.NEGATIVE_INFINITY;
        if (t >= from && t < to) found.push(rowAt(at));
      }
      return found;
    },
    bytes: arrays.reduce((sum, array) => sum + array.byteLength, 0),
  };
};
