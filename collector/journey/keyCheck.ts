/** Once a minute a keyed edge is asked with a wrong key: one that answers is open to everyone. */
import { metrics } from '../catalogue/index.ts';
import type { FailureReason } from '../catalogue/labels.ts';
import { limits } from '../policy/ladder.ts';
import type { Recorder } from '../registry/registry.ts';
import { askRpc, rpcBody } from '../rpc/jsonRpc.ts';
import type { Observation } from '../rpc/observation.ts';
import { hexNumber } from '../rpc/parse.ts';
import { createPool } from '../rpc/pool.ts';
import type { EdgeRuntime } from '../tick/runtime.ts';
import { withWrongKey } from './wrongKey.ts';

/** Answers of someone who has read the key and does not want it. A rate limit, an outage and silence are none. */
const refusals: ReadonlySet<FailureReason> = new Set([
  'http_4xx',
  'http_forbidden',
  'edge_challenge',
  'rpc_error',
  'rpc_unsupported',
]);

/** 1: refused, 0: served; undefined: it cannot be told. */
export const keyRefused = (seen: Observation<unknown>, blind: boolean): 0 | 1 | undefined => {
  if (seen.ok) return hexNumber(seen.value) === undefined ? undefined : 0;
  return !blind && refusals.has(seen.reason) ? 1 : undefined;
};

/** Milliseconds after the start of the first check: the first seconds belong to everyone else. */
const first = 3_000;
const body = rpcBody('eth_chainId', []);

export const startKeyChecks = (
  edges: readonly EdgeRuntime[],
  deadlineOf: (chain: string) => number,
  blind: () => boolean,
  recorder: Recorder,
): (() => Promise<void>) => {
  const checks = edges.flatMap(({ edge, labels }) => {
    const wrong = withWrongKey(edge.endpoint, edge.keyed);
    return wrong ? [{ labels, pool: createPool(wrong), deadline: deadlineOf(edge.chain) }] : [];
  });
  const check = async ({ labels, pool, deadline }: (typeof checks)[number]): Promise<void> => {
    const refused = keyRefused(await askRpc(pool, body, deadline), blind());
    if (refused === undefined) recorder.clear(metrics.edgeKeyRefused, labels);
    else recorder.set(metrics.edgeKeyRefused, labels, refused);
  };
  const timers = checks.flatMap((each) => [
    setTimeout(() => void check(each), first),
    setInterval(() => void check(each), limits.keyCheckEvery * 1000),
  ]);
  return async () => {
    for (const timer of timers) clearTimeout(timer);
    await Promise.all(checks.map(({ pool }) => pool.close()));
  };
};
