/** How many nodes each layer of the fleet has, and how many it may lose, from how they hang together. Pure. */
import type { Layer as LayerName } from '../../catalogue/labels.ts';
import type { Fleet, FleetEdge, FleetNode } from '../fleet.ts';
import { nodesOfEdge } from '../graph.ts';

export interface Layer {
  /** `edge:NAME`: the pool behind an edge; `chain:NAME`: all nodes of one layer of a chain. */
  readonly scope: string;
  readonly chain: string;
  readonly layer: LayerName;
  /** Names of the serving nodes in it. */
  readonly names: readonly string[];
  /** How many of them count as well. */
  readonly have: number;
  readonly total: number;
  /** How many of those may fail, whichever they are, until too few are left; below 0: too few are left already. */
  readonly spare: number;
}

const serves = ({ state }: FleetNode): boolean => state === 'serving';

/** Of an edge's pool, those that are well and whose consensus node is. */
const carriers = (fleet: Fleet, edge: FleetEdge, well: ReadonlySet<string>): readonly FleetNode[] => {
  const pool = new Set(nodesOfEdge(edge));
  return fleet.nodes.filter(
    (node) => pool.has(node.name) && well.has(node.name) && (node.beacon === undefined || well.has(node.beacon)),
  );
};

/** Consensus nodes that an edge may lose, each with the one node that it drives; undefined where none drives any. */
const beaconsToSpare = (fleet: Fleet, edge: FleetEdge, well: ReadonlySet<string>): number | undefined => {
  const nodes = carriers(fleet, edge, well);
  const left = nodes.length - edge.carry;
  const driven = nodes.filter(({ beacon }) => beacon !== undefined).length;
  if (left < 0) return left;
  return driven === 0 ? undefined : Math.min(left, driven);
};

/** What the edges of a chain can do without; without an edge one node is enough. */
const spareOf = (fleet: Fleet, chain: string, layer: LayerName, have: number, well: ReadonlySet<string>): number => {
  const edges = fleet.edges.filter((edge) => edge.chain === chain && nodesOfEdge(edge).length > 0);
  const spares = edges.flatMap((edge) => {
    if (layer === 'consensus') return beaconsToSpare(fleet, edge, well) ?? [];
    return nodesOfEdge(edge).filter((name) => well.has(name)).length - edge.carry;
  });
  return Math.min(have - 1, ...spares);
};

/** @param asWell names of nodes that count as well; all serving ones by default */
export const layersOf = (fleet: Fleet, asWell?: ReadonlySet<string>): readonly Layer[] => {
  const serving = fleet.nodes.filter(serves);
  const well = new Set(serving.flatMap(({ name }) => (asWell === undefined || asWell.has(name) ? [name] : [])));
  const count = (names: readonly string[]) => ({
    names,
    have: names.filter((name) => well.has(name)).length,
    total: names.length,
  });
  const behindEdges = fleet.edges.flatMap((edge): Layer[] => {
    const pool = new Set(nodesOfEdge(edge));
    const names = serving.flatMap(({ name }) => (pool.has(name) ? [name] : []));
    const counted = count(names);
    const about = { scope: `edge:${edge.name}`, chain: edge.chain, layer: 'execution' } as const;
    return names.length === 0 ? [] : [{ ...about, ...counted, spare: counted.have - edge.carry }];
  });
  const ofChains = new Map<string, { chain: string; layer: LayerName; names: string[] }>();
  for (const { name, chain, layer } of serving) {
    const group = ofChains.get(`${chain} ${layer}`) ?? { chain, layer, names: [] };
    group.names.push(name);
    ofChains.set(`${chain} ${layer}`, group);
  }
  const whole = [...ofChains.values()].map(({ chain, layer, names }): Layer => {
    const counted = count(names);
    const spare = spareOf(fleet, chain, layer, counted.have, well);
    return { scope: `chain:${chain}`, chain, layer, ...counted, spare };
  });
  return [...behindEdges, ...whole];
};

/** `edge arb`, `ethereum consensus`. */
export const layerName = ({ scope, chain, layer }: Pick<Layer, 'scope' | 'chain' | 'layer'>): string =>
  scope.startsWith('edge:') ? `edge ${scope.slice('edge:'.length)}` : `${chain} ${layer}`;

/** `3 of 3, can lose 2`. @param spare undefined: not known */
export const layerWords = (have: number, total: number, spare: number | undefined): string => {
  const rest = spare === undefined ? 'not all known' : spare < 0 ? 'TOO FEW' : `can lose ${spare}`;
  return `${have} of ${total}, ${rest}`;
};
