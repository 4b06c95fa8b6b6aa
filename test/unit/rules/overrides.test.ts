/** `alerts:` of fleet.yaml: what may be made quieter, what may not, and what a generated rule becomes. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { groups } from '../../../alerts/rules/define.ts';
import { alertNames, alerts } from '../../../alerts/rules/index.ts';
import { alertTable, quietingLine } from '../../../alerts/rules/overrides.ts';
import { ruleGroup } from '../../../alerts/rules/render.ts';
import { ConfigError } from '../../../collector/config/configError.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { parseFleet } from '../../../collector/config/load.ts';
import { kinds } from '../../../exporters/kinds.ts';

const parse = (more: string, known = true): Fleet =>
  parseFleet(`${readFileSync('fleet.example.yaml', 'utf8')}\n${more}\n`, {
    file: 'fleet.yaml',
    home: '/home',
    kinds,
    alerts: known ? alertTable : undefined,
    env: { ARB_EDGE_RPC: 'https://rpc.example.org/key' },
    allowUnset: true,
    readFile: () => undefined,
  });

const faultsOf = (more: string): readonly string[] => {
  try {
    parse(more);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ path, found, expected }) => `${path}: ${found}: ${expected}`);
  }
};

const ruleOf = (fleet: Fleet, name: string) =>
  groups.flatMap((group) => ruleGroup(fleet, group)?.rules ?? []).find(({ alert }) => alert === name);

test('a warning becomes an info, waits longer, or is not generated at all', () => {
  const fleet = parse('alerts: { NodeLagging: { severity: info, for: 5m }, UnknownSeconds: { enabled: false } }');
  expect(ruleOf(fleet, 'NodeLagging')).toMatchObject({ for: '300s', labels: { severity: 'info' } });
  expect(ruleOf(fleet, 'UnknownSeconds')).toBeUndefined();
  const before = parse('');
  expect(ruleOf(fleet, 'NodeStalled')).toEqual(ruleOf(before, 'NodeStalled'));
  expect(ruleOf(before, 'UnknownSeconds')).toBeDefined();
});

test('a page can only be made to wait a little, and is the same page otherwise', () => {
  const rule = ruleOf(parse('alerts: { RedundancyGone: { for: 2m } }'), 'RedundancyGone');
  expect(rule).toEqual({ ...ruleOf(parse(''), 'RedundancyGone'), for: '120s' });
});

test('every fault is told at once, each with its path, what was found, and why not', () => {
  const faults = faultsOf(`alerts:
  NodeLaging: { severity: info }
  EdgeDown: { enabled: false }
  SlaBreached: { severity: warning }
  RedundancyGone: { for: 10m }
  NodeStalled: { severity: page }
  ChainHalted: { severity: page }
  VantageBlind: { for: 10s }
  MetricsAbsent: { for: 90500ms }
  NodeSyncing: { mute: true }
  Watchdog: { severity: info }`);
  expect(faults).toEqual([
    'alerts.NodeLaging: an unknown key: a known key; did you mean "NodeLagging"?',
    'alerts.EdgeDown.enabled: false: true: EdgeDown is one of the few alerts that page, and those cannot be turned off',
    'alerts.SlaBreached.severity: "warning": page: SlaBreached is one of the few alerts that page, and those cannot be lowered',
    'alerts.RedundancyGone.for: "10m": at most 5 m: RedundancyGone pages, and members are hurt meanwhile',
    'alerts.NodeStalled.severity: "page": warning or info: what pages is a closed list, and nothing can be added to it',
    'alerts.ChainHalted.severity: "page": warning or info: ChainHalted pages with service.page_on_halt',
    'alerts.VantageBlind.for: "10s": at least the 60 s that it is shipped with',
    'alerts.MetricsAbsent.for: "90500ms": whole seconds',
    'alerts.NodeSyncing.mute: an unknown key: one of enabled, severity, for',
    expect.stringContaining('alerts.Watchdog: a map: no override'),
  ]);
});

test('a halt that pages cannot be lowered; one that does not is a warning like others', () => {
  const halt = 'alerts: { ChainHalted: { severity: info } }';
  expect(ruleOf(parse(halt), 'ChainHalted')?.labels.severity).toBe('info');
  const text = readFileSync('fleet.example.yaml', 'utf8').replace(
    'objective: 99.98',
    'objective: 99.98, page_on_halt: true',
  );
  const paging = () =>
    parseFleet(`${text}\n${halt}\n`, {
      file: 'fleet.yaml',
      home: '/home',
      kinds,
      alerts: alertTable,
      env: {},
      allowUnset: true,
      readFile: () => undefined,
    });
  expect(paging).toThrow('cannot be lowered');
});

test('a process that does not know alerts still never takes a page away', () => {
  const fleet = parse('alerts: { EdgeDown: { enabled: false, severity: info }, Nonsense: { enabled: false } }', false);
  expect(ruleOf(fleet, 'EdgeDown')?.labels).toMatchObject({ severity: 'page', page_class: 'outage' });
});

test('the line that would quiet an alert is one that the checks take, and it does', () => {
  const quietable = alertNames.filter((name) => name !== 'Watchdog');
  expect(quietingLine(alerts.Watchdog, parse(''))).toBeUndefined();
  for (const name of quietable) {
    const line = quietingLine(alerts[name], parse('')) ?? '';
    const [before, after] = [ruleOf(parse(''), name), ruleOf(parse(line), name)];
    expect(JSON.stringify(after), line).not.toBe(JSON.stringify(before));
  }
});

test('what is an info already is quieted further by the next line', () => {
  const quieter = parse('alerts: { NodeLagging: { severity: info } }');
  expect(quietingLine(alerts.NodeLagging, quieter)).toBe('alerts: { NodeLagging: { enabled: false } }');
});
