/**
 * What of the settings at Cloudflare costs budget, or keeps members out, in silence. Pure: settings in, findings with
 * their cost out. What could not be read is not judged.
 */
import { poolName } from './names.ts';
import { balancerFindings } from './postureBalancer.ts';
import { hostFindings } from './postureHost.ts';
import { type PostureLine, poolsOf, type Settings, type ZoneSettings } from './postureModel.ts';
import { poolFindings } from './posturePool.ts';
import type { Balancer, Monitor, Pool } from './schemas.ts';

/** Balancers of our hostnames; all of them where none is called so. */
const oursOf = ({ balancers, hosts }: Settings): readonly Balancer[] => {
  const named = (balancers ?? []).filter(({ name }) => hosts.includes(name.toLowerCase()));
  return named.length > 0 ? named : (balancers ?? []);
};

const zoneOf = (zones: readonly ZoneSettings[], host: string): ZoneSettings | undefined =>
  zones
    .filter(({ zone }) => host === zone || host.endsWith(`.${zone}`))
    .sort((a, b) => b.zone.length - a.zone.length)[0];

export const postureOf = (settings: Settings): readonly PostureLine[] => {
  const { pools, monitors, zones, hosts } = settings;
  const balancers = oursOf(settings);
  const used = new Set(balancers.flatMap(poolsOf));
  const monitorOf = (pool: Pool): Monitor | undefined => monitors?.find(({ id }) => id === pool.monitor);
  return [
    ...balancers.flatMap((balancer) => balancerFindings(balancer, pools, monitorOf)),
    ...(pools ?? [])
      .filter(({ id, enabled }) => used.has(id) && enabled !== false)
      .flatMap((pool) => poolFindings(poolName(pool), pool, monitors, balancers)),
    ...hosts.flatMap((host) => {
      const zone = zoneOf(zones, host);
      return zone ? hostFindings(host, zone) : [];
    }),
  ];
};
