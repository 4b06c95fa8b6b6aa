/** Runs rule cases through `promtool test rules`, the judge that evaluates the same rules in production. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { groups } from '../../../alerts/rules/define.ts';
import { ruleGroup } from '../../../alerts/rules/render.ts';
import { recordingGroups } from '../../../alerts/slo/recordRules.ts';
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
  /** Of an alert whose headline tells more than its name; what it says when nothing more is known, unless given. */
  readonly headline?: string;
  /** Of one that knows what is to blame; empty unless given. */
  readonly cause?: string;
}

export interface RuleCase {
  readonly title: string;
  /** Values of each series, `step` seconds apart. */
  readonly series: Readonly<Record<string, readonly Sample[]>>;
  readonly fires: readonly Firing[];
  /** How long to watch, in seconds. */
  readonly seconds: number;
  /** Seconds between samples and between evaluations; 1 by default. */
  readonly step?: number;
  /** Of the service, in percent, where the case is about another one than the example's 99.98. */
  readonly objective?: number;
}

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

const inputOf = (series: RuleCase['series']) =>
  Object.entries(series).map(([key, samples]) => ({ series: key, values: notation(samples) }));

/** The link of an alert with the labels of this instance in it. */
const linkOf = (url: string | undefined, labels: Firing['labels']) =>
  url === undefined
    ? {}
    : { dashboard_url: url.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_all, label: string) => labels[label] ?? '') };

const testOf = (name: string, fleet: Fleet, { series, fires, seconds, step = 1 }: RuleCase) => {
  const { labels: fixed, annotations } = ruleOf(fleet, name);
  const firing = `ALERTS{alertname="${name}",alertstate="firing"}`;
  const activeAt = (time: number) => fires.filter(({ from, until }) => time >= from && time <= until);
  const turns = fires.flatMap(({ from, until }) => [from - step, from, until, until + step]);
  const times = [...new Set(turns)].filter((time) => time >= 0 && time <= seconds);
  const total = fires.reduce((sum, { from, until }) => sum + (until - from) / step + 1, 0);
  return {
    interval: `${step}s`,
    input_series: inputOf(series),
    promql_expr_test: [
      // Each turn, and the sum over all evaluations: so nothing flickers in between and nothing fires elsewhere.
      ...times.map((time) => one(`count(${firing})`, time, activeAt(time).length)),
      one(`sum(count_over_time(${firing}[${seconds + 1}s]))`, seconds, total),
    ],
    alert_rule_test: fires.map(({ from }) => ({
      eval_time: `${from}s`,
      alertname: name,
      exp_alerts: activeAt(from).map(({ labels, description, headline, cause = '' }) => ({
        exp_labels: { ...fixed, ...labels },
        exp_annotations: {
          ...annotations,
          description,
          ...(annotations.headline?.includes('{{') ? { headline: headline ?? 'EDGE DOWN' } : {}),
          ...(annotations.cause === undefined ? {} : { cause }),
          ...linkOf(annotations.dashboard_url, labels),
        },
      })),
    })),
  };
};

const judge = (rules: readonly object[], step: number, test: object): string => {
  const dir = mkdtempSync(join(tmpdir(), 'headwatch-rules-'));
  try {
    const group = { name: 'one', interval: `${step}s`, rules };
    writeFileSync(join(dir, 'rule.yml'), stringify({ groups: [group] }, { lineWidth: 0 }));
    const file = { rule_files: ['rule.yml'], evaluation_interval: `${step}s`, tests: [test] };
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

/** The recording rules of a fleet, in the order in which they read each other. */
export const recordingsOf = (fleet: Fleet) => recordingGroups(fleet).flatMap(({ rules }) => rules);

/** The recordings that an expression reads, and those that they read, in their order. */
const readBy = (fleet: Fleet, expr: string): readonly { readonly expr: string }[] => {
  const needed = new Set<string>();
  const rules = [...recordingsOf(fleet)].reverse().filter((rule) => {
    const isNeeded = needed.has(rule.record) || expr.includes(rule.record);
    if (isNeeded) for (const name of rule.expr.match(/headwatch:[\w:]+/g) ?? []) needed.add(name);
    return isNeeded;
  });
  return rules.reverse();
};

/** What promtool says against a case; empty when it passes. */
export const promtool = (name: string, fleet: Fleet, ruleCase: RuleCase): string => {
  const rule = ruleOf(fleet, name);
  // Only the rule itself and what it reads: promtool evaluates every rule at every step.
  const rules = [...readBy(fleet, rule.expr), rule];
  return judge(rules, ruleCase.step ?? 1, testOf(name, fleet, ruleCase));
};

/** A value that a query must have at a time, by the labels of each result; no result at all when it is empty. */
export interface Expected {
  readonly query: string;
  readonly at: number;
  readonly is: Readonly<Record<string, number>>;
}

/** What promtool says against values of recorded series; empty when they are right. */
export const recordedValues = (
  fleet: Fleet,
  { series, step = 1 }: Pick<RuleCase, 'series' | 'step'>,
  expected: readonly Expected[],
): string =>
  judge(recordingsOf(fleet), step, {
    interval: `${step}s`,
    input_series: inputOf(series),
    promql_expr_test: expected.map(({ query, at, is }) => ({
      expr: query,
      eval_time: `${at}s`,
      exp_samples: Object.entries(is).map(([labels, value]) => ({ labels, value })),
    })),
  });
