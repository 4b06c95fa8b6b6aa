import { metrics } from '../catalogue/index.ts';
import type { Recorder } from '../registry/registry.ts';
import { askJson, askRpc, askText, rpcBody } from '../rpc/jsonRpc.ts';
import { mapObservation, type Observation, roundTrip } from '../rpc/observation.ts';
import type { EndpointPool } from '../rpc/pool.ts';
import type { Asker, Parse, TargetLabels } from './api.ts';

/** Wraps a pool so that every question is counted by method and outcome, and timed when it was answered. */
export const createAsker = (pool: EndpointPool, labels: TargetLabels, recorder: Recorder): Asker => {
  const bodies = new Map<string, string>();
  const account = <T>(method: string, seen: Observation<T>): Observation<T> => {
    recorder.inc(metrics.rpcRequests, { ...labels, method, outcome: seen.ok ? 'ok' : seen.reason });
    // Here, so that light questions and journeys are counted alike.
    if (!seen.ok && seen.reason === 'http_429' && labels.role === 'edge') recorder.inc(metrics.edgeThrottled, labels);
    if (seen.ok) recorder.observe(metrics.rpcDuration, { ...labels, method }, roundTrip(seen));
    return seen;
  };
  /** The fast lane asks the same few questions for ever; their bodies are built once. */
  const bodyOf = (method: string, params: readonly unknown[]): string => {
    if (params.length > 0 && typeof params[0] !== 'string') return rpcBody(method, params);
    const key = `${method} ${params.join(' ')}`;
    const known = bodies.get(key);
    if (known !== undefined) return known;
    const body = rpcBody(method, params);
    if (bodies.size < 64) bodies.set(key, body);
    return body;
  };
  // One implementation serves both signatures: without a parser the raw result is the value.
  const rpc = async <T>(
    method: string,
    params: readonly unknown[],
    deadline: number,
    parse?: Parse<T>,
    limit?: number,
  ): Promise<Observation<T | unknown>> => {
    const seen = await askRpc(pool, bodyOf(method, params), deadline, limit);
    return account(method, parse ? mapObservation(seen, parse) : seen);
  };
  return {
    rpc: rpc as Asker['rpc'],
    get: async (method, path, deadline) => account(method, await askJson(pool, path, deadline)),
    text: async (method, deadline) => account(method, await askText(pool, deadline)),
  };
};
