/** What a rule of the user's own may say, so that it is routed, grouped and told like ours, and never pages. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import { closest } from '../../../collector/config/read/closest.ts';
import { listed } from '../../../collector/config/words.ts';
import { silentName } from '../../router/watchdog.ts';
import { alertNames } from '../index.ts';
import type { UserRule, UserRuleFile } from './shape.ts';

export type Fault = (at: string, expected: string, found: string) => void;

const ours: readonly string[] = [...alertNames, silentName];
const label = /^\{\{\s*\$labels\.\w+\s*\}\}$/;
const scopeForms = 'edge:NAME, node:NAME, chain:NAME, host:NAME (NAME may be {{ $labels.target }}), sla or self';

const quote = (text: string | undefined): string =>
  text === undefined ? 'nothing' : JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);

const hint = (name: string, known: readonly string[]): string => {
  const near = closest(name, known);
  return near ? `; did you mean "${near}"?` : '';
};

const namesOf = (fleet: Fleet, kind: string): readonly string[] => {
  if (kind === 'chain') return Object.keys(fleet.chains);
  if (kind === 'host') return (fleet.hosts ?? []).map(({ name }) => name);
  return (kind === 'edge' ? fleet.edges : fleet.nodes).map(({ name }) => name);
};

const judgeScope = (scope: string | undefined, fleet: Fleet | undefined, fault: Fault): void => {
  if (scope === 'sla' || scope === 'self') return;
  const [, kind = '', name = ''] = /^(edge|node|chain|host):(.+)$/.exec(scope ?? '') ?? [];
  if (kind === '') fault('labels.scope', scopeForms, quote(scope));
  if (kind === '' || label.test(name) || fleet === undefined) return;
  const known = namesOf(fleet, kind);
  if (!known.includes(name))
    fault('labels.scope', `${kind}: and one of ${listed(known, 'or') || 'none'}${hint(name, known)}`, quote(scope));
};

/** Regions that someone speaks of in this fleet. */
const regionsOf = (fleet: Fleet): readonly string[] => [
  ...new Set([
    fleet.vantage,
    ...fleet.vantages.map(({ region }) => region),
    ...fleet.edges.flatMap(({ regions }) => Object.keys(regions)),
    ...fleet.nodes.map(({ region }) => region),
    'all',
  ]),
];

const judgeRegion = (region: string | undefined, fleet: Fleet | undefined, fault: Fault): void => {
  if (label.test(region ?? '')) return;
  const known = fleet ? regionsOf(fleet) : undefined;
  if (region && (known?.includes(region) ?? true)) return;
  const expected = `{{ $labels.region }}, ${listed(known ?? ['the name of a region', 'all'], 'or')}`;
  fault('labels.region', `${expected}${known && region ? hint(region, known) : ''}`, quote(region));
};

const judgeLabels = (labels: UserRule['labels'] = {}, fleet: Fleet | undefined, fault: Fault): void => {
  const { severity, scope, region } = labels;
  if (severity === 'page')
    fault('labels.severity', 'warning or info: what pages is a closed list, and nothing can be added to it', '"page"');
  else if (severity !== 'warning' && severity !== 'info') fault('labels.severity', 'warning or info', quote(severity));
  judgeScope(scope, fleet, fault);
  judgeRegion(region, fleet, fault);
  for (const name of ['page_class', 'alertname'])
    if (Object.hasOwn(labels, name)) fault(`labels.${name}`, 'nothing: headwatch sets it', quote(labels[name]));
  for (const [name, text] of Object.entries(labels))
    if (/\$value|\bvalue\b|\bquery\b/.test(text.match(/\{\{.*\}\}/)?.[0] ?? ''))
      fault(
        `labels.${name}`,
        'no value: it would make a new alert at each evaluation; put it in an annotation',
        quote(text),
      );
};

const judgeAlert = (rule: UserRule, fleet: Fleet | undefined, fault: Fault): void => {
  const { alert = '', labels, annotations = {} } = rule;
  if (ours.includes(alert)) fault('alert', 'a name of your own; this one is an alert of headwatch', quote(alert));
  else if (!/^[A-Z][A-Za-z0-9]{2,59}$/.test(alert))
    fault('alert', 'a name in CamelCase, such as DiskFillsUp', quote(alert));
  judgeLabels(labels, fleet, fault);
  for (const key of ['summary', 'description'])
    if (!annotations[key]?.trim())
      fault(`annotations.${key}`, key === 'summary' ? 'a fixed sentence' : 'the numbers, with units', 'nothing');
};

const judgeRule = (rule: UserRule, fleet: Fleet | undefined, fault: Fault): void => {
  if ((rule.alert === undefined) === (rule.record === undefined)) {
    fault('', 'either alert or record', rule.alert === undefined ? 'neither' : 'both');
  } else if (rule.alert !== undefined) {
    judgeAlert(rule, fleet, fault);
  } else if (rule.record?.startsWith('headwatch')) {
    fault('record', 'a name of your own; what begins with headwatch is ours', quote(rule.record));
  } else if (rule.annotations ?? rule.for ?? rule.keep_firing_for) {
    fault('', 'only labels beside record and expr', 'keys of an alert');
  }
};

/**
 * Judges all files together, because the names of alerts are one space.
 * @param fleet undefined when fleet.yaml itself is faulty: names are then not compared
 */
export const judgeFiles = (
  files: readonly UserRuleFile[],
  fleet: Fleet | undefined,
  faultIn: (file: string) => Fault,
): void => {
  const seen = new Map<string, string>();
  for (const { name: file, groups } of files) {
    const fault = faultIn(file);
    for (const [g, group] of groups.entries()) {
      const twice = groups.findIndex(({ name }) => name === group.name) < g;
      if (twice || group.name.startsWith('headwatch'))
        fault(`groups[${g}].name`, 'a name of its own, which does not begin with headwatch', quote(group.name));
      for (const [r, rule] of group.rules.entries()) {
        const at = `groups[${g}].rules[${r}]`;
        judgeRule(rule, fleet, (path, expected, found) => fault(path === '' ? at : `${at}.${path}`, expected, found));
        if (rule.alert === undefined) continue;
        const before = seen.get(rule.alert);
        if (before) fault(`${at}.alert`, 'a name that no other alert has', `${quote(rule.alert)}, as in ${before}`);
        seen.set(rule.alert, `rules.d/${file}.yml`);
      }
    }
  }
};
