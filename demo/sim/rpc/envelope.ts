/** JSON-RPC 2.0 over HTTP POST as geth and Nitro speak it: one call or a batch, errors inside HTTP 200. */
import type { Forwarded } from '../chain/model.ts';

export type Outcome = Forwarded;
export type Methods = (method: string, params: readonly unknown[]) => Outcome | Promise<Outcome>;

interface Call {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** geth's limit for a batch. */
const longestBatch = 1_000;

export const failure = (code: number, message: string): Outcome => ({ error: { code, message } });
export const unknownMethod = (method: string): Outcome =>
  failure(-32601, `the method ${method} does not exist/is not available`);

const callOf = (value: unknown): Call | undefined => {
  if (typeof value !== 'object' || value === null || !('method' in value) || typeof value.method !== 'string') {
    return undefined;
  }
  const params = 'params' in value && Array.isArray(value.params) ? value.params : [];
  return { id: 'id' in value ? value.id : null, method: value.method, params };
};

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** The methods that a body asks for, for counting; empty when it is not JSON-RPC. */
export const methodsIn = (body: string): readonly string[] => {
  const value = parse(body);
  const calls = Array.isArray(value) ? value.slice(0, longestBatch).map(callOf) : [callOf(value)];
  return calls.flatMap((call) => (call ? [call.method] : []));
};

const envelope = (id: unknown, outcome: Outcome): object => ({ jsonrpc: '2.0', id, ...outcome });

const answerOne = async (value: unknown, methods: Methods): Promise<object> => {
  const call = callOf(value);
  if (!call) return envelope(null, failure(-32600, 'invalid request'));
  return envelope(call.id, await methods(call.method, call.params));
};

export const answerRpc = async (body: string, methods: Methods): Promise<string> => {
  const value = parse(body);
  if (value === undefined) return `${JSON.stringify(envelope(null, failure(-32700, 'parse error')))}\n`;
  if (!Array.isArray(value)) return `${JSON.stringify(await answerOne(value, methods))}\n`;
  const refusal = value.length === 0 ? 'empty batch' : value.length > longestBatch ? 'batch too large' : undefined;
  if (refusal) return `${JSON.stringify(envelope(null, failure(-32600, refusal)))}\n`;
  return `${JSON.stringify(await Promise.all(value.map((item) => answerOne(item, methods))))}\n`;
};
