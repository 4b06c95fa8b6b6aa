/** Lints of alert rules, after those of pint and of the monitoring mixins, for what we generate. */
import type { SyntaxNode } from '@lezer/common';
import type { Rule } from '../../../alerts/rules/render.ts';
import type { MetricDef } from '../../../collector/catalogue/define.ts';
import { metricOf, recordingOf } from './promqlLint.ts';
import {
  binaryOf,
  canBeSilent,
  comparisons,
  functionOf,
  labelsOf,
  matchersOf,
  nameOf,
  nodesOf,
  type Tree,
  textOf,
  treeOf,
} from './promqlTree.ts';

/** Seconds between samples, by the lane that a metric is scraped in. */
const stepOf: Readonly<Record<MetricDef['lane'], number>> = {
  fast: 1,
  slow: 15,
  router: 5,
  sidecar: 5,
  public: 15,
  host: 15,
  stack: 15,
};

/** Series that only grow: their value is the time since a start, not what happens now. */
const isCounter = (name: string): boolean =>
  metricOf(name)?.type === 'counter' || name.endsWith(':copy1m') || /_(bucket|count|sum)$/.test(name);

const growth = ['rate', 'increase', 'irate'];
/** What may be asked of a counter without its growth. */
const presence = ['absent', 'absent_over_time', 'count_over_time', 'present_over_time', 'timestamp', 'count', 'resets'];

const rangeSeconds = (tree: Tree, matrix: SyntaxNode): number => {
  const units = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const;
  const [, count = '', unit = ''] = /\[(\d+)(ms|s|m|h|d)\]$/.exec(textOf(tree, matrix)) ?? [];
  // The pattern admits exactly the keys of `units`.
  return Number(count) * (units[unit as keyof typeof units] ?? Number.NaN);
};

const functionsAround = (tree: Tree, node: SyntaxNode): readonly string[] => {
  const names: string[] = [];
  for (let at = node.parent; at; at = at.parent)
    if (at.name === 'FunctionCall' || at.name === 'AggregateExpr') names.push(functionOf(tree, at));
  return names;
};

/** promql/rate and promql/counter. */
export const lintRates = (expr: string, minutes = 0): readonly string[] => {
  const tree = treeOf(expr);
  const faults: string[] = [];
  for (const call of nodesOf(tree, 'FunctionCall')) {
    const name = functionOf(tree, call);
    const [selector] = nodesOf({ ...tree, top: call }, 'VectorSelector');
    const [matrix] = nodesOf({ ...tree, top: call }, 'MatrixSelector');
    if (!growth.includes(name) || !selector || !matrix) continue;
    const series = nameOf(tree, selector);
    if (!isCounter(series)) faults.push(`${name}() of ${series}, which is no counter`);
    const metric = metricOf(series);
    const step = metric ? stepOf[metric.lane] : minutes || 60;
    if (rangeSeconds(tree, matrix) < 4 * step) faults.push(`${name}() of ${series} over less than four samples`);
  }
  for (const selector of nodesOf(tree, 'VectorSelector')) {
    const series = nameOf(tree, selector);
    const around = functionsAround(tree, selector);
    if (isCounter(series) && !around.some((name) => [...growth, ...presence].includes(name)))
      faults.push(`reads the counter ${series} without its growth`);
  }
  return faults;
};

/** promql/regexp and promql/impossible: matchers that say too much, or what no series can be. */
export const lintMatchers = (expr: string): readonly string[] => {
  const tree = treeOf(expr);
  return nodesOf(tree, 'VectorSelector').flatMap((selector) => {
    const labels = (metricOf(nameOf(tree, selector)) ?? recordingOf(nameOf(tree, selector)))?.labels;
    return matchersOf(tree, selector).flatMap(({ label, operator, value }) => {
      const faults: string[] = [];
      const isRegex = operator.endsWith('~');
      if (isRegex && /^[\w-]*$/.test(value)) faults.push(`${label}${operator}"${value}" needs no regular expression`);
      if (isRegex && /^\^|\$$/.test(value)) faults.push(`${label}: Prometheus anchors regular expressions itself`);
      if (isRegex && /\.[*+]/.test(value)) faults.push(`${label}${operator}"${value}" matches what nobody thought of`);
      const known = labels?.[label];
      if (labels && known === undefined && !['job', 'instance', 'le'].includes(label))
        faults.push(`${label} is no label of ${nameOf(tree, selector)}`);
      const values = isRegex ? value.split('|') : [value];
      const wrong = known === undefined || known === 'open' ? [] : values.filter((one) => !known.includes(one));
      return [...faults, ...wrong.map((one) => `${label} is never "${one}"`)];
    });
  });
};

