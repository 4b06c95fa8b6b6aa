/** The simulated fleet as its users see it: the stack, drills, tests and benches. Times are Unix seconds. */

import type { MonitorName } from '../../collector/policy/balancer.ts';
import type { FaultName } from '../faults/index.ts';
import type { SeededTreasury } from '../treasury/seed.ts';
import type { SimAction } from './modes.ts';

export interface SimOptions {
  /** The Ethereum behind the fleet: a real anvil (started here or given), or a synthetic chain for quick tests. */
  readonly anvil?: { readonly url: string } | 'spawn' | 'none';
  /** Three months of a treasury on that Ethereum; a real and fresh one only. */
  readonly treasury?: boolean;
  /** Of hashes, latencies and garbage: the same seed gives the same chains. */
  readonly seed?: number;
  /** Round trip of every request, drawn evenly between the two; half before the answer is made, half after. */
  readonly latencyMs?: { readonly min: number; readonly max: number };
  /** The load balancer's health check: how often, and how many immediate retries before a node is drained. */
  readonly drain?: { readonly intervalSeconds: number; readonly retries: number };
  /** Instead, for edges all of whose nodes are named: Cloudflare's monitor, which GETs these URLs, node by node. */
  readonly monitor?: { readonly settings: MonitorName; readonly checks: Readonly<Record<string, string>> };
}

export interface SimUrls {
  /** Base URL of the control API; `/control/…` below it. */
  readonly control: string;
  /** Nodes and references by name. */
  readonly targets: Readonly<Record<string, string>>;
  /**
   * What a member asks, by edge and region; the path is the key. The same address takes WebSockets (`ws:` for `http:`),
   * and below the eth edge's is the Beacon API.
   */
  readonly edges: Readonly<Record<'arb' | 'eth', Readonly<Record<string, string>>>>;
  /** A node's own page of Prometheus metrics, by node; only of those that are ours. */
  readonly metrics: Readonly<Record<string, string>>;
  /** Broadcasters of the sequencer's feed, by name (`ws:`). */
  readonly feeds: Readonly<Record<string, string>>;
  /** Machines by name: base URL of their node_exporter. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Two web pages that stand for "the Internet". */
  readonly controls: readonly string[];
  readonly treasury?: SeededTreasury;
}

export interface AppliedAction extends SimAction {
  readonly since: number;
}

export interface LoggedAction {
  readonly at: number;
  readonly target: string;
  readonly mode: SimAction['mode'];
  readonly on: boolean;
}

export type TrueState = 'good' | 'bad' | 'halted';

export interface EdgeTruth {
  readonly edge: string;
  readonly region: string;
  readonly state: TrueState;
  /** Since when it is in this state. */
  readonly since: number;
  /** Seconds spent in each state since the start. */
  readonly seconds: Readonly<Record<TrueState, number>>;
  /** How often it became bad since the start. */
  readonly badIntervals: number;
  /** The node that a question would reach now; null while the edge itself answers (a mode is set on it). */
  readonly node: string | null;
}

/** The load balancer took a node out, or back. */
export interface Move {
  readonly at: number;
  readonly edge: string;
  readonly node: string;
  readonly drained: boolean;
}

export interface Truth {
  readonly now: number;
  readonly startedAt: number;
  readonly actions: readonly AppliedAction[];
  /** The newest 5,000 switches, oldest first. */
  readonly log: readonly LoggedAction[];
  readonly edges: readonly EdgeTruth[];
  /** Nodes that the load balancer has drained, by edge. */
  readonly drained: Readonly<Record<string, readonly string[]>>;
  /** The newest 1,000 moves of the load balancers, oldest first. */
  readonly moves: readonly Move[];
  readonly chains: Readonly<
    Record<string, { readonly number: number; readonly timestamp: number; readonly hash: string }>
  >;
}

export interface Sim extends SimUrls {
  /** Applies or lifts one action; resolves when it is in force (a port really closed or open again). Throws on an unknown target or mode. */
  readonly set: (action: SimAction, on: boolean) => Promise<void>;
  /** Applies or lifts everything that a named fault does. */
  readonly fault: (name: FaultName, on: boolean) => Promise<void>;
  /** Lifts everything. */
  readonly clear: () => Promise<void>;
  readonly truth: () => Truth;
  /** Requests by target and method since the start; the load balancer's own checks count as `health_check`. */
  readonly requests: () => Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly stop: () => Promise<void>;
}
