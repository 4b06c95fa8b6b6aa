/** Every alert of every kind of fleet through the generated Alertmanager: who gets it, with whom, muted by what. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { alertFiles } from '../../alerts/generate.ts';
import { alertmanagerConfig, alertmanagerFile } from '../../alerts/routing/alertmanager.ts';
import type { AlertmanagerConfig } from '../../alerts/routing/model.ts';
import { type AnyAlert, groups, type Severity } from '../../alerts/rules/define.ts';
import { alertsOf } from '../../alerts/rules/index.ts';
import { ruleGroup } from '../../alerts/rules/render.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { fleetOf } from './support/fleets.ts';
import { inhibits, type Labels, matches, place } from './support/routeWalk.ts';

const notify: readonly [string, string] = ['notify:', 'notify:\n  mode: observe'];
const fleets: Readonly<Record<string, Fleet>> = {
  example: fleetOf('example'),
  minimal: fleetOf('minimal'),
  'without a secret': fleetOf('example', { secrets: [] }),
  'with PagerDuty alone': fleetOf('example', { secrets: ['pagerduty_key'] }),
  observing: fleetOf('example', { edit: [notify] }),
  'that pages on a halt': fleetOf('example', { edit: [['objective: 99.98', 'objective: 99.98, page_on_halt: true']] }),
  'made quieter': fleetOf('example', {
    edit: [
      [
        'controls:',
        'alerts: { ChainHalted: { severity: info }, NodeLagging: { severity: info }, VantageSilent: { severity: info }, RouterDown: { enabled: false } }\ncontrols:',
      ],
    ],
  }),
};

const dir = mkdtempSync(join(tmpdir(), 'headwatch-routing-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Labels as Prometheus would fill them in: each template with one value. */
const labelsOf = (fleet: Fleet, alert: AnyAlert, region: string): Labels => {
  const rule = groups.flatMap((group) => ruleGroup(fleet, group)?.rules ?? []).find((one) => one.alert === alert.name);
  const values: Labels = { target: 'arb', chain: 'arbitrum-one', region, vantage: 'us', month: '2026-11' };
  const filled = Object.entries(rule?.labels ?? {}).map(([name, text]) => [
    name,
    text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_all, label: string) => values[label] ?? ''),
  ]);
  return { ...Object.fromEntries(filled), alertname: alert.name, chain: 'arbitrum-one' };
};

/** A rule of the user's own, as rules.d admits it. */
const usersOwn: Labels = { alertname: 'DiskFillsUp', severity: 'warning', scope: 'edge:arb', region: 'eu' };

const receiverOf = (alert: AnyAlert, { severity }: Labels, config: AlertmanagerConfig): string => {
  if (alert.delivery === 'deadman') return 'deadman';
  if (alert.delivery === 'native' && config.receivers.some(({ name }) => name === 'native')) return 'native';
  return severity === 'page' ? 'page' : 'router';
};

