/**
 * Reads the contracts of each rollup on its parent chain, once a block of Ethereum: from the first of our own nodes that
 * is well, else through the edge in front of them, else from a reference.
 */
import { metrics } from '../catalogue/index.ts';
import type { Fleet } from '../config/fleet.ts';
import { postedChains } from '../config/graph.ts';
import type { Log } from '../log.ts';
import { ProbeFailure } from '../probe/api.ts';
import type { RollupFacts, RollupKind, RollupProbe } from '../probe/l1Link.ts';
import type { Recorder } from '../registry/registry.ts';
import type { TargetRuntime } from '../tick/runtime.ts';
import { longestPause, tookPost } from './history.ts';

export interface RollupsOptions {
  readonly fleet: Fleet;
  readonly vantage: string;
  readonly targets: readonly TargetRuntime[];
  readonly kind: RollupKind;
  readonly recorder: Recorder;
  readonly log: Log;
}

export interface Rollup {
  readonly chain: string;
  readonly parent: string;
  readonly firstBlock: number;
  /** Undefined while the parent chain could not be asked for a minute. */
  facts(): RollupFacts | undefined;
  /** Longest time without a batch of late, seconds. */
  paused(): number;
}

/** Seconds from one round to the next. */
export const rollupEvery = 12;
/** Seconds. */
const deadline = 5;
const lives = 60;
/** Of the sources that are well so many are asked before the round is given up. */
const tries = 3;

/** Targets of a chain that blocks can be asked of, the best first. */
const sourcesOf = (targets: readonly TargetRuntime[], chain: string): readonly TargetRuntime[] => {
  const rank = (target: TargetRuntime): number =>
    target.role === 'node' ? (target.memory.verdict === 'ok' ? 0 : 3) : target.role === 'edge' ? 1 : 2;
  return targets
    .filter((target) => target.labels.chain === chain && !(target.role === 'node' && target.node.layer === 'consensus'))
    .filter((target) => target.failure === undefined && target.head !== undefined)
    .sort((a, b) => rank(a) - rank(b));
};

export const watchRollups = (options: RollupsOptions) => {
  const { fleet, vantage, targets, recorder, log } = options;
  const watch = (chain: string, parent: string, probe: RollupProbe) => {
    const labels = { chain, vantage };
    let facts: RollupFacts | undefined;
    let posts: readonly number[] = [];
    let readAt = 0;
    let told: string | undefined;

    const clear = (): void => {
      facts = undefined;
      for (const metric of [metrics.batchCount, metrics.batchPosted, metrics.batchBacklog, metrics.delayedBacklog])
        recorder.clear(metric, labels);
    };
    const show = (found: RollupFacts): void => {
      facts = found;
      posts = tookPost(posts, found.postedAt);
      readAt = Date.now() / 1000;
      told = undefined;
      recorder.set(metrics.rollupSeen, labels, readAt);
      recorder.set(metrics.batchCount, labels, found.batchCount);
      recorder.set(metrics.batchPosted, labels, found.postedAt);
      recorder.set(metrics.delayedBacklog, labels, found.delayed);
      const heads = targets
        .filter((target) => target.labels.chain === chain && target.failure === undefined)
        .flatMap((target) =>
          target.role === 'node' && target.memory.verdict === 'ok' ? (target.head?.number ?? []) : [],
        );
      if (heads.length === 0) recorder.clear(metrics.batchBacklog, labels);
      else
        recorder.set(
          metrics.batchBacklog,
          labels,
          Math.max(0, Math.max(...heads) - probe.firstBlock + 1 - found.messages),
        );
    };
    const run = async (): Promise<void> => {
      let why = 'no source of the parent chain answers';
      for (const source of sourcesOf(targets, parent).slice(0, tries)) {
        try {
          return show(await probe.ask(source.asker, deadline));
        } catch (error) {
          why = error instanceof ProbeFailure ? error.reason : 'defect';
        }
      }
      if (facts && Date.now() / 1000 - readAt >= lives) clear();
      if (told !== why) log.warn({ chain, parent, why }, 'the batches of a chain cannot be read on its parent chain');
      told = why;
    };
    const rollup: Rollup = {
      chain,
      parent,
      firstBlock: probe.firstBlock,
      facts: () => facts,
      paused: () => longestPause(posts),
    };
    return { rollup, run };
  };

  const watched = postedChains(fleet).flatMap((chain) => {
    const probe = options.kind(chain);
    const parent = Object.values(fleet.chains).find(({ id }) => id === chain.parentId);
    return probe && parent ? [watch(chain.name, parent.name, probe)] : [];
  });
  const timers: NodeJS.Timeout[] = [];
  return {
    rollups: watched.map(({ rollup }) => rollup),
    start: (): void => {
      for (const { run } of watched) {
        let busy = false;
        const fire = async (): Promise<void> => {
          if (busy) return;
          busy = true;
          await run();
          busy = false;
        };
        timers.push(
          setTimeout(() => void fire(), 3000),
          setInterval(() => void fire(), rollupEvery * 1000),
        );
      }
    },
    stop: (): void => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
};
