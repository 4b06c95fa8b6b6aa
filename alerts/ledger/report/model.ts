/**
 * The SLA report of a month: what `report sla --json` prints and what Markdown and CSV are made from. Public: aliases
 * and regions only. Times are Unix seconds, ends exclusive; nothing in it depends on when it was made.
 */
import type { Cause, EdgeFault, EdgeState } from '../../../collector/catalogue/labels.ts';
import type { Verdict } from './percent.ts';

/** One way to count: the seconds that are bad in it, and what follows. */
export interface Figure {
  readonly badSeconds: number;
  /** Good share of the seconds that were measured, cut off, as a decimal string; null before any was. */
  readonly percent: string | null;
  /** The same if every unmeasured second was bad. */
  readonly worstPercent: string | null;
  readonly verdict: Verdict;
}

/** A region's figures, or those of all measured regions together. */
export interface FigureSet {
  /** A region, `any` (bad in any measured region: the headline) or `all` (bad in all of them at once). */
  readonly region: string;
  readonly goodSeconds: number;
  readonly badSeconds: number;
  /** The chain itself stood still: bad in the raw figure. */
  readonly haltedSeconds: number;
  readonly unknownSeconds: number;
  /** Time before the ledger began. As unmeasured as unknown. */
  readonly notInLedgerSeconds: number;
  readonly faults: Readonly<Record<EdgeFault, number>>;
  readonly maintenanceSeconds: number;
  readonly upstreamSeconds: number;
  /** Seconds that leave when both are taken out. */
  readonly excludedSeconds: number;
  /** Bad and halted. Judged first, never hidden. */
  readonly raw: Figure;
  /** Without bad seconds inside edge windows that were announced in time. */
  readonly withoutMaintenance: Figure;
  /** Without the seconds whose cause is the chain itself. */
  readonly withoutUpstream: Figure;
  /** Without either; a second may be in both. */
  readonly adjusted: Figure;
  /** Only seconds without an HTTP 200 are bad: what others would have counted. */
  readonly httpOnly: Figure;
  /** Raw bad seconds over the budget, one decimal. */
  readonly budgetSpentPercent: string;
}

export interface ReportedReclassification {
  readonly at: number;
  readonly author: string;
  readonly reason: string;
  readonly from: Cause;
  readonly to: Cause;
}

export interface ReportedInterval {
  readonly region: string;
  readonly state: Exclude<EdgeState, 'good'>;
  readonly from: number;
  readonly to: number;
  /** Less than `to - from` when samples are missing: then their number is known, their place is not. */
  readonly seconds: number;
  readonly faults: Readonly<Record<EdgeFault, number>>;
  /** The one that counts. */
  readonly cause: Cause;
  /** In words, aliases only. */
  readonly evidence: string;
  readonly reclassified: readonly ReportedReclassification[];
}

export interface ReportedMaintenance {
  /** Alias of the edge or node. */
  readonly about: string;
  /** All regions when empty. */
  readonly regions: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Differs from `to` when it ended early. */
  readonly ended: number;
  readonly announcedAt: number;
  /** Whether it leaves the figure without maintenance: an edge's, announced in time. */
  readonly counts: boolean;
  /** Up to when it does, where more was added to it later; absent otherwise. */
  readonly countsTo?: number;
  readonly reason: string;
  readonly author: string;
  /** Bad seconds that members met inside it: the aim is 0. */
  readonly memberBadSeconds: number;
}

export interface ReportedIncident {
  readonly id: string;
  readonly title: string;
  readonly region: string;
  readonly paged: boolean;
  readonly firstBad: number;
  readonly badSeconds: number;
  /** From the first bad second to the incident; 0 when it was open before. */
  readonly detectSeconds: number;
  /** From the incident to its acknowledgement; null without one. */
  readonly acknowledgeSeconds: number | null;
  /** From the first bad second to the end of the last one; null while it lasts. */
  readonly restoreSeconds: number | null;
}

export interface ReportedTimes {
  /** Why incidents are missing, wholly or in part; null when all are here. */
  readonly missing: string | null;
  readonly incidents: readonly ReportedIncident[];
  readonly median: {
    readonly detectSeconds: number | null;
    readonly acknowledgeSeconds: number | null;
    readonly restoreSeconds: number | null;
  };
  /** Bad intervals that no incident covers: too short to alert. Null when incidents are missing. */
  readonly withoutIncident: number | null;
}

export interface EdgeReport {
  readonly alias: string;
  readonly chain: string;
  readonly objectivePercent: string;
  readonly budgetSeconds: number;
  /** Whether every second of the month is settled; if not, the figures are provisional. */
  readonly settled: boolean;
  readonly settledTo: number;
  /** Up to when the figures know anything, provisional seconds included. */
  readonly knownTo: number;
  readonly any: FigureSet;
  readonly all: FigureSet;
  readonly regions: readonly FigureSet[];
  /** Regions that nobody watches from: outside every figure. */
  readonly notMeasured: readonly string[];
  readonly intervals: readonly ReportedInterval[];
  readonly maintenance: readonly ReportedMaintenance[];
  readonly times: ReportedTimes;
}

export interface SlaReport {
  readonly version: 1;
  readonly service: string;
  /** `YYYY-MM`, UTC. */
  readonly month: string;
  readonly monthSeconds: number;
  readonly edges: readonly EdgeReport[];
}
