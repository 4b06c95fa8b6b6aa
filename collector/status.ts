/**
 * `GET /status.json` of the public listener, and all that the status page shows. Public: aliases and regions only, no
 * fleet-internal names, addresses or texts from errors. Times are Unix seconds. Additions are compatible; nothing is
 * renamed or removed within `version`.
 */
import type { Cause, ChainVerdict, EdgeState, NodeVerdict } from './catalogue/labels.ts';

/** `unknown` also when the data behind it is too old; nothing here is ever green by default. */
export type ServiceState = 'up' | 'degraded' | 'down' | 'unknown';

export interface RegionStatus {
  readonly region: string;
  readonly state: EdgeState;
  readonly since: number | null;
  readonly headAgeSeconds: number | null;
  readonly lagSeconds: number | null;
  /** False where no vantage speaks for the region: then the state is unknown and named so. */
  readonly measured: boolean;
  readonly detail: string;
}

export interface EdgeStatus {
  readonly alias: string;
  readonly chain: string;
  readonly state: ServiceState;
  readonly regions: readonly RegionStatus[];
}

export interface NodeStatus {
  readonly alias: string;
  readonly chain: string;
  readonly region: string;
  readonly verdict: NodeVerdict;
  readonly headNumber: number | null;
  readonly headAgeSeconds: number | null;
  readonly lagSeconds: number | null;
  readonly lagBlocks: number | null;
  readonly since: number | null;
  readonly detail: string;
}

export interface ChainStatus {
  readonly chain: string;
  readonly verdict: ChainVerdict;
  readonly headNumber: number | null;
  readonly headAgeSeconds: number | null;
  readonly detail: string;
}

export interface IncidentStatus {
  readonly id: string;
  readonly title: string;
  readonly severity: 'page' | 'warning' | 'info';
  readonly region: string;
  /** `recovering`: an outage whose seconds are good again, but not yet for long enough to be over. */
  readonly state: 'firing' | 'recovering' | 'resolved' | 'unknown';
  readonly cause: Cause;
  readonly startedAt: number;
  readonly resolvedAt: number | null;
}

/** A month's figures of an edge or one of its regions. Percentages have no unknown second in them, or all of them. */
export interface SlaFigures {
  /** Good seconds of those that were measured, in percent; null before any was. */
  readonly goodPercent: number | null;
  /** The same if every unmeasured second was bad. */
  readonly worstPercent: number | null;
  readonly badSeconds: number;
  /** Seconds in which the chain itself stood still: bad in the raw figure, not ours. */
  readonly haltedSeconds: number;
  readonly unknownSeconds: number;
}

export interface SlaStatus {
  /** `YYYY-MM`, UTC; provisional until it is over and settled. */
  readonly month: string;
  readonly objectivePercent: number;
  readonly budgetSeconds: number;
  /** Worst first. */
  readonly edges: readonly {
    readonly alias: string;
    /** Bad in any measured region: the headline. */
    readonly any: SlaFigures;
    readonly budgetLeftSeconds: number;
    /** Worst first. */
    readonly regions: readonly (SlaFigures & { readonly region: string })[];
  }[];
}

export interface MaintenanceStatus {
  /** Alias of the edge or node. */
  readonly about: string;
  readonly regions: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

export interface Status {
  readonly version: 1;
  readonly service: string;
  /** When this was put together, and how old the newest observation behind it is. */
  readonly at: number;
  readonly dataAgeSeconds: number | null;
  readonly state: ServiceState;
  /** What a member should do, in one sentence. */
  readonly advice: string;
  readonly edges: readonly EdgeStatus[];
  readonly chains: readonly ChainStatus[];
  readonly nodes: readonly NodeStatus[];
  readonly openIncidents: readonly IncidentStatus[];
  readonly lastIncidents: readonly IncidentStatus[];
  /** Null while the ledger cannot say. */
  readonly sla: SlaStatus | null;
  /** The open window or the next one; null when none is planned. */
  readonly maintenance: MaintenanceStatus | null;
  /** A copy of this that is read after this time says nothing about now. Unix seconds. */
  readonly validUntil: number;
  readonly watchers: { readonly seen: number; readonly expected: number };
  /** Standing lines such as "Nobody will be paged: no PagerDuty key." */
  readonly standing: readonly string[];
}
