/**
 * The counters that live on over restarts, by zone. Each metric has a budget of series for each zone; what is beyond it is
 * counted as `other`, so that no sum is wrong. Series that nothing has been added to for a day go away.
 */
import { type CountedMetric, overflowOf, seriesOf } from './series.ts';

/** Series of a metric for one zone. Closed labels multiply: six classes and cached or not, for each host. */
export const seriesBudgets: Readonly<Record<CountedMetric, number>> = {
  cfEdgeRequests: 612,
  cfEdgeStatus: 720,
  cfEdgeBytes: 51,
  cfEdgeTtfbSum: 51,
  cfColoRequests: 40,
  cfCountryRequests: 20,
  cfOriginRequests: 250,
  cfOriginStatus: 250,
  cfOriginSeconds: 50,
  cfSecurityEvents: 200,
  cfBalancerRequests: 200,
  cfBalancerErrors: 50,
  cfHealthChecks: 60,
  cfMinutes: 24,
  cfLate: 8,
};

/** [value, last minute in which it grew]. */
export type Count = readonly [value: number, grew: number];
export type Counts = Map<string, Count>;

/** Minutes after which a series that does not grow is taken away. */
const forgottenAfter = 24 * 60;

const sizes = new WeakMap<Counts, Map<CountedMetric, number>>();

/** How many series each metric has; counted once, then kept up by whoever adds or takes away. */
const sizesOf = (counts: Counts): Map<CountedMetric, number> => {
  const found = sizes.get(counts);
  if (found) return found;
  const made = new Map<CountedMetric, number>();
  sizes.set(counts, made);
  for (const key of counts.keys()) resize(made, key, 1);
  return made;
};
const resize = (all: Map<CountedMetric, number>, key: string, by: number): void => {
  const metric = seriesOf(key)?.metric;
  if (metric) all.set(metric, (all.get(metric) ?? 0) + by);
};

/** Adds to a series; one that would be beyond the budget of its metric is counted as `other`. */
export const add = (counts: Counts, key: string, by: number, minute: number): void => {
  const found = counts.get(key);
  if (found) {
    counts.set(key, [found[0] + by, Math.max(found[1], minute)]);
    return;
  }
  const series = seriesOf(key);
  if (!series) return;
  const size = sizesOf(counts);
  const into = (size.get(series.metric) ?? 0) < seriesBudgets[series.metric] ? key : overflowOf(series);
  if (!counts.has(into)) resize(size, into, 1);
  const [value, grew] = counts.get(into) ?? [0, minute];
  counts.set(into, [value + by, Math.max(grew, minute)]);
};

/** Series that are there from the beginning, so that the first failure shows as growth. */
export const open = (counts: Counts, keys: Iterable<string>, minute: number): void => {
  for (const key of keys) add(counts, key, 0, minute);
};

/** @param lasting series that stay however long they do not grow */
export const forget = (counts: Counts, minute: number, lasting: ReadonlySet<string>): void => {
  for (const [key, [, grew]] of counts) {
    if (grew >= minute - forgottenAfter || lasting.has(key)) continue;
    resize(sizesOf(counts), key, -1);
    counts.delete(key);
  }
};
