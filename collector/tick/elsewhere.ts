/** The central collector asks the other vantages what they see, so that a cause can be named for their regions too. */
import { z } from 'zod';
import { edgeStates } from '../catalogue/labels.ts';
import type { Fleet } from '../config/fleet.ts';
import { Secret } from '../config/secret.ts';
import { askJson } from '../rpc/jsonRpc.ts';
import { createPool } from '../rpc/pool.ts';

const every = 2_000;
const staleAfter = 10;

/** The part of another vantage's view that is read here; anything else may change. */
const viewSchema = z.object({
  edges: z.array(z.object({ name: z.string(), region: z.string(), state: z.enum(edgeStates) })),
});
export type ElsewhereEdge = z.output<typeof viewSchema>['edges'][number];

export const watchElsewhere = (fleet: Fleet): { edges(): readonly ElsewhereEdge[]; stop(): Promise<void> } => {
  const seen = new Map<string, { at: number; edges: readonly ElsewhereEdge[] }>();
  const pools = fleet.vantages.flatMap(({ name, scrape }) =>
    scrape ? [{ name, pool: createPool({ url: new Secret(`http://${scrape}`), headers: {}, via: 'direct' }) }] : [],
  );
  const ask = async (): Promise<void> => {
    await Promise.all(
      pools.map(async ({ name, pool }) => {
        const answer = await askJson(pool, '/api/view', 1.5);
        const parsed = answer.ok ? viewSchema.safeParse(answer.value) : undefined;
        if (parsed?.success) seen.set(name, { at: Date.now() / 1000, edges: parsed.data.edges });
      }),
    );
  };
  const timer = pools.length > 0 ? setInterval(() => void ask(), every) : undefined;
  return {
    edges: () =>
      [...seen.values()].filter(({ at }) => Date.now() / 1000 - at < staleAfter).flatMap(({ edges }) => edges),
    stop: async () => {
      clearInterval(timer);
      await Promise.all(pools.map(({ pool }) => pool.close()));
    },
  };
};
