/** The report as two tables (RFC 4180): every figure, and every interval that was not good. */
import { edgeFaults } from '../../../collector/catalogue/labels.ts';
import type { EdgeReport, FigureSet, ReportedInterval, SlaReport } from './model.ts';

export type Cell = string | number | boolean | null;

/** A spreadsheet takes a leading `=`, `+`, `-` or `@` for a formula; people type reasons. */
const cellOf = (cell: Cell): string => {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const formula = /^[=+\-@\t\r]/.test(cell) && !/^-\d+(?:\.\d+)?$/.test(cell);
  const safe = formula ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const csv = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `${[head, ...rows].map((row) => row.map(cellOf).join(',')).join('\r\n')}\r\n`;

const ways = ['raw', 'withoutMaintenance', 'withoutUpstream', 'adjusted', 'httpOnly'] as const;

const figureRow = (report: SlaReport, edge: EdgeReport, row: FigureSet): readonly Cell[] => [
  report.month,
  edge.alias,
  edge.chain,
  row.region,
  edge.settled,
  edge.objectivePercent,
  edge.budgetSeconds,
  row.goodSeconds,
  row.badSeconds,
  ...edgeFaults.map((fault) => row.faults[fault]),
  row.haltedSeconds,
  row.unknownSeconds,
  row.notInLedgerSeconds,
  row.maintenanceSeconds,
  row.upstreamSeconds,
  row.excludedSeconds,
  row.budgetSpentPercent,
  ...ways.flatMap((way) => [row[way].percent, row[way].worstPercent, row[way].verdict]),
];

const snake = (word: string): string => word.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** One row for each edge and region, `any` and `all` among them. */
export const figuresCsv = (report: SlaReport): string =>
  csv(
    [
      'month',
      'edge',
      'chain',
      'region',
      'settled',
      'objective_percent',
      'budget_seconds',
      'good_seconds',
      'bad_seconds',
      ...edgeFaults.map((fault) => `${fault}_seconds`),
      'halted_seconds',
      'unknown_seconds',
      'not_in_ledger_seconds',
      'maintenance_seconds',
      'upstream_seconds',
      'excluded_seconds',
      'budget_spent_percent',
      ...ways.flatMap((way) => [`${snake(way)}_percent`, `${snake(way)}_worst_percent`, `${snake(way)}_verdict`]),
    ],
    report.edges.flatMap((edge) => [edge.any, edge.all, ...edge.regions].map((row) => figureRow(report, edge, row))),
  );

const iso = (at: number): string => new Date(at * 1000).toISOString().replace('.000Z', 'Z');

const intervalRow = (edge: EdgeReport, interval: ReportedInterval): readonly Cell[] => [
  edge.alias,
  interval.region,
  interval.state,
  iso(interval.from),
  iso(interval.to),
  interval.seconds,
  ...edgeFaults.map((fault) => interval.faults[fault]),
  interval.cause,
  interval.reclassified[0]?.from ?? interval.cause,
  interval.reclassified
    .map(({ at, author, reason, from, to }) => `${iso(at)} ${author}: ${from} to ${to}: ${reason}`)
    .join('; '),
  interval.evidence,
];

/** One row for each interval. */
export const intervalsCsv = (report: SlaReport): string =>
  csv(
    [
      'edge',
      'region',
      'state',
      'from',
      'to',
      'seconds',
      ...edgeFaults.map((fault) => `${fault}_seconds`),
      'cause',
      'first_cause',
      'reclassified',
      'evidence',
    ],
    report.edges.flatMap((edge) => edge.intervals.map((interval) => intervalRow(edge, interval))),
  );
