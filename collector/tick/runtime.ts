/** What the collector holds in memory of each target while it runs. */
import type { EdgeFault, EdgeState, FailureReason } from '../catalogue/labels.ts';
import type { FleetEdge, FleetNode, FleetReference } from '../config/fleet.ts';
import type { Asker, LightQuestion, NodeHints, TargetLabels } from '../probe/api.ts';
import type { ClockReading } from '../rpc/dateClock.ts';
import type { EdgeJudgement } from '../verdict/edge.ts';
import type { JourneyMemory } from '../verdict/journey.ts';
import type { Lag } from '../verdict/lag.ts';
import type { NodeMemory } from '../verdict/node.ts';
import type { HeadView } from '../view.ts';

interface Common {
  readonly labels: TargetLabels;
  readonly asker: Asker;
  readonly light: LightQuestion;
  /** How our clock stands to that of whoever answers there. */
  readonly clock?: () => ClockReading | undefined;
  /** What the last answer claimed, believed or not, and when it came (monotonic ms). */
  claimed: { readonly timestamp: number; readonly mono: number } | undefined;
  /** Order of the newest tick that was answered: an older question may fail after it. */
  answeredTick: number;
  /** Last good answer. */
  head: HeadView | undefined;
  /** When it was received, Unix seconds. */
  headAt: number;
  headRoundTrip: number;
  lag: Lag | undefined;
  /** Reason of the last answer when it failed. */
  failure: FailureReason | undefined;
  /** Since when every head has been fresh by our clock, Unix seconds. */
  advancingSince: number;
}

export interface NodeRuntime extends Common {
  readonly role: 'node';
  readonly node: FleetNode;
  readonly hints: NodeHints;
  /** Its own page of metrics; undefined where none is named. */
  readonly ownMetrics: Asker | undefined;
  memory: NodeMemory;
  /** Since when nobody shares its block hashes while others agree, Unix seconds. */
  aloneSince: number | undefined;
  /** The same well below the head, where it was compared height by height. */
  settledAloneSince: number | undefined;
}

export interface ReferenceRuntime extends Common {
  readonly role: 'reference';
  readonly reference: FleetReference;
  /** When it was last asked, Unix seconds; references are asked less often. */
  askedAt: number;
}

export interface EdgeRuntime extends Common {
  readonly role: 'edge';
  readonly edge: FleetEdge;
  /** The last judged second: the light question joined with the journey. */
  judgement: EdgeJudgement;
  /** What the light question alone said of it. */
  lightJudgement: EdgeJudgement;
  /** Whether nobody was reached since it went bad; undefined while it is not. */
  unreached: boolean | undefined;
  /** What the full journey says; undefined where none is run. */
  journey: JourneyMemory | undefined;
  since: number;
  /** Order of the newest judged tick: a late failure must not overwrite a newer state. */
  judgedTick: number;
  readonly seconds: Record<EdgeState, number>;
  readonly faults: Record<EdgeFault, number>;
}

export type TargetRuntime = NodeRuntime | ReferenceRuntime | EdgeRuntime;

export const emptyRuntime = (
  now: number,
): Pick<
  Common,
  'claimed' | 'answeredTick' | 'head' | 'headAt' | 'headRoundTrip' | 'lag' | 'failure' | 'advancingSince'
> => ({
  claimed: undefined,
  answeredTick: 0,
  head: undefined,
  headAt: 0,
  headRoundTrip: 0,
  lag: undefined,
  failure: undefined,
  advancingSince: now,
});
