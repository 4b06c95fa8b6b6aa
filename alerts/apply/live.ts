/** Tells Prometheus and Alertmanager to read their files again, and asks them whether they have. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Fleet } from '../../collector/config/fleet.ts';
import { alertmanagerConfig } from '../routing/alertmanager.ts';
import type { Route } from '../routing/model.ts';
import { groups } from '../rules/define.ts';
import { ruleGroup } from '../rules/render.ts';
import type { UserRuleFile } from '../rules/user/index.ts';
import { recordingGroups } from '../slo/recordRules.ts';

export interface LiveReport {
  readonly process: 'Prometheus' | 'Alertmanager';
  readonly url: string;
  readonly live: boolean;
  /** Why it is not live and what to do, or what was compared. */
  readonly detail: string;
}

const deadline = 5_000;

const reason = (error: unknown): string => {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${deadline / 1000} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
};

const base = (url: string): string => url.replace(/\/+$/, '');

/** Undefined when it reloaded, else why not. The body is not quoted: it may hold parts of the configuration. */
const reload = async (url: string, flag: string): Promise<string | undefined> => {
  try {
    const response = await fetch(`${base(url)}/-/reload`, { method: 'POST', signal: AbortSignal.timeout(deadline) });
    await response.arrayBuffer();
    if (response.ok) return undefined;
    if (response.status === 403 || response.status === 404 || response.status === 405)
      return `does not take reloads (HTTP ${response.status})${flag}`;
    return `refused its files (HTTP ${response.status}); its log says why`;
  } catch (error) {
    return `cannot be reached (${reason(error)}); it does not run, or not there`;
  }
};

const getJson = async (url: string): Promise<unknown> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(deadline) });
  return response.json();
};

/** Asks until nothing is wrong or the time is up; a reload takes a moment to show. */
const settle = async (ask: () => Promise<readonly string[]>, tries = 20): Promise<readonly string[]> => {
  let wrong: readonly string[] = [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    try {
      wrong = await ask();
    } catch (error) {
      wrong = [`its API does not answer as expected (${reason(error)})`];
    }
    if (wrong.length === 0) return wrong;
    await sleep(250);
  }
  return wrong;
};

const rulesAnswer = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        interval: z.number(),
        rules: z.array(
          z.object({
            name: z.string(),
            labels: z.record(z.string(), z.string()).default({}),
            annotations: z.record(z.string(), z.string()).default({}),
          }),
        ),
      }),
    ),
  }),
});

const same = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys({ ...a, ...b }).every((key) => a[key] === b[key]);

/** Prometheus prints expressions in its own way, so names, labels and annotations are compared. */
const rulesNotLive = async (fleet: Fleet, own: readonly UserRuleFile[]): Promise<readonly string[]> => {
  const answer = rulesAnswer.parse(await getJson(`${base(fleet.prometheus.url)}/api/v1/rules`));
  const wanted = groups.map((group) => ruleGroup(fleet, group)).filter((group) => group !== undefined);
  const wrong: string[] = [];
  for (const group of wanted) {
    const there = answer.data.groups.find((other) => other.name === group.name);
    if (!there) {
      wrong.push(`it has no group ${group.name}: does its rule_files name this home's generated/prometheus/rules?`);
      continue;
    }
    for (const rule of group.rules) {
      const found = there.rules.find((other) => other.name === rule.alert);
      if (!found) wrong.push(`${rule.alert} is not there`);
      else if (!same(found.labels, rule.labels) || !same(found.annotations, rule.annotations))
        wrong.push(`${rule.alert} is an older one`);
    }
    for (const rule of there.rules)
      if (!group.rules.some((other) => other.alert === rule.name)) wrong.push(`${rule.name} is still there`);
  }
  for (const { name, rules } of recordingGroups(fleet)) {
    const there = answer.data.groups.find((other) => other.name === name)?.rules.map((rule) => rule.name);
    if (there?.join() !== rules.map(({ record }) => record).join()) wrong.push(`its recordings ${name} are others`);
  }
  for (const { name, rules } of own.flatMap(({ groups: each }) => each)) {
    const there = answer.data.groups.filter((other) => other.name === name).flatMap((group) => group.rules);
    for (const rule of rules) {
      const named = rule.alert ?? rule.record;
      if (!there.some((other) => other.name === named)) wrong.push(`your ${named} is not there`);
    }
  }
  return wrong;
};

