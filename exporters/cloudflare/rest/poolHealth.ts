/** What monitors say of a pool, by region, and what follows for the pool as a whole. Unknown is neither. Pure. */
import type { CloudflarePoolState, MonitorFailure } from '../../../collector/catalogue/cloudflareLabels.ts';
import { goDuration } from './goDuration.ts';
import { originName, plainAddress } from './names.ts';
import type { Pool, PoolHealthAnswer } from './schemas.ts';

export interface RegionHealth {
  readonly region: string;
  readonly healthy: boolean | undefined;
  readonly origins: readonly {
    readonly origin: string;
    readonly healthy: boolean | undefined;
    /** Seconds. */
    readonly rtt: number | undefined;
    /** Why it is called unwell; undefined while it is not. */
    readonly failure: MonitorFailure | undefined;
  }[];
}

/** Sentences of Cloudflare's monitors, by what they speak of; the first that matches. */
const failures: readonly (readonly [RegExp, MonitorFailure])[] = [
  [/response code/i, 'response_code'],
  [/response body/i, 'response_body'],
  [/tls|ssl|certificate|handshake/i, 'tls'],
  [/dns|resol/i, 'dns'],
  [/time(d )?[ -]?out/i, 'timeout'],
  [/reset/i, 'reset'],
  [/refused|tcp connection failed|connection failed/i, 'refused'],
];
const failureOf = (sentence: string | null | undefined): MonitorFailure =>
  failures.find(([words]) => words.test(sentence ?? ''))?.[1] ?? 'other';

/** Origins that the pool does not list (any more) are left out: they have no name. */
export const regionsOf = (pool: Pool, { pop_health }: PoolHealthAnswer): readonly RegionHealth[] => {
  const placeOf = new Map((pool.origins ?? []).map(({ address }, place) => [plainAddress(address), place]));
  const told = Object.entries(pop_health ?? {}).flatMap(([region, seen]) => (seen ? [{ region, ...seen }] : []));
  return told.map(({ region, healthy, origins }) => ({
    region,
    healthy: healthy ?? undefined,
    origins: (origins ?? [])
      .flatMap(Object.entries<NonNullable<typeof origins>[number][string]>)
      .flatMap(([address, seen]) => {
        const place = placeOf.get(plainAddress(address));
        if (place === undefined) return [];
        return [
          {
            origin: originName(pool, place),
            healthy: seen.healthy ?? undefined,
            // "0s" stands for "was not measured".
            rtt: (seen.rtt ? goDuration(seen.rtt) : undefined) || undefined,
            failure: seen.healthy === false ? failureOf(seen.failure_reason) : undefined,
          },
        ];
      }),
  }));
};

/** What most regions that say anything say; undefined when none does, or they are divided. */
const majority = (said: readonly (boolean | undefined)[]): boolean | undefined => {
  const yes = said.filter((each) => each === true).length;
  const no = said.filter((each) => each === false).length;
  return yes === no ? undefined : yes > no;
};

/**
 * Cloudflare's own word where it gives one; else by its rule: an origin is what most regions see, and a pool with fewer
 * healthy origins than it needs is critical.
 * @param regions undefined while they are not known
 */
export const poolStateOf = (pool: Pool, regions: readonly RegionHealth[] | undefined): CloudflarePoolState => {
  if (pool.enabled === false) return 'disabled';
  const origins = (pool.origins ?? []).flatMap((origin, place) => {
    if (origin.enabled === false) return [];
    const name = originName(pool, place);
    const seen = (regions ?? []).flatMap((region) => region.origins.filter(({ origin: each }) => each === name));
    return [origin.healthy ?? majority(seen.map(({ healthy }) => healthy))];
  });
  const down = origins.filter((healthy) => healthy === false).length;
  const up = origins.filter((healthy) => healthy === true).length;
  const whole = pool.healthy ?? majority((regions ?? []).map(({ healthy }) => healthy));
  const needed = Math.max(1, pool.minimum_origins ?? 1);
  if (pool.healthy === false) return 'critical';
  if (pool.healthy == null && down > 0 && origins.length - down < needed) return 'critical';
  if (whole === false) return 'critical';
  if (whole === true || up >= needed) return down > 0 ? 'degraded' : 'healthy';
  return 'unknown';
};

/** Whether the fallback pool serves: every default pool is out. Undefined while one of them is unknown. */
export const fallbackActive = (states: readonly (CloudflarePoolState | undefined)[]): boolean | undefined => {
  if (states.some((state) => state === 'healthy' || state === 'degraded')) return false;
  if (states.length === 0 || states.some((state) => state === undefined || state === 'unknown')) return undefined;
  return true;
};
