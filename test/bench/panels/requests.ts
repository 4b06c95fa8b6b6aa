/** What Grafana would send to Prometheus for a panel: the page's own range, a step by the panel's width. */

import type { DashboardName } from '../../../collector/catalogue/dashboards.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { type Profile, profiles } from '../../../dashboards/kit/model.ts';
import { type DashboardJson, type PanelJson, pagesOf, panelsOf } from '../../../demo/drill/panels/page.ts';

export interface Request {
  readonly expr: string;
  /** Absent: asked for now. */
  readonly range?: { readonly seconds: number; readonly step: number };
}

export interface PanelRequests {
  readonly profile: Profile;
  readonly dashboard: DashboardName;
  readonly panel: string;
  readonly requests: readonly Request[];
}

/** Of a large screen. A point a pixel, as Grafana asks. */
const screen = 1920;
const columns = 24;

/** `jsonData.timeInterval` of the datasource that we provision. */
const scrape = 15;

/** Grafana rounds a step to one of these; each is taken below the middle between it and the next. Seconds. */
const steps = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

const rounded = (seconds: number): number =>
  steps.find((step, index) => seconds < (step + (steps[index + 1] ?? Number.POSITIVE_INFINITY)) / 2) ?? 86_400;

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, M: 2_678_400 };

/** `15s` → 15, `now-6h` → 21600. */
export const secondsOf = (text: string): number => {
  const [, count = '', unit = ''] = /(\d+)([smhdM])$/.exec(text) ?? [];
  return Number(count) * (unitSeconds[unit] ?? Number.NaN);
};

const requestsOf = (
  json: DashboardJson,
  panel: PanelJson,
  chosen: Readonly<Record<string, string>>,
): readonly Request[] => {
  const seconds = secondsOf(json.time.from);
  const least = panel.interval === undefined ? scrape : secondsOf(panel.interval);
  const points = Math.min((panel.gridPos.w / columns) * screen, panel.maxDataPoints ?? Number.POSITIVE_INFINITY);
  const step = Math.max(rounded(seconds / points), least);
  // As Grafana's Prometheus backend: from the least step of the query, not of the panel.
  const rateIntervalOf = (own: number): number => Math.max(step + own, 4 * own);
  return panel.targets.map(({ expr, range, interval }) => ({
    expr: expr
      .replaceAll('$__rate_interval', `${rateIntervalOf(interval === undefined ? scrape : secondsOf(interval))}s`)
      .replaceAll('$__interval', `${step}s`)
      .replaceAll('$__range', `${seconds}s`)
      // "All" of a variable; of one that takes a single value the first.
      .replaceAll(/\$\{?([a-zA-Z]\w*)\}?/g, (_, name: string) => chosen[name] ?? '.+'),
    ...(range ? { range: { seconds, step } } : {}),
  }));
};

/**
 * Every panel of both profiles. `choose` gives a variable of one value what a reader would pick for the panel, from the
 * query that offers the values and those of the panel.
 */
export const panelRequests = async (
  fleet: Fleet,
  choose: (query: string, asks: readonly string[]) => Promise<string>,
): Promise<readonly PanelRequests[]> => {
  const all: PanelRequests[] = [];
  for (const profile of profiles) {
    for (const [dashboard, json] of pagesOf(profile, fleet)) {
      for (const panel of panelsOf(json)) {
        const chosen: Record<string, string> = {};
        const asks = panel.targets.map(({ expr }) => expr);
        for (const { name, type, query, multi } of json.templating.list) {
          if (type === 'query' && !multi) chosen[name] = await choose(query, asks);
        }
        all.push({ profile, dashboard, panel: panel.title, requests: requestsOf(json, panel, chosen) });
      }
    }
  }
  return all;
};