/** promql/vector_matching: two sides that cannot have the same labels never match. */
export const lintMatching = (expr: string): readonly string[] => {
  const tree = treeOf(expr);
  return nodesOf(tree, 'BinaryExpr').flatMap((node) => {
    const { left, right, operator, matching } = binaryOf(tree, node);
    const [a, b] = [labelsOf(tree, left), labelsOf(tree, right)];
    if (operator === 'or' || !Array.isArray(a) || !Array.isArray(b)) return [];
    if (matching?.how === 'on') {
      const missing = matching.labels.filter((label) => !a.includes(label) || !b.includes(label));
      return missing.map((label) => `${operator} on (${label}), which one side has not`);
    }
    const ignored = matching?.labels ?? [];
    const rest = (labels: readonly string[]): string =>
      labels
        .filter((one) => !ignored.includes(one))
        .toSorted()
        .join();
    return rest(a) === rest(b) ? [] : [`${operator} between {${rest(a)}} and {${rest(b)}} matches nothing`];
  });
};

/** promql/nan: a ratio of nothing to nothing is NaN, and stays in every longer window. */
export const lintNaN = (expr: string): readonly string[] => {
  const tree = treeOf(expr);
  const faults = /\b(NaN|Inf)\b/i.test(expr) ? ['names NaN or Inf'] : [];
  for (const node of nodesOf(tree, 'BinaryExpr')) {
    const { right, operator } = binaryOf(tree, node);
    if (operator !== '/' || labelsOf(tree, right) === 'scalar') continue;
    if (!/>\s*0\s*\)?$/.test(textOf(tree, right))) faults.push('divides by what may be zero: put (… > 0) around it');
  }
  return faults;
};

/** alerts/comparison: an alert whose expression always has a result always fires. */
export const lintComparison = (expr: string): readonly string[] => {
  const tree = treeOf(expr);
  if (!canBeSilent(tree)) return ['compares nothing, so that it always fires'];
  const constant = nodesOf(tree, 'BinaryExpr').filter((node) => {
    const { left, right, operator } = binaryOf(tree, node);
    return comparisons.includes(operator) && labelsOf(tree, left) === 'scalar' && labelsOf(tree, right) === 'scalar';
  });
  return constant.map((node) => `compares two numbers: ${textOf(tree, node)}`);
};

const seconds = (text: string | undefined): number => Number.parseInt(text ?? '0', 10);

/** alerts/absent and the sanity of `for`: whole evaluations, and two of them before "nothing there" is believed. */
export const lintTiming = (rule: Rule, interval: number): readonly string[] => {
  const tree = treeOf(rule.expr);
  const wait = seconds(rule.for);
  const hold = seconds(rule.keep_firing_for);
  const isAbsent = nodesOf(tree, 'FunctionCall').some((call) => functionOf(tree, call).startsWith('absent'));
  return [
    ...(isAbsent && wait < 2 * interval ? ['believes in absence before two evaluations have seen it'] : []),
    // One evaluation more than `for` is when it fires; less than an interval says nothing.
    ...(wait > 0 && wait < interval ? ['waits for less than an evaluation'] : []),
    ...(wait > 3600 ? ['waits for more than an hour: put the time into the expression'] : []),
    ...(hold > 0 && hold < 2 * interval ? ['keeps firing for less than two evaluations'] : []),
  ];
};

const labelled = /\$labels\.(\w+)/g;
const printed = /\{\{[^}]*(?:\$value|\bvalue\b)[^}]*\}\}/g;
const valueless = /\{\{(?!\s*\$labels\.\w+\s*\}\})/;

/** alerts/template: labels that the expression has, and no value in a label. */
export const lintTemplates = ({ expr, labels, annotations }: Rule): readonly string[] => {
  const tree = treeOf(expr);
  const has = labelsOf(tree, tree.top);
  const known = Array.isArray(has) ? has : [];
  const faults: string[] = [];
  for (const [name, text] of Object.entries({ ...labels, ...annotations }))
    for (const [, label = ''] of text.matchAll(labelled))
      if (!known.includes(label)) faults.push(`${name} uses $labels.${label}, which its expression has not`);
  for (const [name, text] of Object.entries(labels))
    if (valueless.test(text)) faults.push(`the label ${name} may hold a value: a new alert at each evaluation`);
  return faults;
};

