/**
 * The SLA ledger: append-only JSON Lines in `$HEADWATCH_HOME/ledger/sla/YYYY-MM.jsonl`, one entry a line, the month in
 * UTC by the entry's `from` (maintenance: by its start; reclassifications and ends: beside what they are about).
 * Times are whole Unix seconds, ends exclusive. Nothing is ever rewritten; a later entry may say more about an
 * earlier one by its id. docs/ledger.md is the account for auditors.
 */
import type { Cause, EdgeFault, EdgeState } from '../../collector/catalogue/labels.ts';

export type SecondsByState = Readonly<Record<EdgeState, number>>;
export type SecondsByFault = Readonly<Record<EdgeFault, number>>;

/** What was said elsewhere at the time: names of fleet.yaml, which reports turn into aliases. */
export interface Evidence {
  /** Seconds of each cause as the collectors named it then. */
  readonly causes: Readonly<Partial<Record<Cause, number>>>;
  /** Verdict that a node of the pool had longest, and for how many seconds. */
  readonly nodes: Readonly<Record<string, { readonly verdict: string; readonly seconds: number }>>;
  /** References that answered at any time of the interval, of those asked. */
  readonly references: { readonly answered: number; readonly asked: number };
  /** The verdict of the chain that lasted longest; null without samples. */
  readonly chain: string | null;
  /** Bad seconds of the same edge in the other regions over the same time. */
  readonly otherRegions: Readonly<Record<string, number>>;
  /** Seconds in which some vantage of the region was blind. */
  readonly blind: number;
  /** What Cloudflare told: absent where it is not asked, told nothing, or found nothing wrong. */
  readonly cloudflare?: CloudflareEvidence | undefined;
}

export interface CloudflareEvidence {
  /** Seconds in which its monitors called some pool out. */
  readonly poolOut: number;
  /** Requests of these minutes that it could not bring to an origin (52x), as far as they have been counted. */
  readonly unreachable: number;
}

/** A run of seconds of one state other than good, over all faults. Split at month ends. */
export interface Interval {
  /** `EDGE/REGION/STATE/FROM`, stable over re-runs. */
  readonly id: string;
  readonly state: Exclude<EdgeState, 'good'>;
  readonly from: number;
  readonly to: number;
  /** Equals to − from, unless samples are missing around it: then the seconds are known, their place is not. */
  readonly seconds: number;
  readonly faults: SecondsByFault;
  /** The order of the faults inside it, where it has more than one and their place is known: they add up to `seconds`. */
  readonly faultRuns?: readonly (readonly [EdgeFault, number])[];
  readonly cause: Cause;
  readonly evidence: Evidence;
}

/** A settled stretch of one edge in one region: its seconds add up to `to − from`. Spans of a key touch, in order. */
export interface SpanEntry {
  readonly v: 1;
  readonly type: 'span';
  readonly edge: string;
  readonly region: string;
  readonly from: number;
  readonly to: number;
  readonly seconds: SecondsByState;
  readonly faults: SecondsByFault;
  readonly intervals: readonly Interval[];
  /**
   * By how many seconds the seconds of a collector process (by its start) are off, per vantage, at `to`; written only
   * where they are: after a freeze of the process, or a step of its clock.
   */
  readonly anchors?: Readonly<Record<string, { readonly start: number; readonly shift: number }>>;
  /** When it was written. */
  readonly at: number;
  /** Only in memory: not settled, and not written. */
  readonly provisional?: true;
}

/** A person's better knowledge of an interval. The last one counts; all are listed. */
export interface ReclassifyEntry {
  readonly v: 1;
  readonly type: 'reclassify';
  /** Id of the interval. */
  readonly of: string;
  readonly cause: Cause;
  readonly author: string;
  readonly reason: string;
  readonly at: number;
}

