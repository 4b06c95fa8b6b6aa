/**
 * Whose series a panel shows. The same panel is made for all nodes of a chain by name (operators), for each of them by
 * its alias and without labels (public), and for the one that the reader picked.
 */
import type { CounterDef, HistogramDef, MetricDef } from '../../collector/catalogue/define.ts';
import { type Selector, selectorText } from '../../collector/catalogue/promql.ts';
import type { FleetNode } from '../../collector/config/fleet.ts';
import type { Query, StateText } from '../kit/model.ts';
import { coded, inAnHour, plainText, union } from '../kit/queries.ts';
import { bucketsOver } from './buckets.ts';
import { type Context, nameOf } from './context.ts';

interface NodeMatch {
  readonly role?: 'node';
  readonly target?: string | readonly string[];
  readonly chain?: readonly string[];
}

export interface Scope {
  /** All of them at once, told apart by the label `target`; undefined where names must not be seen. */
  readonly together: NodeMatch | undefined;
  /** One by one, with what the reader calls them. */
  readonly each: readonly { readonly match: NodeMatch; readonly name: string }[];
}

export const scopeOf = (context: Context, nodes: readonly FleetNode[]): Scope => ({
  together:
    context.profile === 'public' ? undefined : { role: 'node', chain: [...new Set(nodes.map(({ chain }) => chain))] },
  each: nodes.map((node) => ({
    match: { role: 'node', target: node.name },
    name: plainText(nameOf(context, node)),
  })),
});

/** The node in the variable `target`, one at a time. */
export const pickedNode: Scope = {
  together: { role: 'node', target: '$target' },
  each: [{ match: { role: 'node', target: '$target' }, name: '$target' }],
};

/** All nodes of a scope as one, for lines that are not about any single one of them. */
export const asOne = (scope: Scope): Scope => {
  const match = scope.together ?? {
    role: 'node',
    target: scope.each.flatMap(({ match: { target = [] } }) => target),
  };
  return { together: undefined, each: [{ match, name: '' }] };
};

/** Of a matcher what the metric has labels for: the sidecar's know no role. */
const known = (metric: MetricDef, match: NodeMatch): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(match).filter(([label]) => label in metric.labels));

type LabelOf<M extends MetricDef> = keyof M['labels'] & string;

interface Lines<M extends MetricDef> {
  /** Further labels, each value a line of its own. */
  readonly by?: readonly LabelOf<M>[];
  readonly match?: Selector<M>;
  /** Around the series: `deriv(…)`. */
  readonly of?: (series: string) => string;
  readonly join?: 'max' | 'min' | 'sum';
  /** Around the joined: `time() - …`. */
  readonly around?: (expr: string) => string;
  /** After the name. */
  readonly legend?: string;
}

const same = (text: string): string => text;
const legendOf = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' ');
/** `by (…)`; nothing where there is nothing to tell apart. */
const grouped = (join: string, labels: readonly string[]): string =>
  labels.length > 0 ? `${join} by (${labels.join(', ')}) ` : join;

/** A line for each node, or for each value of `by` of each. */
export const nodeLines = <M extends MetricDef>(scope: Scope, metric: M, lines: Lines<M> = {}): readonly Query[] => {
  const { by = [], match, of = same, join = 'max', around = same, legend } = lines;
  const expr = (own: NodeMatch, labels: readonly string[]): string =>
    around(`${grouped(join, labels)}(${of(`${metric.name}${selectorText({ ...match, ...known(metric, own) })}`)})`);
  if (scope.together) {
    return [{ expr: expr(scope.together, ['target', ...by]), legend: legendOf('{{target}}', legend) }];
  }
  return scope.each.map(({ match: own, name }) => ({ expr: expr(own, by), legend: legendOf(name, legend) }));
};

/** The rate of a counter. */
export const nodeRates = <M extends CounterDef>(
  scope: Scope,
  metric: M,
  lines: Omit<Lines<M>, 'of'> = {},
): readonly Query[] =>
  nodeLines<M>(scope, metric, { join: 'sum', ...lines, of: (series) => `rate(${series}[$__rate_interval])` });

/** How often within the last hour. */
export const nodeCounts = <M extends CounterDef>(
  scope: Scope,
  metric: M,
  lines: Omit<Lines<M>, 'of' | 'join'> = {},
): readonly Query[] => nodeLines<M>(scope, metric, { ...lines, join: 'sum', of: inAnHour });

/** Quantiles of a histogram. */
export const nodeQuantiles = <M extends HistogramDef>(
  scope: Scope,
  metric: M,
  quantiles: readonly number[],
  { by = [], match, legend }: Pick<Lines<M>, 'by' | 'match' | 'legend'> = {},
): readonly Query[] => {
  const expr = (quantile: number, own: NodeMatch, labels: readonly string[]): string =>
    `histogram_quantile(${quantile}, sum by (${[...labels, 'le'].join(', ')}) (${bucketsOver(metric, { ...match, ...known(metric, own) })}))`;
  return quantiles.flatMap((quantile): readonly Query[] => {
    const rank = `p${quantile * 100}`;
    const { together } = scope;
    if (together) {
      return [{ expr: expr(quantile, together, ['target', ...by]), legend: legendOf('{{target}}', legend, rank) }];
    }
    return scope.each.map(({ match: own, name }) => ({
      expr: expr(quantile, own, by),
      legend: legendOf(name, legend, rank),
    }));
  });
};

/** The state of each node, of a one-hot metric: 0, nobody knows, where it has no series. */
export const nodeStates = <M extends MetricDef>(
  scope: Scope,
  metric: M,
  label: LabelOf<M>,
  codes: Readonly<Record<string, StateText>>,
): readonly Query[] =>
  scope.each.map(({ match, name }) => ({
    expr: coded(
      Object.entries(codes).map(([state, text]) => [
        text,
        `${metric.name}${selectorText({ ...known(metric, match), [label]: state })}`,
      ]),
    ),
    legend: name,
  }));

/** The expressions of several lines as one, for the column of a table. */
export const unionOf = (lines: readonly Query[]): string => union(lines.map(({ expr }) => expr));
