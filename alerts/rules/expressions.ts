/** The few shapes that alert expressions are made of. Windows go through the catalogue's helpers only. */
import type { MetricDef } from '../../collector/catalogue/define.ts';
import { over, type Selector } from '../../collector/catalogue/promql.ts';
import { limits } from '../../collector/policy/ladder.ts';

/** A sample older than this is no evidence: a vantage that died looks alive for minutes. Seconds. */
export const freshWindow = 10;

/**
 * The highest value of the last seconds: true at the first evaluation that sees it, and still true when a scrape is
 * lost. It reads nothing older than `freshWindow`, so it needs no other guard.
 */
export const lately = <M extends MetricDef>(metric: M, match: Selector<M>): string =>
  `max_over_time(${over(metric, match, limits.shortWindow)})`;

/**
 * 1 for each series with a sample in the last 10 s. Put `and fresh(…)` behind an expression over a longer window: a
 * range over samples, unlike `time() - timestamp(x) < 10`, also survives one lost scrape.
 */
export const fresh = <M extends MetricDef>(metric: M, match: Selector<M>): string =>
  `present_over_time(${over(metric, match, freshWindow)})`;

/** 1 while no series matches. Held with `for` instead of a long window, or it would be true when Prometheus starts. */
export const nothingSince = <M extends MetricDef>(metric: M, match: Selector<M>, seconds: number): string =>
  `absent_over_time(${over(metric, match, seconds)})`;

/** Alternatives of one alert. Two rules of one name would be two alerts. */
export const anyOf = (parts: readonly string[]): string => parts.join('\nor\n');

export const indent = (text: string, by = '  '): string => text.replaceAll(/^(?=.)/gm, by);

/** Items by the key that they share, in order of first appearance. */
export const groupBy = <T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
};

/**
 * A number for a description, looked up when the alert is written: left out, with its words, where the series is
 * absent, because absent is not zero.
 * @param query PromQL in which each value `"$"` becomes the alert's own label
 * @param labels the labels, in the order of those values
 * @param format of the number; whole unless its fraction decides something
 */
export const figure = (
  before: string,
  query: string,
  labels: FigureLabel | readonly FigureLabel[],
  after = '',
  format = '%.0f',
): string => {
  const asked = JSON.stringify(query.replaceAll('"$"', '%q'));
  const values = [labels].flat().map((label) => `$labels.${label}`);
  return `{{ with printf ${asked} ${values.join(' ')} | query }}${before}{{ . | first | value | printf "${format}" }}${after}{{ end }}`;
};
type FigureLabel = 'target' | 'chain' | 'region' | 'month' | 'host' | 'mountpoint' | 'heartbeat';
