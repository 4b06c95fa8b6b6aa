/** Our own small model of a dashboard: what a definition says. `sdk/` turns it into Grafana's classic JSON. */
import type { DashboardName } from '../../collector/catalogue/dashboards.ts';

/** Operators log in and see names; the public profile shows aliases and regions only, without variables. */
export const profiles = ['operator', 'public'] as const;
export type Profile = (typeof profiles)[number];

/** What a reader learns from the panel's description. */
export interface About {
  readonly shows: string;
  readonly healthy: string;
  readonly act: string;
}

export interface Query {
  readonly expr: string;
  /** Legend of each series; may hold `{{label}}`. Tables have columns instead. */
  readonly legend: string;
}

/** One rung of colour. The first one has `from: null` and colours everything below the second. */
export interface Threshold {
  readonly from: number | null;
  readonly color: string;
}

/** A coded state: its number in the query, and how it is told by text and icon besides colour. */
export interface StateText {
  readonly from: number;
  /** Inclusive; equal to `from` for a single code. */
  readonly to: number;
  readonly text: string;
  readonly color: string;
}

/** Where a reader goes from a panel: another dashboard of the same profile, with what was picked or pointed at. */
export interface Drill {
  readonly title: string;
  readonly to: DashboardName;
  /**
   * Operator profile: variable of the other dashboard → label of the series that was pointed at; in a table a label of
   * `by`. What is not picked keeps the values of this page.
   */
  readonly pick?: Readonly<Record<string, string>>;
}

/** What every panel has, also one without a number. */
interface Placeable {
  /** Stable name of the panel within its dashboard; its numeric id is made from it. */
  readonly key: string;
  readonly title: string;
  readonly about: About;
  readonly width: number;
  readonly height: number;
  /** Left out of a page where this fleet or profile has no such other page. */
  readonly drill?: Drill;
}

interface PanelBase extends Placeable {
  /** Grafana unit id: `s`, `short`, `none`, `reqps`, `dateTimeFromNow`… Never empty. */
  readonly unit: string;
  readonly decimals?: number;
  /** Shown where there is no value. Never a healthy word. */
  readonly noValue: string;
  readonly thresholds: readonly Threshold[];
}

/** One or few numbers or states, now. */
export interface StatPanel extends PanelBase {
  readonly kind: 'stat';
  readonly queries: readonly Query[];
  /** Shows the legend also of a single value: it says something, as when the figure was made. */
  readonly named?: boolean;
  /** Shows the legend only: the query has put the words into a label, and the value just colours them. */
  readonly worded?: boolean;
  readonly states?: readonly StateText[];
}

/** Lines over time. A gap stays a gap. */
export interface GraphPanel extends PanelBase {
  readonly kind: 'graph';
  readonly queries: readonly Query[];
  /** Smallest step of the query, the scrape interval of what it reads. */
  readonly step: string;
  /** At most so many points, where one a pixel says no more: long windows over long ranges. */
  readonly points?: number;
  readonly max?: number;
  /** May be below zero: the axis begins where the lines do. */
  readonly signed?: boolean;
  /** Parts of a whole: each line on top of the one before. */
  readonly stacked?: boolean;
}

/** Coded states over time, one band a series. */
export interface TimelinePanel extends PanelBase {
  readonly kind: 'timeline';
  readonly queries: readonly Query[];
  readonly step: string;
  readonly states: readonly StateText[];
}

export interface Column {
  readonly title: string;
  readonly expr: string;
  readonly unit: string;
  readonly decimals?: number;
  readonly states?: readonly StateText[];
  readonly thresholds?: readonly Threshold[];
}

/** A table now: rows by the labels in `by`, one query a column. */
export interface TablePanel extends PanelBase {
  readonly kind: 'table';
  /** Label → heading of the columns that name a row. */
  readonly by: Readonly<Record<string, string>>;
  readonly columns: readonly Column[];
  /** Heading of the column that orders the rows. */
  readonly sort?: { readonly by: string; readonly desc: boolean };
}

/** One bar a series, now: how much of something is used up. */
export interface BarsPanel extends PanelBase {
  readonly kind: 'bars';
  readonly queries: readonly Query[];
  /** End of the bar; without it the largest value. */
  readonly max?: number;
}

/** A histogram over time: `expr` is summed by `le` (`bucketRate`), the unit is the buckets'. */
export interface HeatmapPanel extends PanelBase {
  readonly kind: 'heatmap';
  readonly expr: string;
  readonly step: string;
}

/** Sentences in Markdown, the same at any time: what is written here must not claim a state. */
export interface TextPanel extends Placeable {
  readonly kind: 'text';
  readonly content: string;
}

export type Panel = StatPanel | GraphPanel | TimelinePanel | TablePanel | BarsPanel | HeatmapPanel | TextPanel;

export interface Row {
  /** No title, no row bar: the first rows of a page. */
  readonly title?: string;
  readonly panels: readonly Panel[];
}

export interface Annotation {
  readonly name: string;
  readonly expr: string;
  readonly color: string;
  readonly titleFormat: string;
  readonly textFormat: string;
}

export interface QueryVariable {
  readonly name: string;
  readonly label: string;
  /** `label_values(SERIES, LABEL)`. */
  readonly query: string;
  /** One value at a time: its queries say `="$name"`. Otherwise several or all, and they say `=~"$name"`. */
  readonly single?: boolean;
}

export interface Dashboard {
  readonly name: DashboardName;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly profile: Profile;
  readonly from: string;
  readonly refresh: string;
  readonly rows: readonly Row[];
  /** Besides the menu of all pages and the status page, which every dashboard gets. */
  readonly links?: readonly { readonly title: string; readonly url: string }[];
  /** Operator profile only. */
  readonly variables: readonly QueryVariable[];
  /** Operator profile only; besides pages, incidents and maintenance, which every dashboard marks. */
  readonly annotations?: readonly Annotation[];
}
