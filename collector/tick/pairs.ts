/** Judges each pair of execution and consensus node once a second, and says what ails nodes whose verdict is fine. */
import { metrics } from '../catalogue/index.ts';
import { ethereumLimits } from '../policy/ethereum.ts';
import { type Recorder, setOneHot } from '../registry/registry.ts';
import { judgePair, type PairJudgement, pairTroubles } from '../verdict/pair.ts';
import type { NodeRuntime } from './runtime.ts';

export interface Pair extends PairJudgement {
  readonly execution: NodeRuntime;
}

const judge = (execution: NodeRuntime, consensus: NodeRuntime): Pair => ({
  execution,
  ...judgePair({
    execution: {
      name: execution.node.name,
      verdict: execution.memory.verdict,
      syncing: execution.hints.syncing,
    },
    consensus: {
      name: consensus.node.name,
      verdict: consensus.memory.verdict,
      syncing: consensus.hints.syncing,
      optimistic: consensus.hints.optimistic,
      elOffline: consensus.hints.elOffline,
    },
  }),
});

/** A parked node is not asked, so that its pair is not there. */
export const judgePairs = (nodes: readonly NodeRuntime[], recorder: Recorder): readonly Pair[] => {
  const pairs = nodes.flatMap((execution) => {
    const consensus = nodes.find(({ node }) => node.name === execution.node.beacon);
    return consensus ? [judge(execution, consensus)] : [];
  });
  for (const { execution, state } of pairs) setOneHot(recorder, metrics.pairState, execution.labels, 'state', state);
  return pairs;
};

/** Serving nodes that have something other than their verdict, by name: what it is. */
export const nodeTroubles = (nodes: readonly NodeRuntime[], pairs: readonly Pair[]): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const { execution, state, detail } of pairs) if (pairTroubles.has(state)) found.set(execution.node.name, detail);
  for (const { node, hints } of nodes) {
    if ((hints.blobMisses ?? 0) >= ethereumLimits.blobMisses)
      found.set(node.name, `${node.name} does not hold recent blobs`);
    if (hints.elOffline === true) found.set(node.name, `${node.name} has lost its execution client`);
  }
  return found;
};

/** Chains that do not finalize: every consensus node that says so, and at least two of them, agree. */
export const notFinalizing = (nodes: readonly NodeRuntime[]): ReadonlySet<string> => {
  const chains = new Set(nodes.map(({ node }) => node.chain));
  return new Set(
    [...chains].filter((chain) => {
      const lags = nodes.flatMap(({ node, hints }) => (node.chain === chain ? (hints.finalityLag ?? []) : []));
      return lags.length >= 2 && lags.every((lag) => lag >= ethereumLimits.finalityEpochs);
    }),
  );
};
