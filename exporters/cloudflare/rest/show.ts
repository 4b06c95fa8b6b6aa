/** Turns what is known by REST into series. Names only; no address is in any of them. */
import { cloudflarePoolStates, type PoolRole } from '../../../collector/catalogue/cloudflareLabels.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { oneHot, type SetLevel } from '../../levels.ts';
import { drainTimeOf } from './drain.ts';
import { poolName } from './names.ts';
import { fallbackActive, poolStateOf, type RegionHealth } from './poolHealth.ts';
import type { PostureLine } from './postureModel.ts';
import type { Balancer, Monitor, Pool } from './schemas.ts';

export interface HealthReading {
  readonly pools: readonly Pool[];
  /** Zone → balancers. */
  readonly balancers: ReadonlyMap<string, readonly Balancer[]>;
  /** Pool id → health by region; only what is fresh. */
  readonly regions: ReadonlyMap<string, readonly RegionHealth[]>;
  /** Whether the list of pools is fresh: else its word of their health is not believed. */
  readonly fresh: boolean;
}

export const showHealth = (set: SetLevel, { pools, balancers, regions, fresh }: HealthReading): void => {
  const stateOf = new Map(
    pools.map((pool) => [pool.id, fresh ? poolStateOf(pool, regions.get(pool.id)) : ('unknown' as const)]),
  );
  for (const each of pools) {
    const pool = poolName(each);
    oneHot(cloudflarePoolStates, stateOf.get(each.id) ?? 'unknown', (state, level) =>
      set(metrics.cfPoolState, { pool, state }, level),
    );
    for (const { region, healthy, origins } of regions.get(each.id) ?? []) {
      if (healthy !== undefined) set(metrics.cfPoolRegion, { pool, region }, healthy ? 1 : 0);
      for (const { origin, healthy: well, rtt, failure } of origins) {
        if (well !== undefined) set(metrics.cfOriginHealthy, { pool, origin, region }, well ? 1 : 0);
        if (failure !== undefined) set(metrics.cfMonitorFailure, { pool, origin, region, reason: failure }, 1);
        if (rtt !== undefined) set(metrics.cfMonitorRtt, { pool, origin, region }, rtt);
      }
    }
  }
  for (const [zone, list] of balancers) {
    for (const balancer of list) {
      if (balancer.enabled === false) continue;
      const active = fallbackActive((balancer.default_pools ?? []).map((id) => stateOf.get(id)));
      if (active !== undefined) set(metrics.cfFallback, { zone, lb: balancer.name }, active ? 1 : 0);
    }
  }
};

/** Region codes of Cloudflare, countries and data centres: short words. */
const placeOf = (place: string): string => place.replaceAll(/[^\w-]/g, '').slice(0, 20);

export const showMap = (
  set: SetLevel,
  pools: readonly Pool[],
  balancers: ReadonlyMap<string, readonly Balancer[]>,
): void => {
  const nameOf = (id: string): string => {
    const pool = pools.find((each) => each.id === id);
    return pool ? poolName(pool) : `pool-${id.slice(0, 6)}`;
  };
  for (const [zone, list] of balancers) {
    for (const { name: lb, default_pools, fallback_pool, region_pools, country_pools, pop_pools } of list) {
      const tell = (role: PoolRole, region: string, ids: readonly string[]): void => {
        for (const id of ids) set(metrics.cfBalancerPool, { zone, lb, pool: nameOf(id), role, region }, 1);
      };
      tell('default', 'all', default_pools ?? []);
      tell('fallback', 'all', fallback_pool ? [fallback_pool] : []);
      for (const [role, places] of [
        ['region', region_pools],
        ['country', country_pools],
        ['pop', pop_pools],
      ] as const)
        for (const [place, ids] of Object.entries(places ?? {})) tell(role, placeOf(place), ids);
    }
  }
};

export const showPosture = (
  set: SetLevel,
  lines: readonly PostureLine[],
  pools: readonly Pool[] | undefined,
  monitors: readonly Monitor[] | undefined,
): void => {
  for (const { subject, finding, found } of lines) set(metrics.cfPosture, { subject, finding }, found ? 1 : 0);
  for (const pool of pools ?? []) {
    const monitor = monitors?.find(({ id }) => id === pool.monitor);
    if (monitor) set(metrics.cfDrainSeconds, { pool: poolName(pool) }, drainTimeOf(monitor).most);
  }
};
