/** Requests of whole months, by the counters that the exporter of Cloudflare keeps. */
import { endOf, monthAt, startOf } from '../../treasury/months.ts';

export interface RequestMonth {
  readonly month: string;
  readonly count: number;
  /** First and last look in it, Unix seconds. */
  readonly from: number;
  readonly to: number;
}

export interface Requests {
  /** Each counter as it was at the last look; empty before the first. */
  readonly last: ReadonlyMap<string, number>;
  readonly months: readonly RequestMonth[];
}

export const noRequests = (): Requests => ({ last: new Map(), months: [] });

/** Seconds at either end of a month that may be counted with the other one. */
const slack = 3600;
const keptMonths = 14;

/** A counter that is lower than before began anew; one that was not there began at nothing. */
export const countRequests = (before: Requests, counters: ReadonlyMap<string, number>, now: number): Requests => {
  const first = before.last.size === 0;
  let grown = 0;
  for (const [key, value] of counters) {
    const last = before.last.get(key) ?? 0;
    if (!first) grown += value >= last ? value - last : value;
  }
  const month = monthAt(now);
  const known = before.months.find((one) => one.month === month) ?? { month, count: 0, from: now, to: now };
  const counted = { ...known, count: known.count + grown, to: now };
  const others = before.months.filter((one) => one.month !== month);
  // A series that has not grown for a day is forgotten there, and begins at nothing when it comes back.
  return { last: counters, months: [...others, counted].slice(-keptMonths) };
};

/** Requests of a month that was counted from its beginning to its end; undefined of any other. */
export const requestsIn = ({ months }: Requests, month: string): number | undefined => {
  const found = months.find((one) => one.month === month);
  const whole = found && found.from <= startOf(month) + slack && found.to >= endOf(month) - slack;
  return whole ? found.count : undefined;
};
