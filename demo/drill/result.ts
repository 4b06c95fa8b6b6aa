/** One line of a drill. Milliseconds; `card_ms` and `page_ms` count from due, so a negative one came early. */
import type { Cause } from '../../collector/catalogue/labels.ts';
import type { MonitorName } from '../../collector/policy/balancer.ts';
import type { FaultName } from '../faults/index.ts';
import type { PanelsShown } from './panels/prove.ts';

/**
 * The service level that a drill's stack promises, percent, instead of the shipped one: ten percent of a month is more
 * than all faults together cost, so that no budget alert of one fault joins the next.
 */
export const drillObjective = 90;

export interface DrillResult {
  readonly fault: FaultName;
  /** Injection → the moment the truth crosses the shipped threshold; null when nothing is owed. */
  readonly due_ms: number | null;
  readonly card_ms: number | null;
  readonly page_ms: number | null;
  readonly cards: number;
  readonly pages: number;
  /** Whether every card says resolved and every page was resolved at PagerDuty; null when there were none. */
  readonly resolved: boolean | null;
  readonly cause_expected: Cause | null;
  /** As the delivered card says it. */
  readonly cause: string | null;
  /**
   * Bad seconds of members' edges over all regions, as headwatch counted them and as they truly were; null when they
   * could not be read back.
   */
  readonly sla_bad_s: number | null;
  readonly sla_true_s: number | null;
  /** Counted minus true in the region where they differ most. */
  readonly sla_error_s: number | null;
  /**
   * For a fault of one node: injection until the balancer sends nobody there any more, and the end of the fault until it
   * does again; null where it did not move, or is not asked to.
   */
  readonly failover_ms: number | null;
  readonly readmit_ms: number | null;
  /** Cloudflare's settings that the balancer asked the sidecars with; absent: the simulated balancer's own quick check. */
  readonly monitor?: MonitorName;
  /** What the dashboards showed of it; only with `--panels`. */
  readonly panels?: PanelsShown;
  readonly ok: boolean;
  /** What is not as owed, in words. */
  readonly why?: string;
  /** Only when limits above 60 s were shortened. */
  readonly scale?: number;
  /** The service level that the stack promised, percent: `drillObjective`. */
  readonly objective: number;
}

export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
}

export interface DrillSummary {
  readonly faults: number;
  readonly failed: readonly FaultName[];
  readonly card_ms: Quantiles;
  readonly page_ms: Quantiles;
  /** The largest `sla_error_s` in either direction. */
  readonly sla_error_s: number | null;
  readonly seconds: number;
  readonly scale?: number;
  readonly objective: number;
}

/** Nearest rank: a value that was measured, never one between two. */
const quantile = (sorted: readonly number[], q: number): number | null =>
  sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;

const quantiles = (values: readonly (number | null)[]): Quantiles => {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
};

const largest = (values: readonly (number | null)[]): number | null =>
  values.reduce((worst, value) => (Math.abs(value ?? 0) >= Math.abs(worst ?? 0) ? (value ?? worst) : worst), null);

export const summarise = (results: readonly DrillResult[], seconds: number, scale: number): DrillSummary => ({
  faults: results.length,
  failed: results.filter((result) => !result.ok).map((result) => result.fault),
  card_ms: quantiles(results.map((result) => result.card_ms)),
  page_ms: quantiles(results.map((result) => result.page_ms)),
  sla_error_s: largest(results.map((result) => result.sla_error_s)),
  seconds: Math.round(seconds),
  ...(scale === 1 ? {} : { scale }),
  objective: drillObjective,
});

const errorText = ({ sla_bad_s: bad, sla_error_s: error }: DrillResult): string =>
  bad === null || error === null ? '?' : `${bad} s (${error > 0 ? '+' : ''}${error})`;

const ms = (value: number | null): string => (value === null ? '-' : `${value} ms`);

const columns = [
  ['fault', 22, (result: DrillResult) => result.fault],
  ['due', 10, (result: DrillResult) => ms(result.due_ms)],
  ['card', 10, (result: DrillResult) => ms(result.card_ms)],
  ['page', 10, (result: DrillResult) => ms(result.page_ms)],
  ['cards', 6, (result: DrillResult) => String(result.cards)],
  ['pages', 6, (result: DrillResult) => String(result.pages)],
  ['resolved', 9, (result: DrillResult) => (result.resolved === null ? '-' : result.resolved ? 'yes' : 'NO')],
  ['bad (error)', 15, errorText],
  ['failover', 11, (result: DrillResult) => ms(result.failover_ms)],
  ['cause', 16, (result: DrillResult) => result.cause ?? '-'],
  ['', 0, (result: DrillResult) => (result.ok ? 'ok' : `NOT OK: ${result.why ?? 'unknown'}`)],
] as const;

/** What was lowered for the drill: every line says so. */
const loweredNote = ({ scale, objective }: { readonly scale?: number; readonly objective: number }): string =>
  `  [${scale === undefined ? '' : `scale ${scale}, `}objective ${objective} %]`;

export const tableHead = (scale: number): string =>
  columns
    .map(([title, width]) => title.padEnd(width))
    .join('')
    .trimEnd() + loweredNote({ ...(scale === 1 ? {} : { scale }), objective: drillObjective });

export const tableRow = (result: DrillResult): string =>
  columns.map(([, width, text]) => text(result).padEnd(width)).join('') + loweredNote(result);

export const summaryLine = (summary: DrillSummary): string => {
  const bad = summary.failed.length === 0 ? 'all as owed' : `not as owed: ${summary.failed.join(', ')}`;
  return (
    `${summary.faults} faults in ${summary.seconds} s, ${bad}. ` +
    `Card after due: p50 ${ms(summary.card_ms.p50)}, p95 ${ms(summary.card_ms.p95)}. ` +
    `Page after due: p50 ${ms(summary.page_ms.p50)}, p95 ${ms(summary.page_ms.p95)}. ` +
    `Largest error in the bad seconds of a region: ${summary.sla_error_s ?? '-'} s.${loweredNote(summary)}`
  );
};
