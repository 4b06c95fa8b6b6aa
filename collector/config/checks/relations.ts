/** How targets hang together: parents, beacons, the pools of edges. */
import { typeText } from '../read/faultPath.ts';
import { type CheckContext, type Draft, placed, quoted } from './draft.ts';

type DraftNode = NonNullable<NonNullable<Draft['nodes']>[number]>;

const named = <Item extends { readonly name?: string | undefined }>(items: readonly Item[]): readonly string[] =>
  items.flatMap((item) => (item.name === undefined ? [] : [item.name]));

export const checkRelations = (context: CheckContext): void => {
  const { draft, fault, given } = context;
  const nodes = placed(draft.nodes).map(([, node]) => node);
  const none = (section: 'nodes' | 'edges'): boolean => draft[section]?.length === 0 || given([section]) === undefined;
  if (none('nodes') && none('edges')) fault([], 'at least one node or edge', 'no nodes and no edges');
  const drivenBy = new Map<string, string>();
  for (const [index, node] of placed(draft.nodes)) {
    checkParent(context, index, node, nodes);
    checkBeacon(context, index, node, nodes, drivenBy);
    const machines = Object.keys(draft.hosts ?? {});
    if (node.on !== undefined && !machines.includes(node.on)) {
      fault(['nodes', index, 'on'], `a machine under hosts (${quoted(machines)})`);
    }
  }
  for (const [index] of placed(draft.edges)) checkPools(context, index, nodes);
};

/** What may be a node's parent: an edge or execution node of another chain, as it is written in `parent`. */
const parentsFor = (
  { draft, kinds }: CheckContext,
  node: DraftNode,
  nodes: readonly DraftNode[],
): readonly string[] => {
  // A chain or kind that is faulty has had its fault already.
  const elsewhere = (chain: string | undefined): boolean => chain === undefined || chain !== node.chain;
  const edges = placed(draft.edges).filter(([, edge]) => elsewhere(edge.chain));
  const execution = nodes.filter(
    (other) => elsewhere(other.chain) && (other.kind === undefined || kinds[other.kind]?.layer === 'execution'),
  );
  return [
    ...named(edges.map(([, edge]) => edge)).map((name) => `edge:${name}`),
    ...named(execution).map((name) => `node:${name}`),
  ];
};

const checkParent = (context: CheckContext, index: number, node: DraftNode, nodes: readonly DraftNode[]): void => {
  if (node.parent === undefined) return;
  const at = ['nodes', index, 'parent'];
  const candidates = parentsFor(context, node, nodes);
  if (!/^(edge|node):./.test(node.parent)) context.fault(at, 'edge:NAME or node:NAME');
  else if (!candidates.includes(node.parent)) {
    context.fault(at, `an edge or execution node of the parent chain (${quoted(candidates)})`);
  }
};

const checkBeacon = (
  { kinds, fault }: CheckContext,
  index: number,
  node: DraftNode,
  nodes: readonly DraftNode[],
  drivenBy: Map<string, string>,
): void => {
  if (node.beacon === undefined) return;
  const at = ['nodes', index, 'beacon'];
  if (node.kind !== undefined && kinds[node.kind]?.layer === 'consensus') {
    fault(at, 'no beacon: a consensus node has none');
    return;
  }
  const consensus = nodes.filter(
    (other) => other.chain === node.chain && other.kind !== undefined && kinds[other.kind]?.layer === 'consensus',
  );
  if (node.chain !== undefined && !named(consensus).includes(node.beacon)) {
    // A node whose own kind is faulty may well be the consensus node that is meant.
    if (nodes.some((other) => other.name === node.beacon && other.kind === undefined)) return;
    fault(at, `a consensus node of ${node.chain} (${quoted(named(consensus))})`);
    return;
  }
  const before = drivenBy.get(node.beacon);
  if (before) fault(at, 'a consensus node of its own', `"${node.beacon}", which drives ${before} already`);
  else drivenBy.set(node.beacon, node.name ?? `nodes[${index}]`);
};

const checkPools = ({ draft, kinds, fault, given }: CheckContext, index: number, nodes: readonly DraftNode[]): void => {
  const edge = draft.edges?.[index];
  if (edge?.regions === undefined) return;
  const at = ['edges', index, 'regions'];
  if (typeText(given(at)) === 'an empty map') fault(at, 'at least one region');
  const all = new Set<string>();
  for (const [region, pool] of Object.entries(edge.regions)) {
    const inPool = new Set<string>();
    // A file that has no node of the chain (a vantage's, or of a fleet that only measures) has nobody to name.
    const some = servers(nodes, edge.chain, kinds);
    if (pool?.length === 0 && some.length > 0) fault([...at, region], `at least one node (${quoted(some)})`);
    for (const [position, name] of placed(pool)) {
      const here = [...at, region, position];
      if (inPool.has(name)) fault(here, 'each node once in a region', `"${name}" again`);
      inPool.add(name);
      all.add(name);
      const node = nodes.find((other) => other.name === name);
      if (!node) fault(here, `a node of ${edge.chain ?? 'the edge'} (${quoted(servers(nodes, edge.chain, kinds))})`);
      else if (node.chain !== undefined && edge.chain !== undefined && node.chain !== edge.chain) {
        fault(here, `a node of ${edge.chain}`, `"${name}", which is on ${node.chain}`);
      } else if (node.kind !== undefined && kinds[node.kind]?.layer === 'consensus') {
        fault(here, 'an execution node', `"${name}", which is a consensus node`);
      } else if (node.state !== undefined && node.state !== 'serving') {
        fault(here, 'a serving node', `"${name}", which is ${node.state}`);
      }
    }
  }
  if (edge.carry !== undefined && all.size > 0 && edge.carry > all.size) {
    fault(['edges', index, 'carry'], `at most ${all.size}, the number of its nodes`);
  }
};

const servers = (
  nodes: readonly DraftNode[],
  chain: string | undefined,
  kinds: CheckContext['kinds'],
): readonly string[] =>
  named(nodes.filter((node) => node.chain === chain && kinds[node.kind ?? '']?.layer === 'execution'));
