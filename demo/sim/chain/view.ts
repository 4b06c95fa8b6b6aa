/**
 * What one source shows of the chain. A fault is a different time, a shift of heights or another fork: never another
 * implementation, so that a faulty node still is consistent with itself.
 */

import { hashOf, heightOf, hex } from '../hash.ts';
import type { SimMode } from '../modes.ts';
import type { Block, ChainModel } from './model.ts';

/** A mode in force, and since when (Unix seconds). */
export interface Active {
  readonly mode: SimMode;
  readonly since: number;
  readonly seconds?: number;
}

/** Seconds between the batches that feed a node without its feed; about 105 on the real chain, shorter here. */
export const batchEvery = 40;
export const defaultLag = 20;
/** The lower of two backends behind one name is this far behind: not enough to be drained or stale. */
const regressLag = 10;
/** A node whose index of logs stands still has lost these before anyone noticed, so that settled windows miss them. */
const lostLogs = 100;
/** A forked node left the others this many blocks before it was told to. */
const forkDepth = 128;
const runawayBlocks = 1_000_000;
/** A syncing node stands for this long, then crawls: it falls behind, but it does not stop. */
const syncingStands = 20;
const syncingPace = 0.1;

/** Seconds until an upgrade that is planned, unless said. */
const defaultUpgrade = 5 * 86_400;
/** When a planned upgrade is due, whole Unix seconds. */
export const plannedAt = ({ since, seconds = defaultUpgrade }: Active): number => Math.floor(since + seconds);

export interface View {
  readonly chainId: number;
  readonly now: number;
  readonly active: Active | undefined;
  /** Height that it shows as its head, and the true one of the chain (unshifted). */
  readonly head: number;
  readonly trueHead: number;
  readonly safe: number;
  readonly finalized: number;
  /** Height up to which it has logs: its head, or less while its index stands still. */
  readonly indexed: number;
  /** What it adds to the true heights. */
  readonly shift: number;
  /** A block as this source shows it; undefined above its head or when it is not kept. */
  readonly block: (number: number) => Block | undefined;
  readonly byHash: (hash: string) => Block | undefined;
}

/** A node behind a gap reaches so many seconds short of now with each batch. */
const gapAfter = 3;

/** A node whose execution is too slow takes in a second what the chain made in half of one. */
const executionPace = 0.5;

/** The time whose head a source shows. */
const shownTime = (active: Active | undefined, now: number): number => {
  if (!active) return now;
  const elapsed = Math.max(0, now - active.since);
  if (active.mode === 'freeze') return Math.min(now, active.since);
  if (active.mode === 'lag') return now - (active.seconds ?? defaultLag);
  if (active.mode === 'head_regress') return now - (active.seconds ?? regressLag);
  if (active.mode === 'syncing') return active.since + Math.max(0, elapsed - syncingStands) * syncingPace;
  if (active.mode === 'execution_behind') return active.since + elapsed * executionPace;
  if (active.mode === 'feed_lost') return active.since + Math.floor(elapsed / batchEvery) * batchEvery;
  // The feed goes on behind the gap; a batch brings what it left out, and by then it has left out more.
  if (active.mode === 'feed_gap') return active.since + Math.floor(elapsed / batchEvery) * batchEvery - gapAfter;
  return now;
};

interface Skew {
  readonly shift: number;
  readonly ahead: number;
  /** Blocks from here on, up to the last of them, have other hashes, of this domain. */
  readonly fork: { readonly domain: string; readonly from: number; readonly to: number } | undefined;
}

const skewOf = (model: ChainModel, active: Active | undefined, name: string, now: number): Skew => {
  const everywhere = (salt: string, to = Number.POSITIVE_INFINITY) => ({
    domain: `${model.domain}/${salt}`,
    from: Number.NEGATIVE_INFINITY,
    to,
  });
  if (active?.mode === 'future') return { shift: model.blocksPerHour, ahead: 3_600, fork: everywhere('future') };
  if (active?.mode === 'runaway') return { shift: runawayBlocks, ahead: 0, fork: everywhere('runaway') };
  if (active?.mode === 'wrong_chain') return { shift: model.wrongShift, ahead: 0, fork: everywhere('wrong') };
  if (active?.mode === 'diverge') {
    const from = model.headAt(active.since) - forkDepth;
    return { shift: 0, ahead: 0, fork: { domain: `${model.domain}/fork/${name}`, from, to: Number.POSITIVE_INFINITY } };
  }
  if (active?.mode === 'final_other')
    return { shift: 0, ahead: 0, fork: everywhere(`final/${name}`, model.finalizedAt(now)) };
  return { shift: 0, ahead: 0, fork: undefined };
};

export const viewOf = (model: ChainModel, active: Active | undefined, name: string, now: number): View => {
  const { shift, ahead, fork } = skewOf(model, active, name, now);
  const shown = shownTime(active, now);
  const trueHead = model.headAt(now);
  const head = model.headAt(shown);
  const tagged = active?.mode === 'blobs_lost' || active?.mode === 'l1_lost' ? active.since : shown;
  const swapped = active?.mode === 'tags_swapped';
  const hashAt = (number: number, hash: string): string =>
    fork && number >= fork.from && number <= fork.to ? hashOf(fork.domain, number) : hash;

  const block = (number: number): Block | undefined => {
    const height = number - shift;
    const found = height <= head ? model.block(height) : undefined;
    if (!found || (shift === 0 && ahead === 0 && !fork)) return found;
    const timestamp = found.timestamp + ahead;
    const hash = hashAt(height, found.hash);
    const parentHash = height > 0 ? hashAt(height - 1, found.parentHash) : found.parentHash;
    const json = { ...found.json, number: hex(number), timestamp: hex(timestamp), hash, parentHash };
    return { number, timestamp, hash, parentHash, json };
  };

  const byHash = (hash: string): Block | undefined => {
    const forked = fork ? heightOf(fork.domain, hash) : undefined;
    const height = forked ?? model.numberOf(hash);
    const found = height === undefined ? undefined : block(height + shift);
    return found?.hash === hash ? found : undefined;
  };

  return {
    chainId: active?.mode === 'wrong_chain' ? model.wrongId : model.id,
    now,
    active,
    head: head + shift,
    trueHead,
    safe: (swapped ? model.finalizedAt(tagged) : model.safeAt(tagged)) + shift,
    finalized: (swapped ? model.safeAt(tagged) : model.finalizedAt(tagged)) + shift,
    indexed: (active?.mode === 'logs_clamped' ? model.headAt(active.since - lostLogs) : head) + shift,
    shift,
    block,
    byHash,
  };
};
