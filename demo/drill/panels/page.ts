/** The compiled JSON as tests read it, and what Grafana would show for a value. */
import { type DashboardName, dashboardNames, dashboardUid } from '../../../collector/catalogue/dashboards.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { dashboardFiles } from '../../../dashboards/generate.ts';
import type { Profile } from '../../../dashboards/kit/model.ts';

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
  /** Least step of this query; Grafana makes `$__rate_interval` from it. */
  readonly interval?: string;
  readonly instant: boolean;
  readonly range: boolean;
  readonly format: string;
  readonly datasource: { readonly type: string; readonly uid: string };
}

export interface Mapping {
  readonly type: 'value' | 'range' | 'special';
  readonly options: {
    readonly from?: number;
    readonly to?: number;
    readonly match?: string;
    readonly result?: { readonly text: string; readonly color: string };
  } & Readonly<Record<string, { readonly text: string; readonly color: string } | number | string | undefined>>;
}

export interface FieldDefaults {
  readonly unit: string;
  readonly noValue: string;
  /** Where the axis of a graph begins, whatever its lines are. */
  readonly min?: number;
  readonly mappings?: readonly Mapping[];
  readonly color?: { readonly mode: string };
  readonly links?: readonly { readonly title: string; readonly url: string }[];
  readonly thresholds: { readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
}

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly Target[];
  /** Smallest step, of range queries. */
  readonly interval?: string;
  /** Of a graph that asks for fewer than one a pixel. */
  readonly maxDataPoints?: number;
  readonly links?: readonly { readonly title: string; readonly url: string }[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly fieldConfig: {
    readonly defaults: FieldDefaults;
    readonly overrides: readonly {
      readonly matcher: { readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value: unknown }[];
    }[];
  };
}

export interface VariableJson {
  readonly name: string;
  readonly type: string;
  readonly query: string;
  readonly multi?: boolean;
}

export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly editable: boolean;
  readonly schemaVersion: number;
  readonly refresh: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly templating: { readonly list: readonly VariableJson[] };
  readonly annotations: {
    readonly list: readonly { readonly name: string; readonly expr: string; readonly datasource: unknown }[];
  };
  readonly links: readonly { readonly title: string; readonly url: string }[];
  readonly panels: readonly PanelJson[];
}

/** Every page of a profile by name, as it is generated. */
export const pagesOf = (profile: Profile, fleet: Fleet): ReadonlyMap<DashboardName, DashboardJson> => {
  const files = dashboardFiles(fleet);
  return new Map(
    dashboardNames.flatMap((name) => {
      const text = files.get(`grafana/dashboards/${profile}/${dashboardUid(name)}.json`);
      return text === undefined ? [] : [[name, JSON.parse(text)]];
    }),
  );
};

export const pageJson = (name: DashboardName, profile: Profile, fleet: Fleet): DashboardJson => {
  const page = pagesOf(profile, fleet).get(name);
  if (page === undefined) throw new Error(`no ${name} for ${profile}`);
  return page;
};

export const statusJson = (profile: Profile, fleet: Fleet): DashboardJson => pageJson('status', profile, fleet);

/** Every panel that asks something; a text asks nothing. */
export const panelsOf = (dashboard: DashboardJson): readonly PanelJson[] =>
  dashboard.panels.filter(({ type }) => type !== 'row' && type !== 'text');

export const panelNamed = (dashboard: DashboardJson, title: string): PanelJson => {
  const panel = dashboard.panels.find((candidate) => candidate.title === title);
  if (!panel) throw new Error(`no panel "${title}" in ${dashboard.panels.map((each) => each.title).join(', ')}`);
  return panel;
};

/** Variables' values by name; all that are not named take everything (`.+`), as "All" does. */
export type Chosen = Readonly<Record<string, string>>;

/** Names of the variables in a text, without Grafana's own. */
export const variablesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\$\{?([a-zA-Z]\w*)/g)].flatMap(([, name]) => name ?? []);

/** Grafana's macros and our variables as a request would fill them in. */
export const filledIn = (expr: string, chosen: Chosen = {}, interval = '15s'): string =>
  expr
    .replaceAll('$__rate_interval', `${4 * (interval.endsWith('m') ? 60 * Number.parseInt(interval, 10) : 15)}s`)
    .replaceAll('$__interval', '15s')
    .replaceAll('$__range', '600s')
    .replaceAll(/\$\{?([a-zA-Z]\w*)\}?/g, (_, name: string) => chosen[name] ?? '.+');

export interface Shown {
  readonly text: string;
  readonly color: string;
}

/** What a state panel shows for a value; undefined is "no data". Grafana's rules: mappings first, then thresholds. */
export const shown = (field: Pick<FieldDefaults, 'mappings' | 'thresholds' | 'noValue'>, value?: number): Shown => {
  const base = field.thresholds.steps[0]?.color ?? '';
  if (value === undefined || Number.isNaN(value)) {
    const special = field.mappings?.find(({ type, options }) => type === 'special' && options.match === 'null+nan');
    return { text: field.noValue, color: special?.options.result?.color ?? base };
  }
  for (const { type, options } of field.mappings ?? []) {
    const exact = options[String(value)];
    if (type === 'value' && typeof exact === 'object') return exact;
    if (type === 'range' && options.result && value >= (options.from ?? 0) && value <= (options.to ?? 0)) {
      return options.result;
    }
  }
  const step = field.thresholds.steps.findLast((each) => each.value === null || value >= each.value);
  return { text: String(value), color: step?.color ?? base };
};
