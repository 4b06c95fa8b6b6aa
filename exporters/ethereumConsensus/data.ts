/** Readers of Beacon API answers: `{data: …}`, integers as decimal strings. */
import { ProbeFailure } from '../../collector/probe/api.ts';
import { decimalString, isRecord } from '../../collector/rpc/parse.ts';

export const dataIn = (value: unknown): Record<string, unknown> | undefined =>
  isRecord(value) && isRecord(value.data) ? value.data : undefined;

/** @throws ProbeFailure `bad_shape` */
export const dataOf = (value: unknown): Record<string, unknown> => {
  const data = dataIn(value);
  if (!data) throw new ProbeFailure('bad_shape');
  return data;
};

/** @throws ProbeFailure `bad_shape` */
export const numberOf = (value: unknown): number => {
  const number = decimalString(value);
  if (number === undefined) throw new ProbeFailure('bad_shape');
  return number;
};
