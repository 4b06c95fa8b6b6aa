/**
 * Arbitrum Nova, synthetic and quiet: no block without a transaction, and they come minutes apart. Which block comes when
 * is kept, since somebody may begin to use it (`busy`) or nobody does any more (`halt`).
 */
import { digestOf, hashOf, heightOf } from '../hash.ts';
import type { Block } from './model.ts';
import { type NitroChain, nitroBlock, type Posted, sequencerView } from './nitroChain.ts';

export interface NovaChain extends NitroChain {
  /** Somebody uses it: a block every two seconds, the first one within a second. */
  readonly busy: (on: boolean, now: number) => void;
}

/** Height of the newest block when the simulation starts, and the batches that were posted by then. */
const anchor = { number: 84_210_000, batch: 412_600 } as const;
const batchSize = 3;
/** Seconds between blocks: at least, and by how much more at most. */
const quiet = { least: 60, more: 240 } as const;
const busyEvery = 2;
/** What it has at the start, and what is kept. */
const history = 64;
const keptBlocks = 1_024;
/** Tags trail as on any rollup: by batches, and by Ethereum's own. Seconds. */
const safeBehind = 540;
const finalizedBehind = 780;

const batchAt = (number: number): Posted => {
  const batches = Math.floor((number + 1 - anchor.number) / batchSize);
  return { batch: anchor.batch + batches, messages: anchor.number + batches * batchSize };
};

export const createNova = (seed: number, l1Head: (t: number) => number, now: number): NovaChain => {
  const domain = `arbitrum-nova/${seed}`;
  const l1At = sequencerView(l1Head);
  const gapAfter = (number: number): number =>
    quiet.least + (Number.parseInt(digestOf(`${domain}/gap/${number}`).slice(2, 8), 16) % quiet.more);

  /** Times of the newest blocks, Unix seconds, oldest first; the last one is that of block `last`. */
  const times = [Math.floor(now) - quiet.least / 2];
  for (let back = 1; back < history; back++) times.unshift((times[0] ?? 0) - gapAfter(anchor.number - back));
  let last: number = anchor.number;
  let due = (times.at(-1) ?? 0) + gapAfter(last);
  let inUse = false;
  let halted = false;

  const advance = (t: number): void => {
    while (!halted && due <= t) {
      times.push(Math.floor(due));
      if (times.length > keptBlocks) times.shift();
      last += 1;
      due += inUse ? busyEvery : gapAfter(last);
    }
  };
  const first = (): number => last - times.length + 1;
  const timeOf = (number: number): number =>
    times[number - first()] ?? (times[0] ?? 0) - (first() - number) * (quiet.least + quiet.more / 2);

  const headAt = (t: number): number => {
    advance(t);
    const index = times.findLastIndex((time) => time <= t);
    const missing = Math.ceil(((times[0] ?? 0) - t) / (quiet.least + quiet.more / 2));
    return index < 0 ? first() - Math.max(1, missing) : first() + index;
  };

  const block = (number: number): Block | undefined => {
    if (number < 0 || number > last) return undefined;
    const timestamp = timeOf(number);
    return nitroBlock(domain, {
      number,
      timestamp,
      hash: hashOf(domain, number),
      parentHash: hashOf(domain, Math.max(0, number - 1)),
      l1: Math.max(0, l1At(timestamp)),
      sends: 0x1a40 + Math.floor((number - anchor.number) / 40),
      delayed: 0x9f21c + Math.floor((number - anchor.number) / 10),
    });
  };
  const batchEnd = (number: number): number => batchAt(number).messages - 1;

  return {
    id: 42_170,
    wrongId: 42_161, // Arbitrum One
    blocksPerHour: 20,
    wrongShift: 300_000_000,
    domain,
    messageOffset: 0,
    batchSize,
    headAt,
    safeAt: (t) => batchEnd(headAt(t - safeBehind)),
    finalizedAt: (t) => batchEnd(headAt(t - finalizedBehind)),
    block,
    numberOf: (hash) => heightOf(domain, hash),
    halt: (on, at) => {
      advance(at);
      if (halted && !on) due = at + gapAfter(last);
      halted = on;
    },
    halted: () => halted,
    busy: (on, at) => {
      advance(at);
      if (on && !inUse) due = at + 1;
      if (!on && inUse) due = at + gapAfter(last);
      inUse = on;
    },
    l1At,
    batchAt,
  };
};
