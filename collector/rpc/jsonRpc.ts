import type { FailureReason } from '../catalogue/labels.ts';
import { reasonOfRpcError } from './classify.ts';
import { mapObservation, type Observation } from './observation.ts';
import type { EndpointPool } from './pool.ts';

type Parsed<T> = { readonly value: T } | { readonly reason: FailureReason };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** JSON of any shape; a body that ends too early is told apart from one that never was JSON. */
export const parseJson = (text: string): Parsed<unknown> => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    const first = text.trimStart()[0];
    return { reason: first === '{' || first === '[' ? 'truncated' : 'not_json' };
  }
};

/** The result of a JSON-RPC 2.0 envelope; an error inside HTTP 200 is a failure, and so is an envelope without either. */
export const parseEnvelope = (text: string): Parsed<unknown> => {
  const parsed = parseJson(text);
  if ('reason' in parsed) return parsed;
  const envelope = parsed.value;
  if (!isObject(envelope)) return { reason: 'bad_shape' };
  if (isObject(envelope.error)) return { reason: reasonOfRpcError(envelope.error.code) };
  if ('error' in envelope && envelope.error !== null) return { reason: 'rpc_error' };
  return 'result' in envelope ? { value: envelope.result } : { reason: 'bad_shape' };
};

export const rpcBody = (method: string, params: readonly unknown[]): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });

/**
 * Asks one JSON-RPC method. The value is the raw `result`; null is a value here (some methods mean it).
 * @param deadline seconds
 */
export const askRpc = async (pool: EndpointPool, body: string, deadline: number): Promise<Observation<unknown>> =>
  mapObservation(await pool.exchange({ method: 'POST', body, deadline }), parseEnvelope);

/** GETs a path that answers JSON (Beacon API). */
export const askJson = async (pool: EndpointPool, path: string, deadline: number): Promise<Observation<unknown>> =>
  mapObservation(await pool.exchange({ method: 'GET', path, deadline }), parseJson);
