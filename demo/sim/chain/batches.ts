/**
 * The batches of Arbitrum on Ethereum: one blob transaction about every 105 seconds, delivered to the SequencerInbox.
 * Laid over the Ethereum blocks, whoever made them, as a pure function of their timestamps and of Arbitrum's height.
 */
import { digestOf, hashOf, heightOf, hex } from '../hash.ts';
import { bytes32, joined, uint } from '../rpc/abi.ts';
import type { ArbitrumChain } from './arbitrum.ts';
import type { EthereumChain } from './ethereum.ts';
import type { Events, Log } from './events.ts';
import type { Block } from './model.ts';
import type { NitroChain, Posted } from './nitroChain.ts';

/** On Ethereum mainnet. */
export const sequencerInbox = '0x1c479675ad559dc151f6ec7ed3fbf8cee79582b6';
const batchPoster = '0xc1b634853cb333d3ad8663715b08f41a3aec47cc';
/** SequencerBatchDelivered. */
const delivered = '0x7394f4a19a13c7b92b5bb71033245305946ef78452f7b4986ac1390b5df4ebd7';
const inBlobs = 3;
const delaySeconds = 345_600;
const delayBlocks = 28_800;

export interface Batches extends Events {
  /** What was posted up to a time (Unix seconds), by chain: Arbitrum One, and Nova, whose batches are in no blobs. */
  readonly posted: Readonly<Record<'one' | 'nova', (t: number) => Posted>>;
  /** Versioned hashes of the blobs in the block of this height. */
  readonly blobs: (height: number) => readonly string[];
  /** The transaction that carried a batch, in the block as a source shows it; undefined for any other hash. */
  readonly transaction: (
    hash: string,
    shown: (height: number) => Block | undefined,
  ) => Readonly<Record<string, unknown>> | undefined;
}

const wordOf = (value: string): string => `0x${uint(BigInt(value))}`;

export const createBatches = (
  ethereum: EthereumChain,
  { headAt, batchAt }: Pick<ArbitrumChain, 'headAt' | 'batchAt'>,
  nova: Pick<NitroChain, 'headAt' | 'batchAt'>,
): Batches => {
  const domain = `${ethereum.domain}/batch`;
  const countAt = (t: number): number => batchAt(headAt(t)).batch;

  /** The batch whose transaction is in the block; several that came due over missed slots are told as the last one. */
  const batchIn = (height: number): number | undefined => {
    const block = ethereum.block(height);
    const parent = ethereum.parentTime(height);
    if (!block || parent === undefined) return undefined;
    const batch = countAt(block.timestamp);
    return batch > countAt(parent) ? batch : undefined;
  };

  const blobsOf = (batch: number): readonly string[] =>
    // Kind 1 (KZG) and 31 bytes of a digest.
    Array.from({ length: 1 + (batch % 3) }, (_, at) => `0x01${digestOf(`${domain}/${batch}/blob/${at}`).slice(4)}`);

  const accumulator = (batch: number): string => digestOf(`${domain}/${batch}/accumulator`);

  const logOf = (block: Block, batch: number): Log => {
    const read = 0x1c3f2a + batch;
    const { timestamp, number } = block;
    const data = joined(
      bytes32(digestOf(`${domain}/${batch}/delayed`)),
      uint(read),
      uint(timestamp - delaySeconds),
      uint(timestamp + 3_600),
      uint(Math.max(0, number - delayBlocks)),
      uint(number + 64),
      uint(inBlobs),
    );
    return {
      address: sequencerInbox,
      blockHash: block.hash,
      blockNumber: hex(number),
      data,
      logIndex: hex(batch % 200),
      removed: false,
      topics: [delivered, wordOf(String(batch)), accumulator(batch - 1), accumulator(batch)],
      transactionHash: hashOf(domain, batch),
      transactionIndex: hex(batch % 90),
    };
  };

  const transactionOf = (block: Block, batch: number): Readonly<Record<string, unknown>> => ({
    accessList: [],
    blobVersionedHashes: blobsOf(batch),
    blockHash: block.hash,
    blockNumber: hex(block.number),
    chainId: hex(ethereum.id),
    from: batchPoster,
    gas: '0x2dc6c0',
    gasPrice: '0x3b9ad499',
    hash: hashOf(domain, batch),
    input: `0x3e5aa082${uint(batch)}`,
    maxFeePerBlobGas: '0x3b9aca00',
    maxFeePerGas: '0x77359400',
    maxPriorityFeePerGas: '0x5f5e100',
    nonce: hex(batch),
    r: digestOf(`${domain}/${batch}/r`),
    s: digestOf(`${domain}/${batch}/s`),
    to: sequencerInbox,
    transactionIndex: hex(batch % 90),
    type: '0x3',
    v: '0x1',
    value: '0x0',
    yParity: '0x1',
  });

  /** Heights of the kept blocks, newest first: a batch that somebody asks about is one of the last. */
  const heightOfBatch = (batch: number): number | undefined => {
    for (let height = ethereum.headAt(Number.POSITIVE_INFINITY); ethereum.block(height); height--) {
      if (batchIn(height) === batch) return height;
    }
    return undefined;
  };

  return {
    posted: { one: (t) => batchAt(headAt(t)), nova: (t) => nova.batchAt(nova.headAt(t)) },
    has: (height) => batchIn(height) !== undefined,
    of: (block, height) => {
      const batch = batchIn(height);
      return batch === undefined ? [] : [logOf(block, batch)];
    },
    blobs: (height) => {
      const batch = batchIn(height);
      return batch === undefined ? [] : blobsOf(batch);
    },
    transaction: (hash, shown) => {
      const batch = heightOf(domain, hash.toLowerCase());
      const height = batch === undefined ? undefined : heightOfBatch(batch);
      const block = height === undefined ? undefined : shown(height);
      return block && batch !== undefined ? transactionOf(block, batch) : undefined;
    },
  };
};
