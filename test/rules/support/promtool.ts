/** Runs rule cases through `promtool test rules`, the judge that evaluates the same rules in production. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Group } from '../../../alerts/rules/define.ts';
import { ruleGroup } from '../../../alerts/rules/render.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { notation, type Sample } from './samples.ts';

/** One alert that must fire from one second to another, both included, and at no other second. */
export interface Firing {
  readonly from: number;
  readonly until: number;
  /** Labels that the case is about; severity and class come from the rule. */
  readonly labels: Readonly<Record<string, string>>;
  /** The description at `from`, as a person reads it. */
  readonly description: string;
}

export interface RuleCase {
  readonly title: string;
  readonly series: Readonly<Record<string, readonly Sample[]>>;
  readonly fires: readonly Firing[];
  /** How long to watch, in seconds. */
  readonly seconds: number;
}

const groups: readonly Group[] = ['fast', 'slow'];

const ruleOf = (fleet: Fleet, name: string) => {
  const rule = groups.flatMap((group) => ruleGroup(fleet, group)?.rules ?? []).find(({ alert }) => alert === name);
  if (!rule) throw new Error(`no rule ${name} in this fleet`);
  return rule;
};

const one = (expr: string, time: number, value: number) => ({
  expr,
  eval_time: `${time}s`,
  exp_samples: value > 0 ? [{ labels: '{}', value }] : [],
});

const testOf = (name: string, fleet: Fleet, { series, fires, seconds }: RuleCase) => {
  const { labels: fixed, annotations } = ruleOf(fleet, name);
  const firing = `ALERTS{alertname="${name}",alertstate="firing"}`;
  const activeAt = (time: number) => fires.filter(({ from, until }) => time >= from && time <= until);
  const turns = fires.flatMap(({ from, until }) => [from - 1, from, until, until + 1]);
  const times = [...new Set(turns)].filter((time) => time >= 0 && time <= seconds);
  const total = fires.reduce((sum, { from, until }) => sum + until - from + 1, 0);
  return {
    interval: '1s',
    input_series: Object.entries(series).map(([key, samples]) => ({ series: key, values: notation(samples) })),
    promql_expr_test: [
      // Each turn, and the sum over all seconds: so nothing flickers in between and nothing fires elsewhere.
      ...times.map((time) => one(`count(${firing})`, time, activeAt(time).length)),
      one(`sum(count_over_time(${firing}[1h]))`, seconds, total),
    ],
    alert_rule_test: fires.map(({ from }) => ({
      eval_time: `${from}s`,
      alertname: name,
      exp_alerts: activeAt(from).map(({ labels, description }) => ({
        exp_labels: { ...fixed, ...labels },
        exp_annotations: { ...annotations, description },
      })),
    })),
  };
};

/** What promtool says against a case; empty when it passes. */
export const promtool = (name: string, fleet: Fleet, ruleCase: RuleCase): string => {
  const dir = mkdtempSync(join(tmpdir(), 'headwatch-rules-'));
  try {
    // Only the rule itself: no rule reads another, and promtool evaluates all of them at every second.
    const group = { name: 'one', interval: '1s', rules: [ruleOf(fleet, name)] };
    writeFileSync(join(dir, 'rule.yml'), stringify({ groups: [group] }, { lineWidth: 0 }));
    const file = {
      rule_files: ['rule.yml'],
      evaluation_interval: '1s',
      tests: [testOf(name, fleet, ruleCase)],
    };
    writeFileSync(join(dir, 'case.yml'), stringify(file, { aliasDuplicateObjects: false }));
    const { status, stdout, stderr, error } = spawnSync('promtool', ['test', 'rules', 'case.yml'], {
      cwd: dir,
      encoding: 'utf8',
    });
    if (error) throw error;
    return status === 0 ? '' : `${stdout}${stderr}`;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};
