/** Judges the way of each node of a rollup to its parent chain, every few seconds, and tells the registry and the log. */
import { metrics } from '../catalogue/index.ts';
import { l1LinkStates } from '../catalogue/labels.ts';
import type { ChainWatch } from '../tick/chainWatch.ts';
import type { NodeRuntime } from '../tick/runtime.ts';
import { judgeLink, type LinkVerdict } from '../verdict/l1Link.ts';
import { linkEvidence } from './evidence.ts';
import { freshLink, type LinkMemory, tookInbox, tookLag } from './history.ts';
import { finalOnL1 } from './l1Final.ts';
import { type Rollup, type RollupsOptions, watchRollups } from './rollups.ts';

export interface LinksOptions extends RollupsOptions {
  readonly watches: readonly Pick<ChainWatch, 'chain' | 'state'>[];
}

export interface Links {
  start(): void;
  stop(): void;
  /** By node; only of nodes of a rollup whose parent chain is watched. */
  verdicts(): ReadonlyMap<string, LinkVerdict>;
}

/** Seconds. */
const every = 5;

export const watchLinks = (options: LinksOptions): Links => {
  const { fleet, targets, watches, recorder, log } = options;
  const { rollups, start, stop } = watchRollups(options);
  const nodes = targets.filter((target): target is NodeRuntime => target.role === 'node');
  const memories = new Map<string, LinkMemory>();
  const verdicts = new Map<string, LinkVerdict>();

  const judge = (target: NodeRuntime, rollup: Rollup, at: number): void => {
    const { node, labels, hints } = target;
    const ladder = fleet.ladders[node.chain];
    const chain = watches.find((watch) => watch.chain.name === node.chain)?.state().verdict;
    if (!ladder || !chain) return;
    const lag = target.failure === undefined ? target.lag?.seconds : undefined;
    const facts = rollup.facts();
    const before = memories.get(node.name) ?? freshLink;
    const memory = tookInbox(tookLag(before, at, lag), at, hints.inbox, facts);
    memories.set(node.name, memory);
    const { inbox, feedSources, nitroSync } = hints;
    const feedGap = (nitroSync?.feedPending ?? 0) > (nitroSync?.msgCount ?? Number.POSITIVE_INFINITY);
    const finalizedAt = hints.finalized?.timestamp;
    const l1Final = finalOnL1(nodes, rollup.parent);
    const seen = {
      at,
      memory,
      lag,
      finalizedAt,
      inbox,
      feedSources,
      feedGap,
      chain,
      quiet: fleet.chains[node.chain]?.quiet === true,
      rollup: facts,
      paused: rollup.paused(),
      l1Final,
      ladder,
    };
    const verdict = judgeLink(linkEvidence(seen));
    for (const state of l1LinkStates)
      recorder.set(metrics.l1Link, { ...labels, state }, verdict.state === state ? 1 : 0);
    if (verdicts.get(node.name)?.state !== verdict.state)
      log.info({ node: node.name, was: verdicts.get(node.name)?.state, state: verdict.state }, verdict.detail);
    verdicts.set(node.name, verdict);
  };

  const look = (): void => {
    const at = Date.now() / 1000;
    for (const rollup of rollups)
      for (const target of nodes) if (target.node.chain === rollup.chain) judge(target, rollup, at);
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    start: () => {
      if (rollups.length === 0) return;
      start();
      timer = setInterval(look, every * 1000);
    },
    stop: () => {
      stop();
      clearInterval(timer);
    },
    verdicts: () => verdicts,
  };
};
