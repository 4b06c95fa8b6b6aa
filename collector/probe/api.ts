/** What an exporter builds on: how to ask, how to record, and the shape of a kind of node. */
import type { FailureReason, UpgradeSource } from '../catalogue/labels.ts';
import type { FleetNode } from '../config/fleet.ts';
import type { Chain } from '../policy/chains.ts';
import type { Recorder } from '../registry/registry.ts';
import type { Observation } from '../rpc/observation.ts';
import type { HeadView } from '../view.ts';

export type Parse<T> = (result: unknown) => { readonly value: T } | { readonly reason: FailureReason };

/** Asks one target; every question is counted by method and outcome, and timed. Never throws. */
export interface Asker {
  /** JSON-RPC over POST; the value is the raw `result`. @param deadline seconds */
  rpc(method: string, params: readonly unknown[], deadline: number): Promise<Observation<unknown>>;
  /**
   * The same with the result parsed; what the parser refuses is counted as the failure that it is.
   * @param limit bytes of the answer, where it may be larger than any other
   */
  rpc<T>(
    method: string,
    params: readonly unknown[],
    deadline: number,
    parse: Parse<T>,
    limit?: number,
  ): Promise<Observation<T>>;
  /** GET that answers JSON. @param method closed label for the metrics, not the path @param deadline seconds */
  get(method: string, path: string, deadline: number): Promise<Observation<unknown>>;
  /** GET of the endpoint itself as text. @param method closed label for the metrics @param deadline seconds */
  text(method: string, deadline: number): Promise<Observation<string>>;
}

/** The fast lane's one question to a target: its latest header. One instance a target; it may remember. */
export interface LightQuestion {
  ask(asker: Asker, deadline: number): Promise<Observation<HeadView>>;
}

/** Thrown by a slow probe that could not find out; the runner turns it into metrics. */
export class ProbeFailure extends Error {
  readonly reason: FailureReason;
  constructor(reason: FailureReason) {
    super(reason);
    this.name = 'ProbeFailure';
    this.reason = reason;
  }
}

export interface TargetLabels {
  readonly target: string;
  readonly role: 'node' | 'reference' | 'edge';
  readonly chain: string;
  readonly region: string;
  readonly vantage: string;
}

/** What a node says of the batches that it has seen on L1 and of those that it has read. */
export interface InboxHint {
  readonly seen: number;
  readonly read: number;
}

/** The figures of a Nitro node's `eth_syncing`; each is undefined where this version does not give it. */
export interface NitroSync {
  readonly batchSeen: number | undefined;
  readonly batchProcessed: number | undefined;
  /** Messages stored: the last index and one. */
  readonly msgCount: number | undefined;
  /** Messages that it knows to be there, in its store or beyond. */
  readonly target: number | undefined;
  /** Index of the message of its head; a count before v2.3. */
  readonly messageOfLastBlock: number | undefined;
  /** Messages at the end of the last batch that it has read. */
  readonly messageOfProcessedBatch: number | undefined;
  /** End of what the feed brought behind a gap; 0 for none. */
  readonly feedPending: number | undefined;
  readonly lastL1Block: number | undefined;
}

/** What the head of a Nitro node carries beside the fields of every block. */
export interface NitroBlock {
  readonly l1BlockNumber: number;
  readonly sendCount: number;
  readonly arbosFormat: number;
}

/** A change of its chain or its software that a node knows of. */
export interface PlannedUpgrade {
  readonly source: Exclude<UpgradeSource, 'fleet'>;
  /** What it is called in metrics: `arbos-60`, `gloas`, `fork-2026-12-03`, `nitro-3.11.0`. */
  readonly upgrade: string;
  /** Unix seconds. */
  readonly at: number;
  /** Lowest version of the node's software, where it is said. */
  readonly version?: string;
  /** The ArbOS version that comes. */
  readonly arbos?: number;
}

