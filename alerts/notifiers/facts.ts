/**
 * What a card may say beyond the incident and its alerts, as far as it is known at the time. Gathered by
 * `alerts/router/facts.ts`, rendered by the cards. Unknown is null, and a card says "not known" or nothing, never a zero.
 */
import type { ChainVerdict, EdgeFault, EdgeState, NodeVerdict } from '../../collector/catalogue/labels.ts';
import type { LbView } from '../../collector/view.ts';

export interface RegionFact {
  readonly region: string;
  /** False where nobody watches from the region: its state is `unknown` for ever. */
  readonly measured: boolean;
  readonly state: EdgeState;
  /** What was wrong with the last bad second; null unless it is bad, and where nobody could tell. */
  readonly fault: EdgeFault | null;
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
  /** What runs there, `arbitrum-nitro`. */
  readonly kind: string;
  readonly state: 'serving' | 'joining' | 'parked';
  readonly verdict: NodeVerdict;
  readonly detail: string;
  readonly headNumber: number | null;
  readonly lagSeconds: number | null;
  /** Whether its parent chain is reached: the own L1 path of a Nitro node. */
  readonly l1: boolean | null;
  /** Whether the last journey over it succeeded. */
  readonly journey: boolean | null;
  /** What its load-balancer check says; absent where it has none. */
  readonly lb?: LbView;
}

export interface PageFact {
  /** When PagerDuty accepted the page; null when that is not known here (Alertmanager sends it). */
  readonly sentAt: number | null;
  readonly acknowledged: boolean;
}

export interface BudgetFact {
  /** `any` for an incident of more than one region: bad in any of them. */
  readonly region: string;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly budgetSeconds: number;
  /** Negative once it is overspent. */
  readonly leftSeconds: number;
  /** When it is gone if this lasts, Unix seconds; null while nothing burns. */
  readonly goneAt: number | null;
}

/** Members' seconds in the incident's own region, remembered from the first bad one on. */
export interface OutageFact {
  readonly from: number;
  /** Null while it is bad, and where nobody saw the end. */
  readonly to: number | null;
  readonly fault: EdgeFault | null;
  /** Of a journey that fails: "logs fail: rpc_error"; empty otherwise. */
  readonly detail: string;
}

/** What an incident that is over cost the month of its region. */
export interface CostFact {
  readonly badSeconds: number;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly budgetSeconds: number;
}

export interface ChainFact {
  readonly name: string;
  readonly verdict: ChainVerdict;
  readonly since: number;
  readonly headNumber: number | null;
  readonly headTimestamp: number | null;
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
    /** Null while within what the spacing of questions to references hides. */
    readonly lagSeconds: number | null;
  } | null;
  /** Name of the chain that it is about. */
  readonly chain: string | null;
  /** The same chain as it is now; null when the collector cannot be asked. */
  readonly chainNow: ChainFact | null;
  readonly outage: OutageFact | null;
  /** When orchestrators of the region lose work: 39 L1 blocks after the last fresh head; null without a stale head. */
  readonly earnsUntil: number | null;
  /** Null for what does not page. */
  readonly page: PageFact | null;
  readonly budget: BudgetFact | null;
  readonly cost: CostFact | null;
  readonly vantages: { readonly seen: number; readonly expected: number };
  /** Age of the newest observation behind all this, seconds. */
  readonly dataAgeSeconds: number | null;
}

/** What is known when nobody can be asked. */
export const noFacts = (expected: number): IncidentFacts => ({
  regions: [],
  nodes: null,
  references: null,
  chain: null,
  chainNow: null,
  outage: null,
  earnsUntil: null,
  page: null,
  budget: null,
  cost: null,
  vantages: { seen: 0, expected },
  dataAgeSeconds: null,
});
