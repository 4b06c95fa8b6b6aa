/**
 * What the other vantages see, so that the central collector can name a cause for their regions too. Those that are
 * scraped are asked for their view; of those that ship by an agent, Prometheus has the newest samples.
 */
import { z } from 'zod';
import { metrics } from '../catalogue/index.ts';
import { edgeStates } from '../catalogue/labels.ts';
import { sel } from '../catalogue/promql.ts';
import type { Fleet } from '../config/fleet.ts';
import { Secret } from '../config/secret.ts';
import { askJson } from '../rpc/jsonRpc.ts';
import { createPool, type EndpointPool } from '../rpc/pool.ts';
import type { EdgeVoice } from '../verdict/causeEvidence.ts';

const every = 2_000;
/** What was heard longer ago says nothing about now. Seconds. */
const staleAfter = 10;

/** The part of another vantage's view that is read here; anything else may change. */
const viewSchema = z.object({
  edges: z.array(
    z.object({
      name: z.string(),
      region: z.string(),
      state: z.enum(edgeStates),
      reason: z.string().optional(),
      unreached: z.boolean().optional(),
    }),
  ),
});

/** Prometheus HTTP API, instant query: an instant vector. */
const vectorSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()) })),
  }),
});

/**
 * The states that these vantages say now. An agent that has died leaves no stale marker, and its last samples look alive
 * for five minutes: only fresh ones are taken.
 */
export const statesQuery = (vantages: readonly string[]): string => {
  const states = sel(metrics.edgeState, { vantage: vantages });
  return `${states} == 1 and time() - timestamp(${states}) < ${staleAfter}`;
};

/** @param body what Prometheus answers; undefined when it is nothing of that kind */
export const statesIn = (body: unknown): EdgeVoice[] | undefined => {
  const parsed = vectorSchema.safeParse(body);
  if (!parsed.success) return undefined;
  return parsed.data.data.result.flatMap(({ metric: { target, region, state } }) => {
    const known = edgeStates.find((each) => each === state);
    return target && region && known ? [{ name: target, region, state: known }] : [];
  });
};

export const watchElsewhere = (fleet: Fleet): { edges(): readonly EdgeVoice[]; stop(): Promise<void> } => {
  const seen = new Map<string, { at: number; edges: readonly EdgeVoice[] }>();
  const pools: EndpointPool[] = [];
  const poolOf = (url: string): EndpointPool => {
    const pool = createPool({ url: new Secret(url), headers: {}, via: 'direct' });
    pools.push(pool);
    return pool;
  };
  const ask = async (
    name: string,
    pool: EndpointPool,
    path: string,
    read: (body: unknown) => readonly EdgeVoice[] | undefined,
  ): Promise<void> => {
    const answer = await askJson(pool, path, 1.5);
    const edges = answer.ok ? read(answer.value) : undefined;
    if (edges) seen.set(name, { at: performance.now() / 1000, edges });
  };
  const questions = fleet.vantages.flatMap(({ name, scrape }) => {
    const pool = scrape && poolOf(`http://${scrape}`);
    return pool ? [() => ask(name, pool, '/api/view', (body) => viewSchema.safeParse(body).data?.edges)] : [];
  });
  const shipping = fleet.vantages.filter(({ scrape }) => scrape === undefined).map(({ name }) => name);
  if (shipping.length > 0) {
    const pool = poolOf(fleet.prometheus.url);
    const path = `/api/v1/query?query=${encodeURIComponent(statesQuery(shipping))}`;
    questions.push(() => ask('', pool, path, statesIn));
  }
  const askAll = (): void => {
    for (const question of questions) void question();
  };
  const timer = questions.length > 0 ? setInterval(askAll, every) : undefined;
  return {
    edges: () =>
      [...seen.values()].filter(({ at }) => performance.now() / 1000 - at < staleAfter).flatMap(({ edges }) => edges),
    stop: async () => {
      clearInterval(timer);
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
};
