/**
 * `GET /api/view` of the private listener: what this collector believes now. The router and the CLI read it; it names
 * targets by their fleet names and holds no address. Times are Unix seconds; absent numbers are null, never zero.
 */
import type {
  Cause,
  ChainVerdict,
  EdgeFault,
  EdgeState,
  FailureReason,
  JourneyState,
  NodeVerdict,
  VerdictReason,
} from './catalogue/labels.ts';
import type { LbReason } from './catalogue/sidecar.ts';

export interface HeadView {
  readonly number: number;
  readonly timestamp: number;
  readonly hash: string;
}

/** The load-balancer check of a node, as its sidecar tells it. */
export interface LbView {
  /** Whether it answers 200; null: its sidecar says nothing. */
  readonly serve: boolean | null;
  readonly reason: LbReason | null;
  /** One sentence with numbers and units. */
  readonly detail: string;
  /** Since when it answers so; since when it is silent. */
  readonly since: number;
}

/** A node that joins: nobody is served by it yet. */
export interface JoiningView {
  /** Seconds until it is at the head, by how fast it gained over the last minutes; null when it does not gain. */
  readonly etaSeconds: number | null;
  /** For how long it has been at the head without a break. */
  readonly cleanSeconds: number;
  /** Long enough to put it in service. */
  readonly ready: boolean;
}

export interface NodeView {
  readonly name: string;
  readonly alias: string;
  readonly kind: string;
  readonly chain: string;
  readonly region: string;
  readonly state: 'serving' | 'joining' | 'parked';
  readonly verdict: NodeVerdict;
  readonly reason: VerdictReason;
  /** One sentence with numbers and units, for people: "no answer for 12 s (timeout)". */
  readonly detail: string;
  /** When this verdict began, Unix seconds. */
  readonly since: number;
  readonly head: HeadView | null;
  /** When that head was answered. */
  readonly headAt?: number | null;
  readonly lagSeconds: number | null;
  readonly lagBlocks: number | null;
  /** What its load-balancer check answers; absent where the node has none. */
  readonly lb?: LbView;
  /** Absent unless it joins. */
  readonly joining?: JoiningView;
  readonly lastFailure: FailureReason | null;
  readonly clientVersion: string | null;
}

export interface ReferenceView {
  readonly name: string;
  readonly chain: string;
  readonly answered: boolean;
  readonly head: HeadView | null;
}

export interface EdgeView {
  readonly name: string;
  readonly alias: string;
  readonly chain: string;
  /** The region that this vantage speaks for. */
  readonly region: string;
  readonly audience: 'members' | 'internal';
  readonly state: EdgeState;
  readonly reason: VerdictReason | FailureReason;
  /** One sentence for people; while the journey fails it names the step and why: "logs fail: rpc_error". */
  readonly detail: string;
  /** What was wrong with the last judged second; absent unless it was bad. */
  readonly fault?: EdgeFault;
  /** Nobody was reached since it went bad; absent where somebody was, and unless it is bad. */
  readonly unreached?: true;
  /** What the full journey says now; absent where none is run. */
  readonly journey?: JourneyState;
  readonly since: number;
  readonly head: HeadView | null;
  readonly lagSeconds: number | null;
  readonly seconds: Readonly<Record<EdgeState, number>>;
}

export interface ChainView {
  readonly name: string;
  readonly verdict: ChainVerdict;
  readonly detail: string;
  readonly since: number;
  readonly head: HeadView | null;
  readonly sources: number;
}

export interface CauseView {
  readonly scope: string;
  readonly region: string;
  readonly cause: Cause;
  readonly detail: string;
}

export interface View {
  readonly vantage: string;
  readonly central: boolean;
  readonly blind: boolean;
  /** When this was told. */
  readonly now?: number;
  /** When the last tick was judged, Unix seconds. */
  readonly at: number;
  readonly startedAt: number;
  readonly version: string;
  readonly chains: readonly ChainView[];
  readonly nodes: readonly NodeView[];
  readonly references: readonly ReferenceView[];
  readonly edges: readonly EdgeView[];
  readonly causes: readonly CauseView[];
}
