/** What the chains of Nitro have in common: their blocks, their messages and their batches. */
import { digestOf, hex } from '../hash.ts';
import type { Block, ChainModel } from './model.ts';

export interface Posted {
  readonly batch: number;
  readonly messages: number;
}

export interface NitroChain extends ChainModel {
  /** Block height minus message index. */
  readonly messageOffset: number;
  /** Messages in a batch. */
  readonly batchSize: number;
  /** What had been posted to Ethereum when the chain was at this height. */
  readonly batchAt: (number: number) => Posted;
  /** Height of L1 that the sequencer saw at the block's time. */
  readonly l1At: (t: number) => number;
}

/** The sequencer looks at L1 about every 15 s; its blocks carry what it saw then, which is a moment old. */
const l1Every = 15;
const l1Delay = 2;
export const sequencerView =
  (l1Head: (t: number) => number) =>
  (t: number): number =>
    l1Head(Math.floor(t / l1Every) * l1Every - l1Delay);

const arbosFormat = 51;
export const emptyBloom = `0x${'0'.repeat(512)}`;
const emptyUncles = '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347';
const sequencer = '0xa4b000000000000000000073657175656e636572';
const word = (value: number): string => value.toString(16).padStart(16, '0');

export interface BlockFacts {
  readonly number: number;
  readonly timestamp: number;
  readonly hash: string;
  readonly parentHash: string;
  /** Height of L1. */
  readonly l1: number;
  readonly sends: number;
  readonly delayed: number;
}

export const nitroBlock = (domain: string, facts: BlockFacts): Block => {
  const { number, timestamp, hash, parentHash, l1, sends, delayed } = facts;
  const sendRoot = digestOf(`${domain}/send/${sends}`);
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
    nonce: `0x${word(delayed)}`,
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
