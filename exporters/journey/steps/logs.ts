/** `eth_getLogs`, strictly read: what a user's cursor stands on. */
import { type Parse, unwrap } from '../../../collector/probe/api.ts';
import { hexNumber, isRecord } from '../../../collector/rpc/parse.ts';
import type { Caller } from '../ethCall.ts';

export interface LogRef {
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly transactionHash: string;
  readonly logIndex: number;
}

export interface LogFilter {
  readonly address?: string;
  /** Any of these as the first topic. */
  readonly topics: readonly string[];
}

const hashText = (value: unknown): string | undefined =>
  typeof value === 'string' && /^0x[0-9a-fA-F]{64}$/.test(value) ? value.toLowerCase() : undefined;

const parseLog = (log: unknown): LogRef | undefined => {
  if (!isRecord(log)) return undefined;
  const blockNumber = hexNumber(log.blockNumber);
  const logIndex = hexNumber(log.logIndex);
  const blockHash = hashText(log.blockHash);
  const transactionHash = hashText(log.transactionHash);
  if (blockNumber === undefined || logIndex === undefined || !blockHash || !transactionHash) return undefined;
  return { blockNumber, blockHash, transactionHash, logIndex };
};

const parseLogs =
  (from: number, to: number): Parse<readonly LogRef[]> =>
  (result) => {
    if (result === null) return { reason: 'null_result' };
    if (!Array.isArray(result)) return { reason: 'bad_shape' };
    const logs = result.map(parseLog).filter((log) => log !== undefined);
    const inside = logs.every(({ blockNumber }) => blockNumber >= from && blockNumber <= to);
    return logs.length === result.length && inside ? { value: logs } : { reason: 'bad_shape' };
  };

const hex = (number: number): string => `0x${number.toString(16)}`;

/** @param from first block @param to last block, included. Throws ProbeFailure. */
export const askLogs = async (
  { ask, ladder }: Caller,
  { address, topics }: LogFilter,
  from: number,
  to: number,
): Promise<readonly LogRef[]> => {
  const filter = { fromBlock: hex(from), toBlock: hex(to), ...(address ? { address } : {}), topics: [topics] };
  return unwrap(await ask.rpc('eth_getLogs', [filter], ladder.deadline, parseLogs(from, to)));
};
