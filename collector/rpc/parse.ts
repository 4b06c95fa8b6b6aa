/** Strict readers of JSON-RPC and Beacon API values: a wrong type is `bad_shape`, never a guess. */
import type { FailureReason } from '../catalogue/labels.ts';
import type { HeadView } from '../view.ts';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A hex quantity (`0x1b92`) as a number; a JSON number where hex belongs is refused, and so is one beyond 2^53. */
export const hexNumber = (value: unknown): number | undefined => {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,14}$/.test(value)) return undefined;
  const number = Number.parseInt(value, 16);
  return Number.isSafeInteger(number) ? number : undefined;
};

/** Beacon API integers are decimal strings. */
export const decimalString = (value: unknown): number | undefined => {
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) return undefined;
  return Number(value);
};

const hash = (value: unknown): string | undefined =>
  typeof value === 'string' && /^0x[0-9a-fA-F]{64}$/.test(value) ? value : undefined;

/** A block header as `eth_getBlockByNumber(tag, false)` answers it. */
export const parseHeader = (result: unknown): { value: HeadView } | { reason: FailureReason } => {
  if (result === null) return { reason: 'null_result' };
  if (!isRecord(result)) return { reason: 'bad_shape' };
  const number = hexNumber(result.number);
  const timestamp = hexNumber(result.timestamp);
  const id = hash(result.hash);
  if (number === undefined || timestamp === undefined || id === undefined) return { reason: 'bad_shape' };
  return { value: { number, timestamp, hash: id } };
};
