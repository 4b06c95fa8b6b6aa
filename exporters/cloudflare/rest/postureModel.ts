/** What posture is judged from, and what is found. */
import type { PostureFinding } from '../../../collector/catalogue/cloudflareLabels.ts';
import type { Balancer, Bots, Monitor, Pool, Rule } from './schemas.ts';

/** Of one zone; undefined: could not be read. */
export interface ZoneSettings {
  readonly zone: string;
  readonly websockets: string | undefined;
  readonly securityLevel: string | undefined;
  readonly bots: Bots | undefined;
  readonly customRules: readonly Rule[] | undefined;
  readonly rateLimits: readonly Rule[] | undefined;
}

export interface Settings {
  readonly balancers: readonly Balancer[] | undefined;
  readonly pools: readonly Pool[] | undefined;
  readonly monitors: readonly Monitor[] | undefined;
  readonly zones: readonly ZoneSettings[];
  /** Hostnames of our edges. */
  readonly hosts: readonly string[];
}

export interface PostureLine {
  /** `lb:HOST`, `pool:NAME`, `host:HOST`. */
  readonly subject: string;
  readonly finding: PostureFinding;
  /** False: it was looked at, and is right. */
  readonly found: boolean;
  /** Seconds of budget for each failure; undefined where there is no end to it, or it is not a matter of time. */
  readonly cost?: { readonly least: number; readonly most: number } | undefined;
  /** What it does and what to change. */
  readonly text: string;
}

/** Pools that a balancer sends to while all is well. */
export const poolsOf = (balancer: Balancer): readonly string[] => [
  ...new Set([
    ...(balancer.default_pools ?? []),
    ...Object.values({ ...balancer.region_pools, ...balancer.country_pools, ...balancer.pop_pools }).flat(),
  ]),
];
