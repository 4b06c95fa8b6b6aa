/** Every link of every alert leads to a dashboard, a panel and a variable that exist for operators of that fleet. */
import { describe, expect, test } from 'vitest';
import { silentAlert } from '../../alerts/router/watchdog.ts';
import { alertsOf } from '../../alerts/rules/index.ts';
import { dashboardUrl, targetDashboard } from '../../alerts/rules/links.ts';
import { ruleGroup } from '../../alerts/rules/render.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { dashboardFiles } from '../../dashboards/generate.ts';
import { exampleFleet, fullFleet, minimalFleet } from '../unit/dashboards/support/fleets.ts';

const grafana = { url: 'https://grafana.example.org/' };
const full = fullFleet();

const fleets: Readonly<Record<string, Fleet>> = {
  example: exampleFleet(),
  minimal: { ...minimalFleet(), grafana },
  full: { ...full, grafana },
  'without Cloudflare, with isolation': { ...full, cloudflare: undefined, grafana },
  'with Cloudflare, without isolation': { ...full, isolation: undefined, grafana },
  'without edges': { ...full, edges: [], cloudflare: undefined, isolation: undefined, grafana },
};

interface Page {
  readonly panels: readonly { readonly id: number; readonly type: string }[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
}

describe.each(Object.entries(fleets))('the alerts of a fleet: %s', (_title, fleet) => {
  const files = dashboardFiles(fleet);
  /** What is wrong with a link; undefined where it is well. */
  const wrong = (link: string | undefined): string | undefined => {
    if (link === undefined) return 'none';
    const url = new URL(link);
    const [, uid] = /^\/d\/([\w-]+)$/.exec(url.pathname) ?? [];
    const text = files.get(`grafana/dashboards/operator/${uid}.json`);
    if (text === undefined) return `no dashboard ${uid}`;
    const page: Page = JSON.parse(text);
    const panel = url.searchParams.get('viewPanel');
    if (panel !== null && !page.panels.some(({ id, type }) => id === Number(panel) && type !== 'row'))
      return `no panel ${panel} on ${uid}`;
    const variables = [...url.searchParams.keys()].flatMap((key) => /^var-(.+)$/.exec(key)?.[1] ?? []);
    const missing = variables.find((name) => !page.templating.list.some((each) => each.name === name));
    return missing && `no variable ${missing} on ${uid}`;
  };

  test('each leads to what was measured', () => {
    const broken = alertsOf(fleet).flatMap(({ name, scope }) => wrong(dashboardUrl(name, scope, fleet)) ?? []);
    const named = alertsOf(fleet).filter(({ name, scope }) => wrong(dashboardUrl(name, scope, fleet)) !== undefined);
    expect([broken, named.map(({ name }) => name)]).toEqual([[], []]);
  });

  test('so do those of the rules as they are written, of a node, and of what the router raises itself', () => {
    const rules = [ruleGroup(fleet, 'fast'), ruleGroup(fleet, 'slow')].flatMap((group) => group?.rules ?? []);
    expect(rules.map(({ annotations }) => wrong(annotations.dashboard_url)).filter(Boolean)).toEqual([]);
    expect(wrong(targetDashboard('arb-eu', fleet))).toBeUndefined();
    expect(wrong(silentAlert('firing', 0, fleet).annotations.dashboard_url)).toBeUndefined();
  });
});

test('a node is chosen by its name, and its panel opened where one shows what was measured', () => {
  const fleet = exampleFleet();
  const link = dashboardUrl('PairBroken', 'node:{{ $labels.target }}', fleet);
  expect(link).toMatch(
    /^https:\/\/grafana\.example\.org\/d\/headwatch-node\?var-target=\{\{ \$labels\.target \}\}&viewPanel=\d+$/,
  );
  expect(dashboardUrl('NodeStalled', 'node:{{ $labels.target }}', fleet)).not.toContain('viewPanel');
  expect(dashboardUrl('PairBroken', 'node:x', { ...fleet, grafana: undefined })).toBeUndefined();
});
