/**
 * Native coins that a Safe sends leave no event with an amount. What it did is in the call that made it do so: in SafeL2's
 * own event, or in the input of `execTransaction`. What neither tells (a module, a call within a call) shows as a
 * difference of balances.
 */
import { decodeEventLog, decodeFunctionData } from 'viem/utils';
import { safeAbi, safeTopics } from './abi.ts';
import type { RawLog } from './logs.ts';

type Hex = `0x${string}`;

// Strings of hex are parsed before they come here.
const hex = (text: string): Hex => text as Hex;

export interface Payment {
  readonly to: string;
  readonly units: bigint;
}

interface Call {
  readonly to: string;
  readonly value: bigint;
  readonly data: string;
  readonly operation: number;
}

/** The payments of a batch: operation (1 byte), to (20), value (32), length (32), data, one after the other. */
const paymentsOfBatch = (data: string): readonly Payment[] => {
  const payments: Payment[] = [];
  const { functionName, args } = decodeFunctionData({ abi: safeAbi, data: hex(data) });
  if (functionName !== 'multiSend') return [];
  const bytes = args[0].slice(2);
  for (let at = 0; at + 170 <= bytes.length; ) {
    const operation = Number.parseInt(bytes.slice(at, at + 2), 16);
    const to = `0x${bytes.slice(at + 2, at + 42)}`.toLowerCase();
    const units = BigInt(`0x${bytes.slice(at + 42, at + 106)}`);
    const length = Number(BigInt(`0x${bytes.slice(at + 106, at + 170)}`));
    if (operation === 0 && units > 0n) payments.push({ to, units });
    at += 170 + length * 2;
  }
  return payments;
};

const paymentsOfCall = ({ to, value, data, operation }: Call): readonly Payment[] => {
  if (operation === 0) return value > 0n ? [{ to: to.toLowerCase(), units: value }] : [];
  try {
    return paymentsOfBatch(data);
  } catch {
    // A delegate call of anything else.
    return [];
  }
};

const callOfLog = ({ data }: RawLog): readonly Call[] => {
  try {
    const { args } = decodeEventLog({ abi: safeAbi, topics: [safeTopics.transaction], data: hex(data) });
    return args ? [args] : [];
  } catch {
    return [];
  }
};

const callOfInput = (input: string): readonly Call[] => {
  try {
    const { functionName, args } = decodeFunctionData({ abi: safeAbi, data: hex(input) });
    if (functionName !== 'execTransaction') return [];
    const [to, value, data, operation] = args;
    return [{ to, value, data, operation }];
  } catch {
    return [];
  }
};

/** What a Safe paid in a transaction, as far as it is told. `logs`: all of the transaction. */
export const paymentsOfSafe = (
  safe: string,
  tx: { readonly to: string | undefined; readonly input: string },
  logs: readonly RawLog[],
): readonly Payment[] => {
  const own = logs.filter(({ address }) => address === safe);
  const has = (topic: string): boolean => own.some(({ topics }) => topics[0] === topic);
  // Which of several executions failed is not told.
  if (!has(safeTopics.executed) || has(safeTopics.failed)) return [];
  const told = own.filter(({ topics }) => topics[0] === safeTopics.transaction);
  const calls = told.length > 0 ? told.flatMap(callOfLog) : tx.to === safe ? callOfInput(tx.input) : [];
  return calls.flatMap(paymentsOfCall);
};
