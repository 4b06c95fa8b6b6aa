/** What a rule of ours may not contain, found in the parse tree of its expression. */
import { parser } from '@prometheus-io/lezer-promql';
import type { MetricDef } from '../../../collector/catalogue/define.ts';
import { metrics } from '../../../collector/catalogue/index.ts';

const catalogue: readonly MetricDef[] = Object.values(metrics);

/** The catalogue's metric behind a series name; histograms have three. */
export const metricOf = (series: string): MetricDef | undefined =>
  catalogue.find(
    (metric) =>
      metric.name === series ||
      (metric.type === 'histogram' && ['_bucket', '_sum', '_count'].some((end) => metric.name + end === series)),
  );

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

/** Every fault of an expression, in words; empty when it is fit for production. */
export const lintExpression = (expr: string): readonly string[] => {
  const { selectors, faults } = parse(expr);
  const found = [...faults];
  for (const name of refusedFunctions) if (expr.includes(`${name}(`)) found.push(`calls ${name}`);
  const isFresh = (name: string): boolean =>
    selectors.some(
      (one) => one.name === name && one.range !== undefined && (windowMs(one.range, 1) ?? freshMs) < freshMs,
    );
  for (const { name, range, matchers } of selectors) {
    const metric = metricOf(name);
    if (!metric) {
      found.push(`reads ${name || 'a series without a name'}, which is not in the catalogue`);
      continue;
    }
    if (/[{,]\s*le\s*=\s*"/.test(matchers))
      found.push(`matches le by equality: 3.x writes le="1.0" where 2.42 wrote le="1"`);
    if (metric.lane === 'fast' && range === undefined)
      found.push(`reads ${name} without a window: one lost scrape would end the alert`);
    if (range !== undefined && windowMs(range, 1) === undefined)
      found.push(`has the raw range ${range}: window() makes every version count the same samples`);
    if (metric.lane === 'fast' && !isFresh(name))
      found.push(`reads ${name} with no window below 10 s: a dead vantage looks alive for minutes`);
  }
  return found;
};
