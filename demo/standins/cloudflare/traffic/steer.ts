/** Where a load balancer sends a client, by its map and by the health of pools, and what that origin makes of it. */
import type { Account, LoadBalancer, Origin, Pool } from '../account/model.ts';
import type { OriginTrouble, Snapshot } from './conditions.ts';

export interface Choice {
  readonly pool: Pool;
  readonly origin: Origin;
  readonly healthy: boolean;
  readonly trouble: OriginTrouble | undefined;
}

export const poolOf = (account: Account, id: string): Pool | undefined => account.pools.find((pool) => pool.id === id);

const served = (pool: Pool, snapshot: Snapshot): readonly Origin[] =>
  pool.origins.filter((origin) => origin.enabled && !snapshot.unhealthy.includes(origin.name));

export const poolIsHealthy = (pool: Pool, snapshot: Snapshot): boolean =>
  pool.enabled && served(pool, snapshot).length >= Math.max(1, pool.minimum_origins);

/** Codes after which the edge asks another origin of the pool, once, before the client hears of it. */
const retried: ReadonlySet<number> = new Set([521, 522, 523, 525, 526]);

const within = (pool: Pool, snapshot: Snapshot, draw: number): Origin | undefined => {
  const well = served(pool, snapshot);
  const candidates = well.length > 0 ? well : pool.origins;
  const first = candidates[Math.floor(draw * candidates.length)];
  const trouble = first && snapshot.origins[first.name];
  if (trouble?.originStatus !== 0 || !retried.has(trouble.status)) return first;
  return candidates.find((origin) => snapshot.origins[origin.name] === undefined) ?? first;
};

/** @param draw chance, from 0 to 1, which of the pool's origins it is */
export const steerTo = (
  account: Account,
  balancer: LoadBalancer,
  client: { readonly region: string; readonly country: string },
  snapshot: Snapshot,
  draw: number,
): Choice | undefined => {
  const mapped = balancer.country_pools[client.country] ?? balancer.region_pools[client.region] ?? [];
  const candidates = [...new Set([...mapped, ...balancer.default_pools])].flatMap((id) => poolOf(account, id) ?? []);
  const pool = candidates.find((each) => poolIsHealthy(each, snapshot)) ?? poolOf(account, balancer.fallback_pool);
  const origin = pool && within(pool, snapshot, draw);
  return origin && { pool, origin, healthy: poolIsHealthy(pool, snapshot), trouble: snapshot.origins[origin.name] };
};
