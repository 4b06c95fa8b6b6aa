import { describe, expect, test } from 'vitest';
import { alertFiles } from '../../alerts/generate.ts';
import { groups } from '../../alerts/rules/define.ts';
import { ruleGroup } from '../../alerts/rules/render.ts';
import { panelRecordings } from '../../alerts/slo/panelRecordings.ts';
import { panelGroups } from '../../alerts/slo/panelRules.ts';
import { recordings } from '../../alerts/slo/recordings.ts';
import { recordingGroups } from '../../alerts/slo/recordRules.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { dashboardFiles } from '../../dashboards/generate.ts';
import { fleetOf, fleetWith } from '../rules/support/fleets.ts';
import { lintExpression, metricOf, reachMs, recordedNames, recordingOf } from './support/promqlLint.ts';

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
    expect(recordedNames(JSON.stringify(rule)).filter((name) => !recordingOf(name))).toEqual([]);
  });

  test.each(titled)('%s has no value in a label, which would make a new alert each second', (_title, rule) => {
    for (const [label, text] of Object.entries(rule.labels)) {
      expect(
        text.replaceAll(/\{\{ \$labels\.(target|role|region|chain|vantage|month|host|heartbeat) \}\}/g, ''),
        label,
      ).not.toMatch(/\{\{|\$/);
    }
  });

  test.each(titled)('%s carries the labels and annotations of the contract', (_title, { labels, annotations }) => {
    expect(['page', 'warning', 'info']).toContain(labels.severity);
    expect(labels.scope).toMatch(
      /^((edge|node|chain|host|heartbeat|\{\{ \$labels\.role \}\}):\{\{ \$labels\.\w+ \}\}|cloudflare|treasury|sla|self)$/,
    );
    expect(labels.region).not.toBe('');
    expect(labels.page_class !== undefined).toBe(labels.severity === 'page');
    for (const key of ['summary', 'description', 'impact', 'action'])
      expect(annotations[key], key).toMatch(/^[^\n]{5,}$/);
    expect(annotations.summary).toMatch(/^[A-Z][^{}]*\.$/);
  });

  test.each(titled)('%s waits for nothing if it is fast, and holds, so that it does not flap', (_title, rule) => {
    const fast = groups.filter((group) =>
      Object.values(fleets).some((fleet) => ruleGroup(fleet, group)?.rules.some(({ alert }) => alert === rule.alert)),
    );
    // What always fires cannot flap, and holding it would only hide for a minute that it stopped.
    expect(rule.keep_firing_for).toBe(rule.alert === 'Watchdog' ? undefined : '60s');
    // A dead monitor is known only by waiting.
    if (fast.includes('fast') && rule.alert !== 'MonitorDead') expect(rule.for).toBeUndefined();
  });

  test('groups have no keys that Prometheus 2.42 does not know', () => {
    for (const fleet of Object.values(fleets))
      for (const group of groups)
        expect(Object.keys(ruleGroup(fleet, group) ?? {})).toEqual(['name', 'interval', 'rules']);
    for (const group of recordingGroups(fleets.example))
      expect(Object.keys(group)).toEqual(['name', 'interval', 'rules']);
  });
});

describe('recording rules', () => {
  const rules = [...recordingGroups(fleets.example), ...panelGroups(fleets.example)].flatMap((group) =>
    group.rules.map((rule) => ({ group, rule })),
  );

  test.each(rules.map(({ rule }) => [`${rule.record} ${rule.labels?.state ?? ''}`, rule] as const))(
    '%s passes the lint and is known by name and labels',
    (_title, rule) => {
      expect(lintExpression(rule.expr, 'recording')).toEqual([]);
      const known = recordingOf(rule.record);
      expect(known).toBeDefined();
      for (const label of Object.keys(rule.labels ?? {})) expect(Object.keys(known?.labels ?? {})).toContain(label);
    },
  );

  test('windows of an hour or more read copies, never the 1 s counters, and no more often than each minute', () => {
    for (const { group, rule } of rules) {
      const reach = reachMs(rule.expr);
      if (reach > 1_801_000) expect(group.interval).toBe('60s');
      if (/headwatch_\w/.test(rule.expr)) expect(reach).toBeLessThan(1_801_000);
    }
  });

  const dashboards = [...dashboardFiles(fleets.example).values()].join('\n');

  test('every recorded series is made, and read by a rule or a dashboard', () => {
    const made = new Set(rules.map(({ rule }) => rule.record));
    expect([...made].toSorted()).toEqual([...recordings, ...panelRecordings].map(({ record }) => record).toSorted());
    const alerts = titled.map(([, rule]) => JSON.stringify(rule)).join('\n');
    const read = new Set(recordedNames([...rules.map(({ rule }) => rule.expr), alerts, dashboards].join('\n')));
    expect([...made].filter((name) => !read.has(name))).toEqual([]);
  });

  test('dashboards read only recorded series that exist', () => {
    expect(recordedNames(dashboards).filter((name) => !recordingOf(name))).toEqual([]);
  });

  test('a fleet in which nobody measures an edge has none', () => {
    expect(recordingGroups(fleets.minimal)).toEqual([]);
    expect([...alertFiles(fleets.minimal).keys()]).not.toContain('prometheus/rules/sli.yml');
  });
});

describe('what Prometheus keeps', () => {
  test('is enough for every range and offset of every rule, in its texts too', () => {
    const all = [fleets.example, fleets.minimal, fleetWith(90)].flatMap((fleet) =>
      [...alertFiles(fleet)].filter(([path]) => path.startsWith('prometheus/rules/')),
    );
    expect(all.length).toBeGreaterThan(6);
    const reach = Math.max(...all.map(([, text]) => reachMs(text)));
    // The rolling 30 days are the longest; nothing is proven if they are not found.
    expect(reach).toBeGreaterThanOrEqual(30 * 86_400_000);
    expect(reach).toBeLessThanOrEqual(limits.retention * 1000);
  });

  test.each([
    ['rate(x[91d])', 91 * 86_400_000],
    ['x offset 1h30m', 5_400_000],
    ['rate(x[89d] offset 2d)', 91 * 86_400_000],
    ['max_over_time(x[12w:1m])', 84 * 86_400_000],
  ])('is measured right: %s', (text, ms) => {
    expect(reachMs(text)).toBe(ms);
  });
});

describe('the lint refuses', () => {
  test.each([
    [
      'a series that does not exist',
      'max(max_over_time(headwatch_nonsense[4500ms]))',
      'neither in the catalogue nor recorded',
    ],
    ['a recorded series that does not exist', 'headwatch:edge_bad:ppm7m > 1', 'neither in the catalogue nor recorded'],
    ['a raw range over a recorded one', 'increase(headwatch:edge_seconds:copy1m[1h])', 'raw range [1h]'],
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