/** A planned window. A node's never changes a figure; an edge's changes the adjusted one when announced in time. */
export interface MaintenanceEntry {
  readonly v: 1;
  readonly type: 'maintenance';
  readonly id: string;
  /** `edge:NAME` or `node:NAME`. */
  readonly scope: string;
  /** Regions of an edge's window; all of them when empty. */
  readonly regions: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  readonly author: string;
  /** When it was written: nobody can announce in the past. */
  readonly at: number;
  /** The author was told that the node cannot be spared, and did it anyway. */
  readonly forced?: true;
}

/** Lets a window that is not over last longer. */
export interface MaintenanceExtendEntry {
  readonly v: 1;
  readonly type: 'maintenance-extend';
  readonly of: string;
  /** Its new end. */
  readonly to: number;
  readonly author: string;
  readonly at: number;
  readonly forced?: true;
}

/** Ends a window early, or calls it off before it began. */
export interface MaintenanceEndEntry {
  readonly v: 1;
  readonly type: 'maintenance-end';
  readonly of: string;
  readonly author: string;
  readonly at: number;
}

export type LedgerEntry = SpanEntry | ReclassifyEntry | MaintenanceEntry | MaintenanceExtendEntry | MaintenanceEndEntry;

/** One raw series as Prometheus has it: `[Unix milliseconds, value]`, in order. */
export interface RawSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [number, number])[];
}

/** Where raw samples come from: Prometheus, or a raw export. */
export interface RawSource {
  /**
   * All raw samples of a metric with from < t ≤ to (Unix seconds), at most an hour. Never `query_range`, which fills
   * gaps.
   * @throws Error when it cannot say: absent must not be taken for empty
   */
  samples(
    metric: string,
    match: Readonly<Record<string, string>>,
    from: number,
    to: number,
  ): Promise<readonly RawSeries[]>;
  /**
   * A time at or before the first sample in a range of any length, and not much before it; undefined without any.
   * Without it the range is walked through hour by hour.
   * @throws Error when it cannot say
   */
  readonly first?: (
    metric: string,
    match: Readonly<Record<string, string>>,
    from: number,
    to: number,
  ) => Promise<number | undefined>;
}

/** The figures of one region of an edge in a month, or of `any` and `all` measured regions together. */
export interface Figures {
  readonly region: string;
  readonly seconds: SecondsByState;
  readonly faults: SecondsByFault;
  /** Bad seconds inside edge windows that were announced in time. */
  readonly maintenance: number;
  /** Seconds (bad or halted) whose cause is the chain itself. */
  readonly upstream: number;
  /** Seconds that leave when both are taken out; a second may be in both. */
  readonly excluded: number;
}

export interface IntervalRecord extends Interval {
  readonly edge: string;
  readonly region: string;
  /** The cause that counts: the last reclassification's, else the interval's own. */
  readonly counts: Cause;
  readonly reclassified: readonly ReclassifyEntry[];
}

export interface MaintenanceRecord extends MaintenanceEntry {
  /** Its real end, after `maintenance-end`. */
  readonly ended: number;
  /** Announced `limits.maintenanceNotice` ahead, and about an edge. */
  readonly counts: boolean;
  /** Up to when it does: what was added to a window later was announced later. */
  readonly countsTo: number;
  /** Bad seconds of members' edges inside it: the aim is 0. */
  readonly badSeconds: number;
}

/** A month of one edge, folded from ledger entries. */
export interface MonthFigures {
  readonly edge: string;
  /** `YYYY-MM`. */
  readonly month: string;
  /** Seconds of the calendar month. */
  readonly monthSeconds: number;
  /** Objective in parts per million, and the bad seconds that it allows. */
  readonly objectivePpm: number;
  readonly budgetSeconds: number;
  /** Whole Unix seconds up to which every region is settled; figures beyond are provisional. Start of the month: none. */
  readonly settledTo: number;
  /** Up to when the figures know anything, provisional seconds included; start of the month: nothing is known. */
  readonly knownTo: number;
  readonly any: Figures;
  readonly all: Figures;
  readonly regions: readonly Figures[];
  /** Regions of fleet.yaml that nobody speaks for. */
  readonly notMeasured: readonly string[];
  readonly intervals: readonly IntervalRecord[];
  readonly maintenance: readonly MaintenanceRecord[];
}