/** Numbers of a text that have no unit: neither behind them, nor said by the counted thing before a colon. */
const bare = (text: string): readonly string[] =>
  [...text.matchAll(printed)]
    .filter(({ 0: whole, index }) => {
      if (/humanizeDuration|humanizePercentage/.test(whole)) return false;
      const after = text.slice(index + whole.length).replace(/^\{\{ end \}\}/, '');
      const before = text.slice(0, index).replace(/\{\{[^}]*\}\}$/, '');
      return !/^( of the last [\w .]*?\d+)? (s|%|ms|blocks|messages)\b/.test(after) && !/[a-z]: $/.test(before);
    })
    .map(([whole]) => whole);

/** A sentence that ends in a number has lost its unit: `the last 6.`; a counted thing before a colon says it too. */
const endsBare = (text: string): readonly string[] =>
  [...text.replaceAll(/\{\{[^}]*\}\}/g, '').matchAll(/(\S+ )?\b\d+(?=\.(?:\s|$))/g)]
    .filter(([, before = '']) => !before.endsWith(': '))
    .map(([whole]) => whole);

/** rule/name, rule/label, alerts/annotation and the mixins' conventions. */
export const lintTexts = (
  { alert, labels, annotations }: Rule,
  links: { readonly runbook: string; readonly dashboard: string | undefined },
): readonly string[] => {
  const faults: string[] = [];
  const need = (is: boolean, fault: string): void => {
    if (!is) faults.push(fault);
  };
  need(/^([A-Z][a-z0-9]+){2,}$|^[A-Z][a-z]+$/.test(alert), 'its name is not in CamelCase');
  need(['page', 'warning', 'info'].includes(labels.severity ?? ''), 'has no severity');
  need(Boolean(labels.scope) && Boolean(labels.region), 'has no scope or no region');
  need((labels.page_class !== undefined) === (labels.severity === 'page'), 'a page has a class, and nothing else');
  for (const key of ['summary', 'description', 'impact', 'action'])
    need((annotations[key] ?? '').trim() !== '', `has no ${key}`);
  const { summary = '', description = '' } = annotations;
  need(/^[A-Z][^{}]*\.$/.test(summary), 'its summary is no fixed sentence with a capital and a full stop');
  need(/^[A-Z{].*(\.|\}\})$/s.test(description), 'its description is no sentence');
  for (const number of bare(description)) faults.push(`its description has a number without a unit: ${number}`);
  for (const number of endsBare(description)) faults.push(`its description has a number without a unit: ${number}.`);
  need(annotations.runbook_url === links.runbook, 'its runbook is not the one of its name');
  need(annotations.dashboard_url === links.dashboard, 'its dashboard is not the one of its name');
  return faults;
};

/** An alert that compares with a figure tells the figure. */
export const lintFigure = ({ expr, annotations }: Rule): readonly string[] => {
  const tree = treeOf(expr);
  const last = tree.top.name === 'BinaryExpr' ? binaryOf(tree, tree.top) : undefined;
  const limit = last && comparisons.includes(last.operator) ? Number(textOf(tree, last.right)) : Number.NaN;
  if (Number.isNaN(limit) || Math.abs(limit) <= 1) return [];
  return /\$value|\d/.test(annotations.description ?? '') ? [] : ['compares with a figure and tells none'];
};

/** rule/dependency: what a rule reads of ours is recorded, and in its own group before it. */
export const lintDependencies = (
  groups: readonly {
    readonly name: string;
    readonly rules: readonly { readonly record?: string; readonly expr: string }[];
  }[],
): readonly string[] => {
  const groupOf = new Map<string, string>();
  for (const { name, rules } of groups) for (const { record } of rules) if (record) groupOf.set(record, name);
  const faults: string[] = [];
  for (const { name, rules } of groups) {
    const before = new Set<string>();
    for (const { record, expr } of rules) {
      for (const read of expr.match(/headwatch:[\w:]+/g) ?? []) {
        const where = groupOf.get(read);
        if (where === undefined) faults.push(`${record ?? name} reads ${read}, which nothing records`);
        // A rule that goes on with its own last value means the one before.
        else if (where === name && read !== record && !before.has(read))
          faults.push(`${record ?? name} reads ${read} before it is recorded`);
      }
      if (record) before.add(record);
    }
  }
  return faults;
};
