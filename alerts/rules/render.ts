/** Renders alert definitions as Prometheus rule files, for Debian's 2.42 and for the current release alike. */
import { stringify } from 'yaml';
import type { Fleet } from '../../collector/config/fleet.ts';
import { type AnyAlert, type Group, labelText, pageClassOf, severityOf, waitOf } from './define.ts';
import { generatedHeader } from './generatedHeader.ts';
import { alertsOf } from './index.ts';
import { dashboardUrl, runbookUrl } from './links.ts';

/** How often each group is evaluated, in seconds. */
export const groupInterval: Readonly<Record<Group, number>> = { fast: 1, slow: 15 };

export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly Rule[];
}

const ruleOf = (alert: AnyAlert, fleet: Fleet): Rule => {
  const pageClass = pageClassOf(alert, fleet);
  const dashboard = dashboardUrl(alert.name, alert.scope, fleet);
  const wait = waitOf(alert, fleet);
  return {
    alert: alert.name,
    expr: alert.expr(fleet),
    ...(wait > 0 ? { for: `${wait}s` } : {}),
    ...(alert.keepFiringFor ? { keep_firing_for: `${alert.keepFiringFor}s` } : {}),
    labels: {
      severity: severityOf(alert, fleet),
      scope: alert.scope,
      region: labelText(alert.region, fleet),
      ...(pageClass ? { page_class: pageClass } : {}),
    },
    annotations: {
      summary: alert.summary,
      description: labelText(alert.description, fleet),
      ...(alert.headline ? { headline: labelText(alert.headline, fleet) } : {}),
      ...(alert.cause ? { cause: labelText(alert.cause, fleet) } : {}),
      impact: alert.impact,
      action: alert.action,
      runbook_url: runbookUrl(alert.name, fleet),
      ...(dashboard ? { dashboard_url: dashboard } : {}),
    },
  };
};

/** The rule group of one cadence; undefined when no alert of it applies to the fleet. */
export const ruleGroup = (fleet: Fleet, group: Group): RuleGroup | undefined => {
  const rules = alertsOf(fleet)
    .filter((alert) => alert.group === group)
    .map((alert) => ruleOf(alert, fleet));
  return rules.length > 0 ? { name: `headwatch-${group}`, interval: `${groupInterval[group]}s`, rules } : undefined;
};

/** The YAML text of a rule file. */
export const ruleFile = (fleet: Fleet, group: Group): string => {
  const rendered = ruleGroup(fleet, group);
  return generatedHeader + stringify({ groups: rendered ? [rendered] : [] }, { lineWidth: 0 });
};
