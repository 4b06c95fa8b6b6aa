/**
 * A recording as it is told: NDJSON, the header first, then lines in the order of time. Names of fleet.yaml, numbers and
 * closed words; no address, no header, no hash, no error text. Times are Unix seconds.
 */
import type {
  ChainVerdict,
  EdgeFault,
  EdgeState,
  FailureReason,
  JourneyStep,
  NodeVerdict,
  Outcome,
  VerdictReason,
} from '../catalogue/labels.ts';

export const recordingFormat = 1;

/** Who is in a recording. */
export interface RecordedTarget {
  readonly name: string;
  readonly role: 'node' | 'reference' | 'edge';
  readonly chain: string;
  readonly region: string;
  /** Nodes only: what runs there, and what it calls itself. */
  readonly kind?: string;
  readonly clientVersion?: string;
}

export interface RecordingHeader {
  readonly kind: 'recording';
  readonly format: typeof recordingFormat;
  readonly vantage: string;
  readonly central: boolean;
  /** Of headwatch. */
  readonly version: string;
  readonly from: number;
  readonly to: number;
  readonly targets: readonly RecordedTarget[];
}

/** One light question. `t`: when it was sent. Without an answer there is no head. */
export interface LightLine {
  readonly kind: 'light';
  readonly target: string;
  readonly outcome: Outcome;
  /** Seconds. */
  readonly roundTrip: number;
  readonly number?: number;
  readonly timestamp?: number;
  /** Seconds behind the corroborated head of the same tick. */
  readonly lag?: number;
}

/** The corroborated head of a tick; without one nothing but the number of sources. */
export interface HeadLine {
  readonly kind: 'head';
  readonly chain: string;
  readonly sources: number;
  readonly number?: number;
  readonly timestamp?: number;
}

/** What happens now and then. */
export type EventLine =
  | {
      readonly kind: 'verdict';
      readonly target: string;
      readonly was: NodeVerdict;
      readonly verdict: NodeVerdict;
      readonly reason: VerdictReason;
    }
  /** From the second `t` on an edge is worth this to a member in the region. */
  | {
      readonly kind: 'edge';
      readonly target: string;
      readonly region: string;
      readonly state: EdgeState;
      readonly fault: EdgeFault | null;
      readonly reason: VerdictReason | FailureReason;
    }
  | { readonly kind: 'chain'; readonly chain: string; readonly was: ChainVerdict; readonly verdict: ChainVerdict }
  | {
      readonly kind: 'journey';
      readonly target: string;
      readonly list: 'full' | 'boot';
      readonly outcome: Outcome;
      /** The step that failed. */
      readonly step: JourneyStep | null;
    }
  /** Of the addresses that tell whether we see the Internet. */
  | { readonly kind: 'controls'; readonly asked: number; readonly answered: number }
  /** Ticks that came late or not at all, for so many seconds. */
  | { readonly kind: 'tick'; readonly chain: string; readonly outcome: 'tainted' | 'missed'; readonly seconds: number };

export type RecordedLine = { readonly t: number } & (LightLine | HeadLine | EventLine);
