/** What is believed of the chain as a whole: its corroborated head over time, and its verdict. */
import { metrics } from '../catalogue/index.ts';
import type { Log } from '../log.ts';
import type { Chain } from '../policy/chains.ts';
import type { Ladder } from '../policy/ladder.ts';
import { type Recorder, setOneHot } from '../registry/registry.ts';
import { type ChainJudgement, judgeChain } from '../verdict/chain.ts';
import type { Corroborated } from '../verdict/corroborate.ts';
import { type Lag, lagOf } from '../verdict/lag.ts';
import { behindSince, extendTrail, type Trail } from '../verdict/trail.ts';
import type { HeadView } from '../view.ts';
import { liveReferences, type Party, someNodeGoesOn } from './party.ts';
import type { TargetRuntime } from './runtime.ts';
import type { Tick } from './tick.ts';

export interface ChainState extends ChainJudgement {
  readonly since: number;
  readonly corroborated: Corroborated | undefined;
}

export interface HeadWatchOptions {
  readonly chain: Chain;
  readonly ladder: Ladder;
  readonly vantage: string;
  readonly recorder: Recorder;
  readonly log: Log;
}

export const createHeadWatch = ({ chain, ladder, vantage, recorder, log }: HeadWatchOptions, party: Party) => {
  const labels = { chain: chain.name, vantage };
  let trail: Trail = [];
  /** Highest corroborated number, and when it was last seen to move (monotonic seconds). */
  let highest: number | undefined;
  let movedAt: number | undefined;
  /** Since when, in a halt, a node of ours has gone on (monotonic seconds). */
  let endingAt: number | undefined;
  let state: ChainState = {
    verdict: 'unverifiable',
    detail: 'not asked yet',
    since: Date.now() / 1000,
    corroborated: undefined,
  };

  const follow = ({ head }: Corroborated, mono: number): void => {
    trail = extendTrail(trail, head.timestamp, mono);
    if (highest !== undefined && head.number > highest) movedAt = mono;
    highest = Math.max(head.number, highest ?? head.number);
  };

  const record = ({ verdict, corroborated }: ChainState): void => {
    setOneHot(recorder, metrics.chainVerdict, labels, 'verdict', verdict);
    recorder.set(metrics.chainSources, labels, corroborated?.sources ?? 0);
    if (corroborated) {
      recorder.set(metrics.chainHeadNumber, labels, corroborated.head.number);
      recorder.set(metrics.chainHeadTimestamp, labels, corroborated.head.timestamp);
    } else {
      recorder.clear(metrics.chainHeadNumber, labels);
    }
  };

  return {
    state: (): ChainState => state,

    /** @param at Unix seconds, now */
    judge: ({ corroborated, mono }: Tick, at: number): void => {
      if (corroborated) follow(corroborated, mono);
      const nodeGoesOn = someNodeGoesOn(party, at, ladder.halted);
      if (!nodeGoesOn) endingAt = undefined;
      else if (state.verdict === 'halted') endingAt ??= mono;
      const found = judgeChain({
        at,
        headTimestamp: corroborated?.head.timestamp,
        still: movedAt === undefined ? undefined : mono - movedAt,
        nodeGoesOn,
        ending: endingAt === undefined ? undefined : mono - endingAt,
        liveReferences: liveReferences(party, at),
        liveSources: corroborated?.sources ?? 0,
        halted: ladder.halted,
        quiet: chain.quiet,
      });
      if (found.verdict !== state.verdict) log.info({ chain: chain.name, verdict: found.verdict }, found.detail);
      state = { ...found, since: found.verdict === state.verdict ? state.since : at, corroborated };
      record(state);
    },

    /** Distance of a head to the corroborated one of its own tick; undefined without one. */
    lagIn: (tick: Tick, target: TargetRuntime, head: HeadView): Lag | undefined => {
      const best = tick.corroborated?.head;
      const since = behindSince(trail, head.timestamp, tick.mono);
      return best && lagOf(head, best, chain.blockTime, party.sameNumbering(target), since);
    },

    /** A halt is confirmed by asking the references now instead of when they are due. */
    haltSuspected: (at: number): boolean =>
      !chain.quiet &&
      state.verdict === 'live' &&
      state.corroborated !== undefined &&
      at - state.corroborated.head.timestamp >= ladder.halted - 1,
  };
};

export type HeadWatch = ReturnType<typeof createHeadWatch>;
