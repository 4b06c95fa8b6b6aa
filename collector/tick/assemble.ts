/** Builds the runtime of every target that a vantage asks. */
import type { Fleet, FleetEdge, Target } from '../config/fleet.ts';
import { nodesOfEdge, regionOfVantage, vantagesOf } from '../config/graph.ts';
import type { Chain } from '../policy/chains.ts';
import type { Asker, LightQuestion, NodeKind, TargetLabels } from '../probe/api.ts';
import { createAsker } from '../probe/asker.ts';
import type { Recorder } from '../registry/registry.ts';
import { createPool, type EndpointPool } from '../rpc/pool.ts';
import { freshNode } from '../verdict/node.ts';
import { emptyRuntime, type NodeRuntime, type TargetRuntime } from './runtime.ts';

export interface Assembled {
  readonly targets: readonly TargetRuntime[];
  readonly pools: readonly EndpointPool[];
}

export interface AssembleOptions {
  readonly fleet: Fleet;
  readonly vantage: string;
  readonly central: boolean;
  readonly kinds: Readonly<Record<string, NodeKind>>;
  /** How references and edges are asked. */
  readonly plainLight: (chain: Chain) => LightQuestion;
  readonly recorder: Recorder;
}

/** The region of an edge that this vantage speaks for; undefined: it is not one of that region's vantages. */
const spokenFor = (fleet: Fleet, edge: FleetEdge, vantage: string): string | undefined =>
  Object.keys(edge.regions).find((region) => vantagesOf(fleet, edge, region).includes(vantage));

const targetsOf = ({ fleet, vantage, central }: AssembleOptions): readonly Target[] => {
  const edges = fleet.edges.filter((edge) => spokenFor(fleet, edge, vantage) !== undefined);
  if (central) return [...fleet.nodes.filter((node) => node.state !== 'parked'), ...fleet.references, ...edges];
  const chains = new Set(edges.map((edge) => edge.chain));
  return [...fleet.references.filter((reference) => chains.has(reference.chain)), ...edges];
};

const regionOf = (fleet: Fleet, target: Target, vantage: string): string =>
  target.role === 'edge' ? (spokenFor(fleet, target, vantage) ?? regionOfVantage(fleet, vantage)) : target.region;

const notAsked = { state: 'unknown', reason: 'not_asked_yet', detail: 'not asked yet' } as const;

export const assemble = (options: AssembleOptions): Assembled => {
  const { fleet, vantage, recorder } = options;
  const pools: EndpointPool[] = [];
  const now = Date.now() / 1000;
  const targets = targetsOf(options).flatMap((target): TargetRuntime[] => {
    const chain = fleet.chains[target.chain];
    if (!chain) return [];
    const labels: TargetLabels = {
      target: target.name,
      role: target.role,
      chain: target.chain,
      region: regionOf(fleet, target, vantage),
      vantage,
    };
    const pool = createPool(target.endpoint);
    pools.push(pool);
    const kind = target.role === 'node' ? options.kinds[target.kind] : undefined;
    const common = {
      ...emptyRuntime(now),
      labels,
      asker: createAsker(pool, labels, recorder),
      clock: pool.clock,
      light: (kind?.light ?? options.plainLight)(chain),
    };
    if (target.role === 'node') {
      const page = target.metrics && createPool(target.metrics);
      if (page) pools.push(page);
      const ownMetrics = page && createAsker(page, labels, recorder);
      const own = { role: 'node', node: target, hints: {}, ownMetrics, memory: freshNode(now) } as const;
      return [{ ...common, ...own, aloneSince: undefined, settledAloneSince: undefined }];
    }
    if (target.role === 'reference') return [{ ...common, role: 'reference', reference: target, askedAt: 0 }];
    return [
      {
        ...common,
        role: 'edge',
        edge: target,
        judgement: notAsked,
        lightJudgement: notAsked,
        unreached: undefined,
        journey: undefined,
        since: now,
        judgedTick: 0,
        seconds: { good: 0, bad: 0, halted: 0, unknown: 0 },
        faults: { no_http: 0, bad_answer: 0, stale: 0, journey: 0 },
      },
    ];
  });
  return { targets, pools };
};

/** How the execution nodes of a consensus node's chain are asked, the one that it drives first; none for any other node. */
export const executionsBeside = (nodes: readonly NodeRuntime[], { node }: NodeRuntime): readonly Asker[] => {
  if (node.layer !== 'consensus') return [];
  const beside = nodes.filter((other) => other.node.layer === 'execution' && other.node.chain === node.chain);
  const own = beside.filter((other) => other.node.beacon === node.name);
  return [...own, ...beside.filter((other) => !own.includes(other))].map(({ asker }) => asker);
};

/** Serving nodes behind an edge: those that count for its redundancy. */
export const servingNodes = (fleet: Fleet, edgeName: string): readonly string[] => {
  const edge = fleet.edges.find((each) => each.name === edgeName);
  if (!edge) return [];
  return nodesOfEdge(edge).filter((name) => fleet.nodes.some((node) => node.name === name && node.state === 'serving'));
};