const statusAnswer = z.object({ config: z.object({ original: z.string() }) });

/** Routes and receivers without what Alertmanager hides (addresses, keys) or spells in its own way (durations). */
const skeleton = (route: Route): unknown => ({
  receiver: route.receiver,
  group_by: [...(route.group_by ?? [])],
  matchers: [...(route.matchers ?? [])],
  group_wait: route.group_wait,
  group_interval: route.group_interval,
  repeat_interval: route.repeat_interval,
  routes: (route.routes ?? []).map(skeleton),
});

const kindsOf = (receivers: readonly object[]): string =>
  JSON.stringify(
    receivers
      .map((receiver) =>
        Object.entries(receiver).map(([key, value]) => [key, Array.isArray(value) ? value.length : value]),
      )
      .map((entries) => entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))),
  );

const routesNotLive = async (url: string, fleet: Fleet): Promise<readonly string[]> => {
  const status = statusAnswer.parse(await getJson(`${base(url)}/api/v2/status`));
  // Alertmanager prints back the configuration that it loaded; what is compared below is only what both spell alike.
  const live = parse(status.config.original) as {
    readonly route?: Route;
    readonly receivers?: readonly object[];
    readonly inhibit_rules?: readonly unknown[];
  };
  const wanted = alertmanagerConfig(fleet, 'inline');
  const wrong: string[] = [];
  if (!live.route || JSON.stringify(skeleton(live.route)) !== JSON.stringify(skeleton(wanted.route)))
    wrong.push('its routes are others: does its --config.file name the generated alertmanager.yml?');
  if (kindsOf(live.receivers ?? []) !== kindsOf(wanted.receivers)) wrong.push('its receivers are others');
  if ((live.inhibit_rules ?? []).length !== wanted.inhibit_rules.length) wrong.push('its inhibitions are others');
  return wrong;
};

const bring = async (
  process: LiveReport['process'],
  url: string,
  flag: string,
  verify: () => Promise<readonly string[]>,
  good: string,
): Promise<LiveReport> => {
  const refused = await reload(url, flag);
  if (refused) return { process, url, live: false, detail: refused };
  const wrong = await settle(verify);
  return { process, url, live: wrong.length === 0, detail: wrong.length === 0 ? good : wrong.join('; ') };
};

const alertsIn = (files: readonly UserRuleFile[]): number =>
  files.flatMap(({ groups: each }) => each.flatMap(({ rules }) => rules)).filter(({ alert }) => alert).length;

/** Reloads every Prometheus and Alertmanager that the fleet names, and verifies by their APIs. */
export const makeLive = async (fleet: Fleet, own: readonly UserRuleFile[] = []): Promise<readonly LiveReport[]> => {
  const { url } = fleet.prometheus;
  const rules = groups.reduce((sum, group) => sum + (ruleGroup(fleet, group)?.rules.length ?? 0), 0);
  return Promise.all([
    bring(
      'Prometheus',
      url,
      '; start it with --web.enable-lifecycle',
      () => rulesNotLive(fleet, own),
      `${rules + alertsIn(own)} alerts are live`,
    ),
    ...fleet.alertmanagers.map((alertmanager) =>
      bring(
        'Alertmanager',
        alertmanager.url,
        '',
        () => routesNotLive(alertmanager.url, fleet),
        'routes and receivers are live',
      ),
    ),
  ]);
};
