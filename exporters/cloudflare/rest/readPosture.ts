/** The settings at Cloudflare, read once: for people who ask. */
import type { FleetCloudflare } from '../../../collector/config/fleetCloudflare.ts';
import type { CloudflareClient } from '../client.ts';
import { createRestAsker } from './ask.ts';
import { originName, poolName } from './names.ts';
import { postureOf } from './posture.ts';
import type { PostureLine } from './postureModel.ts';
import { accountsOf, readBalancers, readMonitors, readPools, readZoneSettings, readZones } from './readSettings.ts';

const unrecorded = { set: () => undefined, inc: () => undefined, clear: () => undefined };

/** How a pool and its origins are called. */
export interface PoolNames {
  readonly name: string;
  readonly origins: readonly string[];
}

export interface PostureRead {
  readonly lines: readonly PostureLine[];
  /** What could not be read, as sentences; never a text of Cloudflare's. */
  readonly unread: readonly string[];
  readonly pools: readonly PoolNames[];
}

export const readPosture = async (
  client: Pick<CloudflareClient, 'rest' | 'now'>,
  cloudflare: Pick<FleetCloudflare, 'account' | 'zones' | 'hosts'>,
): Promise<PostureRead> => {
  const failed = new Set<string>();
  let zonesFailed = false;
  const ask = createRestAsker({
    client,
    recorder: unrecorded,
    failed: (about, { kind }, needs) => {
      const why = kind === 'auth' ? `refused; it needs ${needs}` : kind;
      failed.add(`${about.replaceAll('_', ' ')} could not be read: ${why}.`);
      zonesFailed ||= about === 'zones';
    },
  });
  const zones = (await readZones(ask, cloudflare)) ?? [];
  const accounts = accountsOf(cloudflare.account, zones);
  const [byZone, pools, monitors, settings] = await Promise.all([
    readBalancers(ask, zones),
    readPools(ask, accounts),
    readMonitors(ask, accounts),
    Promise.all(zones.map((zone) => readZoneSettings(ask, zone))),
  ]);
  const known = [...byZone.values()];
  const balancers = known.includes(undefined) ? undefined : known.flatMap((list) => list ?? []);
  const missing = zonesFailed ? [] : cloudflare.zones.filter((name) => !zones.some((zone) => zone.name === name));
  return {
    lines: postureOf({ balancers, pools, monitors, zones: settings, hosts: cloudflare.hosts }),
    unread: [...failed, ...missing.map((name) => `zone ${name} is not among those that the token sees.`)],
    pools: (pools ?? []).map((pool) => ({
      name: poolName(pool),
      origins: (pool.origins ?? []).map((_, place) => originName(pool, place)),
    })),
  };
};
