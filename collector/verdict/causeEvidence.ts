/** What a cause is found from, and the few questions that are asked of it. */
import type { Cause, ChainVerdict, EdgeState, NodeCondition, NodeVerdict } from '../catalogue/labels.ts';
import type { Fleet } from '../config/fleet.ts';
import type { LinkVerdict } from './l1Link.ts';
import { conditionOf } from './redundancy.ts';

/** What one vantage of a region says of an edge. */
export interface EdgeVoice {
  readonly name: string;
  readonly region: string;
  readonly state: EdgeState;
  /** Why, where the vantage says so. */
  readonly reason?: string | undefined;
  /** Nobody was reached since it is bad; absent where somebody was, or the vantage does not say so. */
  readonly unreached?: boolean | undefined;
}

/** Something other than its verdict that a node's alert is about. */
export interface Trouble {
  readonly cause: Cause;
  readonly detail: string;
}

export interface CauseEvidence {
  readonly chains: ReadonlyMap<string, ChainVerdict>;
  readonly nodes: ReadonlyMap<string, NodeVerdict>;
  /** Each edge by region and vantage, as far as some vantage said so. */
  readonly edges: readonly EdgeVoice[];
  /** The way of each node to its parent chain, where it is watched. */
  readonly links?: ReadonlyMap<string, LinkVerdict>;
  /** What ails nodes whose verdict is fine, by name. */
  readonly troubles?: ReadonlyMap<string, Trouble>;
  /** Chains whose consensus nodes agree that nothing becomes final. */
  readonly notFinalizing?: ReadonlySet<string>;
}

/** Only serving nodes: one that joins may be as bad as it likes. */
export const serving = (fleet: Fleet, names: readonly string[]): readonly string[] =>
  names.filter((name) => fleet.nodes.some((node) => node.name === name && node.state === 'serving'));

const conditionsOf = (evidence: CauseEvidence, names: readonly string[]): readonly NodeCondition[] =>
  names.map((name) => conditionOf(evidence.nodes.get(name) ?? 'unknown'));

export const badOf = (evidence: CauseEvidence, names: readonly string[]): readonly string[] =>
  names.filter((name) => conditionOf(evidence.nodes.get(name) ?? 'unknown') === 'bad');

export const allOk = (evidence: CauseEvidence, names: readonly string[]): boolean =>
  names.length > 0 && conditionsOf(evidence, names).every((condition) => condition === 'ok');
