/**
 * Arbitrum One, synthetic: four blocks a second, every block a pure function of its height, so that any number of
 * nodes agree without talking. Heights follow a recorded point of the real chain, so they look familiar.
 */
import { digestOf, hashOf, heightOf, hex } from '../hash.ts';
import { pausableClock } from './clock.ts';
import type { Block, ChainModel } from './model.ts';

/** Recorded: this block had this timestamp. Everything else is counted from there at the real chain's cadence. */
const anchor = { number: 462_581_452, timestamp: 1_778_722_230 } as const;
const blocksPerSecond = 4;
/** Block height minus message index, on Arbitrum One. */
export const messageOffset = 22_207_817;
/** About 420 messages go into a batch; recorded: batch 1,221,004 ended at this message count. */
const batchAnchor = { batch: 1_221_004, messages: 440_370_880, size: 420 } as const;
const delayedAnchor = 0x1c3f2a;
const sendsAnchor = 0x2c9a1;
const arbosFormat = 51;
/** The sequencer looks at L1 about every 15 s; its blocks carry what it saw then, which is a moment old. */
const l1Every = 15;
const l1Delay = 2;
/**
 * How far the tags trail: safe by about nine minutes, finalized by about thirteen. On the real chain it is sixteen, with
 * an Ethereum that finalizes thirteen behind its head; the one made by anvil finalizes at once.
 */
const safeBehind = 540 * blocksPerSecond;
const finalizedBehind = 780 * blocksPerSecond;

export const emptyBloom = `0x${'0'.repeat(512)}`;
const emptyUncles = '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347';
const sequencer = '0xa4b000000000000000000073657175656e636572';
const word = (value: number): string => value.toString(16).padStart(16, '0');

/** Batches whose messages are all at or below this block: what is posted as long as someone posts. */
const batchDue = (number: number): Posted => {
  const behind = number - messageOffset + 1 - batchAnchor.messages;
  const batches = Math.floor(behind / batchAnchor.size);
  return { batch: batchAnchor.batch + batches, messages: batchAnchor.messages + batches * batchAnchor.size };
};

export interface Posted {
  readonly batch: number;
  readonly messages: number;
}

export interface ArbitrumChain extends ChainModel {
  /** What had been posted to Ethereum when the chain was at this height. */
  readonly batchAt: (number: number) => Posted;
  /** Nothing is posted from now on, or everything that waits at once. */
  readonly holdBatches: (on: boolean, now: number) => void;
  /** Height of L1 that the sequencer saw at the block's time. */
  readonly l1At: (t: number) => number;
}

export const createArbitrum = (seed: number, l1Head: (t: number) => number): ArbitrumChain => {
  const clock = pausableClock();
  const domain = `arbitrum-one/${seed}`;
  const kept = new Map<number, Block>();
  const l1At = (t: number): number => l1Head(Math.floor(t / l1Every) * l1Every - l1Delay);
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

  const build = (number: number): Block => {
    const timestamp = Math.floor(clock.wall(anchor.timestamp + (number - anchor.number) / blocksPerSecond));
    const hash = hashOf(domain, number);
    const parentHash = hashOf(domain, Math.max(0, number - 1));
    const since = number - anchor.number;
    const sends = sendsAnchor + Math.floor(since / 4_000);
    const sendRoot = digestOf(`${domain}/send/${sends}`);
    const l1 = Math.max(0, l1At(timestamp));
    const json = {
      baseFeePerGas: '0x1312d00',
      difficulty: '0x1',
      extraData: sendRoot,
      gasLimit: '0x4000000000000',
      gasUsed: hex(0x2f1a3c + (number % 100_000)),
      hash,
      l1BlockNumber: hex(l1),
      logsBloom: emptyBloom,
      miner: sequencer,
      mixHash: `0x${word(sends)}${word(l1)}${word(arbosFormat)}${word(0)}`,
      nonce: `0x${word(delayedAnchor + Math.floor(since / 200))}`,
      number: hex(number),
      parentHash,
      receiptsRoot: digestOf(`${hash}/receipts`),
      sendCount: hex(sends),
      sendRoot,
      sha3Uncles: emptyUncles,
      size: hex(0x600 + (number % 0x400)),
      stateRoot: digestOf(`${hash}/state`),
      timestamp: hex(timestamp),
      transactions: Array.from({ length: 1 + (number % 3) }, (_, index) => digestOf(`${hash}/tx/${index}`)),
      transactionsRoot: digestOf(`${hash}/transactions`),
      uncles: [],
    };
    return { number, timestamp, hash, parentHash, json };
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
    numberOf: (hash) => heightOf(domain, hash),
    halt: clock.halt,
    halted: clock.halted,
    l1At,
    batchAt,
    holdBatches,
  };
};
