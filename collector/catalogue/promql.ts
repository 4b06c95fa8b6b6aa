/**
 * Spells series, windows and groupings for rules and dashboards, so that a renamed metric or label fails the compile.
 * The rest of an expression stays readable PromQL.
 */
import type { CounterDef, HistogramDef, LabelsOf, MetricDef } from './define.ts';

type Scalar = string | number;

/** A label matcher: a value, a list of values (regex alternatives), or `{ not: … }`. */
export type Match<V> = V | readonly V[] | { readonly not: V | readonly V[] };
export type Selector<M extends MetricDef> = { readonly [K in keyof LabelsOf<M>]?: Match<LabelsOf<M>[K]> };

const quote = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const escapeRegex = (value: string): string => value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const isList = (value: unknown): value is readonly string[] => Array.isArray(value);
const isNot = (value: unknown): value is { not: string | readonly string[] } =>
  typeof value === 'object' && value !== null && 'not' in value;

/** One plain value needs no regular expression; what stands for a variable of a dashboard may come to be several. */
const isOneWord = (values: readonly string[]): boolean => values.length === 1 && /^[\w-]+$/.test(values[0] ?? '');

const matcher = (label: string, match: unknown): string => {
  if (isNot(match)) {
    const inner = match.not;
    const values = isList(inner) ? inner : [inner];
    if (!isList(inner) || isOneWord(values)) return `${label}!=${quote(values[0] ?? '')}`;
    return `${label}!~${quote(values.map(escapeRegex).join('|'))}`;
  }
  if (isList(match) && isOneWord(match)) return `${label}=${quote(match[0] ?? '')}`;
  if (isList(match)) return `${label}=~${quote(match.map(escapeRegex).join('|'))}`;
  return `${label}=${quote(String(match))}`;
};

/** `{label="value",…}`; empty without matchers. For series that are not in the catalogue: use `sel` for those that are. */
export const selectorText = (match: Readonly<Record<string, unknown>>): string => {
  const parts = Object.entries(match)
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => matcher(label, value));
  return parts.length > 0 ? `{${parts.join(',')}}` : '';
};

/** The instant vector of a gauge or counter: `sel(metrics.headLagSeconds, { role: 'node' })`. */
export const sel = <M extends MetricDef>(metric: M, match: Selector<M> = {}): string =>
  `${metric.name}${selectorText(match)}`;

/**
 * A range of n samples of a series with the given step, half a step short so that every version counts the same:
 * a left-closed `[1m]` at 1 s holds 61 samples on Prometheus 2.42 and 60 on 3.x.
 * @param n samples that the window should hold
 * @param stepSeconds distance of two samples in seconds
 */
export const window = (n: number, stepSeconds = 1): string => `[${Math.round((n - 0.5) * stepSeconds * 1000)}ms]`;

/** A range vector over fast-lane samples (1 s apart). */
export const over = <M extends MetricDef>(metric: M, match: Selector<M>, seconds: number): string =>
  `${sel(metric, match)}${window(seconds)}`;

/** `increase()` of a counter; a gauge here is a compile error. Paging only: the ledger never extrapolates. */
export const increase = <M extends CounterDef>(metric: M, match: Selector<M>, seconds: number): string =>
  `increase(${over(metric, match, seconds)})`;

/** `rate()` of a counter over a dashboard's own interval. */
export const rate = <M extends CounterDef>(metric: M, match: Selector<M> = {}, range = '$__rate_interval'): string =>
  `rate(${sel(metric, match)}[${range}])`;

/** `rate()` of a histogram's buckets, for histogram_quantile. */
export const bucketRate = <M extends HistogramDef>(
  metric: M,
  match: Selector<M> = {},
  range = '$__rate_interval',
): string => `rate(${metric.name}_bucket${selectorText(match)}[${range}])`;

/** A `by (…)` or `on (…)` list, checked against the metric's labels. */
export const by = <M extends MetricDef>(_metric: M, ...labels: (keyof M['labels'] & string)[]): string =>
  `(${labels.join(', ')})`;

export const seconds = (value: Scalar): string => `${value}s`;
