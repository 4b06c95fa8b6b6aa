/** Alertmanager's walk over a tree of routes, for properties that amtool cannot be asked for: groups and inhibition. */
import type { AlertmanagerConfig, InhibitRule, Route } from '../../../alerts/routing/model.ts';

export type Labels = Readonly<Record<string, string>>;

/** One matcher as Alertmanager spells it: `severity!="page"`, `alertname=~"A|B"`. */
export const matches = (matcher: string, labels: Labels): boolean => {
  const [, name = '', operator = '', value = ''] = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(matcher) ?? [];
  if (name === '') throw new Error(`no matcher: ${matcher}`);
  const found = labels[name] ?? '';
  const equal = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(found) : found === value;
  return operator.startsWith('!') ? !equal : equal;
};

export interface Placed {
  readonly receiver: string;
  /** The route and the values that it groups by: what Alertmanager makes a group key of. */
  readonly group: string;
}

/** Where an alert ends: the first route that takes it, and no other, for nothing of ours continues. */
export const place = ({ route }: AlertmanagerConfig, labels: Labels): Placed => {
  const walk = (at: Route, path: string, groupBy: readonly string[]): Placed => {
    const by = at.group_by ?? groupBy;
    const index = (at.routes ?? []).findIndex((child) => (child.matchers ?? []).every((one) => matches(one, labels)));
    const child = at.routes?.[index];
    if (child) return walk(child, `${path}/${index}`, by);
    const values = by.map((name) => `${name}=${labels[name] ?? ''}`);
    return { receiver: at.receiver, group: [path, ...values].join(' ') };
  };
  return walk(route, '', []);
};

/** Whether one alert silences another while both fire. A label that neither has counts as equal, as it does there. */
export const inhibits = (rule: InhibitRule, source: Labels, target: Labels): boolean =>
  rule.source_matchers.every((one) => matches(one, source)) &&
  rule.target_matchers.every((one) => matches(one, target)) &&
  rule.equal.every((name) => (source[name] ?? '') === (target[name] ?? ''));
