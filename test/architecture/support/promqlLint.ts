/** What a rule of ours may not contain, found in the parse tree of its expression. */
import { parser } from '@prometheus-io/lezer-promql';
import { panelRecordings } from '../../../alerts/slo/panelRecordings.ts';
import { type Recording, recordings } from '../../../alerts/slo/recordings.ts';
import type { MetricDef } from '../../../collector/catalogue/define.ts';
import { hostMetrics } from '../../../collector/catalogue/foreign.ts';
import { metrics } from '../../../collector/catalogue/index.ts';

const catalogue: readonly MetricDef[] = [...Object.values(metrics), ...Object.values(hostMetrics)];

/** The metric behind a series name, of the catalogue or of those we only read; histograms have three. */
export const metricOf = (series: string): MetricDef | undefined =>
  catalogue.find(
    (metric) =>
      metric.name === series ||
      (metric.type === 'histogram' && ['_bucket', '_sum', '_count'].some((end) => metric.name + end === series)),
  );

export const recordingOf = (series: string): Recording | undefined =>
  [...recordings, ...panelRecordings].find(({ record }) => record === series);

/** Names of recorded series in any text. */
export const recordedNames = (text: string): readonly string[] => text.match(/headwatch:[\w:]+/g) ?? [];

interface Selector {
  readonly name: string;
  /** Undefined for an instant selector. */
  readonly range: string | undefined;
  readonly matchers: string;
}

/** Unknown to 2.42 or to 3.x, or behind a flag. */
const refusedFunctions = ['holt_winters', 'double_exponential_smoothing', 'limitk', 'limit_ratio', 'mad_over_time'];

interface Parsed {
  readonly selectors: readonly Selector[];
  readonly faults: readonly string[];
}

const parse = (expr: string): Parsed => {
  const selectors: Selector[] = [];
  const faults: string[] = [];
  const cursor = parser.parse(expr).cursor();
  do {
    const text = expr.slice(cursor.from, cursor.to);
    if (cursor.type.isError) faults.push(`does not parse at ${cursor.from}`);
    if (cursor.name === 'SubqueryExpr') faults.push('has a subquery, whose steps are not those of the samples');
    if (cursor.name === 'VectorSelector') {
      const parent = cursor.node.parent;
      const range = parent?.name === 'MatrixSelector' ? expr.slice(cursor.to, parent.to) : undefined;
      const [, name = '', matchers = ''] = /^([a-zA-Z_:][\w:]*)?(\{.*\})?$/s.exec(text) ?? [];
      selectors.push({ name, range, matchers });
    }
  } while (cursor.next());
  return { selectors, faults };
};

/** Milliseconds of a range that `window()` wrote: n samples, half a step short. Undefined for any other spelling. */
const windowMs = (range: string, stepSeconds: number): number | undefined => {
  const ms = Number(/^\[(\d+)ms\]$/.exec(range)?.[1] ?? Number.NaN);
  return Number.isNaN(ms) || (ms + stepSeconds * 500) % (stepSeconds * 1000) !== 0 ? undefined : ms;
};

const freshMs = 10_000;

/**
 * Every fault of an expression, in words; empty when it is fit for production. A recording that only adds up counters
 * may look further back than a fresh sample: a vantage that is dead adds nothing to them.
 */
export const lintExpression = (expr: string, use: 'alert' | 'recording' = 'alert'): readonly string[] => {
  const { selectors, faults } = parse(expr);
  const found = [...faults];
  for (const name of refusedFunctions) if (expr.includes(`${name}(`)) found.push(`calls ${name}`);
  const isFresh = (name: string): boolean =>
    selectors.some(
      (one) => one.name === name && one.range !== undefined && (windowMs(one.range, 1) ?? freshMs) < freshMs,
    );
  for (const { name, range, matchers } of selectors) {
    if (range !== undefined && windowMs(range, 1) === undefined)
      found.push(`has the raw range ${range}: window() makes every version count the same samples`);
    if (recordingOf(name)) continue;
    const metric = metricOf(name);
    if (!metric) {
      found.push(`reads ${name || 'a series without a name'}, which is neither in the catalogue nor recorded`);
      continue;
    }
    if (/[{,]\s*le\s*=\s*"/.test(matchers))
      found.push(`matches le by equality: 3.x writes le="1.0" where 2.42 wrote le="1"`);
    if (metric.lane === 'fast' && range === undefined)
      found.push(`reads ${name} without a window: one lost scrape would end the alert`);
    if (metric.lane === 'fast' && !isFresh(name) && !(use === 'recording' && metric.type === 'counter'))
      found.push(`reads ${name} with no window below 10 s: a dead vantage looks alive for minutes`);
  }
  return found;
};

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 } as const;

/** Milliseconds of a duration as PromQL spells it: `1h30m`. */
const durationMs = (text: string): number => {
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) throw new Error(`no duration: ${text}`);
  // The expression above admits exactly the keys of `units`.
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
};

/** How far back a text with expressions may look, in ms: its longest range behind its longest offset. */
export const reachMs = (text: string): number => {
  const longest = (found: readonly string[]): number => Math.max(0, ...found.map(durationMs));
  const all = (pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '');
  return longest(all(/\[(\d\w*)[\]:]/g)) + longest(all(/\boffset\s+-?(\w+)/g));
};
