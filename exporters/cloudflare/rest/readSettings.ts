/** Reads what is configured at Cloudflare. What cannot be read is undefined, and everything else goes on. */
import type { FleetCloudflare } from '../../../collector/config/fleetCloudflare.ts';
import { posturePermissions as needs } from '../permissions.ts';
import { answerOf, type RestAsker } from './ask.ts';
import type { ZoneSettings } from './postureModel.ts';
import {
  type Balancer,
  balancerSchema,
  botsSchema,
  type Monitor,
  monitorSchema,
  type Pool,
  poolSchema,
  type Rule,
  rulesetListSchema,
  rulesetSchema,
  settingSchema,
  type Zone,
  zoneSchema,
} from './schemas.ts';

/** Cloudflare's largest page of zones. */
const perPage = 50;

/** Those of fleet.yaml that the token sees. Undefined: not to be had. */
export const readZones = async (
  ask: RestAsker,
  { account, zones }: Pick<FleetCloudflare, 'account' | 'zones'>,
): Promise<readonly Zone[] | undefined> => {
  const owner = account ? `&account.id=${account}` : '';
  const all = answerOf(await ask.all('zones', `/zones?status=active&per_page=${perPage}${owner}`, zoneSchema));
  if (!all) return undefined;
  ask.done('zones');
  return all.filter(({ name }) => zones.includes(name));
};

export const accountsOf = (configured: string | undefined, zones: readonly Zone[]): readonly string[] =>
  configured ? [configured] : [...new Set(zones.flatMap(({ account }) => account?.id ?? []))];

/** Zone → its balancers; undefined where they are not to be had. */
export const readBalancers = async (
  ask: RestAsker,
  zones: readonly Zone[],
): Promise<ReadonlyMap<string, readonly Balancer[] | undefined>> => {
  const read = await Promise.all(
    zones.map(async ({ id, name }) => {
      const list = answerOf(
        await ask.one('load_balancers', `/zones/${id}/load_balancers`, balancerSchema.array().nullable()),
      );
      return [name, list === undefined ? undefined : (list ?? [])] as const;
    }),
  );
  if (zones.length > 0 && read.every(([, list]) => list !== undefined)) ask.done('load_balancers');
  return new Map(read);
};

/** Of all accounts; undefined when one of them does not tell: half a list is none. */
const ofAccounts = async <T>(
  accounts: readonly string[],
  readOne: (account: string) => Promise<readonly T[] | null | undefined>,
): Promise<readonly T[] | undefined> => {
  if (accounts.length === 0) return undefined;
  const lists = await Promise.all(accounts.map(readOne));
  return lists.includes(undefined) ? undefined : lists.flatMap((list) => list ?? []);
};

/** A pool, and whose it is. */
export type OwnedPool = Pool & { readonly account: string };

export const readPools = async (
  ask: RestAsker,
  accounts: readonly string[],
): Promise<readonly OwnedPool[] | undefined> => {
  const pools = await ofAccounts(accounts, async (account) => {
    const path = `/accounts/${account}/load_balancers/pools`;
    const list = answerOf(await ask.one('pools', path, poolSchema.array().nullable()));
    return list?.map((pool): OwnedPool => ({ ...pool, account })) ?? (list === null ? [] : undefined);
  });
  if (pools) ask.done('pools');
  return pools;
};

export const readMonitors = async (
  ask: RestAsker,
  accounts: readonly string[],
): Promise<readonly Monitor[] | undefined> => {
  const monitors = await ofAccounts(accounts, async (account) =>
    answerOf(
      await ask.one('monitors', `/accounts/${account}/load_balancers/monitors`, monitorSchema.array().nullable()),
    ),
  );
  if (monitors) ask.done('monitors');
  return monitors;
};

/** Rules of the zone's own ruleset of a phase; none where it has no such ruleset. */
const readRules = async (
  ask: RestAsker,
  zone: Zone,
  sets: readonly {
    readonly id: string;
    readonly phase?: string | null | undefined;
    readonly kind?: string | null | undefined;
  }[],
  phase: string,
): Promise<readonly Rule[] | undefined> => {
  const own = sets.find((set) => set.phase === phase && set.kind === 'zone');
  if (!own) return [];
  const path = `/zones/${zone.id}/rulesets/${own.id}`;
  const read = answerOf(await ask.one('posture', path, rulesetSchema, needs.rules));
  return read && (read.rules ?? []);
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const readZoneSettings = async (ask: RestAsker, zone: Zone): Promise<ZoneSettings> => {
  const setting = async (name: string): Promise<string | undefined> =>
    textOf(
      answerOf(await ask.one('posture', `/zones/${zone.id}/settings/${name}`, settingSchema, needs.settings))?.value,
    );
  const [websockets, securityLevel, bots, sets] = await Promise.all([
    setting('websockets'),
    setting('security_level'),
    ask.one('posture', `/zones/${zone.id}/bot_management`, botsSchema, needs.bots).then(answerOf),
    ask.one('posture', `/zones/${zone.id}/rulesets`, rulesetListSchema, needs.rules).then(answerOf),
  ]);
  const [customRules, rateLimits] = await Promise.all(
    ['http_request_firewall_custom', 'http_ratelimit'].map((phase) => sets && readRules(ask, zone, sets, phase)),
  );
  const settings = { zone: zone.name, websockets, securityLevel, bots, customRules, rateLimits };
  if (Object.values(settings).filter((value) => value !== undefined).length > 1) ask.done('posture');
  return settings;
};
