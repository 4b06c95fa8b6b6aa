/** What is asked of a node, strictly read. Each throws ProbeFailure; all hex comes out in lower case. */
import { type Asker, type Parse, ProbeFailure, unwrap } from '../../collector/probe/api.ts';
import { hexNumber, isRecord, parseHeader } from '../../collector/rpc/parse.ts';
import type { HeadView } from '../../collector/view.ts';
import type { ContractCall } from '../journey/ethCall.ts';
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

const lowerHex = (value: unknown): string | undefined =>
  typeof value === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(value) ? value.toLowerCase() : undefined;
const bytes = (value: unknown, size: number): string | undefined => {
  const text = lowerHex(value);
  return text?.length === 2 + size * 2 ? text : undefined;
};
const quantity = (value: unknown): bigint | undefined =>
  typeof value === 'string' && /^0x[0-9a-fA-F]{1,64}$/.test(value) ? BigInt(value) : undefined;

const bad = { reason: 'bad_shape' } as const;
const strict =
  <T>(read: (value: Record<string, unknown>) => T | undefined): Parse<T> =>
  (result) => {
    if (result === null) return { reason: 'null_result' };
    const value = isRecord(result) ? read(result) : undefined;
    return value === undefined ? bad : { value };
  };
/** An answer about another one than was asked for is none. */
const about =
  <T>(parse: Parse<T>, isIt: (value: T) => boolean): Parse<T> =>
  (result) => {
    const read = parse(result);
    return 'value' in read && !isIt(read.value) ? { reason: 'inconsistent' } : read;
  };
/** null is an answer. */
const orNull =
  <T>(parse: Parse<T>): Parse<T | null> =>
  (result) =>
    result === null ? { value: null } : parse(result);

const readLog = (value: unknown): RawLog | undefined => {
  if (!isRecord(value) || value.removed === true || !Array.isArray(value.topics)) return undefined;
  const address = bytes(value.address, 20);
  const topics = value.topics.map((topic) => bytes(topic, 32));
  const data = lowerHex(value.data);
  const block = hexNumber(value.blockNumber);
  const tx = bytes(value.transactionHash, 32);
  const index = hexNumber(value.logIndex);
  if (!address || data === undefined || block === undefined || !tx || index === undefined) return undefined;
  return topics.every((topic) => topic !== undefined) ? { address, topics, data, block, tx, index } : undefined;
};

const readLogs = (value: unknown): readonly RawLog[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const logs = value.map(readLog);
  return logs.every((log) => log !== undefined) ? logs : undefined;
};

const readReceipt = (value: Record<string, unknown>) => {
  const hash = bytes(value.transactionHash, 32);
  const block = hexNumber(value.blockNumber);
  const blockHash = bytes(value.blockHash, 32);
  const status = hexNumber(value.status);
  const used = quantity(value.gasUsed);
  const price = quantity(value.effectiveGasPrice);
  const logs = readLogs(value.logs);
  if (!hash || block === undefined || !blockHash || status === undefined || !logs) return undefined;
  // Nitro: the part of `gasUsed` that paid for L1.
  const forL1 = value.gasUsedForL1 === undefined ? 0n : quantity(value.gasUsedForL1);
  if (used === undefined || price === undefined || forL1 === undefined) return undefined;
  return { hash, block, blockHash, ok: status === 1, fee: used * price, gas: used - forL1, logs };
};

const readTx = (value: unknown): RawTx | undefined => {
  if (!isRecord(value)) return undefined;
  const hash = bytes(value.hash, 32);
  const from = bytes(value.from, 20);
  const to = value.to === null || value.to === undefined ? null : bytes(value.to, 20);
  const units = quantity(value.value);
  const input = lowerHex(value.input);
  if (!hash || !from || to === undefined || units === undefined || input === undefined) return undefined;
  return { hash, from, to: to ?? undefined, value: units, input };
};

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
