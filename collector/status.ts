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
  readonly watchers: { readonly seen: number; readonly expected: number };
  /** Standing lines such as "Nobody will be paged: no PagerDuty key." */
  readonly standing: readonly string[];
}
