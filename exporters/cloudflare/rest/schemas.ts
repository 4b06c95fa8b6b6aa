/**
 * What is read of Cloudflare's REST answers: the few fields that are needed, tolerant of everything else. Fields differ by
 * plan, so nearly all are optional; a missing `healthy` is unknown, never healthy.
 * Source: https://developers.cloudflare.com/api, resources load_balancers, zones, user/tokens and rulesets.
 */
import { z } from 'zod';

const text = () => z.string();
const maybe = <T extends z.ZodType>(schema: T) => schema.nullish();
/** What only refines: one that is odd is not known, and refuses nothing beside it. */
const rough = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined);
/** A plan that lacks a thing gives null for its list. */
const list = <T extends z.ZodType>(item: T) => z.array(item).nullish();
const byPlace = () => z.record(z.string(), z.array(z.string())).nullish();

export const tokenSchema = z.object({ status: text(), expires_on: maybe(text()), not_before: maybe(text()) });

export const zoneSchema = z.object({
  id: text(),
  name: text(),
  status: maybe(text()),
  account: maybe(z.object({ id: text() })),
});
export type Zone = z.output<typeof zoneSchema>;

export const balancerSchema = z.object({
  id: text(),
  name: text(),
  enabled: maybe(z.boolean()),
  proxied: maybe(z.boolean()),
  steering_policy: maybe(text()),
  default_pools: list(text()),
  fallback_pool: maybe(text()),
  region_pools: byPlace(),
  country_pools: byPlace(),
  pop_pools: byPlace(),
  adaptive_routing: maybe(z.object({ failover_across_pools: maybe(z.boolean()) })),
});
export type Balancer = z.output<typeof balancerSchema>;

export const poolSchema = z.object({
  id: text(),
  name: text(),
  enabled: maybe(z.boolean()),
  minimum_origins: rough(z.number()),
  monitor: maybe(text()),
  healthy: rough(z.boolean()),
  check_regions: rough(z.array(text())),
  origins: list(
    z.object({
      name: maybe(text()),
      address: text(),
      enabled: maybe(z.boolean()),
      weight: rough(z.number()),
      healthy: rough(z.boolean()),
    }),
  ),
});
export type Pool = z.output<typeof poolSchema>;

export const monitorSchema = z.object({
  id: text(),
  type: maybe(text()),
  path: maybe(text()),
  expected_codes: maybe(text()),
  expected_body: maybe(text()),
  interval: maybe(z.number()),
  timeout: maybe(z.number()),
  retries: maybe(z.number()),
  consecutive_down: maybe(z.number()),
});
export type Monitor = z.output<typeof monitorSchema>;

/** Region → whether it is healthy there, and its origins as maps of one key, their address. */
export const poolHealthSchema = z.object({
  pop_health: maybe(
    z
      .record(
        z.string(),
        rough(
          z.object({
            healthy: maybe(z.boolean()),
            origins: list(
              z.record(
                z.string(),
                z.object({
                  healthy: maybe(z.boolean()),
                  failure_reason: maybe(text()),
                  response_code: rough(z.number()),
                  rtt: rough(text()),
                }),
              ),
            ),
          }),
        ),
      )
      // Where no region can be read, the answer as a whole was not.
      .refine((regions) => Object.keys(regions).length === 0 || Object.values(regions).some(Boolean)),
  ),
});
export type PoolHealthAnswer = z.output<typeof poolHealthSchema>;

export const eventSchema = z.object({
  id: z.union([text(), z.number()]).transform(String),
  timestamp: text(),
  pool: maybe(
    z.object({ id: maybe(text()), name: maybe(text()), healthy: maybe(z.boolean()), changed: maybe(z.boolean()) }),
  ),
});
export type HealthEvent = z.output<typeof eventSchema>;

export const settingSchema = z.object({ id: text(), value: z.unknown() });

export const botsSchema = z.object({
  fight_mode: maybe(z.boolean()),
  sbfm_definitely_automated: maybe(text()),
  sbfm_likely_automated: maybe(text()),
});
export type Bots = z.output<typeof botsSchema>;

export const rulesetListSchema = z.array(z.object({ id: text(), phase: maybe(text()), kind: maybe(text()) }));

export const ruleSchema = z.object({
  action: maybe(text()),
  enabled: maybe(z.boolean()),
  expression: maybe(text()),
  action_parameters: maybe(z.object({ ruleset: maybe(text()), phases: list(text()) })),
  ratelimit: maybe(z.object({ period: maybe(z.number()), requests_per_period: maybe(z.number()) })),
});
export type Rule = z.output<typeof ruleSchema>;
export const rulesetSchema = z.object({ rules: list(ruleSchema) });

export const addressesSchema = z.object({ ipv4_cidrs: z.array(text()), ipv6_cidrs: z.array(text()) });