/** What a node says of itself; the verdict and the view read it. Absent until a probe has found it out. */
export interface NodeHints {
  /** Its blocks are not those of the chain: what it says of them now is not remembered (verdict/doubt.ts). */
  doubted?: boolean;
  syncing?: boolean;
  clientVersion?: string;
  /** The blocks that it calls safe and final. */
  safe?: HeadView;
  finalized?: HeadView;
  /** Batches of a rollup: the number that it has seen on L1, and the number that it has read. */
  inbox?: InboxHint;
  /** Sources of the sequencer's feed that it is connected to. */
  feedSources?: number;
  /** Of a Nitro node while it does not call itself in sync, and when it said so, Unix seconds. */
  nitroSync?: NitroSync & { readonly at: number };
  /** Of a Nitro node: the last batch that its inbox reader has read, by its own metrics, and when, Unix seconds. */
  inboxBatch?: { readonly batch: number; readonly at: number };
  nitroBlock?: NitroBlock;
  /** Whether a Nitro node can pass transactions on to the sequencer, where it says. */
  publisherHealthy?: boolean;
  /** Calls of others that it has refused at its own limit so far, and when that number last grew, Unix seconds. */
  refusedCalls?: { readonly count: number; readonly grewAt: number | undefined };
  /** A consensus node follows blocks that its execution client has not verified; has lost its execution client. */
  optimistic?: boolean;
  elOffline?: boolean;
  /** Epochs between the clock and the last finalized one. */
  finalityLag?: number;
  /** When the last epoch that a consensus node calls final began, Unix seconds. */
  finalEpochAt?: number;
  /** Fetches in a row that did not get every blob that was asked for. */
  blobMisses?: number;
  /** When a block that it had called safe was last another one, Unix seconds. */
  safeReplacedAt?: number;
  /** Where our nodes call a block final it alone has another one than two that agree. */
  finalDiffers?: boolean;
  /** Blocks that its validator could not follow, rival assertions included, and when that number last grew. */
  refuted?: { readonly count: number; readonly grewAt: number | undefined };
  /** When its settled logs were last others than those of two that agree, Unix seconds. */
  logsDifferAt?: number;
  /** Its own Date header is off by more than it may be, and surely so. */
  clockOff?: boolean;
  /** Connected peers, where the node has any at all. */
  peers?: number;
  /** When it last took back so many blocks that it is told, Unix seconds. */
  deepReorgAt?: number;
  /** What it knows to come; absent where it has not been asked or does not tell. */
  upgrades?: readonly PlannedUpgrade[];
  /** The last fork that it is configured for, Unix seconds; absent where it does not tell. */
  forksUntil?: number;
}

export interface ProbeContext {
  readonly node: FleetNode;
  readonly chain: Chain;
  readonly labels: TargetLabels;
  readonly ask: Asker;
  /** The node's own page of Prometheus metrics; undefined where fleet.yaml names none. */
  readonly ownMetrics: Asker | undefined;
  /** Execution nodes of the same chain for a consensus node, its own pair first. */
  readonly executions?: readonly Asker[];
  /**
   * Records like the registry, but remembers the gauges of this run: those that a later run does not set again, or any
   * after a failure, disappear. Counters only grow and stay.
   */
  readonly record: Pick<Recorder, 'set' | 'inc' | 'observe'>;
  readonly hints: NodeHints;
}

export interface SlowProbe {
  readonly name: string;
  readonly everySeconds: number;
  /** Whether it is run for a node at all; absent: for every node of its kind. */
  readonly applies?: (node: FleetNode) => boolean;
  /** Resolves when it found out, throws ProbeFailure when not. A method that is not offered is no failure. */
  run(context: ProbeContext): Promise<void>;
  /** Closes what a run has left open for the node (an event stream); called once, after the last run. */
  readonly end?: (context: Pick<ProbeContext, 'hints'>) => Promise<void> | void;
}

export interface NodeKind {
  light(chain: Chain): LightQuestion;
  readonly slow: readonly SlowProbe[];
}

/** The value of a good answer; throws the reason of a failed one. */
export const unwrap = <T>(seen: Observation<T>): T => {
  if (!seen.ok) throw new ProbeFailure(seen.reason);
  return seen.value;
};

/** The same for an optional method: undefined where the target does not offer it. */
export const unwrapOptional = <T>(seen: Observation<T>): T | undefined => {
  if (!seen.ok && seen.reason === 'rpc_unsupported') return undefined;
  return unwrap(seen);
};
