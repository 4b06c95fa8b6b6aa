/**
 * Arbitrum One, synthetic: four blocks a second, every block a pure function of its height, so that any number of
 * nodes agree without talking. Heights follow a recorded point of the real chain, so they look familiar.
 */
import { hashOf, heightOf } from '../hash.ts';
import { pausableClock } from './clock.ts';
import type { Block } from './model.ts';
import { type NitroChain, nitroBlock, type Posted, sequencerView } from './nitroChain.ts';

/** Recorded: this block had this timestamp. Everything else is counted from there at the real chain's cadence. */
const anchor = { number: 462_581_452, timestamp: 1_778_722_230 } as const;
const blocksPerSecond = 4;
/** Block height minus message index, on Arbitrum One. */
const messageOffset = 22_207_817;
/** About 420 messages go into a batch; recorded: batch 1,221,004 ended at this message count. */
const batchAnchor = { batch: 1_221_004, messages: 440_370_880, size: 420 } as const;
const delayedAnchor = 0x1c3f2a;
const sendsAnchor = 0x2c9a1;
/**
 * How far the tags trail: five minutes and nine, and up to a batch more. On the real chain it is nine and sixteen, of which
 * Ethereum's own finality takes most; the one made by anvil finalizes at once, and what is final here is judged against it.
 * So a node that reads no batches is told of by its batches, as on the real chain, long before what it calls final is late.
 */
const safeBehind = 300 * blocksPerSecond;
const finalizedBehind = 540 * blocksPerSecond;

/** Batches whose messages are all at or below this block: what is posted as long as someone posts. */
const batchDue = (number: number): Posted => {
  const behind = number - messageOffset + 1 - batchAnchor.messages;
  const batches = Math.floor(behind / batchAnchor.size);
  return { batch: batchAnchor.batch + batches, messages: batchAnchor.messages + batches * batchAnchor.size };
};

export interface ArbitrumChain extends NitroChain {
  /** Nothing is posted from now on, or everything that waits at once. */
  readonly holdBatches: (on: boolean, now: number) => void;
  /** Every block from this height on is another one from now on. */
  readonly reorg: (from: number) => void;
}

export const createArbitrum = (seed: number, l1Head: (t: number) => number): ArbitrumChain => {
  const clock = pausableClock();
  const domain = `arbitrum-one/${seed}`;
  const kept = new Map<number, Block>();
  const l1At = sequencerView(l1Head);
  const headAt = (t: number): number =>
    anchor.number + Math.floor((clock.running(t) - anchor.timestamp) * blocksPerSecond);

  /** Heights at which nothing was posted, oldest first; the last one may be open. What was so stays so. */
  const held: { readonly from: number; to: number }[] = [];
  const batchAt = (number: number): Posted => {
    const hold = held.find(({ from, to }) => number >= from && number < to);
    return batchDue(hold?.from ?? number);
  };
  const holdBatches = (on: boolean, now: number): void => {
    const open = held.find(({ to }) => to === Number.POSITIVE_INFINITY);
    if (on && !open) held.push({ from: headAt(now), to: Number.POSITIVE_INFINITY });
    if (!on && open) open.to = headAt(now);
  };
  const batchEnd = (number: number): number => batchAt(number).messages - 1 + messageOffset;

  /** Where the chain was taken back, oldest first; blocks from there on are of that domain. */
  const branches: { readonly from: number; readonly domain: string }[] = [];
  const domainOf = (number: number): string => branches.findLast(({ from }) => number >= from)?.domain ?? domain;
  const hashAt = (number: number): string => hashOf(domainOf(number), number);
  const numberOf = (hash: string): number | undefined => {
    for (const each of [domain, ...branches.map((branch) => branch.domain)]) {
      const number = heightOf(each, hash);
      // A block that was taken back is known to nobody.
      if (number !== undefined) return domainOf(number) === each ? number : undefined;
    }
    return undefined;
  };
  const reorg = (from: number): void => {
    branches.push({ from, domain: `${domain}/branch${branches.length + 1}` });
    kept.clear();
  };

  const build = (number: number): Block => {
    const timestamp = Math.floor(clock.wall(anchor.timestamp + (number - anchor.number) / blocksPerSecond));
    const hash = hashAt(number);
    const parentHash = hashAt(Math.max(0, number - 1));
    const since = number - anchor.number;
    const sends = sendsAnchor + Math.floor(since / 4_000);
    const l1 = Math.max(0, l1At(timestamp));
    const facts = { number, timestamp, hash, parentHash, l1, sends, delayed: delayedAnchor + Math.floor(since / 200) };
    return nitroBlock(domain, facts);
  };

  const block = (number: number): Block | undefined => {
    if (number < 0) return undefined;
    const known = kept.get(number);
    if (known) return known;
    const made = build(number);
    kept.set(number, made);
    const oldest = kept.keys().next();
    if (kept.size > 256 && !oldest.done) kept.delete(oldest.value);
    return made;
  };

  return {
    id: 42_161,
    wrongId: 42_170, // Arbitrum Nova
    blocksPerHour: 3_600 * blocksPerSecond,
    wrongShift: -400_000_000,
    domain,
    headAt,
    safeAt: (t) => batchEnd(headAt(t) - safeBehind),
    finalizedAt: (t) => batchEnd(headAt(t) - finalizedBehind),
    block,
    numberOf,
    halt: clock.halt,
    halted: clock.halted,
    messageOffset,
    batchSize: batchAnchor.size,
    l1At,
    batchAt,
    holdBatches,
    reorg,
  };
};
