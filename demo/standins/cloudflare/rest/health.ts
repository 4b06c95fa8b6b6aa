/** Health of pools and origins as REST tells it, from what the monitors believe now; and the changes that it logs. */
import type { Pool } from '../account/model.ts';
import { chance, idOf } from '../chance.ts';
import type { Snapshot } from '../traffic/conditions.ts';
import { poolIsHealthy } from '../traffic/steer.ts';
import type { World } from '../world.ts';

/** How Cloudflare names the places that its monitors of a region ask from. */
const places: Readonly<Record<string, readonly string[]>> = {
  WEU: ['Amsterdam, NL', 'Frankfurt, DE', 'London, GB'],
  ENAM: ['Ashburn, VA, US', 'Chicago, IL, US', 'Newark, NJ, US'],
  SEAS: ['Singapore, SG', 'Kuala Lumpur, MY', 'Jakarta, ID'],
};

/** A Go duration: `12.1ms`, `1.2s`. */
const goDuration = (ms: number): string =>
  ms >= 1000 ? `${Number((ms / 1000).toFixed(3))}s` : `${Number(ms.toFixed(1))}ms`;

const reasons: Readonly<Record<number, string>> = {
  521: 'TCP connection failed',
  522: 'TCP connection timeout',
  523: 'No route to host',
};

export const isMonitored = (world: World, pool: Pool): boolean =>
  pool.monitor !== undefined && !world.troubles.unmonitored.includes(pool.name);

const originHealth = (world: World, snapshot: Snapshot, name: string, place: string) => {
  const healthy = !snapshot.unhealthy.includes(name);
  const trouble = snapshot.origins[name];
  if (healthy) {
    const ms = 9 + chance(name, place, Math.floor(world.now() / 60_000)) * 4;
    return { healthy, failure_reason: 'No failures', response_code: 200, rtt: goDuration(ms) };
  }
  const answered = trouble !== undefined && trouble.originStatus > 0;
  return {
    healthy,
    failure_reason: answered
      ? 'Response code mismatch error'
      : (reasons[trouble?.status ?? 0] ?? 'HTTP timeout occurred'),
    response_code: answered ? trouble.originStatus : 0,
    rtt: answered ? goDuration(201.5) : '0s',
  };
};

/** `GET …/pools/{id}/health`; undefined where nothing is known because nobody looks. */
export const poolHealth = (world: World, pool: Pool): unknown => {
  if (!isMonitored(world, pool)) return undefined;
  const snapshot = world.conditions.at(world.now());
  const seen = pool.check_regions.flatMap((region) => places[region] ?? [region]);
  const healthy = poolIsHealthy(pool, snapshot);
  return {
    pool_id: pool.id,
    pop_health: Object.fromEntries(
      seen.map((place) => [
        place,
        {
          healthy,
          origins: pool.origins.map(({ name, address }) => ({ [address]: originHealth(world, snapshot, name, place) })),
        },
      ]),
    ),
  };
};

/** A pool as the list of pools has it. `healthy` is there only where a monitor looks, and not always then. */
export const listedPool = (world: World, pool: Pool): unknown => {
  const monitored = isMonitored(world, pool);
  const tells = monitored && !world.troubles.healthMissing;
  const snapshot = world.conditions.at(world.now());
  const { monitor, origins, ...rest } = pool;
  return {
    ...{
      ...rest,
      description: '',
      created_on: '2026-01-05T10:00:00Z',
      modified_on: '2026-01-05T10:00:00Z',
      notification_email: '',
    },
    ...(monitored ? { monitor } : {}),
    ...(tells ? { healthy: poolIsHealthy(pool, snapshot) } : {}),
    origins: origins.map((origin) => ({
      ...origin,
      ...(tells ? { healthy: !snapshot.unhealthy.includes(origin.name) } : {}),
    })),
  };
};

export interface HealthEvent {
  readonly id: string;
  readonly timestamp: string;
  readonly pool: {
    readonly id: string;
    readonly name: string;
    readonly healthy: boolean;
    readonly changed: boolean;
    readonly minimum_origins: number;
  };
  readonly origins: readonly unknown[];
}

/** Changes of health as the balancer logs them, oldest first. */
export const healthEvents = (world: World): readonly HealthEvent[] => {
  let before: Snapshot = { origins: {}, edges: {}, unhealthy: [] };
  return world.conditions.changes().flatMap(({ at, snapshot }) => {
    const was = before;
    before = snapshot;
    const turned = (name: string): boolean => was.unhealthy.includes(name) !== snapshot.unhealthy.includes(name);
    return world.account.pools
      .filter((pool) => isMonitored(world, pool) && pool.origins.some(({ name }) => turned(name)))
      .map((pool): HealthEvent => {
        const healthy = poolIsHealthy(pool, snapshot);
        return {
          id: idOf('event', pool.id, String(at)),
          timestamp: new Date(at).toISOString(),
          pool: {
            id: pool.id,
            name: pool.name,
            healthy,
            changed: healthy !== poolIsHealthy(pool, was),
            minimum_origins: pool.minimum_origins,
          },
          origins: pool.origins.map(({ name, address, enabled }) => {
            const { failure_reason } = originHealth(world, snapshot, name, '');
            return {
              name,
              address,
              ip: address,
              enabled,
              healthy: !snapshot.unhealthy.includes(name),
              changed: turned(name),
              failure_reason,
            };
          }),
        };
      });
  });
};
