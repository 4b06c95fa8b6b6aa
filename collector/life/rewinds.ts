/** Nodes that have lost some of what they had: a head far below one that they answered before. */
import { metrics } from '../catalogue/index.ts';
import { rewindLimit } from '../policy/life.ts';
import type { Recorder } from '../registry/registry.ts';
import type { ChainWatch } from '../tick/chainWatch.ts';
import type { NodeRuntime } from '../tick/runtime.ts';

type Node = Pick<NodeRuntime, 'node' | 'labels' | 'head' | 'failure'>;

/** @param watches of the chains of these nodes */
export const watchRewinds = (
  nodes: readonly Node[],
  watches: readonly Pick<ChainWatch, 'chain' | 'state'>[],
  recorder: Recorder,
) => {
  const before = new Map<string, number>();
  const watchOf = new Map(watches.map((watch) => [watch.chain.name, watch]));
  for (const { labels } of nodes) recorder.inc(metrics.headRewinds, labels, 0);

  const look = (node: Node): void => {
    const watch = watchOf.get(node.node.chain);
    if (!watch || !node.head || node.failure !== undefined) return;
    const { number } = node.head;
    const limit = rewindLimit(watch.chain);
    const known = before.get(node.node.name);
    if (known !== undefined && number < known - limit) recorder.inc(metrics.headRewinds, node.labels);
    // From a height that nobody else has reached there is a way down that loses nothing. Slots are no heights.
    const top = watch.state().corroborated?.head.number;
    const absurd = node.node.layer === 'execution' && top !== undefined && number > top + limit;
    if (!absurd) before.set(node.node.name, number);
  };
  return {
    look: (): void => {
      for (const node of nodes) look(node);
    },
  };
};
