/** What is said once a second about the fleet as a whole: redundancy of each edge, causes, our own sight. */
import { metrics } from '../catalogue/index.ts';
import { type NodeVerdict, nodeConditions } from '../catalogue/labels.ts';
import { layersOf } from '../config/advice/layers.ts';
import type { Fleet } from '../config/fleet.ts';
import { nodesNeeded } from '../policy/redundancy.ts';
import type { Recorder } from '../registry/registry.ts';
import { findCauses } from '../verdict/cause.ts';
import type { EdgeVoice } from '../verdict/causeEvidence.ts';
import type { LinkVerdict } from '../verdict/l1Link.ts';
import { countConditions } from '../verdict/redundancy.ts';
import type { CauseView } from '../view.ts';
import { servingNodes } from './assemble.ts';
import type { ChainWatch } from './chainWatch.ts';
import { judgePairs, nodeTroubles, notFinalizing } from './pairs.ts';
import type { EdgeRuntime, NodeRuntime } from './runtime.ts';

export interface House {
  readonly fleet: Fleet;
  readonly vantage: string;
  readonly watches: readonly ChainWatch[];
  readonly nodes: readonly NodeRuntime[];
  readonly edges: readonly EdgeRuntime[];
  /** Edges as other vantages see them. */
  readonly elsewhere: () => readonly EdgeVoice[];
  readonly recorder: Recorder;
}

export interface HouseKeeping extends House {
  /** The way of each node to its parent chain, where it is watched. */
  readonly links?: () => ReadonlyMap<string, LinkVerdict>;
}

const recordRedundancy = (house: House, verdicts: ReadonlyMap<string, NodeVerdict>): void => {
  for (const edge of house.fleet.edges) {
    const names = servingNodes(house.fleet, edge.name);
    const labels = { target: edge.name, chain: edge.chain, vantage: house.vantage };
    const counts = countConditions(names.map((name) => verdicts.get(name) ?? 'unknown'));
    for (const condition of nodeConditions) {
      house.recorder.set(metrics.edgeNodes, { ...labels, condition }, counts[condition]);
    }
    house.recorder.set(metrics.edgeNodesNeeded, labels, nodesNeeded(edge.carry));
  }
};

/** What each layer has and may lose; while a verdict in it is unknown, nobody knows the latter. */
const recordLayers = ({ fleet, vantage, recorder }: House, verdicts: ReadonlyMap<string, NodeVerdict>): void => {
  const well = new Set([...verdicts].flatMap(([name, verdict]) => (verdict === 'ok' ? [name] : [])));
  for (const { scope, chain, layer, names, have, total, spare } of layersOf(fleet, well)) {
    const labels = { scope, chain, layer, vantage };
    recorder.set(metrics.layerNodes, { ...labels, count: 'total' }, total);
    recorder.set(metrics.layerNodes, { ...labels, count: 'have' }, have);
    const known = names.every((name) => (verdicts.get(name) ?? 'unknown') !== 'unknown');
    if (known) recorder.set(metrics.layerNodes, { ...labels, count: 'can_lose' }, spare);
    else recorder.clear(metrics.layerNodes, { ...labels, count: 'can_lose' });
  }
};

/** Milliseconds: layers are in the slow lane, and a fleet may have a thousand nodes. */
const layersApart = 5000;
/** Milliseconds: of a hundred chains some tick is over at every moment, and what is said here is about all of them. */
const apart = 250;

/** @param now monotonic milliseconds */
export const createHouseKeeper = (house: HouseKeeping, now: () => number = () => performance.now()) => {
  let keptAt = Number.NEGATIVE_INFINITY;
  let layersAt = Number.NEGATIVE_INFINITY;
  let shown: readonly CauseView[] = [];
  const labelsOf = ({ scope, region, cause }: CauseView) => ({ scope, region, cause, vantage: house.vantage });
  const keyOf = ({ scope, region, cause }: CauseView): string => `${scope} ${region} ${cause}`;

  return {
    causes: (): readonly CauseView[] => shown,
    /** After each tick; looks around at most four times a second. */
    keep: (): void => {
      if (now() - keptAt < apart) return;
      keptAt = now();
      const verdicts = new Map(house.nodes.map(({ node, memory }) => [node.name, memory.verdict]));
      recordRedundancy(house, verdicts);
      if (keptAt - layersAt >= layersApart) {
        layersAt = keptAt;
        recordLayers(house, verdicts);
      }
      const own = house.edges.map(({ edge, labels, judgement, unreached }) => ({
        name: edge.name,
        region: labels.region,
        state: judgement.state,
        reason: judgement.reason,
        unreached,
      }));
      const chains = new Map(house.watches.map((watch) => [watch.chain.name, watch.state().verdict]));
      const edges = [...own, ...house.elsewhere()];
      const pairs = judgePairs(house.nodes, house.recorder);
      const found = findCauses(house.fleet, {
        chains,
        nodes: verdicts,
        edges,
        links: house.links?.() ?? new Map(),
        troubles: nodeTroubles(house.nodes, pairs, Date.now() / 1000),
        notFinalizing: notFinalizing(house.nodes),
      });
      const keys = new Set(found.map(keyOf));
      for (const old of shown) if (!keys.has(keyOf(old))) house.recorder.clear(metrics.cause, labelsOf(old));
      for (const each of found) house.recorder.set(metrics.cause, labelsOf(each), 1);
      shown = found;
    },
  };
};
