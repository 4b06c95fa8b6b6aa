/** Raw series joined to readings: what the counters of one edge said, by vantage and scrape. */
import { edgeFaults, edgeStates } from '../../collector/catalogue/labels.ts';
import type { RawSeries } from './model.ts';

/**
 * Readings as one flat array, `stride` numbers each: the time of the scrape and the start of the collector process
 * (Unix seconds), then the counters of states and of faults in catalogue order. Hours of samples each second are kept
 * in memory, so objects would be too dear.
 */
export type Readings = Float64Array;
export const stride = 2 + edgeStates.length + edgeFaults.length;
export const firstState = 2;
export const firstFault = firstState + edgeStates.length;

export const countOf = (readings: Readings): number => readings.length / stride;
/** One number of the reading with this index. */
export const valueAt = (readings: Readings, index: number, column: number): number =>
  readings[index * stride + column] ?? Number.NaN;
export const timeAt = (readings: Readings, index: number): number => valueAt(readings, index, 0);

/** Index of the first reading later than `at`. */
export const indexAfter = (readings: Readings, at: number): number => {
  let low = 0;
  let high = countOf(readings);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeAt(readings, middle) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
};

export const sliceOf = (readings: Readings, from: number, to: number): Readings =>
  readings.subarray(from * stride, to * stride);

export const joined = (parts: readonly Readings[]): Readings => {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

interface Columns {
  readonly states: (RawSeries | undefined)[];
  readonly faults: (RawSeries | undefined)[];
}

const lookup = (series: RawSeries | undefined): ((time: number) => number | undefined) => {
  const samples = series?.samples ?? [];
  let at = 0;
  return (time) => {
    while ((samples[at]?.[0] ?? Number.POSITIVE_INFINITY) < time) at += 1;
    const sample = samples[at];
    return sample && sample[0] === time && Number.isFinite(sample[1]) ? sample[1] : undefined;
  };
};

/** One scrape writes all its series with one time; a reading that lacks a state or the start says nothing. */
const readingsOf = ({ states, faults }: Columns, starts: RawSeries | undefined): Readings => {
  const times = states[0]?.samples ?? [];
  const found = new Float64Array(times.length * stride);
  const columns = [...states, ...faults].map(lookup);
  const startAt = lookup(starts);
  let count = 0;
  for (const [time] of times) {
    const start = startAt(time);
    const values = columns.map((column) => column(time));
    const complete = values.slice(0, states.length).every((value) => value !== undefined);
    if (start === undefined || !complete) continue;
    // A collector without fault counters: its bad seconds are told as bad answers.
    found.set([time / 1000, start, ...values.map((value) => value ?? 0)], count * stride);
    count += 1;
  }
  return found.slice(0, count * stride);
};

/**
 * @param seconds series of headwatch_edge_seconds_total of one edge
 * @param faults series of headwatch_edge_fault_seconds_total of the same edge
 * @param starts series of headwatch_collector_start_timestamp_seconds
 * @returns region → vantage → readings
 */
export const joinReadings = (
  seconds: readonly RawSeries[],
  faults: readonly RawSeries[],
  starts: readonly RawSeries[],
): ReadonlyMap<string, ReadonlyMap<string, Readings>> => {
  const groups = new Map<string, Map<string, Columns>>();
  const columnsOf = ({ region = '', vantage = '' }: RawSeries['labels']): Columns => {
    const byVantage = groups.get(region) ?? new Map<string, Columns>();
    groups.set(region, byVantage);
    const columns = byVantage.get(vantage) ?? {
      states: edgeStates.map(() => undefined),
      faults: edgeFaults.map(() => undefined),
    };
    byVantage.set(vantage, columns);
    return columns;
  };
  const place = (list: (RawSeries | undefined)[], index: number, series: RawSeries): void => {
    if (index >= 0) list[index] = series;
  };
  for (const series of seconds)
    place(columnsOf(series.labels).states, edgeStates.indexOf(series.labels.state as never), series);
  for (const series of faults)
    place(columnsOf(series.labels).faults, edgeFaults.indexOf(series.labels.fault as never), series);
  const startOf = new Map(starts.map((series) => [series.labels.vantage ?? '', series]));
  return new Map(
    [...groups].map(([region, byVantage]) => [
      region,
      new Map([...byVantage].map(([vantage, columns]) => [vantage, readingsOf(columns, startOf.get(vantage))])),
    ]),
  );
};
