/** What is on the screen: each state that a panel of a page shows, and whom it is about. */
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
  /** Labels of the row itself. */
  readonly row: Labels;
  /** What each of its series is selected by. */
  readonly reads: readonly { readonly series: string; readonly labels: Labels }[];
}

const cellOf = ({ page, panel, target, expr }: Asked, sample: Sample | undefined): Cell | undefined => {
  const { text, color, stateful } = lookOf(panel, target, sample);
  if (!stateful) return undefined;
  const row = sample?.metric ?? {};
  const named = Object.entries(row).map(([label, value]) => `${label}=${value}`);
  return {
    where: [page.profile, page.name, panel.title, target.refId, target.legendFormat, ...named].join(' | '),
    panel: panel.title,
    profile: page.profile,
    text,
    color,
    row,
    reads: selected(expr).map(({ name, matchers }) => ({ series: name, labels: matchers })),
  };
};

/** Every state that is shown; one without a value too. */
export const cellsOf = (asked: readonly Asked[]): readonly Cell[] =>
  asked.flatMap((each) =>
    (each.samples.length > 0 ? each.samples : [undefined]).flatMap((sample) => cellOf(each, sample) ?? []),
  );

export interface About {
  /** Labels that one of its series is selected by, or the row has; a matcher may name several values. */
  readonly labels: Labels;
  /** Series names, where only some of those with the labels are meant. */
  readonly series?: readonly string[];
  /** What a row that is named by these labels must be called: tables put rows of several targets together. */
  readonly row?: Readonly<Record<string, readonly string[]>>;
}

const has = (text: string | undefined, value: string): boolean => text?.split('|').includes(value) ?? false;

export const isAbout = (cell: Cell, { labels, series, row = {} }: About): boolean =>
  Object.entries(row).every(([label, names]) => cell.row[label] === undefined || names.includes(cell.row[label])) &&
  cell.reads.some(
    (read) =>
      (series === undefined || series.includes(read.series)) &&
      Object.entries(labels).every(([label, value]) => has(read.labels[label], value) || cell.row[label] === value),
  );

export const isGreen = ({ text, color }: Cell): boolean => color === 'green' || text.startsWith('✔');
