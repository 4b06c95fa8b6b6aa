/** What a node answers, strictly read: a wrong form is no answer. All hex comes out in lower case. Pure. */
import type { Parse } from '../../collector/probe/api.ts';
import { hexNumber, isRecord } from '../../collector/rpc/parse.ts';
import type { RawLog } from './logs.ts';
import type { RawTx } from './txFact.ts';

export const lowerHex = (value: unknown): string | undefined =>
  typeof value === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(value) ? value.toLowerCase() : undefined;
export const bytes = (value: unknown, size: number): string | undefined => {
  const text = lowerHex(value);
  return text?.length === 2 + size * 2 ? text : undefined;
};
export const quantity = (value: unknown): bigint | undefined =>
  typeof value === 'string' && /^0x[0-9a-fA-F]{1,64}$/.test(value) ? BigInt(value) : undefined;

export const bad = { reason: 'bad_shape' } as const;
export const strict =
  <T>(read: (value: Record<string, unknown>) => T | undefined): Parse<T> =>
  (result) => {
    if (result === null) return { reason: 'null_result' };
    const value = isRecord(result) ? read(result) : undefined;
    return value === undefined ? bad : { value };
  };
/** An answer about another one than was asked for is none. */
export const about =
  <T>(parse: Parse<T>, isIt: (value: T) => boolean): Parse<T> =>
  (result) => {
    const read = parse(result);
    return 'value' in read && !isIt(read.value) ? { reason: 'inconsistent' } : read;
  };
/** null is an answer. */
export const orNull =
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

export const readLogs = (value: unknown): readonly RawLog[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const logs = value.map(readLog);
  return logs.every((log) => log !== undefined) ? logs : undefined;
};

export const readReceipt = (value: Record<string, unknown>) => {
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

export const readTx = (value: unknown): RawTx | undefined => {
  if (!isRecord(value)) return undefined;
  const hash = bytes(value.hash, 32);
  const from = bytes(value.from, 20);
  const to = value.to === null || value.to === undefined ? null : bytes(value.to, 20);
  const units = quantity(value.value);
  const input = lowerHex(value.input);
  if (!hash || !from || to === undefined || units === undefined || input === undefined) return undefined;
  return { hash, from, to: to ?? undefined, value: units, input };
};
