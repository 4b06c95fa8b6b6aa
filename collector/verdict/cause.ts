/**
 * What is to blame, first cut: own node, own L1, the edge, the chain itself. A pure function of the verdicts; the
 * answer is learned and changes, so it is an info series of its own and never a label of an alert.
 */
import type { Cause, ChainVerdict, EdgeState, NodeVerdict } from '../catalogue/labels.ts';
import type { Fleet, FleetEdge } from '../config/fleet.ts';
import { incidentOfNode, nodesOfEdge, wholeRegion } from '../config/graph.ts';
import type { CauseView } from '../view.ts';
import { conditionOf, nodesNeeded } from './redundancy.ts';

export interface CauseEvidence {
  readonly chains: ReadonlyMap<string, ChainVerdict>;
  readonly nodes: ReadonlyMap<string, NodeVerdict>;
  /** State of each edge by region, as far as some vantage said so. */
  readonly edges: readonly { readonly name: string; readonly region: string; readonly state: EdgeState }[];
}

/** Only serving nodes: one that joins may be as bad as it likes. */
const serving = (fleet: Fleet, names: readonly string[]): readonly string[] =>
  names.filter((name) => fleet.nodes.some((node) => node.name === name && node.state === 'serving'));

/** An edge through which one of these nodes reads its parent chain is bad. */
const parentBad = (fleet: Fleet, evidence: CauseEvidence, names: readonly string[]): boolean => {
  const parents = new Set(fleet.nodes.filter((node) => names.includes(node.name)).map((node) => node.parent));
  return evidence.edges.some(({ name, state }) => state === 'bad' && parents.has(`edge:${name}`));
};

const edgeCause = (fleet: Fleet, evidence: CauseEvidence, pool: readonly string[]): [Cause, string] => {
  const verdicts = pool.map((name) => ({ name, condition: conditionOf(evidence.nodes.get(name) ?? 'unknown') }));
  const bad = verdicts.filter(({ condition }) => condition === 'bad').map(({ name }) => name);
  if (bad.length > 0)
    return parentBad(fleet, evidence, pool)
      ? ['own_l1', `${bad.join(', ')} bad while the L1 edge is bad`]
      : ['own_node', bad.join(', ')];
  const allOk = verdicts.length > 0 && verdicts.every(({ condition }) => condition === 'ok');
  return allOk ? ['edge', 'the nodes behind it are well'] : ['unattributed', 'not known'];
};

/** Whether so many nodes of an edge are bad that RedundancyGone pages; an edge of one node never had a spare. */
const redundancyGone = (evidence: CauseEvidence, edge: FleetEdge, names: readonly string[]): boolean => {
  const bad = names.filter((name) => conditionOf(evidence.nodes.get(name) ?? 'unknown') === 'bad').length;
  return names.length >= 2 && names.length - bad < nodesNeeded(edge.carry);
};

export const findCauses = (fleet: Fleet, evidence: CauseEvidence): CauseView[] => {
  const found = new Map<string, CauseView>();
  const add = (scope: string, region: string, cause: Cause, detail: string): void => {
    const key = `${scope} ${region}`;
    if (!found.has(key)) found.set(key, { scope, region, cause, detail });
  };
  for (const [chain, verdict] of evidence.chains) {
    if (verdict === 'halted') add(`chain:${chain}`, 'all', 'upstream_chain', 'every independent source stands still');
    if (verdict === 'unverifiable') add(`chain:${chain}`, 'all', 'unattributed', 'too few references to tell');
  }
  for (const { name, region, state } of evidence.edges) {
    const edge = fleet.edges.find((each) => each.name === name);
    if (!edge || (state !== 'bad' && state !== 'halted')) continue;
    const scope = `edge:${name}`;
    if (state === 'halted') {
      add(scope, region, 'upstream_chain', 'the chain itself stands still');
      continue;
    }
    const pool = serving(fleet, edge.regions[region] ?? nodesOfEdge(edge));
    add(scope, region, ...edgeCause(fleet, evidence, pool));
  }
  for (const edge of fleet.edges) {
    const names = serving(fleet, nodesOfEdge(edge));
    if (redundancyGone(evidence, edge, names)) {
      add(`edge:${edge.name}`, wholeRegion(edge), ...edgeCause(fleet, evidence, names));
    }
  }
  for (const node of fleet.nodes) {
    if (node.state !== 'serving' || conditionOf(evidence.nodes.get(node.name) ?? 'unknown') !== 'bad') continue;
    const { scope, region } = incidentOfNode(fleet, node);
    add(scope, region, 'own_node', node.name);
  }
  return [...found.values()];
};
