/** The pages: a closed list, never muted from below, each in one group, each delivered by Alertmanager itself. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runtimeAlertmanager } from '../../alerts/generate.ts';
import { alertmanagerConfig } from '../../alerts/routing/alertmanager.ts';
import { mutesOf } from '../../alerts/routing/inhibit.ts';
import type { Route } from '../../alerts/routing/model.ts';
import { type AnyAlert, defineAlert, definePage, pageClassOf, severityOf } from '../../alerts/rules/define.ts';
import { type AlertName, alerts, alertsOf } from '../../alerts/rules/index.ts';
import { fleetOf } from '../rules/support/fleets.ts';

const example = fleetOf('example');
const fleets = {
  example,
  minimal: fleetOf('minimal'),
  'example that pages on a halt': fleetOf('example', { edit: [['objective: 99.98', 'page_on_halt: true']] }),
};
const fleetNames = Object.keys(fleets) as readonly (keyof typeof fleets)[];
const grave = { info: 0, warning: 1, page: 2 } as const;

const dir = mkdtempSync(join(tmpdir(), 'headwatch-routes-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Which receivers amtool says an alert goes to. */
const receivers = (file: string, labels: Readonly<Record<string, string>>): readonly string[] =>
  execFileSync(
    'amtool',
    [
      'config',
      'routes',
      'test',
      `--config.file=${file}`,
      ...Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
    .trim()
    .split(',');

const expectedReceiver = (alert: AnyAlert, severity: string): string => {
  if (alert.delivery === 'native' || alert.delivery === 'deadman') return alert.delivery;
  return severity === 'page' ? 'page' : 'router';
};

describe('the list of pages', () => {
  test('is closed', () => {
    const pages = Object.values<AnyAlert>(alerts).filter(({ severity }) => severity === 'page');
    expect(
      pages.map((page) => [
        page.name,
        page.severity === 'page' && pageClassOf(page, fleets['example that pages on a halt']),
      ]),
    ).toEqual([
      ['EdgeDown', 'outage'],
      ['JourneyFailing', 'outage'],
      ['BudgetFastBurn', 'outage'],
      ['SlaBreached', 'budget'],
      ['RedundancyGone', 'risk'],
      ['MonitorDead', 'monitor'],
      ['ChainHalted', 'outage'],
    ]);
  });

  test('has a halt of the chain only where the fleet asks for it', () => {
    expect(severityOf(alerts.ChainHalted, example)).toBe('warning');
    expect(pageClassOf(alerts.ChainHalted, example)).toBeUndefined();
  });

  test('does not grow by a definition', () => {
    const { name: _name, severity: _severity, ...shape } = alerts.NodeLagging;
    // @ts-expect-error a page must be named in pageClasses
    definePage({ ...shape, name: 'NodeLagging' });
    // @ts-expect-error severity page exists only through definePage
    defineAlert({ ...shape, name: 'SomethingElse', severity: 'page' });
    expect(alerts.NodeLagging.severity).toBe('warning');
  });
});

/** The labels that an expression keeps: all sides of ours are joined on those of the first. */
const firstBy = (expr: string): readonly string[] => / by \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? [];

describe('muting', () => {
  const pairs = mutesOf(example).flatMap((mute) => mute.targets.map((target) => `${mute.source} ${target}`));

  test.each([...new Set(pairs)].map((pair) => pair.split(' ')) as [AlertName, AlertName][])(
    '%s may mute %s: it is as grave or graver, in every fleet',
    (source, target) => {
      for (const fleet of Object.values(fleets))
        expect(grave[severityOf(alerts[source], fleet)]).toBeGreaterThanOrEqual(
          grave[severityOf(alerts[target], fleet)],
        );
    },
  );

  test('never reaches a page, whatever mutes', () => {
    for (const fleet of Object.values(fleets)) {
      for (const rule of alertmanagerConfig(fleet, 'files').inhibit_rules)
        expect(rule.target_matchers).toContain('severity!="page"');
      const targets = mutesOf(fleet).flatMap((mute) => mute.targets);
      for (const name of targets) expect(severityOf(alerts[name], fleet)).not.toBe('page');
    }
  });

  test('compares only labels that both alerts have, or an absent one would equal an absent one', () => {
    // Every alert has a region, by the contract that is tested over all rules.
    for (const { source, targets, equal } of mutesOf(example))
      for (const label of equal.filter((each) => each !== 'region'))
        for (const name of [source, ...targets]) expect(firstBy(alerts[name].expr(example)), name).toContain(label);
  });
});

describe.each(fleetNames)('in the fleet: %s', (name) => {
  const fleet = fleets[name];
  const file = join(dir, `${name.replaceAll(' ', '-')}.yml`);
  writeFileSync(file, runtimeAlertmanager(fleet).text, { mode: 0o600 });
  const alertList = alertsOf(fleet);

  test.each(alertList.map((alert) => [alert.name, alert] as const))('%s reaches its receiver', (alertname, alert) => {
    const severity = severityOf(alert, fleet);
    const pageClass = pageClassOf(alert, fleet);
    const labels = {
      alertname,
      severity,
      scope: 'edge:arb',
      region: 'eu',
      ...(pageClass ? { page_class: pageClass } : {}),
    };
    expect(receivers(file, labels)).toEqual([expectedReceiver(alert, severity)]);
  });

  test('an unknown alert and a page of the user’s own are not lost', () => {
    expect(receivers(file, { alertname: 'Mine', severity: 'warning' })).toEqual(['router']);
    expect(receivers(file, { alertname: 'Mine', severity: 'page', page_class: 'outage' })).toEqual(['page']);
  });

  const config = alertmanagerConfig(fleet, 'inline');
  const routes: readonly Route[] = config.route.routes ?? [];

  test('all pages share one route, so that a scope, a region and a class are one group', () => {
    const pageRoutes = routes.filter((route) => route.receiver === 'page');
    expect(pageRoutes).toEqual([
      { receiver: 'page', matchers: ['severity="page"'], group_wait: '1s', group_interval: '1s' },
    ]);
    expect(config.route.group_by).toEqual(['scope', 'region', 'page_class']);
  });

  test('what lasts longer than an outage is of a scope of its own and keeps no incident of an edge open', () => {
    const scopes = new Map(alertList.map((alert) => [alert.name, alert.scope]));
    for (const lasting of ['SlaBreached', 'BudgetBurn', 'BudgetSlowBurn', 'BudgetCreep', 'UnknownSeconds'])
      expect(scopes.get(lasting) ?? 'sla', lasting).toBe('sla');
    expect(alertList.filter((alert) => alert.scope === 'sla' && alert.severity === 'page').length).toBeLessThan(2);
  });

  test('PagerDuty and the router are in one receiver, so that both see one group key, and both hear of the end', () => {
    const page = config.receivers.find((receiver) => receiver.name === 'page');
    expect(page?.webhook_configs?.map((webhook) => webhook.send_resolved)).toEqual([true]);
    expect(page?.pagerduty_configs?.map((pagerduty) => pagerduty.send_resolved)).toEqual(
      fleet.notify.pagerduty ? [true] : undefined,
    );
  });

  test('has no dead part: every receiver has a route and a sink, every route an alert', () => {
    const used = new Set([config.route.receiver, ...routes.map((route) => route.receiver)]);
    for (const { name: receiver, ...sinks } of config.receivers) {
      expect(used, receiver).toContain(receiver);
      expect(Object.values(sinks).flat().length, receiver).toBeGreaterThan(0);
    }
    const names = routes.flatMap((route) =>
      (route.matchers ?? []).flatMap((matcher) => matcher.match(/(?<=[="|])[A-Z]\w+/g) ?? []),
    );
    expect(names.length).toBeGreaterThan(0);
    for (const known of names) expect(alertList.map((alert) => alert.name)).toContain(known);
  });
});

test('the smallest fleet has no alert about what it does not have', () => {
  const names = alertsOf(fleets.minimal).map((alert) => alert.name);
  for (const name of ['EdgeDown', 'InternalEdgeDown', 'RedundancyGone', 'VantageSilent', 'EdgeThrottled', 'EdgeOpen'])
    expect(names).not.toContain(name);
  expect(names.filter((name) => /Budget|Journey|Sla|MetricsAbsent|UnknownSeconds/.test(name))).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(['NodeUnreachable', 'MonitorDead', 'Watchdog']));
});

test('a node that joins or is parked is nobody’s trouble', () => {
  const fleet = fleetOf('example', { edit: [['name: beacon-b, kind', 'name: beacon-b, state: parked, kind']] });
  expect(alerts.NodeUnreachable.expr(fleet)).toContain('target!="beacon-b"');
});
