import { describe, expect, test } from 'vitest';
import type { Group } from '../../alerts/rules/define.ts';
import { ruleGroup } from '../../alerts/rules/render.ts';
import { fleetOf } from '../rules/support/fleets.ts';
import { lintExpression, metricOf } from './support/promqlLint.ts';

const groups: readonly Group[] = ['fast', 'slow'];
const fleets = { example: fleetOf('example'), minimal: fleetOf('minimal') };
const rules = Object.entries(fleets).flatMap(([name, fleet]) =>
  groups.flatMap((group) => (ruleGroup(fleet, group)?.rules ?? []).map((rule) => ({ fleet: name, rule }))),
);
const titled = rules.map(({ fleet, rule }) => [`${rule.alert} (${fleet})`, rule] as const);

describe('generated rules', () => {
  test.each(titled)('%s passes the lint', (_title, rule) => {
    expect(lintExpression(rule.expr)).toEqual([]);
  });

  test.each(titled)('%s names only series of the catalogue, in its texts too', (_title, rule) => {
    const names = JSON.stringify(rule).match(/headwatch_\w+/g) ?? [];
    expect(names.filter((name) => !metricOf(name))).toEqual([]);
  });

  test.each(titled)('%s has no value in a label, which would make a new alert each second', (_title, rule) => {
    for (const [label, text] of Object.entries(rule.labels)) {
      expect(text.replaceAll(/\{\{ \$labels\.(target|region|chain|vantage) \}\}/g, ''), label).not.toMatch(/\{\{|\$/);
    }
  });

  test.each(titled)('%s carries the labels and annotations of the contract', (_title, { labels, annotations }) => {
    expect(['page', 'warning', 'info']).toContain(labels.severity);
    expect(labels.scope).toMatch(/^((edge|node|chain):\{\{ \$labels\.\w+ \}\}|self)$/);
    expect(labels.region).not.toBe('');
    expect(labels.page_class !== undefined).toBe(labels.severity === 'page');
    for (const key of ['summary', 'description', 'impact', 'action'])
      expect(annotations[key], key).toMatch(/^[^\n]{5,}$/);
    expect(annotations.summary).toMatch(/^[A-Z][^{}]*\.$/);
  });

  test.each(titled)(
    '%s waits for nothing if it is fast, and holds if it may page or is about a node',
    (_title, rule) => {
      const fast = groups.filter((group) =>
        Object.values(fleets).some((fleet) => ruleGroup(fleet, group)?.rules.some(({ alert }) => alert === rule.alert)),
      );
      const held = rule.labels.severity === 'page' || rule.labels.scope?.startsWith('node:');
      if (held) expect(rule.keep_firing_for).toBe('60s');
      // A dead monitor is known only by waiting.
      if (fast.includes('fast') && rule.alert !== 'MonitorDead') expect(rule.for).toBeUndefined();
    },
  );

  test('groups have no keys that Prometheus 2.42 does not know', () => {
    for (const fleet of Object.values(fleets))
      for (const group of groups)
        expect(Object.keys(ruleGroup(fleet, group) ?? {})).toEqual(['name', 'interval', 'rules']);
  });
});

describe('the lint refuses', () => {
  test.each([
    ['a series that does not exist', 'max(max_over_time(headwatch_nonsense[4500ms]))', 'not in the catalogue'],
    ['a raw range', 'max_over_time(headwatch_node_verdict[5s])', 'raw range [5s]'],
    ['a range that is not half a step short', 'max_over_time(headwatch_node_verdict[5000ms])', 'raw range'],
    ['a fast series without a window', 'headwatch_node_verdict == 1', 'without a window'],
    ['a long window with no fresh one', 'increase(headwatch_edge_seconds_total[59500ms]) > 1', 'looks alive'],
    ['le by equality', 'rate(headwatch_rpc_duration_seconds_bucket{method="x",le="1"}[59500ms])', 'le by equality'],
    ['a function that 3.x dropped', 'holt_winters(headwatch_syncing[59500ms], 0.5, 0.5)', 'holt_winters'],
    ['a subquery', 'max_over_time(vector(1)[60s:1s])', 'subquery'],
    ['what is no PromQL', 'max by (', 'does not parse'],
  ])('%s', (_title, expr, fault) => {
    expect(lintExpression(expr).join('\n')).toContain(fault);
  });
});
