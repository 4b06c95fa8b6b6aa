/** pint's and the mixins' lints over every rule of every kind of fleet, and each of them refusing a bad rule. */
import { describe, expect, test } from 'vitest';
import { groups } from '../../alerts/rules/define.ts';
import { dashboardUrl, runbookUrl } from '../../alerts/rules/links.ts';
import { groupInterval, type Rule, ruleGroup } from '../../alerts/rules/render.ts';
import { recordingGroups } from '../../alerts/slo/recordRules.ts';
import { fleetOf } from '../rules/support/fleets.ts';
import {
  lintComparison,
  lintDependencies,
  lintFigure,
  lintMatchers,
  lintMatching,
  lintNaN,
  lintRates,
  lintTemplates,
  lintTexts,
  lintTiming,
} from './support/rulesLint.ts';

const fleets = {
  example: fleetOf('example'),
  minimal: fleetOf('minimal'),
  'with two vantages of a region, and a halt that pages': fleetOf('example', {
    edit: [
      ['objective: 99.98', 'objective: 99.98, page_on_halt: true'],
      ['  - { name: ap }', '  - { name: us-2, region: us }\n  - { name: ap }'],
    ],
  }),
};

describe.each(Object.entries(fleets))('the rules of a fleet: %s', (_title, fleet) => {
  const rules = groups.flatMap((group) =>
    (ruleGroup(fleet, group)?.rules ?? []).map((rule) => [rule.alert, rule, groupInterval[group]] as const),
  );
  const links = ({ alert, labels: { scope = '' } }: Rule) => ({
    runbook: runbookUrl(alert, fleet),
    dashboard: dashboardUrl(alert, scope, fleet),
  });

  test.each(rules)('%s passes every lint', (name, rule, interval) => {
    const { expr } = rule;
    // The Watchdog is the one alert that is meant to fire always.
    expect(name === 'Watchdog' ? [] : lintComparison(expr)).toEqual([]);
    expect(lintMatchers(expr)).toEqual([]);
    expect(lintMatching(expr)).toEqual([]);
    expect(lintRates(expr)).toEqual([]);
    expect(lintNaN(expr)).toEqual([]);
    expect(lintTiming(rule, interval)).toEqual([]);
    expect(lintTemplates(rule)).toEqual([]);
    expect(lintTexts(rule, links(rule))).toEqual([]);
    expect(lintFigure(rule)).toEqual([]);
  });

  test('recordings pass those that are about expressions', () => {
    for (const { rules: recorded } of recordingGroups(fleet))
      for (const { record, expr } of recorded) {
        const found = [...lintMatchers(expr), ...lintMatching(expr), ...lintNaN(expr)];
        // The copies are the counters themselves, taken over once a minute.
        const rates = record.endsWith(':copy1m') ? [] : lintRates(expr);
        expect([...found, ...rates], record).toEqual([]);
      }
  });

  test('everything recorded is recorded before it is read', () => {
    const alerts = groups.flatMap((group) => ruleGroup(fleet, group) ?? []);
    expect(lintDependencies([...recordingGroups(fleet), ...alerts])).toEqual([]);
  });

  test('no two alerts share a name', () => {
    const names = rules.map(([name]) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('a bad rule is refused:', () => {
  const verdict = 'max_over_time(headwatch_node_verdict{role="node",verdict="lagging"}[4500ms])';
  const good: Rule = {
    alert: 'NodeLagging',
    expr: `max by (target, region, chain) (${verdict}) == 1`,
    labels: { severity: 'warning', scope: 'node:{{ $labels.target }}', region: '{{ $labels.region }}' },
    annotations: {
      summary: 'A node is behind.',
      description: '{{ $labels.target }} is {{ $value | printf "%.0f" }} s behind.',
      impact: 'Members read an old head.',
      action: 'Look at it.',
      runbook_url: 'docs/runbooks/NodeLagging.md',
    },
  };
  const links = { runbook: 'docs/runbooks/NodeLagging.md', dashboard: undefined };
  const texts = (change: Readonly<Record<string, string>>, name = good.alert) =>
    lintTexts({ ...good, alert: name, annotations: { ...good.annotations, ...change } }, links);

  test('none of this one', () => {
    expect([...lintTemplates(good), ...lintTexts(good, links), ...lintTiming(good, 1)]).toEqual([]);
  });

  test.each([
    ['one that compares nothing', `max(${verdict})`],
    ['one that compares with bool', `max(${verdict}) == bool 1`],
    ['one with an alternative that is always there', `max(${verdict}) == 1 or vector(1)`],
    ['one that is a number', 'vector(1)'],
  ])('comparison: %s', (_title, expr) => {
    expect(lintComparison(expr)).toEqual(['compares nothing, so that it always fires']);
  });

  test('comparison: of two numbers', () => {
    expect(lintComparison(`max(${verdict}) == 1 and vector(2 > bool 1) == 1`)).toHaveLength(1);
  });

  test.each([
    ['a regular expression for one word', 'headwatch_head_number{target=~"arb"}', 'needs no regular expression'],
    ['anchors', 'headwatch_head_number{target=~"^arb|eth$"}', 'anchors regular expressions itself'],
    ['a wildcard', 'headwatch_head_number{target!~"arb.*"}', 'matches what nobody thought of'],
    ['a label that is not there', 'headwatch_head_number{node="arb"}', 'node is no label of headwatch_head_number'],
    ['a value that never is', 'headwatch_node_verdict{verdict="slow"}', 'verdict is never "slow"'],
    ['one of several', 'headwatch:edge_state:region{state=~"bad|down"}', 'state is never "down"'],
  ])('matchers: %s', (_title, expr, fault) => {
    expect(lintMatchers(expr).join('\n')).toContain(fault);
  });

  test.each([
    [
      'two sides of other labels',
      'max by (target) (headwatch_head_number) > max by (chain) (headwatch_chain_head_number)',
    ],
    ['on a label that one side has not', 'headwatch_head_number > on (target) headwatch_chain_head_number'],
    ['and between an edge and a chain', 'headwatch_edge_nodes and headwatch_chain_sources'],
  ])('vector matching: %s', (_title, expr) => {
    expect(lintMatching(expr)).toHaveLength(1);
  });

  test.each([
    ['the rate of a gauge', 'increase(headwatch_head_number[59500ms]) > 1', 'no counter'],
    ['a window of two samples', 'increase(headwatch_edge_throttled_total[30s]) > 0', 'less than four samples'],
    ['a bare counter', 'headwatch_edge_throttled_total > 5', 'without its growth'],
    ['a bare copy of one', 'headwatch:edge_seconds:copy1m > 5', 'without its growth'],
  ])('rate: %s', (_title, expr, fault) => {
    expect(lintRates(expr).join('\n')).toContain(fault);
  });

  test.each([
    ['a ratio that may be of nothing', 'headwatch:edge_bad:ppm1h / headwatch:edge_bad:ppm6h > 2', 'may be zero'],
    ['NaN by name', 'headwatch_head_number == NaN', 'names NaN'],
  ])('nan: %s', (_title, expr, fault) => {
    expect(lintNaN(expr).join('\n')).toContain(fault);
  });

  test.each([
    ['absence at once', { expr: 'absent(headwatch_ticks_total)' }, 15, 'believes in absence'],
    ['absence after one evaluation', { expr: 'absent(headwatch_ticks_total)', for: '15s' }, 15, 'believes in absence'],
    ['less than an evaluation', { for: '10s' }, 15, 'waits for less'],
    ['hours', { for: '7200s' }, 15, 'more than an hour'],
    ['a hold of one evaluation', { keep_firing_for: '15s' }, 15, 'keeps firing for less'],
  ])('timing: %s', (_title, change, interval, fault) => {
    expect(lintTiming({ ...good, ...change }, interval).join('\n')).toContain(fault);
  });

  test.each([
    ['a value in a label', { labels: { ...good.labels, lag: '{{ $value }}' } }, 'a new alert at each evaluation'],
    ['a query in a label', { labels: { ...good.labels, lag: '{{ query "x" }}' } }, 'a new alert at each evaluation'],
    ['a label that was summed away', { expr: `max by (chain) (${verdict}) == 1` }, 'uses $labels.target'],
    [
      'a label of one alternative only',
      { expr: `${good.expr} or absent(headwatch_ticks_total)` },
      'uses $labels.region',
    ],
  ])('templates: %s', (_title, change, fault) => {
    expect(lintTemplates({ ...good, ...change }).join('\n')).toContain(fault);
  });

  test.each([
    ['no capital', texts({ summary: 'a node is behind.' }), 'no fixed sentence'],
    ['no full stop', texts({ summary: 'A node is behind' }), 'no fixed sentence'],
    ['a summary that changes', texts({ summary: '{{ $labels.target }} is behind.' }), 'no fixed sentence'],
    ['a number without a unit', texts({ description: 'It is {{ $value }} behind.' }), 'number without a unit'],
    [
      'a sentence that ends in a bare number',
      texts({ description: 'It fell in the last 6. Look.' }),
      'a number without a unit: last 6.',
    ],
    ['no impact', texts({ impact: ' ' }), 'has no impact'],
    ['another runbook', texts({ runbook_url: 'docs/runbooks/EdgeDown.md' }), 'runbook is not the one of its name'],
    ['a dashboard of its own', texts({ dashboard_url: 'https://x.example.org' }), 'dashboard is not the one'],
    ['a name with underscores', texts({}, 'node_lagging'), 'CamelCase'],
    ['a name that shouts', texts({}, 'NodeLAGGING'), 'CamelCase'],
  ])('texts: %s', (_title, faults, fault) => {
    expect(faults.join('\n')).toContain(fault);
  });

  test('labels: no severity, a class without a page, no scope', () => {
    const labels = { scope: '', region: 'eu', page_class: 'outage' };
    expect(lintTexts({ ...good, labels }, links)).toEqual([
      'has no severity',
      'has no scope or no region',
      'a page has a class, and nothing else',
    ]);
  });

  test('figures: a limit that the description does not mention', () => {
    const annotations = { ...good.annotations, description: 'It is behind.' };
    expect(lintFigure({ ...good, expr: 'max(headwatch_head_lag_seconds) > 30', annotations })).toHaveLength(1);
  });

  test('dependencies: what nobody records, and what is recorded later', () => {
    const rules = [
      { record: 'headwatch:a', expr: 'headwatch:b' },
      { record: 'headwatch:b', expr: 'headwatch:nothing' },
    ];
    expect(lintDependencies([{ name: 'one', rules }])).toEqual([
      'headwatch:a reads headwatch:b before it is recorded',
      'headwatch:b reads headwatch:nothing, which nothing records',
    ]);
  });
});
