/** Everything that can be wrong with the simulated Cloudflare, as one object that a control API sets. */
import { z } from 'zod';

/** Permissions of a token, by what they open. */
export const permissions = [
  'zone_analytics',
  'account_analytics',
  'zone_read',
  'load_balancers',
  'pools',
  'health_checks',
  'zone_settings',
  'zone_waf',
  'bot_management',
] as const;
export type Permission = (typeof permissions)[number];

/**
 * How a request is failed before it is read: `budget` is GraphQL's own refusal in a 200; `too_many_nodes` and
 * `resources` are its limits; `429` comes with a `Retry-After` and `429_bare` without; `auth` and `headers` are the
 * REST body of a bad and of a missing token; `cut` breaks the JSON in the middle.
 */
export const faultKinds = [
  ...(['budget', 'too_many_nodes', 'resources', '429', '429_bare', 'auth', 'headers', 'html', 'empty', 'cut'] as const),
  ...(['500', '502', '503', 'hang', 'reset'] as const),
] as const;
export type FaultKind = (typeof faultKinds)[number];

const faultSchema = z.strictObject({
  kind: z.enum(faultKinds),
  on: z.enum(['graphql', 'rest', 'all']).default('graphql'),
  /** Part of the path of a REST call, or the name of a dataset in a document. */
  about: z.string().optional(),
  /** How many requests it fails; for ever unless given. */
  times: z.number().int().positive().optional(),
});
export type Fault = z.output<typeof faultSchema>;

const seconds = z
  .number()
  .min(0)
  .max(86_400 * 40);
const datasetLimits = z.strictObject({
  enabled: z.boolean().optional(),
  maxDuration: z.number().int().positive().optional(),
  notOlderThan: z.number().int().positive().optional(),
  maxPageSize: z.number().int().positive().optional(),
  maxNumberOfFields: z.number().int().positive().optional(),
});
export type DatasetLimits = z.output<typeof datasetLimits>;

export const troublesSchema = z.strictObject({
  /** Seconds until analytics know of a request: that all take, up to how many more, and stragglers. */
  lag: seconds.default(60),
  jitter: seconds.default(150),
  lateShare: z.number().min(0).max(1).default(0),
  lateBy: seconds.default(0),
  /** 1 is exact; 10 and 100 are Cloudflare's samples. */
  sampleInterval: z.number().int().positive().default(1),
  /** Questions that five minutes allow; `viewer.budget` tells what is left. */
  budget: z.number().int().min(0).default(300),
  /** REST calls that five minutes allow. */
  restLimit: z.number().int().min(0).default(1200),
  /** Refuse inside a 200, or with the status that the documentation gives. */
  refuseIn200: z.boolean().default(true),
  /** What is refused is null alone and the rest is answered; else there is no data at all. */
  partial: z.boolean().default(false),
  /** Over what a zone's plan gives; `zone` is a name, every zone unless given. */
  limits: z.array(z.strictObject({ zone: z.string().optional(), dataset: z.string(), set: datasetLimits })).default([]),
  /** Fields that are denied beyond the plan's: `dimensions_originIP`. `silent`: settings say otherwise. */
  denied: z
    .array(
      z.strictObject({
        zone: z.string().optional(),
        dataset: z.string(),
        field: z.string(),
        silent: z.boolean().default(false),
      }),
    )
    .default([]),
  token: z
    .strictObject({
      status: z.enum(['active', 'expired', 'disabled', 'unknown']).default('active'),
      /** RFC 3339. */
      expiresOn: z.string().optional(),
      missing: z.array(z.enum(permissions)).default([]),
    })
    .default({ status: 'active', missing: [] }),
  /** Names of zones that are no longer there. */
  vanished: z.array(z.string()).default([]),
  /** Names of pools whose monitor was taken away. */
  unmonitored: z.array(z.string()).default([]),
  /** REST leaves `healthy` out of pools and origins. */
  healthMissing: z.boolean().default(false),
  faults: z.array(faultSchema).default([]),
});
export type Troubles = z.output<typeof troublesSchema>;
export type TroublesPatch = z.input<typeof troublesSchema>;
