/**
 * What is to blame: own node, own L1, the L1 edge, the edge, the network before it, the chain itself. A pure function of
 * the verdicts; the answer is learned and changes, so it is an info series of its own and never a label of an alert.
 */
import type { Cause, L1LinkState } from '../catalogue/labels.ts';
import type { Fleet, FleetEdge, FleetNode } from '../config/fleet.ts';
import { incidentOfNode, nodesOfEdge, wholeRegion } from '../config/graph.ts';
import { nodesNeeded } from '../policy/redundancy.ts';
import type { CauseView } from '../view.ts';
import { allOk, badOf, type CauseEvidence, type EdgeVoice, serving } from './causeEvidence.ts';
import { lostWay, parentCause, wayCause } from './l1Cause.ts';
import { conditionOf } from './redundancy.ts';
import { combineStates } from './region.ts';

const sharedWays = ['batch_poster', 'l1_finality'] as const satisfies readonly (Cause & L1LinkState)[];

/** Nodes of a pool are bad; whether it comes from what they read their parent chain through. */
const poolCause = (fleet: Fleet, evidence: CauseEvidence, bad: readonly string[]): [Cause, string] =>
  parentCause(fleet, evidence, bad) ?? [lostWay(evidence, bad) ?? 'own_node', bad.join(', ')];

/**
 * Whether one region does not even reach the edge while all others, and the nodes behind it, are well: then it is the way
 * there. Whoever gets a status or a page has reached the edge, and so, most likely, has whoever waits for an answer.
 */
const onlyTheWay = (evidence: CauseEvidence, edge: FleetEdge, region: string): boolean => {
  const voices = evidence.edges.filter(({ name }) => name === edge.name);
  const bad = voices.filter(({ state }) => state === 'bad');
  const isHere = (voice: EdgeVoice): boolean => voice.region === region;
  return (
    bad.every((voice) => isHere(voice) && voice.unreached === true) && voices.some(({ state }) => state === 'good')
  );
};

/** Whether all that is wrong with an edge is that the blobs of batches do not come through it. */
const onlyBlobs = (evidence: CauseEvidence, edge: FleetEdge, region: string): boolean => {
  const bad = evidence.edges.filter((voice) => voice.name === edge.name && voice.region === region);
  return (
    bad.some(({ state }) => state === 'bad') &&
    bad.every(({ state, reason }) => state !== 'bad' || reason === 'blob_missing')
  );
};

const edgeCause = (
  fleet: Fleet,
  evidence: CauseEvidence,
  edge: FleetEdge,
  pool: readonly string[],
  region: string | undefined,
): [Cause, string] => {
  const bad = badOf(evidence, pool);
  if (bad.length > 0) return poolCause(fleet, evidence, bad);
  if (region !== undefined && onlyBlobs(evidence, edge, region))
    return ['blob_path', 'a beacon node behind it does not hold the blobs of recent batches'];
  if (!allOk(evidence, pool)) return ['unattributed', 'not known'];
  if (region !== undefined && onlyTheWay(evidence, edge, region))
    return ['network', 'only this region does not reach it, and the nodes behind it are well'];
  return ['edge', 'the nodes behind it are well'];
};

/** Whether so many nodes of an edge are bad that RedundancyGone pages; an edge of one node never had a spare. */
const redundancyGone = (evidence: CauseEvidence, edge: FleetEdge, names: readonly string[]): boolean => {
  return names.length >= 2 && names.length - badOf(evidence, names).length < nodesNeeded(edge.carry);
};

export const findCauses = (fleet: Fleet, evidence: CauseEvidence): CauseView[] => {
  const found = new Map<string, CauseView>();
  const add = (scope: string, region: string, cause: Cause, detail: string): void => {
    const key = `${scope} ${region}`;
    if (!found.has(key)) found.set(key, { scope, region, cause, detail });
  };
  const addNode = (node: FleetNode, cause: Cause, detail: string): void => {
    const { scope, region } = incidentOfNode(fleet, node);
    add(scope, region, cause, detail);
  };
  for (const [chain, verdict] of evidence.chains) {
    if (verdict === 'halted') add(`chain:${chain}`, 'all', 'upstream_chain', 'every independent source stands still');
    if (verdict === 'unverifiable') add(`chain:${chain}`, 'all', 'unattributed', 'too few references to tell');
  }
  for (const edge of fleet.edges) {
    const voices = evidence.edges.filter(({ name }) => name === edge.name);
    for (const region of new Set(voices.map((voice) => voice.region))) {
      const state = combineStates(voices.filter((voice) => voice.region === region).map((voice) => voice.state));
      const scope = `edge:${edge.name}`;
      if (state === 'halted') add(scope, region, 'upstream_chain', 'the chain itself stands still');
      if (state !== 'bad') continue;
      const pool = serving(fleet, edge.regions[region] ?? nodesOfEdge(edge));
      add(scope, region, ...edgeCause(fleet, evidence, edge, pool, region));
    }
  }
  for (const edge of fleet.edges) {
    const names = serving(fleet, nodesOfEdge(edge));
    if (redundancyGone(evidence, edge, names)) {
      add(`edge:${edge.name}`, wholeRegion(edge), ...edgeCause(fleet, evidence, edge, names, undefined));
    }
  }
  for (const node of fleet.nodes) {
    if (node.state !== 'serving' || conditionOf(evidence.nodes.get(node.name) ?? 'unknown') !== 'bad') continue;
    addNode(node, ...(wayCause(fleet, evidence, node.name) ?? ['own_node', node.name]));
  }
  // Its head may be as fresh as ever by the feed: its alert tells that it lives on that alone.
  for (const node of fleet.nodes) {
    const way = node.state === 'serving' ? wayCause(fleet, evidence, node.name) : undefined;
    if (way) addNode(node, ...way);
    const shared = sharedWays.find((each) => evidence.links?.get(node.name)?.state === each);
    if (shared) add(`chain:${node.chain}`, 'all', shared, evidence.links?.get(node.name)?.detail ?? '');
    const trouble = node.state === 'serving' ? evidence.troubles?.get(node.name) : undefined;
    if (trouble) addNode(node, trouble.cause, trouble.detail);
  }
  for (const chain of evidence.notFinalizing ?? [])
    add(`chain:${chain}`, 'all', 'l1_finality', 'every consensus node of ours says that nothing becomes final');
  return [...found.values()];
};
