/** What digests for operators are made of. Times are Unix seconds; what nobody can say is null, never zero. */
import type { Cause, Sink } from '../../../collector/catalogue/labels.ts';
import type { ServiceState } from '../../../collector/status.ts';
import type { Incident } from '../incident.ts';
import type { Period } from './when.ts';

export interface EdgeDay {
  readonly edge: string;
  /** Bad for members of any measured region; those in which the chain itself stood still are not among them. */
  readonly badSeconds: number;
  readonly unknownSeconds: number;
  /** Up to when the ledger knows anything; null when nothing of the period. */
  readonly knownTo: number | null;
}

/** The month's headline of a members' edge: bad in any measured region. */
export interface EdgeBudget {
  readonly edge: string;
  /** `YYYY-MM`. */
  readonly month: string;
  /** Decimal, one place; cut upwards. */
  readonly usedPercent: string;
  /** Negative once it is overspent. */
  readonly leftSeconds: number;
}

export interface PlannedWork {
  readonly scope: string;
  readonly regions: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

export type IncidentTold = Pick<
  Incident,
  'id' | 'scope' | 'region' | 'state' | 'severity' | 'peak' | 'headline' | 'openedAt' | 'resolvedAt' | 'causes'
> & {
  /** Members' seconds from the first bad one to the last, as far as they were seen; 0 where none was. */
  readonly outageSeconds: number;
};

export interface DailyFacts {
  readonly service: string;
  readonly period: Period;
  readonly timezone: string;
  readonly now: number;
  readonly state: ServiceState;
  readonly open: readonly IncidentTold[];
  /** Those that were opened in the period. */
  readonly incidents: readonly IncidentTold[];
  /** End of the last incident; null when none is on record. */
  readonly lastEnd: number | null;
  /** Null while the ledger cannot say. */
  readonly day: readonly EdgeDay[] | null;
  readonly budget: readonly EdgeBudget[];
  /** Attempts by sink since the period began; null when Prometheus does not say. */
  readonly failedDeliveries: readonly { readonly sink: Sink; readonly count: number }[] | null;
  /** Messages that wait for their delivery, by sink. */
  readonly pending: readonly { readonly sink: Sink; readonly count: number }[];
  /** Of the next seven days, the next one first; null while the ledger cannot say. */
  readonly planned: readonly PlannedWork[] | null;
  readonly standing: readonly string[];
  readonly versions: readonly { readonly node: string; readonly from: string; readonly to: string }[];
  /** Nodes that are on their way into service, as far as the collector says. */
  readonly joining: readonly { readonly node: string; readonly words: string }[];
}

/** An alert that fired, and for which nobody did anything all week. */
export interface Noise {
  readonly name: string;
  /** In how many incidents it fired. */
  readonly incidents: number;
  /** The line of fleet.yaml that makes it quieter; null for a rule of the user's own. */
  readonly line: string | null;
}

export interface WeeklyFacts {
  readonly service: string;
  readonly period: Period;
  readonly timezone: string;
  /** In a trial week nothing pages: what is told would have. */
  readonly observing: boolean;
  /** Those that were opened in the period. */
  readonly incidents: readonly Pick<Incident, 'peak'>[];
  /** Of those, by the cause that is known last; most first. */
  readonly causes: readonly (readonly [Cause, number])[];
  readonly acknowledged: number;
  readonly resolved: number;
  /** Medians, seconds; null without any. */
  readonly acknowledgeSeconds: number | null;
  readonly resolveSeconds: number | null;
  /** Pages of the period. */
  readonly pages: number;
  /** Hour of day and how many came in it outside working hours, of the wall clock; without empty ones. */
  readonly offHours: readonly (readonly [number, number])[];
  /** Most often first. */
  readonly noise: readonly Noise[];
}
