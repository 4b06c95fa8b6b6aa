/** Judges each pair of execution and consensus node once a second, and says what ails nodes whose verdict is fine. */
import { metrics } from '../catalogue/index.ts';
import { ethereumLimits } from '../policy/ethereum.ts';
import { lifeLimits } from '../policy/life.ts';
import { nitroLimits } from '../policy/nitro.ts';
import { type Recorder, setOneHot } from '../registry/registry.ts';
import type { Trouble } from '../verdict/causeEvidence.ts';
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
  const byName = new Map(nodes.map((each) => [each.node.name, each]));
  const pairs = nodes.flatMap((execution) => {
    const { beacon } = execution.node;
    const consensus = beacon === undefined ? undefined : byName.get(beacon);
    return consensus ? [judge(execution, consensus)] : [];
  });
  for (const { execution, state } of pairs) setOneHot(recorder, metrics.pairState, execution.labels, 'state', state);
  return pairs;
};

/** Names of nodes that took back many blocks lately: two that do not drive each other, and it was the chain. */
const reorganised = (nodes: readonly NodeRuntime[], at: number): readonly NodeRuntime[] =>
  nodes.filter(({ hints }) => hints.deepReorgAt !== undefined && at - hints.deepReorgAt < ethereumLimits.reorgShown);

/** Nodes whose safe block became another one lately; the window of SafeBlockReplaced. */
const replaced = (nodes: readonly NodeRuntime[], at: number): readonly NodeRuntime[] =>
  nodes.filter(({ hints }) => at - (hints.safeReplacedAt ?? Number.NEGATIVE_INFINITY) < lifeLimits.rewindShown);

/** @param what it is that they have taken back */
const takenBack = (seen: readonly NodeRuntime[], what: string): readonly [string, Trouble][] =>
  seen.map(({ node }) => {
    const others = seen.filter((other) => other.node.chain === node.chain && other.node.name !== node.name);
    const alone = others.every((other) => other.node.beacon === node.name || node.beacon === other.node.name);
    return alone
      ? [node.name, { cause: 'own_node', detail: `${node.name} alone has taken back ${what}` }]
      : [node.name, { cause: 'upstream_chain', detail: `several nodes have taken back ${what}` }];
  });

/** Seconds: the window of NodeLogsDiffer. */
const logsDifferShown = 300;

/** Nodes that have something other than their verdict, by name: what it is. @param at Unix seconds */
export const nodeTroubles = (
  nodes: readonly NodeRuntime[],
  pairs: readonly Pair[],
  at: number,
): ReadonlyMap<string, Trouble> => {
  const found = new Map<string, Trouble>([
    ...takenBack(replaced(nodes, at), 'a safe block'),
    ...takenBack(reorganised(nodes, at), 'several blocks'),
  ]);
  const own = (name: string, detail: string): void => void found.set(name, { cause: 'own_node', detail });
  const chains = notFinalizing(nodes);
  for (const { node, hints } of nodes) {
    if (hints.peers !== undefined && hints.peers < ethereumLimits.peers) own(node.name, `${node.name} has few peers`);
    if ((hints.finalityLag ?? 0) >= ethereumLimits.finalityEpochs && !chains.has(node.chain))
      own(node.name, `${node.name} alone does not finalize`);
    if (hints.publisherHealthy === false) own(node.name, `${node.name} cannot pass transactions on to the sequencer`);
    if (at - (hints.refusedCalls?.grewAt ?? Number.NEGATIVE_INFINITY) < nitroLimits.throttled)
      own(node.name, `${node.name} refuses calls at its own limit`);
    if (hints.safe && hints.finalized && hints.finalized.number > hints.safe.number)
      own(node.name, `${node.name} calls a block final that it does not call safe`);
    if (at - (hints.logsDifferAt ?? Number.NEGATIVE_INFINITY) < logsDifferShown)
      own(node.name, `${node.name} has other logs than everyone else`);
    if (hints.finalDiffers === true) own(node.name, `${node.name} has another final block than everyone else`);
    if (at - (hints.refuted?.grewAt ?? Number.NEGATIVE_INFINITY) < nitroLimits.validatorShown)
      own(node.name, `the validator of ${node.name} does not agree with the chain`);
    if (hints.clockOff === true) own(node.name, `the clock of ${node.name} is off`);
    // The same word as of an L1 edge through which they do not come.
    if ((hints.blobMisses ?? 0) >= ethereumLimits.blobMisses)
      found.set(node.name, { cause: 'blob_path', detail: `${node.name} does not hold recent blobs` });
  }
  for (const { execution, state, detail } of pairs) if (pairTroubles.has(state)) own(execution.node.name, detail);
  for (const { node, hints } of nodes)
    if (hints.elOffline === true) own(node.name, `${node.name} has lost its execution client`);
  return found;
};

/** Chains that do not finalize: every consensus node that says so, and at least two of them, agree. */
export const notFinalizing = (nodes: readonly NodeRuntime[]): ReadonlySet<string> => {
  const lagsOf = new Map<string, number[]>();
  for (const { node, hints } of nodes) {
    if (hints.finalityLag === undefined) continue;
    lagsOf.set(node.chain, [...(lagsOf.get(node.chain) ?? []), hints.finalityLag]);
  }
  const late = [...lagsOf].filter(
    ([, lags]) => lags.length >= 2 && lags.every((lag) => lag >= ethereumLimits.finalityEpochs),
  );
  return new Set(late.map(([chain]) => chain));
};
