import type { FailureReason } from '../catalogue/labels.ts';
import { reasonOfRpcError } from './classify.ts';
import { mapObservation, type Observation } from './observation.ts';
import type { EndpointPool } from './pool.ts';
import { reasonOfRest } from './restErrors.ts';

type Parsed<T> = { readonly value: T } | { readonly reason: FailureReason };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Nothing that is asked for nests deeper than ten. */
const maxDepth = 100;
/** Below this many characters no nesting can hurt. */
const harmless = 4_000;

/**
 * Whether a text nests deeper than any answer does. Half a megabyte of `[` takes JSON.parse 150 ms, in which no other
 * target is judged, and what comes out of it overflows the stack of whoever walks it.
 */
const tooDeep = (text: string): boolean => {
  if (text.length < harmless) return false;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (quoted) {
      if (char === 0x5c) at++;
      else if (char === 0x22) quoted = false;
    } else if (char === 0x22) quoted = true;
    else if (char === 0x5b || char === 0x7b) {
      depth++;
      if (depth > maxDepth) return true;
    } else if (char === 0x5d || char === 0x7d) depth--;
  }
  return false;
};

/** JSON of any shape; a body that ends too early is told apart from one that never was JSON. */
export const parseJson = (text: string): Parsed<unknown> => {
  if (tooDeep(text)) return { reason: 'bad_shape' };
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
  if (isObject(envelope.error)) return { reason: reasonOfRpcError(envelope.error.code, envelope.error.message) };
  if ('error' in envelope && envelope.error !== null) return { reason: 'rpc_error' };
  return 'result' in envelope ? { value: envelope.result } : { reason: 'bad_shape' };
};

export const rpcBody = (method: string, params: readonly unknown[]): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });

/**
 * Asks one JSON-RPC method. The value is the raw `result`; null is a value here (some methods mean it).
 * @param deadline seconds
 * @param limit bytes of the answer, where it may be larger than any other
 */
export const askRpc = async (
  pool: EndpointPool,
  body: string,
  deadline: number,
  limit?: number,
): Promise<Observation<unknown>> =>
  mapObservation(
    await pool.exchange({ method: 'POST', body, deadline, ...(limit === undefined ? {} : { limit }) }),
    parseEnvelope,
  );

/** GETs a path that answers JSON (Beacon API); a route that it does not have is `rpc_unsupported`. */
export const askJson = async (pool: EndpointPool, path: string, deadline: number): Promise<Observation<unknown>> =>
  mapObservation(await pool.exchange({ method: 'GET', path, deadline, explain: reasonOfRest }), parseJson);

/** A page of metrics of a busy client is some hundred kB. */
const maxPageBytes = 2 * 1024 * 1024;

/** GETs the endpoint itself as text: a page in Prometheus' format. */
export const askText = (pool: EndpointPool, deadline: number): Promise<Observation<string>> =>
  pool.exchange({ method: 'GET', deadline, limit: maxPageBytes });
