/** What one chain's fast lane is made of. */
import type { Log } from '../log.ts';
import type { Chain } from '../policy/chains.ts';
import type { Ladder } from '../policy/ladder.ts';
import type { FlightRecorder } from '../record/flightRecorder.ts';
import type { Recorder } from '../registry/registry.ts';
import type { Controls } from './controls.ts';
import type { EdgeRuntime, NodeRuntime, TargetRuntime } from './runtime.ts';

export interface ChainWatchOptions {
  readonly chain: Chain;
  readonly ladder: Ladder;
  readonly vantage: string;
  readonly targets: readonly TargetRuntime[];
  /** Name of a target → the group that it is corroborated with. */
  readonly groupOf: (name: string) => string;
  readonly recorder: Recorder;
  readonly controls: Controls;
  /** Nothing at all answers, on any chain: then suspect ourselves. */
  readonly everythingFails: () => boolean;
  /** The edge through which a node is reached is itself down. */
  readonly behindDeadEdge: (node: NodeRuntime) => boolean;
  /** The light question of an edge is answered well again: its journey is to be made at once. */
  readonly lightRecovered?: (edge: EdgeRuntime) => void;
  readonly log: Log;
  /** What is seen is kept for a while, where somebody wants it. */
  readonly record?: FlightRecorder;
}
