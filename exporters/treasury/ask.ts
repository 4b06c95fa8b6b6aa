/** What is asked of a node; answers.ts reads it. Each throws ProbeFailure; all hex comes out in lower case. */
import { type Asker, type Parse, ProbeFailure, unwrap } from '../../collector/probe/api.ts';
import { hexNumber, parseHeader } from '../../collector/rpc/parse.ts';
import type { HeadView } from '../../collector/view.ts';
import type { ContractCall } from '../journey/ethCall.ts';
import { about, bad, bytes, lowerHex, orNull, quantity, readLogs, readReceipt, readTx, strict } from './answers.ts';
import type { RawLog } from './logs.ts';
import type { RawReceipt, RawTx } from './txFact.ts';

/** Seconds. A range of logs may take long; what takes longer is asked for in halves. */
const deadline = 10;

/**
 * Bytes of what cannot be asked for in parts: the logs of one block, a receipt. Anybody can fill a block with logs for the
 * price of its gas; of those of one token that is more than fits into any. While it is parsed no other target is judged.
 */
export const maxBytes = 8 * 1024 * 1024;

export const hexOf = (number: number): string => `0x${number.toString(16)}`;

export interface LogFilter {
  readonly address?: readonly string[];
  readonly topics: readonly (readonly string[] | null)[];
}

export type Node = ReturnType<typeof nodeOf>;

export const nodeOf = (asker: Asker) => {
  const ask = async <T>(method: string, params: readonly unknown[], parse: Parse<T>, limit?: number): Promise<T> =>
    unwrap(await asker.rpc(method, params, deadline, parse, limit));
  const number: Parse<bigint> = (result) => {
    const value = quantity(result);
    return value === undefined ? bad : { value };
  };
  const header = (block: number | 'finalized' | 'latest'): Promise<HeadView> =>
    ask(
      'eth_getBlockByNumber',
      [typeof block === 'string' ? block : hexOf(block), false],
      about(parseHeader, ({ number }) => typeof block === 'string' || number === block),
    );
  return {
    header,
    /** @param limit bytes of the answer */
    logs: (filter: LogFilter, from: number, to: number, limit?: number): Promise<readonly RawLog[]> =>
      ask(
        'eth_getLogs',
        [{ ...filter, fromBlock: hexOf(from), toBlock: hexOf(to) }],
        (result) => {
          const logs = readLogs(result);
          const inside = logs?.every(
            ({ block, address }) => block >= from && block <= to && filter.address?.includes(address) !== false,
          );
          return logs && inside ? { value: logs } : bad;
        },
        limit,
      ),
    receipt: (hash: string): Promise<(RawReceipt & { readonly blockHash: string }) | null> =>
      ask(
        'eth_getTransactionReceipt',
        [hash],
        orNull(about(strict(readReceipt), (receipt) => receipt.hash === hash)),
        maxBytes,
      ),
    tx: (hash: string): Promise<RawTx | null> =>
      ask('eth_getTransactionByHash', [hash], orNull(about(strict(readTx), (tx) => tx.hash === hash))),
    /** Transactions of a block. */
    txsOf: (block: number): Promise<readonly RawTx[]> =>
      ask(
        'eth_getBlockByNumber',
        [hexOf(block), true],
        strict(({ number, transactions }) => {
          if (hexNumber(number) !== block || !Array.isArray(transactions)) return undefined;
          const txs = transactions.map(readTx);
          return txs.every((tx) => tx !== undefined) ? txs : undefined;
        }),
      ),
    /** Hashes of the transactions of a block. */
    hashesOf: (block: number): Promise<readonly string[]> =>
      ask(
        'eth_getBlockByNumber',
        [hexOf(block), false],
        strict(({ number, transactions }) => {
          if (hexNumber(number) !== block || !Array.isArray(transactions)) return undefined;
          const hashes = transactions.map((hash) => bytes(hash, 32));
          return hashes.every((hash) => hash !== undefined) ? hashes : undefined;
        }),
      ),
    balance: (address: string, block: number): Promise<bigint> =>
      ask('eth_getBalance', [address, hexOf(block)], number),
    nonce: (address: string, block: number): Promise<bigint> =>
      ask('eth_getTransactionCount', [address, hexOf(block)], number),
    /** Whether there is a contract at an address. */
    hasCode: (address: string, block: number): Promise<boolean> =>
      ask('eth_getCode', [address, hexOf(block)], (result) => {
        const code = lowerHex(result);
        return code === undefined ? bad : { value: code !== '0x' };
      }),
    /** No bytes (no contract there) and bytes that the ABI does not fit are `bad_shape`. */
    call: <T>({ to, data, decode }: ContractCall<T>, block: number | 'latest'): Promise<T> =>
      ask('eth_call', [{ to, data }, typeof block === 'string' ? block : hexOf(block)], (result) => {
        const text = lowerHex(result);
        if (text === undefined || text === '0x') return bad;
        try {
          // Only hex passes `lowerHex`.
          return { value: decode(text as `0x${string}`) };
        } catch {
          return bad;
        }
      }),
  };
};

/** The last block made before a time, between two others; `low` itself when all are later. About 28 questions. */
export const lastBlockBefore = async (node: Node, time: number, low: number, high: number): Promise<HeadView> => {
  let first = low;
  let last = high;
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if ((await node.header(middle)).timestamp < time) first = middle;
    else last = middle - 1;
  }
  return node.header(first);
};

/** Work on each of a list, a few at a time. */
export const inTurns = async <T>(
  list: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const queue = list.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, worker));
};

/** Why something failed; a defect of ours is thrown on. */
export const reasonOf = (error: unknown): ProbeFailure['reason'] => {
  if (error instanceof ProbeFailure) return error.reason;
  throw error;
};
