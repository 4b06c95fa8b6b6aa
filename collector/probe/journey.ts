/**
 * What a journey is to the collector: a read-only sequence of calls that stands for what a user of an endpoint needs.
 * The kinds are in `exporters/journey/`; `collector/journey/` runs them and confirms their failures.
 */
import type { FailureReason, JourneyName, JourneyStep } from '../catalogue/labels.ts';
import type { Endpoint } from '../config/fleet.ts';
import type { LivepeerContracts } from '../config/livepeer.ts';
import type { Chain } from '../policy/chains.ts';
import type { Ladder } from '../policy/ladder.ts';
import type { Recorder } from '../registry/registry.ts';
import type { HeadView } from '../view.ts';
import type { Asker, TargetLabels } from './api.ts';

/** How one run ended; the first step that fails ends it. */
export type JourneyResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly step: JourneyStep; readonly reason: FailureReason };

/** What the paths of one chain in one process know of each other, so that one that differs is seen. Plain data. */
export interface JourneyCompany {
  /** Target → last gas price (wei) and when it was answered (Unix seconds). */
  readonly gasPrices: Map<string, { readonly wei: bigint; readonly at: number }>;
  /** `FROM-TO` of a settled window → target → digest of its logs. Old windows are dropped by whoever adds one. */
  readonly settledLogs: Map<string, Map<string, string>>;
}

export const newCompany = (): JourneyCompany => ({ gasPrices: new Map(), settledLogs: new Map() });

export interface JourneyContext {
  readonly chain: Chain;
  readonly ladder: Ladder;
  readonly labels: TargetLabels;
  readonly ask: Asker;
  /** The Beacon API behind the same edge; undefined where none is configured: then there is no blob step. */
  readonly beacon: Asker | undefined;
  /** Where subscriptions go; undefined where none is configured: then there is no subscription step. */
  readonly socket: Endpoint | undefined;
  readonly livepeer: LivepeerContracts;
  /** Corroborated head of the parent chain as this process knows it; undefined where it watches none. */
  readonly l1Head: () => HeadView | undefined;
  readonly company: JourneyCompany;
  readonly recorder: Recorder;
}

/** One path's journey. It remembers its cursor and its highest head; runs of one journey never overlap. */
export interface Journey {
  readonly name: JourneyName;
  /** The full journey. Records its steps. Never throws for what an endpoint does. */
  run(): Promise<JourneyResult>;
  /** The boot call list as its one step `boot`; undefined where the kind has none. */
  readonly boot: (() => Promise<JourneyResult>) | undefined;
  /** Milliseconds after which a run may say something else, should nothing happen until then; undefined: no matter. */
  readonly lookAgainIn?: (() => number | undefined) | undefined;
  stop(): Promise<void>;
}

export type JourneyKind = (context: JourneyContext) => Journey;
export type JourneyKinds = Readonly<Record<JourneyName, JourneyKind>>;
