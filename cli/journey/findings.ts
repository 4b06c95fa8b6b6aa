/** What a member's own check found out, as plain data: the verdict is made from this and nothing else. */
import type { EdgeState, FailureReason, JourneyStep } from '../../collector/catalogue/labels.ts';

export interface Failure {
  readonly step: JourneyStep;
  readonly reason: FailureReason;
}

export interface RegionWord {
  readonly region: string;
  readonly state: EdgeState;
  /** When that state began, Unix seconds. */
  readonly since: number | null;
}

/** What the service says of itself. `none`: nobody asked for it. */
export type StatusWord =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'read'; readonly chainHalted: boolean; readonly regions: readonly RegionWord[] };

export interface Findings {
  readonly runs: number;
  readonly failedRuns: number;
  /** The last failure that was seen; undefined when every run was good. */
  readonly failure: Failure | undefined;
  /** Steps that were run and right. */
  readonly goodSteps: number;
  /** Age of the newest block of the member's endpoint in seconds, by this machine's clock. */
  readonly headAge: number | undefined;
  /** How far it was behind the newest block of the references, at its best. Seconds; undefined without references. */
  readonly lag: number | undefined;
  /** A head this far behind is of no use. Seconds. */
  readonly stale: number;
  readonly references: {
    readonly asked: number;
    readonly answered: number;
    /** At least two answered, and none of them has a new block: neither has anybody else. */
    readonly halted: boolean;
  };
  readonly status: StatusWord;
  /** Unix seconds. */
  readonly now: number;
}
