/** The probes of our nodes: the slow ones on their schedule, and all of one node's once more for whoever asks. */
import type { Fleet } from './config/fleet.ts';
import { replayProbes } from './http/debugProbe.ts';
import type { NodeKind } from './probe/api.ts';
import { scheduleProbes } from './probe/runner.ts';
import type { Recorder } from './registry/registry.ts';
import { executionsBeside } from './tick/assemble.ts';
import type { NodeRuntime } from './tick/runtime.ts';

export interface NodeProbesOptions {
  readonly fleet: Pick<Fleet, 'chains'>;
  readonly nodes: readonly NodeRuntime[];
  readonly kinds: Readonly<Record<string, NodeKind>>;
  readonly recorder: Recorder;
}

export const createNodeProbes = ({ fleet, nodes, kinds, recorder }: NodeProbesOptions) => ({
  /** Starts the slow ones of every node; what it returns ends them. */
  start: (): (() => void) => {
    const stops = nodes.map((target, place) => {
      const chain = fleet.chains[target.node.chain];
      const slow = kinds[target.node.kind]?.slow ?? [];
      if (!chain) return () => undefined;
      return scheduleProbes(
        slow,
        {
          node: target.node,
          chain,
          labels: target.labels,
          ask: target.asker,
          ownMetrics: target.ownMetrics,
          executions: executionsBeside(nodes, target),
          hints: target.hints,
        },
        recorder,
        place,
      );
    });
    return () => {
      for (const stop of stops) stop();
    };
  },
  /** Asks one node everything once, now; undefined for a name that no node has. */
  replay: (name: string): Promise<unknown> | undefined => {
    const target = nodes.find(({ node }) => node.name === name);
    const kind = target && kinds[target.node.kind];
    const chain = target && fleet.chains[target.node.chain];
    return target && kind && chain ? replayProbes(target, kind, chain, executionsBeside(nodes, target)) : undefined;
  },
});
