/** Ways from one page to another of the same profile. Grafana's dynamic links do not work for visitors, so they are written out. */
import { type DashboardName, dashboardNames, dashboardUid } from '../../collector/catalogue/dashboards.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { publicPath } from '../publicShare.ts';
import type { Dashboard, Panel, Profile } from './model.ts';

export interface Link {
  readonly title: string;
  readonly url: string;
  /** Takes the time range and the variables along. */
  readonly keep: boolean;
}

/** What a panel's link needs to know of the other pages. */
export interface Site {
  readonly menu: readonly Link[];
  /** Its path, or undefined where this fleet or profile has no such page. */
  pathOf(name: DashboardName): string | undefined;
}

/** All pages of a profile in the order of `dashboardNames`, then the status page. */
export const siteOf = (profile: Profile, fleet: Fleet, built: readonly Dashboard[]): Site => {
  const titles = new Map(built.map(({ name, title }) => [name, title]));
  const pathOf = (name: DashboardName): string | undefined => {
    if (!titles.has(name)) return undefined;
    return profile === 'public' ? publicPath(name, fleet) : `/d/${dashboardUid(name)}`;
  };
  const pages = dashboardNames.flatMap((name): Link[] => {
    const url = pathOf(name);
    return url === undefined ? [] : [{ title: titles.get(name) ?? name, url, keep: profile === 'operator' }];
  });
  const statusPage = fleet.router.publicUrl;
  return {
    menu: [...pages, ...(statusPage === undefined ? [] : [{ title: 'Status page', url: statusPage, keep: false }])],
    pathOf,
  };
};

/** How Grafana writes the label of the series, or the cell of the row, that was pointed at. */
const picked = (panel: Panel, label: string): string => {
  if (panel.kind !== 'table') return `\${__field.labels.${label}}`;
  const heading = panel.by[label];
  if (heading === undefined) throw new Error(`panel ${panel.key}: its rows have no label ${label} to pick`);
  return `\${__data.fields["${heading}"]}`;
};

export interface DrillLinks {
  /** In the panel's corner. */
  readonly panel: readonly Link[];
  /** On each series, bar or row; only where something is picked. */
  readonly data: readonly Link[];
}

export const drillLinks = (panel: Panel, profile: Profile, site: Site): DrillLinks => {
  const { drill } = panel;
  const path = drill && site.pathOf(drill.to);
  if (!drill || path === undefined) return { panel: [], data: [] };
  if (profile === 'public') return { panel: [{ title: drill.title, url: path, keep: false }], data: [] };
  const own = { title: drill.title, keep: true } as const;
  const everything = `${path}?\${__url_time_range}&\${__all_variables}`;
  const picks = Object.entries(drill.pick ?? {});
  // A heatmap's series are its buckets, and a text has none.
  if (picks.length === 0 || panel.kind === 'heatmap' || panel.kind === 'text')
    return { panel: [{ ...own, url: everything }], data: [] };
  const variables = picks.map(([variable, label]) => `var-${variable}=${picked(panel, label)}`).join('&');
  return {
    panel: [{ ...own, url: everything }],
    // A variable that is both kept and picked would have two values.
    data: [{ ...own, url: `${path}?\${__url_time_range}&\${datasource:queryparam}&${variables}` }],
  };
};
