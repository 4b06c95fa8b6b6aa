/** What the rows of an answer come to, minute by minute. Pure. */
import type { Dataset, Row } from './datasets/model.ts';
import type { Minute } from './merge.ts';
import { parseMinute } from './minutes.ts';

export type Seen = ReadonlyMap<number, Omit<Minute, 'minute'>>;

/** Sums by series and minute. Rows that belong to no minute are nobody's. */
export const seenOf = (rows: readonly Row[], { read }: Pick<Dataset, 'read'>, hosts: ReadonlySet<string>): Seen => {
  const seen = new Map<number, { exact: boolean; totals: Record<string, number> }>();
  for (const row of rows) {
    const minute = parseMinute(String(row.dimensions.datetimeMinute ?? ''));
    if (minute === undefined) continue;
    const found = seen.get(minute) ?? { exact: true, totals: {} };
    found.exact &&= row.avg?.sampleInterval === 1;
    for (const { key, by } of read(row, hosts)) {
      if (by > 0) found.totals[key] = (found.totals[key] ?? 0) + by;
    }
    seen.set(minute, found);
  }
  return seen;
};

/** One of how many requests the newest minute was counted from; undefined where the plan does not tell. */
export const sampleIntervalOf = (rows: readonly Row[]): number | undefined => {
  const minuteAt = ({ dimensions }: Row): number => parseMinute(String(dimensions.datetimeMinute ?? '')) ?? 0;
  const newest = rows.reduce((latest, row) => Math.max(latest, minuteAt(row)), 0);
  let [requests, sampled] = [0, 0];
  for (const row of rows) {
    const { count, avg } = row;
    const interval = avg?.sampleInterval ?? 0;
    if (minuteAt(row) !== newest || interval <= 0) continue;
    requests += count;
    sampled += count / interval;
  }
  return sampled > 0 ? requests / sampled : undefined;
};
