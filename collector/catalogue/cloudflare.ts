import {
  cloudflareDatasets,
  cloudflareErrorKinds,
  cloudflarePoolStates,
  cloudflareResources,
  datasetStates,
  monitorFailures,
  originClasses,
  poolRoles,
  postureFindings,
  quantiles,
  statusClasses,
} from './cloudflareLabels.ts';
import { counter, gauge } from './define.ts';

const host = { zone: 'open', host: 'open' } as const;
const pooled = { pool: 'open', origin: 'open' } as const;

/**
 * What Cloudflare says of the edge; lane `slow`, central collector only. Names of pools, origins and hosts are those at
 * Cloudflare (never an address); `host` is an edge's hostname or `other`.
 */
export const cloudflareMetrics = {
  cfEdgeRequests: counter({
    name: 'headwatch_cloudflare_edge_requests_total',
    help: 'Requests of end users that the edge answered, by status class and whether the cache did.',
    labels: { ...host, status_class: statusClasses, cached: ['yes', 'no'] },
    lane: 'slow',
  }),
  cfEdgeStatus: counter({
    name: 'headwatch_cloudflare_edge_status_total',
    help: 'The same for single codes: 429 and each 5xx that was seen.',
    labels: { ...host, status: 'open' },
    lane: 'slow',
  }),
  cfEdgeBytes: counter({
    name: 'headwatch_cloudflare_edge_response_bytes_total',
    help: 'Bytes that the edge sent to end users.',
    labels: host,
    lane: 'slow',
  }),
  cfEdgeTtfbSum: counter({
    name: 'headwatch_cloudflare_edge_ttfb_seconds_total',
    help: 'Sum of the times to first byte at the edge; over the requests it is their mean.',
    labels: host,
    lane: 'slow',
  }),
  cfEdgeTtfb: gauge({
    name: 'headwatch_cloudflare_edge_ttfb_seconds',
    help: 'Quantiles of the time to first byte at the edge in the last whole five minutes.',
    labels: { ...host, rank: quantiles },
    lane: 'slow',
  }),
  cfColoRequests: counter({
    name: 'headwatch_cloudflare_colo_requests_total',
    help: 'Requests by the data centre that took them: the busiest ones, the rest as `other`.',
    labels: { zone: 'open', colo: 'open' },
    lane: 'slow',
  }),
  cfCountryRequests: counter({
    name: 'headwatch_cloudflare_country_requests_total',
    help: 'Requests by country: the busiest ones, whatever could single out a member as `other`.',
    labels: { zone: 'open', country: 'open' },
    lane: 'slow',
  }),
  cfOriginRequests: counter({
    name: 'headwatch_cloudflare_origin_requests_total',
    help: 'Requests that went to an origin, by pool, origin and what they came to.',
    labels: { zone: 'open', ...pooled, class: originClasses },
    lane: 'slow',
  }),
  cfOriginStatus: counter({
    name: 'headwatch_cloudflare_origin_unreachable_total',
    help: 'Those that did not reach the origin, by the code that the edge gave (520 to 527, 530).',
    labels: { zone: 'open', ...pooled, status: 'open' },
    lane: 'slow',
  }),
  cfOriginSeconds: counter({
    name: 'headwatch_cloudflare_origin_response_seconds_total',
    help: 'Sum of the times that origins took to answer; over the requests it is their mean.',
    labels: { zone: 'open', ...pooled },
    lane: 'slow',
  }),
  cfOriginLatency: gauge({
    name: 'headwatch_cloudflare_origin_response_seconds',
    help: 'Quantiles of the time that an origin took to answer in the last whole five minutes.',
    labels: { zone: 'open', ...pooled, rank: quantiles },
    lane: 'slow',
  }),
  cfSecurityEvents: counter({
    name: 'headwatch_cloudflare_security_events_total',
    help: 'Requests that a rule of Cloudflare acted upon, by action and source (ratelimit, waf, botfight and others).',
    labels: { ...host, action: 'open', source: 'open' },
    lane: 'slow',
  }),
  cfBalancerRequests: counter({
    name: 'headwatch_cloudflare_lb_requests_total',
    help: 'Uncached decisions of a load balancer, by region of the client and the pool it chose; shares, not totals.',
    labels: { zone: 'open', lb: 'open', pool: 'open', region: 'open' },
    lane: 'slow',
  }),
  cfBalancerErrors: counter({
    name: 'headwatch_cloudflare_lb_errors_total',
    help: 'Decisions of a load balancer that found no way, by type of error.',
    labels: { zone: 'open', lb: 'open', error: 'open' },
    lane: 'slow',
  }),
  cfHealthChecks: counter({
    name: 'headwatch_cloudflare_health_checks_total',
    help: "Results of Cloudflare's standalone health checks, by region's verdict.",
    labels: { zone: 'open', check: 'open', status: ['healthy', 'unhealthy', 'other'] },
    lane: 'slow',
  }),
  cfBalancerPool: gauge({
    name: 'headwatch_cloudflare_lb_pool_info',
    help: 'Always 1: the pools of a load balancer with their place in its map; region is `all` for default and fallback.',
    labels: { zone: 'open', lb: 'open', pool: 'open', role: poolRoles, region: 'open' },
    lane: 'slow',
  }),
  cfFallback: gauge({
    name: 'headwatch_cloudflare_lb_fallback_active',
    help: '1 while every default pool of a load balancer is critical, so that its fallback pool serves.',
    labels: { zone: 'open', lb: 'open' },
    lane: 'slow',
  }),
  cfPoolState: gauge({
    name: 'headwatch_cloudflare_pool_state',
    help: 'One-hot state of a pool; `unknown` where Cloudflare gives no health, every value always present.',
    labels: { pool: 'open', state: cloudflarePoolStates },
    lane: 'slow',
  }),
  cfPoolRegion: gauge({
    name: 'headwatch_cloudflare_pool_region_healthy',
    help: 'Whether a pool is healthy as monitors of one region see it; absent where they do not say.',
    labels: { pool: 'open', region: 'open' },
    lane: 'slow',
  }),
  cfOriginHealthy: gauge({
    name: 'headwatch_cloudflare_origin_healthy',
    help: 'Whether an origin of a pool is healthy as monitors of one region see it; absent where they do not say.',
    labels: { ...pooled, region: 'open' },
    lane: 'slow',
  }),
  cfMonitorRtt: gauge({
    name: 'headwatch_cloudflare_origin_monitor_rtt_seconds',
    help: 'Round trip of the monitors of one region to an origin.',
    labels: { ...pooled, region: 'open' },
    lane: 'slow',
  }),
  cfMonitorFailure: gauge({
    name: 'headwatch_cloudflare_origin_monitor_failure',
    help: '1 for why the monitors of one region call an origin unwell; absent while they do not.',
    labels: { ...pooled, region: 'open', reason: monitorFailures },
    lane: 'slow',
  }),
  cfHealthChanges: counter({
    name: 'headwatch_cloudflare_pool_health_changes_total',
    help: 'Changes of health of a pool, by what it became.',
    labels: { pool: 'open', to: ['healthy', 'unhealthy'] },
    lane: 'slow',
  }),
  cfLastBucket: gauge({
    name: 'headwatch_cloudflare_analytics_last_minute_timestamp_seconds',
    help: 'End of the last minute that was counted of a dataset; how old the figures are.',
    labels: { zone: 'open', dataset: cloudflareDatasets },
    lane: 'slow',
  }),
  cfResourceSuccess: gauge({
    name: 'headwatch_cloudflare_rest_success_timestamp_seconds',
    help: 'When something was last read by REST; how old it is.',
    labels: { resource: cloudflareResources },
    lane: 'slow',
  }),
  cfDataset: gauge({
    name: 'headwatch_cloudflare_dataset_state',
    help: 'One-hot: whether a dataset is to be had for a zone; every value always present.',
    labels: { zone: 'open', dataset: cloudflareDatasets, state: datasetStates },
    lane: 'slow',
  }),
  cfFieldDenied: gauge({
    name: 'headwatch_cloudflare_fields_denied',
    help: "Fields of a dataset that the zone's plan does not give and that were left out.",
    labels: { zone: 'open', dataset: cloudflareDatasets },
    lane: 'slow',
  }),
  cfSampleInterval: gauge({
    name: 'headwatch_cloudflare_sample_interval',
    help: 'One of how many requests the last minute was counted from; 1 is exact, above that figures are estimates.',
    labels: { zone: 'open', dataset: cloudflareDatasets },
    lane: 'slow',
  }),
  cfMinutes: counter({
    name: 'headwatch_cloudflare_minutes_total',
    help: 'Minutes of a dataset: counted in time, refilled after a gap, or given up because they are no longer kept.',
    labels: { zone: 'open', dataset: cloudflareDatasets, kind: ['counted', 'refilled', 'skipped'] },
    lane: 'slow',
  }),
  cfLate: counter({
    name: 'headwatch_cloudflare_late_requests_total',
    help: 'Requests of a minute that came after it had been counted, and were added then.',
    labels: { zone: 'open', dataset: cloudflareDatasets },
    lane: 'slow',
  }),
  cfTruncated: counter({
    name: 'headwatch_cloudflare_truncated_pages_total',
    help: 'Answers that were cut at their limit and asked for again in smaller parts.',
    labels: { dataset: cloudflareDatasets },
    lane: 'slow',
  }),
  cfErrors: counter({
    name: 'headwatch_cloudflare_errors_total',
    help: 'Questions to Cloudflare that failed, by what was asked for and kind of error.',
    labels: { about: [...cloudflareDatasets, ...cloudflareResources], kind: cloudflareErrorKinds },
    lane: 'slow',
  }),
  cfBudget: gauge({
    name: 'headwatch_cloudflare_api_budget_remaining_ratio',
    help: 'Share of the GraphQL budget of five minutes that is left; absent until it is told.',
    labels: {},
    lane: 'slow',
  }),
  cfTokenExpiry: gauge({
    name: 'headwatch_cloudflare_token_expiry_timestamp_seconds',
    help: 'When the token expires; absent for one that does not.',
    labels: {},
    lane: 'slow',
  }),
  cfTokenValid: gauge({
    name: 'headwatch_cloudflare_token_valid',
    help: '1 when Cloudflare called the token active, 0 when it refused it; absent while it was not to be asked.',
    labels: {},
    lane: 'slow',
  }),
  cfPosture: gauge({
    name: 'headwatch_cloudflare_posture_finding',
    help: '1 for a setting that costs budget or keeps members out, 0 where it was looked at and found right.',
    labels: { subject: 'open', finding: postureFindings },
    lane: 'slow',
  }),
  cfDrainSeconds: gauge({
    name: 'headwatch_cloudflare_pool_drain_seconds',
    help: 'Longest time in which the monitor of a pool drains an origin that fails: interval, retries and timeouts.',
    labels: { pool: 'open' },
    lane: 'slow',
  }),
  cfPostureDrift: counter({
    name: 'headwatch_cloudflare_posture_changes_total',
    help: 'Changes of the settings that matter since they were first seen, by subject.',
    labels: { subject: 'open' },
    lane: 'slow',
  }),
} as const;
