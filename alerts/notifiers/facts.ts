/**
 * What a card may say beyond the incident and its alerts, as far as it is known at the time. Gathered by
 * `alerts/router/facts.ts`, rendered by the cards. Unknown is null, and a card says "not known" or nothing, never a zero.
 */
import type { EdgeState } from '../../collector/catalogue/labels.ts';

export interface RegionFact {
  readonly region: string;
  readonly state: EdgeState;
  /** What is wrong, in words for operators: "answers 200 with a head 72 s behind", "logs fail: rpc_error". */
  readonly detail: string;
  /** When this state began, Unix seconds. */
  readonly since: number | null;
  /** Stamp of the newest block that members of the region got, Unix seconds. */
  readonly headTimestamp: number | null;
  readonly lagSeconds: number | null;
}

export interface NodeFact {
  readonly name: string;
  readonly verdict: string;
  readonly detail: string;
  readonly headNumber: number | null;
  readonly lagSeconds: number | null;
  /** Whether its parent chain is reached: the own L1 path of a Nitro node. */
  readonly l1: boolean | null;
  /** Whether the last journey over it succeeded. */
  readonly journey: boolean | null;
}

export interface PageFact {
  /** When PagerDuty accepted the page; null when that is not known here (Alertmanager sends it). */
  readonly sentAt: number | null;
  readonly acknowledged: boolean;
}

export interface BudgetFact {
  readonly region: string;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly budgetSeconds: number;
  readonly leftSeconds: number;
  /** When it is gone if this lasts, Unix seconds; null while nothing burns. */
  readonly goneAt: number | null;
}

export interface IncidentFacts {
  /** Regions of the edge that the incident is about, its own first; empty for other scopes. */
  readonly regions: readonly RegionFact[];
  /** Nodes that it is about; null when the collector cannot be asked. */
  readonly nodes: readonly NodeFact[] | null;
  readonly references: {
    readonly asked: number;
    readonly answered: number;
    readonly headNumber: number | null;
    readonly lagSeconds: number | null;
  } | null;
  readonly chain: string | null;
  /** When orchestrators of the region lose work: 39 L1 blocks after the last fresh head; null without a stale head. */
  readonly earnsUntil: number | null;
  readonly page: PageFact | null;
  readonly budget: BudgetFact | null;
  readonly vantages: { readonly seen: number; readonly expected: number };
  /** Age of the newest observation behind all this, seconds. */
  readonly dataAgeSeconds: number | null;
}
