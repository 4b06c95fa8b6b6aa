/**
 * Whether what nodes read their parent chain through explains what they lack: an own L1 node that is bad, or the L1 edge
 * in front of good ones. Two causes, because they are mended in two places.
 */
import type { Cause, L1LinkState } from '../catalogue/labels.ts';
import type { Fleet, FleetEdge } from '../config/fleet.ts';
import { nodesOfEdge } from '../config/graph.ts';
import { allOk, badOf, type CauseEvidence, serving } from './causeEvidence.ts';

/** Broken ways to the parent chain that are a node's own. */
const ownWays = ['own_l1', 'blob_path', 'feed'] as const satisfies readonly (Cause & L1LinkState)[];

/** The way that all of these nodes have lost; undefined when they have not lost the same one. */
export const lostWay = ({ links }: CauseEvidence, names: readonly string[]): (typeof ownWays)[number] | undefined =>
  ownWays.find((way) => names.length > 0 && names.every((name) => links?.get(name)?.state === way));

const parentsOf = (fleet: Fleet, names: readonly string[]): ReadonlySet<string | undefined> =>
  new Set(fleet.nodes.filter(({ name }) => names.includes(name)).map(({ parent }) => parent));

const badEdgeOf = (fleet: Fleet, evidence: CauseEvidence, parents: ReadonlySet<string | undefined>) =>
  fleet.edges.find(
    ({ name }) =>
      parents.has(`edge:${name}`) && evidence.edges.some((voice) => voice.name === name && voice.state === 'bad'),
  );

const behindEdge = (fleet: Fleet, evidence: CauseEvidence, edge: FleetEdge, what: string): [Cause, string] => {
  const behind = serving(fleet, nodesOfEdge(edge));
  const bad = badOf(evidence, behind);
  if (bad.length > 0) return ['own_l1', `${what} and so is ${bad.join(', ')}`];
  if (allOk(evidence, behind)) return ['l1_edge', `${what} and the nodes behind it are well`];
  return ['unattributed', `${what}; of the nodes behind it nothing is known`];
};

/** What these nodes read L1 through is bad itself; undefined while it is not. */
export const parentCause = (
  fleet: Fleet,
  evidence: CauseEvidence,
  names: readonly string[],
  how = 'bad',
): [Cause, string] | undefined => {
  const parents = parentsOf(fleet, names);
  const own = fleet.nodes.filter(({ name }) => parents.has(`node:${name}`)).map(({ name }) => name);
  const badOwn = badOf(evidence, own);
  if (badOwn.length > 0) return ['own_l1', `${names.join(', ')} ${how} while ${badOwn.join(', ')} is bad`];
  const edge = badEdgeOf(fleet, evidence, parents);
  return edge && behindEdge(fleet, evidence, edge, `${names.join(', ')} ${how} while the L1 edge is bad`);
};

/**
 * The way that a node has lost, and whose fault that is: a node with a fresh head that does not see L1 has an L1 edge, or
 * an L1 node, that is down, or else a broken way of its own. Blobs come through the edge only where it serves them.
 */
export const wayCause = (fleet: Fleet, evidence: CauseEvidence, name: string): [Cause, string] | undefined => {
  const way = lostWay(evidence, [name]);
  if (way === undefined || way === 'feed') return way && [way, name];
  const above = parentCause(fleet, evidence, [name], 'without L1');
  if (way === 'own_l1') return above ?? [way, name];
  const edge = badEdgeOf(fleet, evidence, parentsOf(fleet, [name]));
  return edge?.beacon !== undefined && above?.[0] === 'l1_edge' ? above : [way, name];
};
