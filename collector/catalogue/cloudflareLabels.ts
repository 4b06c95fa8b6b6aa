/** Closed label values of what Cloudflare says, and of how it is asked. */

/** What is read of a zone's analytics; each is fetched, gated by the plan, and degraded alone. */
export const cloudflareDatasets = [
  'edge',
  'colo',
  'country',
  'origin',
  'latency',
  'security',
  'load_balancing',
  'health_checks',
] as const;
export type CloudflareDataset = (typeof cloudflareDatasets)[number];

/** What is read by REST; health is near real time, analytics are minutes late. */
export const cloudflareResources = [
  'token',
  'zones',
  'load_balancers',
  'monitors',
  'pools',
  'pool_health',
  'events',
  'posture',
] as const;
export type CloudflareResource = (typeof cloudflareResources)[number];

/** Whether a dataset is to be had now; `plan` and `auth` are no failure of the zone's traffic. */
export const datasetStates = ['ok', 'plan', 'auth', 'rate_limited', 'error', 'unknown'] as const;
export type DatasetState = (typeof datasetStates)[number];

/** Kinds of error by what must be done: wait, ask for less, leave out, tell a person, try again, mend our query. */
export const cloudflareErrorKinds = ['rate_limited', 'too_expensive', 'plan', 'auth', 'transient', 'bug'] as const;
export type CloudflareErrorKind = (typeof cloudflareErrorKinds)[number];

export const statusClasses = ['1xx', '2xx', '3xx', '4xx', '5xx', 'other'] as const;
export type StatusClass = (typeof statusClasses)[number];

/**
 * What a request that went to an origin came to. `unreachable`: edge status 520 to 527 or 530 with no answer of the
 * origin; `origin_error`: the origin's own 5xx; `edge_error`: any other 5xx of the edge.
 */
export const originClasses = ['ok', 'client_error', 'origin_error', 'origin_unreachable', 'edge_error'] as const;
export type OriginClass = (typeof originClasses)[number];

export const cloudflarePoolStates = ['healthy', 'degraded', 'critical', 'disabled', 'unknown'] as const;
export type CloudflarePoolState = (typeof cloudflarePoolStates)[number];

/** Why a monitor calls an origin unwell, from Cloudflare's sentence; never the sentence itself. */
export const monitorFailures = [
  'timeout',
  'refused',
  'reset',
  'dns',
  'tls',
  'response_code',
  'response_body',
  'other',
] as const;
export type MonitorFailure = (typeof monitorFailures)[number];

export const poolRoles = ['default', 'region', 'country', 'pop', 'fallback'] as const;
export type PoolRole = (typeof poolRoles)[number];

/** Values of the label `rank`: `quantile` is a summary's word. */
export const quantiles = ['0.5', '0.95', '0.99'] as const;
export type QuantileName = (typeof quantiles)[number];

/** What is wrong with a setting that decides how fast a failure is drained, or whether members are kept out. */
export const postureFindings = [
  'monitor_missing',
  'monitor_path',
  'monitor_slow',
  'monitor_codes',
  'monitor_unencrypted',
  'no_fallback',
  'fallback_disabled',
  'single_pool',
  'single_origin',
  'failover_across_pools_off',
  'bot_fight',
  'challenge',
  'rate_limit',
  'websockets_off',
  'balancer_disabled',
  'not_proxied',
] as const;
export type PostureFinding = (typeof postureFindings)[number];
