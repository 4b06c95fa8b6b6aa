/** What is read by REST, step by step; each fails alone, and what was read before is not taken for new. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { metrics } from '../../../collector/catalogue/index.ts';
import type { FleetCloudflare } from '../../../collector/config/fleetCloudflare.ts';
import { type Log, silentLog } from '../../../collector/log.ts';
import { createLevels, type LevelRecorder } from '../../levels.ts';
import type { CloudflareClient } from '../client.ts';
import { answerOf, createRestAsker } from './ask.ts';
import { createHealthEvents } from './eventsStep.ts';
import { createPoolHealth } from './healthStep.ts';
import type { Keeper } from './keep.ts';
import { type OriginNames, originNamesOf, plainAddress } from './names.ts';
import { createPostureWatch } from './postureStep.ts';
import {
  accountsOf,
  type OwnedPool,
  readBalancers,
  readMonitors,
  readPools,
  readZoneSettings,
  readZones,
} from './readSettings.ts';
import { addressesSchema, type Balancer, type Zone } from './schemas.ts';
import { verifyToken } from './token.ts';
import { withinBudget } from './withinBudget.ts';

export interface StepsOptions {
  readonly cloudflare: Pick<FleetCloudflare, 'account' | 'zones' | 'hosts'>;
  readonly client: Pick<CloudflareClient, 'rest' | 'now'>;
  readonly recorder: LevelRecorder;
  readonly keeper: Keeper;
  readonly log?: Log;
  readonly addressesOf?: (host: string) => Promise<readonly string[]>;
  /** Monotonic ms. */
  readonly mono?: () => number;
}

/** Whether it has done all that it had to; it is tried again sooner where not. */
type Step = () => Promise<boolean>;

export interface RestSteps {
  readonly token: Step;
  readonly config: Step;
  readonly pools: Step;
  readonly health: Step;
  readonly events: Step;
  readonly originNames: () => OriginNames;
  /** Ids of the zones by name, once what belongs to them has been asked for. */
  readonly zoneIds: () => ReadonlyMap<string, string>;
  /** The ranges of Cloudflare's edge; undefined while it does not tell. */
  readonly ranges: () => Promise<readonly string[] | undefined>;
}

const lookUp = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);

export const createSteps = ({
  cloudflare,
  client,
  recorder: unbounded,
  keeper,
  log = silentLog,
  addressesOf = lookUp,
  mono = () => performance.now(),
}: StepsOptions): RestSteps => {
  const recorder = withinBudget(unbounded, log);
  /** Whether the token itself was refused when the zones were asked for last. */
  let refused = false;
  const ask = createRestAsker({
    client,
    recorder,
    log,
    failed: (about, { token }) => {
      if (about === 'zones') refused = token === true;
    },
  });
  const kept = keeper.read();
  const changes = createHealthEvents(ask, recorder, kept.changes);
  const posture = createPostureWatch(recorder, log, kept.drift);
  const health = createPoolHealth({ ask, recorder, mono });
  const tokenLevels = createLevels(recorder);
  let zones: readonly Zone[] = [];
  let zoneIds: ReadonlyMap<string, string> = new Map();
  let accounts = accountsOf(cloudflare.account, zones);
  let balancers: ReadonlyMap<string, readonly Balancer[]> = new Map();
  let expires: number | undefined;
  let tokenPath: string | undefined;
  let resolved: ReadonlyMap<string, readonly string[]> = new Map();

  const keep = (): void => {
    try {
      keeper.write({ version: 1, changes: changes.state(), drift: posture.state() });
    } catch {
      log.error({}, 'what Cloudflare told could not be kept');
    }
  };

  const takePools = (list: readonly OwnedPool[] | undefined): void => {
    if (!list) return;
    health.take(list);
    changes.open(list);
  };

  /** A name that does not resolve now keeps what it was last. */
  const resolveOrigins = async (): Promise<void> => {
    const hosts = health.pools().flatMap(({ origins }) => (origins ?? []).map(({ address }) => plainAddress(address)));
    const names = [...new Set(hosts)].filter((host) => isIP(host) === 0);
    const found = await Promise.all(
      names.map(async (host) => [host, await addressesOf(host).catch(() => resolved.get(host) ?? [])] as const),
    );
    resolved = new Map(found);
  };

  return {
    token: async () => {
      const { valid, expires: told, path } = await verifyToken(ask, accounts, { path: tokenPath, refused });
      // Where nobody could be asked, it is still whose it was.
      tokenPath = path ?? (valid === undefined ? tokenPath : undefined);
      // Of a token that was refused nothing new is known.
      if (valid === true) expires = told;
      tokenLevels.round((set) => {
        if (valid !== undefined) set(metrics.cfTokenValid, {}, valid ? 1 : 0);
        if (expires !== undefined) set(metrics.cfTokenExpiry, {}, expires);
      });
      return valid === true;
    },

    config: async () => {
      const seen = await readZones(ask, cloudflare);
      zones = seen ?? zones;
      if (seen) refused = false;
      accounts = accountsOf(cloudflare.account, zones);
      const [byZone, list, monitors, settings] = await Promise.all([
        readBalancers(ask, zones),
        readPools(ask, accounts),
        readMonitors(ask, accounts),
        Promise.all(zones.map((zone) => readZoneSettings(ask, zone))),
      ]);
      takePools(list);
      // The map does not change because a question failed.
      const known = zones.map(({ name }) => [name, byZone.get(name) ?? balancers.get(name) ?? []] as const);
      balancers = new Map(known);
      const told = zones.length > 0 && zones.every(({ name }) => byZone.get(name) !== undefined);
      posture.take({
        balancers: told ? [...balancers.values()].flat() : undefined,
        pools: list,
        monitors,
        zones: settings,
        hosts: cloudflare.hosts,
      });
      keep();
      await resolveOrigins();
      zoneIds = new Map(zones.map(({ name, id }) => [name, id]));
      health.show(balancers);
      return seen !== undefined && told && list !== undefined && monitors !== undefined;
    },

    pools: async () => {
      const list = await readPools(ask, accounts);
      takePools(list);
      health.show(balancers);
      return list !== undefined;
    },

    health: async () => {
      const told = await health.read();
      health.show(balancers);
      return told;
    },

    events: async () => {
      const done = await changes.read(accounts, health.pools());
      if (done) keep();
      return done;
    },

    zoneIds: () => zoneIds,

    originNames: () => originNamesOf(health.pools(), [...balancers.values()].flat(), resolved),

    ranges: async () => {
      const told = answerOf(await ask.one('posture', '/ips', addressesSchema));
      return told && [...told.ipv4_cidrs, ...told.ipv6_cidrs];
    },
  };
};