describe.each(Object.entries(fleets))('a fleet %s', (title, fleet) => {
  const config = alertmanagerConfig(fleet, 'inline');
  const file = join(dir, `${title.replaceAll(' ', '-')}.yml`);
  writeFileSync(file, alertmanagerFile(fleet, 'inline'));
  const alerts = alertsOf(fleet).map((alert) => [alert, labelsOf(fleet, alert, 'eu')] as const);

  /** The receivers of an alert, as Alertmanager's own tool finds them. */
  const ask = (labels: Labels): string => {
    const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    const args = ['config', 'routes', 'test', `--config.file=${file}`, ...pairs];
    // Its standard error repeats that the file wins over a default address.
    return execFileSync('amtool', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  };

  test('every alert reaches its receiver and no other', { timeout: 60_000 }, () => {
    const found = alerts.map(([alert, labels]) => `${alert.name} → ${ask(labels)}`);
    expect(found).toEqual(alerts.map(([alert, labels]) => `${alert.name} → ${receiverOf(alert, labels, config)}`));
    expect(ask(usersOwn)).toBe('router');
    // The walk that the other properties use is Alertmanager's own.
    expect(found).toEqual(alerts.map(([alert, labels]) => `${alert.name} → ${place(config, labels).receiver}`));
  });

  test('every page is one group by scope, region and class, and no group holds two of them', () => {
    const pages = alerts.flatMap(([alert, { severity }]) => (severity === 'page' ? [alert] : []));
    const all = pages.flatMap((alert) => ['eu', 'us'].map((region) => labelsOf(fleet, alert, region)));
    const groupsOf = new Map<string, Set<string>>();
    for (const labels of all) {
      const triple = [labels.scope, labels.region, labels.page_class].join(' ');
      groupsOf.set(triple, (groupsOf.get(triple) ?? new Set()).add(place(config, labels).group));
    }
    const keys = [...groupsOf.values()].map((set) => [...set]);
    for (const group of keys) expect(group).toHaveLength(1);
    expect(new Set(keys.flat()).size).toBe(groupsOf.size);
    expect(pages.length).toBeGreaterThan(0);
  });

  test('nothing mutes a page, and nothing is muted by what matters less', () => {
    const rank: Readonly<Record<Severity, number>> = { info: 1, warning: 2, page: 3 };
    // The keys are the three severities that rules have.
    const rankOf = ({ severity }: Labels): number => rank[severity as Severity];
    for (const rule of config.inhibit_rules)
      for (const [, target] of alerts)
        for (const [, source] of alerts) {
          if (!inhibits(rule, source, target)) continue;
          expect(target.severity, target.alertname).not.toBe('page');
          expect(rankOf(source), `${source.alertname} mutes ${target.alertname}`).toBeGreaterThanOrEqual(
            rankOf(target),
          );
        }
    expect(JSON.stringify(config)).not.toMatch(/time_intervals|"continue"/);
  });

  test('every receiver is used, and whoever can page does, unless it observes', () => {
    const used = new Set(alerts.map(([, labels]) => place(config, labels).receiver));
    expect(config.receivers.map(({ name }) => name).toSorted()).toEqual([...used].toSorted());
    const page = config.receivers.find(({ name }) => name === 'page');
    const can = fleet.notify.pagerduty?.routingKey.value !== undefined && title !== 'observing';
    expect(page?.pagerduty_configs?.map(({ severity }) => severity)).toEqual(can ? ['critical'] : undefined);
    expect(page?.webhook_configs?.map((hook) => ('url' in hook ? hook.url : ''))).toEqual([
      'http://127.0.0.1:9761/alertmanager',
    ]);
  });
});

describe('what the router cannot tell', () => {
  const nativeOf = (name: string) =>
    alertmanagerConfig(fleets[name] ?? fleetOf('example'), 'inline').receivers.find((one) => one.name === 'native');

  test('goes to Discord and, as a warning, to PagerDuty, without the router', () => {
    const native = nativeOf('example');
    expect(native?.discord_configs).toHaveLength(1);
    expect(native?.pagerduty_configs?.map(({ severity }) => severity)).toEqual(['warning']);
    expect(native?.webhook_configs).toBeUndefined();
  });

  test('goes to whichever of the two there is, to Discord alone while observing, to the router when there is none', () => {
    expect(nativeOf('with PagerDuty alone')).not.toHaveProperty('discord_configs');
    expect(nativeOf('with PagerDuty alone')?.pagerduty_configs).toHaveLength(1);
    expect(nativeOf('observing')).not.toHaveProperty('pagerduty_configs');
    expect(nativeOf('observing')?.discord_configs).toHaveLength(1);
    expect(nativeOf('without a secret')).toBeUndefined();
  });

  test('groups by name, so that one that is open does not swallow the other', () => {
    const fleet = fleetOf('example');
    const config = alertmanagerConfig(fleet, 'inline');
    const natives = alertsOf(fleet).filter(({ delivery }) => delivery === 'native');
    const places = natives.map((alert) => place(config, labelsOf(fleet, alert, 'eu')).group);
    expect(natives.length).toBeGreaterThan(1);
    expect(new Set(places).size).toBe(natives.length);
  });

  test('has its name for a class in PagerDuty, where a page has its own', () => {
    const template = nativeOf('example')?.pagerduty_configs?.[0]?.class ?? '';
    const render = (groupLabels: Labels): string => {
      const data = join(dir, 'data.json');
      writeFileSync(data, JSON.stringify({ status: 'firing', groupLabels, commonLabels: { alertname: 'RouterDown' } }));
      const args = [`--template.data=${data}`, `--template.text=${template}`, '--template.glob=/dev/null'];
      return spawnSync('amtool', ['template', 'render', ...args], { encoding: 'utf8' }).stdout.trim();
    };
    expect(render({ scope: 'self', region: 'eu' })).toBe('RouterDown');
    expect(render({ scope: 'edge:arb', region: 'eu', page_class: 'outage' })).toBe('outage');
  });
});

test('the Watchdog beats each minute, at the dead man and at the router, and never says resolved', () => {
  const config = alertmanagerConfig(fleetOf('example'), 'inline');
  const route = config.route.routes?.find(({ receiver }) => receiver === 'deadman');
  expect(route).toMatchObject({ group_wait: '0s', group_interval: '1m', group_by: ['alertname'] });
  // A repeat that falls due before the next flush leaves with it: one beat a flush.
  expect(Number.parseInt(route?.repeat_interval ?? '', 10)).toBeLessThan(limits.watchdogEvery);
  const hooks = config.receivers.find(({ name }) => name === 'deadman')?.webhook_configs ?? [];
  expect(hooks.map((hook) => ('url' in hook ? hook.url : ''))).toEqual([
    'https://deadman.example.org/planted-deadman',
    'http://127.0.0.1:9761/alertmanager',
  ]);
  expect(hooks.map(({ send_resolved }) => send_resolved)).toEqual([false, false]);
});

test('two Alertmanagers run one configuration, and Prometheus tells both', () => {
  const two = fleetOf('example', {
    edit: [
      ['controls:', 'alertmanagers: [{ url: "http://127.0.0.1:9093" }, { url: "http://10.8.0.10:9093" }]\ncontrols:'],
    ],
  });
  expect(alertmanagerFile(two, 'inline')).toBe(alertmanagerFile(fleetOf('example'), 'inline'));
  const targets: unknown = JSON.parse(alertFiles(two).get('prometheus/targets/alertmanager.json') ?? '');
  expect(targets).toMatchObject([{ targets: ['127.0.0.1:9093'] }, { targets: ['10.8.0.10:9093'] }]);
  const prometheus: unknown = parse(readFileSync('prometheus.yml', 'utf8'));
  expect(JSON.stringify(prometheus)).toContain('generated/prometheus/targets/alertmanager.json');
});

test('a matcher that is no matcher is an error of the test, not a match', () => {
  expect(() => matches('severity', { severity: 'page' })).toThrow('no matcher');
  expect(matches('alertname=~"A|B"', { alertname: 'AB' })).toBe(false);
  expect(matches('severity!="page"', {})).toBe(true);
});
