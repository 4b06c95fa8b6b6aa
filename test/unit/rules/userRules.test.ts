/** rules.d: what a rule of the user's own may be, and that it is told with everything else that is wrong. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { readUserRules, userRuleFiles } from '../../../alerts/rules/user/index.ts';
import { checkSyntax } from '../../../alerts/rules/user/syntax.ts';
import { loadChecked } from '../../../cli/loadChecked.ts';
import { ConfigError } from '../../../collector/config/configError.ts';
import { fleetOf } from '../../rules/support/fleets.ts';

const homeWith = (files: Readonly<Record<string, string>>): string => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-rules-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  mkdirSync(join(home, 'rules.d'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, 'rules.d', name), text);
  return home;
};

const good = {
  alert: 'DiskFillsUp',
  expr: 'disk:free:ratio < 0.1',
  labels: { severity: 'warning', scope: 'node:arb-eu', region: 'eu' },
  annotations: { summary: 'A disk fills up.', description: '{{ $value | humanizePercentage }} left.' },
};
const fileOf = (...rules: readonly object[]): string => JSON.stringify({ groups: [{ name: 'mine', rules }] });
const faultsOf = (...rules: readonly object[]): readonly string[] =>
  readUserRules(homeWith({ 'mine.yml': fileOf(...rules) }), fleetOf('example')).faults.map(
    ({ path, found, expected }) => `${path}: ${found}: ${expected}`,
  );
const labelled = (labels: Readonly<Record<string, string>>) => ({ ...good, labels: { ...good.labels, ...labels } });

test('a good file is written beside ours, as it is', () => {
  const record = { record: 'disk:free:ratio', expr: 'node_filesystem_avail_bytes / node_filesystem_size_bytes' };
  const { files, faults } = readUserRules(homeWith({ 'mine.yml': fileOf(record, good) }), fleetOf('example'));
  expect(faults).toEqual([]);
  const written = userRuleFiles(files);
  expect([...written.keys()]).toEqual(['prometheus/rules/user-mine.yml']);
  expect(parse(written.get('prometheus/rules/user-mine.yml') ?? '')).toEqual({
    groups: [{ name: 'mine', rules: [record, good] }],
  });
});

test('a home without rules.d has none', () => {
  const home = homeWith({});
  rmSync(join(home, 'rules.d'), { recursive: true });
  expect(readUserRules(home, fleetOf('example'))).toEqual({ files: [], faults: [] });
});

test.each([
  ['a page', labelled({ severity: 'page' }), 'labels.severity: "page": warning or info: what pages is a closed list'],
  ['another severity', labelled({ severity: 'critical' }), 'labels.severity: "critical": warning or info'],
  ['no labels', { ...good, labels: undefined }, 'labels.scope: nothing: edge:NAME, node:NAME'],
  ['a scope of another form', labelled({ scope: 'machine:x' }), 'labels.scope: "machine:x": edge:NAME'],
  ['a node that is not there', labelled({ scope: 'node:arb-ue' }), 'did you mean "arb-eu"?'],
  ['a region that is not there', labelled({ region: 'ue' }), 'did you mean "eu"?'],
  ['a class of pages', labelled({ page_class: 'outage' }), 'labels.page_class: "outage": nothing'],
  ['a value in a label', labelled({ left: '{{ $value }}' }), 'labels.left: "{{ $value }}": no value'],
  ['no texts', { ...good, annotations: undefined }, 'annotations.description: nothing: the numbers, with units'],
  ['no summary', { ...good, annotations: { description: 'x' } }, 'annotations.summary: nothing: a fixed sentence'],
  ['a name of ours', { ...good, alert: 'EdgeDown' }, 'alert: "EdgeDown": a name of your own'],
  ["a name of the router's", { ...good, alert: 'AlertingSilent' }, 'alert: "AlertingSilent": a name of your own'],
  ['a name in other letters', { ...good, alert: 'disk_full' }, 'alert: "disk_full": a name in CamelCase'],
  ['a series of ours', { record: 'headwatch:x', expr: '1' }, 'record: "headwatch:x": a name of your own'],
  ['neither alert nor record', { expr: '1' }, 'mine.yml: groups[0].rules[0]: neither: either alert or record'],
  ['a key that is not there', { ...good, fro: '5m' }, 'fro: an unknown key: a known key; did you mean "for"?'],
])('%s is refused', (_title, rule, fault) => {
  const faults = faultsOf(rule);
  expect(faults.join('\n')).toContain(fault);
  for (const one of faults) expect(one).toMatch(/^rules\.d\/mine\.yml: groups\[0\]\.rules\[0\]/);
});

test('labels may be templates over labels', () => {
  expect(faultsOf(labelled({ scope: 'edge:{{ $labels.target }}', region: '{{ $labels.region }}' }))).toEqual([]);
});

test('names are one space over all files, and files are named NAME.yml', () => {
  const home = homeWith({ 'a.yml': fileOf(good), 'b.yml': fileOf(good), 'c.yaml': fileOf(good), 'd.yml': 'groups: [' });
  const { faults } = readUserRules(home, fleetOf('example'));
  expect(faults.map(({ path, found }) => `${path}: ${found}`).toSorted()).toEqual([
    'rules.d/b.yml: groups[0].rules[0].alert: "DiskFillsUp", as in rules.d/a.yml',
    'rules.d/c.yaml: another file',
    expect.stringMatching(/^rules\.d\/d\.yml: line \d: no YAML/),
  ]);
});

test('promtool judges expressions and templates, and says which rule', async () => {
  const bad = [
    { ...good, expr: 'max by (' },
    { ...good, alert: 'Other', annotations: { summary: 'S.', description: '{{ $nothing }}' } },
  ];
  const home = homeWith({ 'mine.yml': fileOf(...bad) });
  const { files } = readUserRules(home, fleetOf('example'));
  const { faults, checked } = await checkSyntax(home, files);
  expect(checked).toBe(true);
  expect(faults.map(({ path }) => path)).toEqual([
    'rules.d/mine.yml: group "mine", rule 1 (DiskFillsUp)',
    'rules.d/mine.yml: group "mine", rule 2 (Other)',
  ]);
  expect(faults[0]?.found).toContain('unclosed left parenthesis');
});

test('the faults of fleet.yaml and of rules.d come together', async () => {
  const home = homeWith({ 'mine.yml': fileOf({ ...good, expr: 'max(' }, labelled({ severity: 'page' })) });
  const failure = new ConfigError('fleet.yaml', [{ path: 'vantage', found: 'nothing', expected: 'text' }]);
  const load = () => {
    throw failure;
  };
  const faults = await loadChecked(join(home, 'fleet.yaml'), load).catch((error: unknown) =>
    error instanceof ConfigError ? error.faults.map(({ path }) => path) : [],
  );
  expect(faults).toEqual([
    'vantage',
    'rules.d/mine.yml: groups[0].rules[1].labels.severity',
    'rules.d/mine.yml: groups[0].rules[1].alert',
    'rules.d/mine.yml: group "mine", rule 1 (DiskFillsUp)',
  ]);
});
