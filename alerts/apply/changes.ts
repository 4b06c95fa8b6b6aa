/** What a new generation changes, in words: by alert, not by line of YAML. */
import { parse } from 'yaml';
import type { Rule, RuleGroup } from '../rules/render.ts';

export interface AlertChange {
  readonly alert: string;
  readonly what: 'added' | 'changed' | 'removed';
  /** For a changed one: the parts that differ, such as `expr` or `annotations.action`. */
  readonly parts: readonly string[];
}

/** The alerts in the text of a rule file of ours; none in an absent or an unreadable one. */
const rulesIn = (text: string | undefined): readonly Rule[] => {
  if (text === undefined) return [];
  try {
    // A file that we wrote; one that someone broke counts as holding no alerts, so everything is said to be added.
    const file = parse(text) as { readonly groups?: readonly RuleGroup[] } | null;
    const rules = (file?.groups ?? []).flatMap((group) => group.rules ?? []);
    // A recording is no alert: its change is a changed file.
    return rules.filter((rule) => 'alert' in rule);
  } catch {
    return [];
  }
};

const flat = (rule: Rule): ReadonlyMap<string, string> =>
  new Map([
    ['expr', rule.expr],
    ['for', rule.for ?? ''],
    ['keep_firing_for', rule.keep_firing_for ?? ''],
    ...Object.entries(rule.labels).map(([key, value]) => [`labels.${key}`, value] as const),
    ...Object.entries(rule.annotations).map(([key, value]) => [`annotations.${key}`, value] as const),
  ]);

const differing = (before: Rule, after: Rule): readonly string[] => {
  const [old, now] = [flat(before), flat(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key));
};

/** Changes between two sets of rule files, in order of the new ones, removed alerts last. */
export const alertChanges = (
  before: readonly (string | undefined)[],
  after: readonly string[],
): readonly AlertChange[] => {
  const old = new Map(before.flatMap(rulesIn).map((rule) => [rule.alert, rule]));
  const now = new Map(after.flatMap(rulesIn).map((rule) => [rule.alert, rule]));
  const changes: AlertChange[] = [];
  for (const [alert, rule] of now) {
    const was = old.get(alert);
    if (!was) changes.push({ alert, what: 'added', parts: [] });
    else if (differing(was, rule).length > 0) changes.push({ alert, what: 'changed', parts: differing(was, rule) });
  }
  for (const alert of old.keys()) if (!now.has(alert)) changes.push({ alert, what: 'removed', parts: [] });
  return changes;
};
