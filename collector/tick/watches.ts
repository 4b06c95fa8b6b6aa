/** The fast lanes of a collector: one a chain, over the targets that it asks. */
import type { Fleet } from '../config/fleet.ts';
import { edgeOfNode, independenceGroup } from '../config/graph.ts';
import { type ChainWatch, createChainWatch } from './chainWatch.ts';
import type { EdgeRuntime, NodeRuntime, TargetRuntime } from './runtime.ts';
import type { ChainWatchOptions } from './watchOptions.ts';

export interface WatchesOptions
  extends Pick<
    ChainWatchOptions,
    'vantage' | 'targets' | 'recorder' | 'controls' | 'everythingFails' | 'log' | 'record'
  > {
  readonly fleet: Fleet;
  readonly lightRecovered: (edge: EdgeRuntime) => void;
}

/** The edge through which a node is reached does not answer. */
const behindDeadEdge = (fleet: Fleet, targets: readonly TargetRuntime[], { node }: NodeRuntime): boolean => {
  if (node.endpoint.via !== 'cloudflare') return false;
  const name = edgeOfNode(fleet, node)?.edge.name;
  return targets.some(
    (target) =>
      target.role === 'edge' &&
      target.edge.name === name &&
      target.lightJudgement.state === 'bad' &&
      target.failure !== undefined,
  );
};

export const createWatches = ({ fleet, ...common }: WatchesOptions): readonly ChainWatch[] => {
  // Asked for every answer; among a thousand nodes the search would cost more than the answer.
  const groups = new Map(
    common.targets.map(({ labels: { target } }) => [target, independenceGroup(fleet, target)] as const),
  );
  return Object.values(fleet.chains).flatMap((chain) => {
    const targets = common.targets.filter((target) => target.labels.chain === chain.name);
    const ladder = fleet.ladders[chain.name];
    if (targets.length === 0 || !ladder) return [];
    return [
      createChainWatch({
        ...common,
        chain,
        ladder,
        targets,
        groupOf: (name) => groups.get(name) ?? name,
        behindDeadEdge: (node) => behindDeadEdge(fleet, common.targets, node),
      }),
    ];
  });
};
