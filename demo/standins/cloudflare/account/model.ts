/** What is configured at the simulated Cloudflare, as its REST API tells it. Ids are 32 hex digits. */

export const plans = ['free', 'pro', 'business', 'enterprise'] as const;
export type Plan = (typeof plans)[number];

export interface Origin {
  readonly name: string;
  readonly address: string;
  readonly enabled: boolean;
  readonly weight: number;
}

export interface Monitor {
  readonly id: string;
  readonly type: string;
  readonly description: string;
  readonly method: string;
  readonly path: string;
  readonly port: number;
  readonly interval: number;
  readonly retries: number;
  readonly timeout: number;
  readonly expected_codes: string;
  readonly expected_body: string;
  readonly follow_redirects: boolean;
  readonly allow_insecure: boolean;
  readonly consecutive_up: number;
  readonly consecutive_down: number;
}

export interface Pool {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly minimum_origins: number;
  /** Id; without one Cloudflare knows nothing of its health. */
  readonly monitor?: string;
  readonly check_regions: readonly string[];
  readonly latitude: number;
  readonly longitude: number;
  readonly origins: readonly Origin[];
}

export interface LoadBalancer {
  readonly id: string;
  /** The hostname. */
  readonly name: string;
  readonly enabled: boolean;
  readonly proxied: boolean;
  readonly ttl?: number;
  readonly steering_policy: string;
  /** Pool ids. */
  readonly default_pools: readonly string[];
  readonly fallback_pool: string;
  readonly region_pools: Readonly<Record<string, readonly string[]>>;
  readonly country_pools: Readonly<Record<string, readonly string[]>>;
  readonly pop_pools: Readonly<Record<string, readonly string[]>>;
  readonly session_affinity: string;
  readonly adaptive_routing: { readonly failover_across_pools: boolean };
}

/** A hostname of a zone and how busy it is. Without a balancer it has one origin. */
export interface Host {
  readonly name: string;
  /** Requests a second. */
  readonly rate: number;
  readonly balancer?: string;
  readonly origin?: string;
  /** Share that the cache answers. */
  readonly cached?: number;
}

export interface HealthCheck {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly type: string;
  readonly interval: number;
  readonly check_regions: readonly string[];
  /** Name of the origin whose condition it shows. */
  readonly origin: string;
}

export interface Rule {
  readonly id: string;
  readonly action: string;
  readonly expression: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly ratelimit?: {
    readonly characteristics: readonly string[];
    readonly period: number;
    readonly requests_per_period: number;
    readonly mitigation_timeout: number;
  };
}

export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly plan: Plan;
  readonly hosts: readonly Host[];
  readonly balancers: readonly LoadBalancer[];
  readonly healthChecks: readonly HealthCheck[];
  readonly settings: Readonly<Record<string, string | number>>;
  readonly botManagement: Readonly<Record<string, unknown>>;
  /** Phase (`http_ratelimit`) → its rules; a phase without an entry has no ruleset. */
  readonly rules: Readonly<Record<string, readonly Rule[]>>;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly zones: readonly Zone[];
  readonly pools: readonly Pool[];
  readonly monitors: readonly Monitor[];
}
