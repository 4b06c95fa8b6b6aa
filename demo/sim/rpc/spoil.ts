/** Faults of content: the transport is fine, the JSON is not what was asked for. */

import { hex } from '../hash.ts';
import type { SimMode } from '../modes.ts';
import type { Methods, Outcome } from './envelope.ts';

/** A JSON-RPC quantity: hex without leading zeros, at most 64 bits. Hashes and addresses are longer, nonces padded. */
const quantity = /^0x(0|[1-9a-f][0-9a-f]{0,15})$/;

/** How far off an odd gas price is: far enough that a member's price per pixel jumps. */
const oddFactor = 50;

/** Numbers where hex belongs, at any depth. */
export const asNumbers = (value: unknown): unknown => {
  if (typeof value === 'string') return quantity.test(value) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(asNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asNumbers(inner)]));
};

const spoilt = (mode: SimMode | undefined, method: string, outcome: Outcome): Outcome => {
  if (mode === 'error_in_200') return { error: { code: -32000, message: 'internal error: state is not available' } };
  if (mode === 'logs_fail' && method === 'eth_getLogs') {
    return { error: { code: -32000, message: 'failed to get logs: receipts are not available' } };
  }
  if (mode === 'calls_fail' && method === 'eth_call') {
    return { error: { code: -32000, message: 'execution aborted (timeout = 5s)' } };
  }
  if (mode === 'hash_null' && method === 'eth_getBlockByHash') return { result: null };
  if (mode === 'gas_odd' && method === 'eth_gasPrice' && 'result' in outcome) {
    return { result: hex(Number(outcome.result) * oddFactor) };
  }
  if (mode === 'null_block' && method.startsWith('eth_getBlock')) return { result: null };
  if (mode === 'decimal_numbers' && 'result' in outcome) return { result: asNumbers(outcome.result) };
  return outcome;
};

export const spoil =
  (methods: Methods, mode: SimMode | undefined): Methods =>
  async (method, params) =>
    spoilt(mode, method, await methods(method, params));
