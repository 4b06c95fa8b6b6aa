/** What is on the screen: each state and each figure that a panel of a page shows, and whom it is about. */
import type { Asked } from './ask.ts';
import { lookOf } from './looks.ts';
import { selected } from './promql.ts';
import type { Sample } from './queries.ts';

type Labels = Readonly<Record<string, string>>;

export interface Cell {
  /** Page, panel, and its series or row. */
  readonly where: string;
  readonly panel: string;
  readonly profile: string;
  readonly text: string;
  readonly color: string;
  /** Its words come from a list of states; otherwise it is a figure. */
  readonly stateful: boolean;
  /** undefined: without a value. */
  readonly value: number | undefined;
  /** Labels of the row itself. */
  readonly row: Labels;
  /** What each of its series is selected by. */
  readonly reads: readonly { readonly series: string; readonly labels: Labels }[];
}

const cellOf = ({ page, panel, target, expr }: Asked, sample: Sample | undefined): Cell => {
  const row = sample?.metric ?? {};
  const named = Object.entries(row).map(([label, value]) => `${label}=${value}`);
  return {
    ...lookOf(panel, target, sample),
    value: sample?.value,
    where: [page.profile, page.name, panel.title, target.refId, target.legendFormat, ...named].join(' | '),
    panel: panel.title,
    profile: page.profile,
    row,
    reads: selected(expr).map(({ name, matchers }) => ({ series: name, labels: matchers })),
  };
};

/** Everything that is shown; what has no value too. */
export const cellsOf = (asked: readonly Asked[]): readonly Cell[] =>
  asked.flatMap((each) => (each.samples.length > 0 ? each.samples : [undefined]).map((sample) => cellOf(each, sample)));

export interface About {
  /** Labels that one of its series is selected by, or the row has; a matcher may name several values. */
  readonly labels: Labels;
  /** Series names, where only some of those with the labels are meant. */
  readonly series?: readonly string[];
  /** Titles, where only some panels are meant. */
  readonly panels?: readonly string[];
  /** What a row that is named by these labels must be called: tables put rows of several targets together. */
  readonly row?: Readonly<Record<string, readonly string[]>>;
}

const has = (text: string | undefined, value: string): boolean => text?.split('|').includes(value) ?? false;

export const isAbout = (cell: Cell, { labels, series, panels, row = {} }: About): boolean =>
  (panels === undefined || panels.includes(cell.panel)) &&
  Object.entries(row).every(([label, names]) => cell.row[label] === undefined || names.includes(cell.row[label])) &&
  cell.reads.some(
    (read) =>
      (series === undefined || series.includes(read.series)) &&
      Object.entries(labels).every(([label, value]) => has(read.labels[label], value) || cell.row[label] === value),
  );

/** A state that says that all is well. Figures are green or not by their limit alone, and have no word for it. */
export const isGreen = ({ text, color, stateful }: Cell): boolean =>
  stateful && (color === 'green' || text.startsWith('✔'));
