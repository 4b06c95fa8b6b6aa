/** Builds the runtime of every target that a vantage asks. */
import type { Fleet, Target } from '../config/fleet.ts';
import { nodesOfEdge } from '../config/graph.ts';
import type { Chain } from '../policy/chains.ts';
import type { LightQuestion, NodeKind, TargetLabels } from '../probe/api.ts';
import { createAsker } from '../probe/asker.ts';
import type { Recorder } from '../registry/registry.ts';
import { createPool, type EndpointPool } from '../rpc/pool.ts';
import { freshNode } from '../verdict/node.ts';
import { emptyRuntime, type TargetRuntime } from './runtime.ts';

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

/** Whether this vantage speaks for a region of the edge; a region is measured only by its own vantage. */
const asksEdge = (regions: Readonly<Record<string, unknown>>, vantage: string, central: boolean): boolean =>
  vantage in regions || (central && Object.keys(regions).length === 1);

const targetsOf = ({ fleet, vantage, central }: AssembleOptions): readonly Target[] => {
  const edges = fleet.edges.filter((edge) => asksEdge(edge.regions, vantage, central));
  if (central) return [...fleet.nodes.filter((node) => node.state !== 'parked'), ...fleet.references, ...edges];
  const chains = new Set(edges.map((edge) => edge.chain));
  return [...fleet.references.filter((reference) => chains.has(reference.chain)), ...edges];
};

const regionOf = (target: Target, vantage: string): string => {
  if (target.role !== 'edge') return target.region;
  const regions = Object.keys(target.regions);
  return vantage in target.regions ? vantage : (regions[0] ?? vantage);
};

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
      region: regionOf(target, vantage),
      vantage,
    };
    const pool = createPool(target.endpoint);
    pools.push(pool);
    const kind = target.role === 'node' ? options.kinds[target.kind] : undefined;
    const common = {
      ...emptyRuntime(now),
      labels,
      asker: createAsker(pool, labels, recorder),
      light: (kind?.light ?? options.plainLight)(chain),
    };
    if (target.role === 'node')
      return [{ ...common, role: 'node', node: target, hints: {}, memory: freshNode(now), aloneSince: undefined }];
    if (target.role === 'reference') return [{ ...common, role: 'reference', reference: target, askedAt: 0 }];
    return [
      {
        ...common,
        role: 'edge',
        edge: target,
        judgement: { state: 'unknown', reason: 'not_asked_yet', detail: 'not asked yet' },
        since: now,
        judgedTick: 0,
        seconds: { good: 0, bad: 0, halted: 0, unknown: 0 },
      },
    ];
  });
  return { targets, pools };
};

/** Serving nodes behind an edge: those that count for its redundancy. */
export const servingNodes = (fleet: Fleet, edgeName: string): readonly string[] => {
  const edge = fleet.edges.find((each) => each.name === edgeName);
  if (!edge) return [];
  return nodesOfEdge(edge).filter((name) => fleet.nodes.some((node) => node.name === name && node.state === 'serving'));
};
