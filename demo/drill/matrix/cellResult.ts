/** One line of the matrix, its table for people (Markdown), and the summary. Milliseconds unless said otherwise. */
import type { FaultName } from '../../faults/index.ts';
import { drillObjective } from '../result.ts';
import { type Cell, pathLeft, type Victim, type When } from './cells.ts';

export interface CellResult {
  readonly victim: Victim;
  readonly when: When;
  readonly cards: number;
  readonly pages: number;
  /** Every card says resolved and every page was resolved at PagerDuty. */
  readonly resolved: boolean;
  /**
   * From due to the page, or, where no path was left and the page came after the victim, from the victim's return;
   * null when none came.
   */
  readonly page_ms: number | null;
  /** The same for the card. */
  readonly card_ms: number | null;
  /** Whether a way from the fault to PagerDuty was left while the victim was away. */
  readonly path_left: boolean;
  /** Seconds from the blow until the victim answered again. */
  readonly outage_s: number;
  readonly fault: FaultName;
  /**
   * Of `away_6m`: whether the card said that the state is unknown, and the longest silence at the dead man's URL of the
   * Watchdog, and at the router's own.
   */
  readonly card_unknown?: boolean;
  readonly deadman_gap_s?: number;
  readonly router_beat_gap_s?: number;
  /** Pages about the silence itself; `cards` and `pages` are without them. */
  readonly monitor_pages?: number;
  readonly ok: boolean;
  /** What is not as owed; of a cell that is ok, what was let pass and why. */
  readonly why?: string;
  /** Only when limits above 60 s were shortened. */
  readonly scale?: number;
  /** The service level that the stack promised, percent. */
  readonly objective: number;
}

export interface MatrixSummary {
  readonly cells: number;
  readonly failed: readonly string[];
  readonly cards: number;
  readonly pages: number;
  readonly unresolved: number;
  /** The longest; with a path left and without. */
  readonly page_ms_max: number | null;
  readonly page_ms_max_no_path: number | null;
  readonly seconds: number;
  readonly scale?: number;
  readonly objective: number;
}

/** A cell that could not be played to its end: it has shown nothing, and that is not ok. */
export const brokenCell = (cell: Cell, fault: FaultName, scale: number, why: string): CellResult => ({
  ...{ victim: cell.victim, when: cell.when, cards: 0, pages: 0, resolved: false, page_ms: null, card_ms: null },
  ...{ path_left: pathLeft(cell, 'page'), outage_s: 0, fault, ok: false, why },
  ...(scale === 1 ? {} : { scale }),
  objective: drillObjective,
});

const longest = (results: readonly CellResult[]): number | null =>
  results.reduce<number | null>((most, { page_ms: ms }) => (ms === null ? most : Math.max(most ?? ms, ms)), null);

export const summariseCells = (results: readonly CellResult[], seconds: number, scale: number): MatrixSummary => ({
  cells: results.length,
  failed: results.filter(({ ok }) => !ok).map(({ victim, when }) => `${victim}:${when}`),
  cards: results.reduce((sum, { cards }) => sum + cards, 0),
  pages: results.reduce((sum, { pages }) => sum + pages, 0),
  unresolved: results.filter(({ resolved }) => !resolved).length,
  page_ms_max: longest(results.filter(({ path_left: left }) => left)),
  page_ms_max_no_path: longest(results.filter(({ path_left: left }) => !left)),
  seconds: Math.round(seconds),
  ...(scale === 1 ? {} : { scale }),
  objective: drillObjective,
});

const inSeconds = (ms: number | null): string => (ms === null ? '–' : (ms / 1000).toFixed(1));

const away = ({
  card_unknown: unknown,
  deadman_gap_s: gap,
  router_beat_gap_s: own,
  monitor_pages: monitor,
}: CellResult): string =>
  gap === undefined
    ? ''
    : `card ${unknown ? 'said' : 'did NOT say'} unknown; no beat of the Watchdog for ${gap} s, of the router for ${own} s; ${monitor} page about the silence`;

const columns = [
  ['victim', ({ victim }: CellResult) => `\`${victim}\``],
  ['when', ({ when }: CellResult) => when],
  ['outage', ({ outage_s: s }: CellResult) => s.toFixed(1)],
  ['path left', ({ path_left: left }: CellResult) => (left ? 'yes' : 'no')],
  ['page', ({ page_ms: ms }: CellResult) => inSeconds(ms)],
  ['card', ({ card_ms: ms }: CellResult) => inSeconds(ms)],
  ['cards', ({ cards }: CellResult) => String(cards)],
  ['pages', ({ pages }: CellResult) => String(pages)],
  ['resolved', ({ resolved }: CellResult) => (resolved ? 'yes' : 'NO')],
  [
    'as owed',
    (result: CellResult) =>
      [result.ok ? 'yes' : 'NO', away(result), result.why ?? ''].filter((part) => part !== '').join('; '),
  ],
] as const;

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Seconds, in the order of the cells. */
export const cellTable = (results: readonly CellResult[]): readonly string[] => [
  line(columns.map(([title]) => title)),
  `|${'---|'.repeat(columns.length)}`,
  ...results.map((result) => line(columns.map(([, text]) => text(result).replaceAll('|', '/')))),
];

export const cellLine = (result: CellResult): string =>
  columns.map(([title, text]) => `${title} ${text(result)}`).join(', ');

export const matrixLine = (summary: MatrixSummary): string => {
  const bad = summary.failed.length === 0 ? 'all as owed' : `not as owed: ${summary.failed.join(', ')}`;
  const scale = summary.scale === undefined ? '' : `scale ${summary.scale}, `;
  return (
    `${summary.cells} cells in ${summary.seconds} s, ${bad}. ${summary.cards} cards, ${summary.pages} pages, ` +
    `${summary.unresolved} unresolved. Longest until the page: ${inSeconds(summary.page_ms_max)} s after due where a path was left, ` +
    `${inSeconds(summary.page_ms_max_no_path)} s after the victim's return where none was. [${scale}objective ${summary.objective} %]`
  );
};
