/**
 * Ethereum: one block a slot, held in memory. Where blocks come from is a producer: a real anvil, or a synthetic one.
 * The model makes them, exactly on slot boundaries, so that the beacon's slots and the blocks' timestamps agree.
 */

import { hashOf } from '../hash.ts';
import type { Block, ChainModel } from './model.ts';
import { beaconGenesis, slotSeconds } from './slots.ts';

export interface Producer {
  readonly domain: string;
  /** History at start, oldest first, never empty; the last one is the newest slot that has begun. */
  readonly history: readonly Block[];
  /** The next block, with this timestamp. */
  readonly produce: (timestamp: number) => Block | Promise<Block>;
  /** How many blocks the tags trail the head. */
  readonly safeBehind: number;
  readonly finalizedBehind: number;
  readonly wrongShift: number;
  readonly forward?: NonNullable<ChainModel['forward']>;
  readonly stop: () => Promise<void>;
}

export interface EthereumChain extends ChainModel {
  /** Slot 0 of the beacon chain, Unix seconds. */
  readonly genesis: number;
  /** Timestamp of the block before this one, for parents over missed slots. */
  readonly parentTime: (number: number) => number | undefined;
  /** What tells the blocks of this height from those that were there before a reorganisation; empty where none was. */
  readonly branchOf: (number: number) => string;
  /** Replaces the newest blocks by others of the same heights. */
  readonly reorg: (depth: number) => void;
  /** Reorganisations so far. */
  readonly reorgs: () => readonly Reorg[];
  /** Whether nothing becomes final, and since when; `undefined` while it does. */
  readonly unfinal: (since: number | undefined) => void;
  readonly unfinalSince: () => number | undefined;
  /** Makes every block that is due; slots that passed while the chain stood still stay empty. */
  readonly advance: (now: number) => Promise<void>;
}

export interface Reorg {
  readonly depth: number;
  /** Height of the newest block that was replaced. */
  readonly height: number;
}

/** About three and a half hours. */
const keptBlocks = 1_024;
/** A process that slept does not make up for hours of blocks. */
const mostMissed = 64;

export const createEthereum = (producer: Producer): EthereumChain => {
  const blocks = [...producer.history];
  const byHash = new Map(blocks.map(({ hash, number }) => [hash, number]));
  const [first] = blocks;
  if (!first) throw new Error('an Ethereum without blocks');
  const genesis = beaconGenesis + ((first.timestamp - beaconGenesis) % slotSeconds);
  let halted = false;
  let next = (blocks.at(-1) ?? first).timestamp + slotSeconds;
  let making: Promise<void> = Promise.resolve();

  const branches = new Map<number, string>();
  const reorgs: Reorg[] = [];
  let unfinalSince: number | undefined;

  /** A producer does not know of reorganisations: its next block stands on ours. */
  const onHead = (block: Block): Block => {
    const parent = blocks.at(-1);
    if (!parent || parent.hash === block.parentHash || parent.number !== block.number - 1) return block;
    return { ...block, parentHash: parent.hash, json: { ...block.json, parentHash: parent.hash } };
  };

  const reorg = (depth: number): void => {
    const branch = `/reorg${reorgs.length + 1}`;
    const from = Math.max(1, blocks.length - depth);
    for (let index = from; index < blocks.length; index++) {
      const old = blocks[index];
      const parent = blocks[index - 1];
      if (!old || !parent) continue;
      byHash.delete(old.hash);
      const hash = hashOf(`${producer.domain}${branch}`, old.number);
      const parentHash = parent.hash;
      blocks[index] = { ...old, hash, parentHash, json: { ...old.json, hash, parentHash } };
      byHash.set(hash, old.number);
      branches.set(old.number, branch);
    }
    reorgs.push({ depth: blocks.length - from, height: blocks.at(-1)?.number ?? 0 });
  };

  const push = (given: Block): void => {
    const block = onHead(given);
    blocks.push(block);
    byHash.set(block.hash, block.number);
    const gone = blocks.length > keptBlocks ? blocks.shift() : undefined;
    if (gone) byHash.delete(gone.hash);
  };

  const makeDue = async (now: number): Promise<void> => {
    if (now - next > mostMissed * slotSeconds) next += Math.floor((now - next) / slotSeconds) * slotSeconds;
    while (next <= now) {
      const due = next;
      next += slotSeconds;
      if (!halted) push(await producer.produce(due));
    }
  };

  const headAt = (t: number): number => {
    for (let index = blocks.length - 1; index >= 0; index--) {
      const block = blocks[index];
      if (block && block.timestamp <= t) return block.number;
    }
    // Before the kept history: count back, so that old Arbitrum blocks still name an L1 height.
    const oldest = blocks[0] ?? first;
    return Math.max(0, oldest.number - Math.ceil((oldest.timestamp - t) / slotSeconds));
  };

  const block = (number: number): Block | undefined => blocks[number - (blocks[0]?.number ?? 0)];

  return {
    id: 1,
    wrongId: 11_155_111, // Sepolia
    blocksPerHour: 3_600 / slotSeconds,
    wrongShift: producer.wrongShift,
    domain: producer.domain,
    genesis,
    headAt,
    safeAt: (t) => Math.max(0, headAt(Math.min(t, unfinalSince ?? t)) - producer.safeBehind),
    finalizedAt: (t) => Math.max(0, headAt(Math.min(t, unfinalSince ?? t)) - producer.finalizedBehind),
    branchOf: (number) => branches.get(number) ?? '',
    reorg,
    reorgs: () => reorgs,
    unfinal: (since) => {
      unfinalSince = since;
    },
    unfinalSince: () => unfinalSince,
    block,
    numberOf: (hash) => byHash.get(hash),
    parentTime: (number) => block(number - 1)?.timestamp,
    halt: (on, now) => {
      // Slots up to now that were not made because nobody asked yet are lost, as in a real halt.
      if (!on && halted) while (next <= now) next += slotSeconds;
      halted = on;
    },
    halted: () => halted,
    advance: (now) => {
      // A block that could not be made is a missed slot, not the end of the chain.
      making = making.catch(() => {}).then(() => makeDue(now));
      return making;
    },
    ...(producer.forward ? { forward: producer.forward } : {}),
  };
};
