/** What a healthy zone looks like, for the fixture; nothing at all of a fleet without Cloudflare. */
import type { cloudflareMetrics } from '../../../../collector/catalogue/cloudflare.ts';
import type { isolationMetrics } from '../../../../collector/catalogue/isolation.ts';
import type { tunnelMetrics } from '../../../../collector/catalogue/tunnels.ts';
import type { Value } from './fixture.ts';

type Key = keyof (typeof cloudflareMetrics & typeof tunnelMetrics & typeof isolationMetrics);

/** Values of the labels that nothing closes. */
export const cloudflareLabels: Readonly<Record<string, readonly string[]>> = {
  zone: ['example.org'],
  host: ['arb.example.org', 'other'],
  pool: ['pool-eu', 'pool-us'],
  origin: ['origin-a'],
  lb: ['arb.example.org'],
  colo: ['AMS', 'EWR', 'other'],
  country: ['DE', 'US', 'other'],
  action: ['block', 'log'],
  source: ['ratelimit', 'waf'],
  status: ['429', '522'],
  error: ['no_origin'],
  check: ['rpc'],
  subject: ['pool:pool-eu'],
  tunnel: ['eu'],
};

const ok =
  (value: number): Value =>
  () =>
    value;
const ago =
  (seconds: number): Value =>
  (_, at) =>
    at - seconds;
const hot = (is: boolean): number => (is ? 1 : 0);
/** Grows by so much a second. */
const grows =
  (perSecond: (labels: Parameters<Value>[0]) => number): Value =>
  (labels, at) =>
    (at % 1_000_000) * perSecond(labels);

/** Of a fast rank, a little slower for each higher one. */
const ranked =
  (base: number): Value =>
  ({ rank }) =>
    rank === '0.5' ? base : rank === '0.95' ? base * 2 : base * 3;

const values: Readonly<Record<Key, Value>> = {
  cfEdgeRequests: grows(({ status_class }) => (status_class === '2xx' ? 40 : status_class === '1xx' ? 0.5 : 0.001)),
  cfEdgeStatus: grows(() => 0.0005),
  cfEdgeBytes: grows(() => 40_000),
  cfEdgeTtfbSum: grows(() => 3),
  cfEdgeTtfb: ranked(0.06),
  cfColoRequests: grows(({ colo }) => (colo === 'AMS' ? 30 : 5)),
  cfCountryRequests: grows(({ country }) => (country === 'DE' ? 25 : 8)),
  cfOriginRequests: grows((labels) => (labels.class === 'ok' ? 20 : 0.001)),
  cfOriginStatus: grows(() => 0.001),
  cfOriginSeconds: grows(() => 1),
  cfOriginLatency: ranked(0.02),
  cfSecurityEvents: grows(({ source }) => (source === 'waf' ? 0.01 : 0)),
  cfBalancerRequests: grows(() => 1),
  cfBalancerErrors: grows(() => 0),
  cfHealthChecks: grows(() => 0.01),
  cfBalancerPool: ok(1),
  cfFallback: ok(0),
  cfPoolState: ({ state }) => hot(state === 'healthy'),
  cfPoolRegion: ok(1),
  cfOriginHealthy: ok(1),
  cfMonitorRtt: ok(0.03),
  cfMonitorFailure: ({ pool }) => (pool === 'pool-us' ? 1 : undefined),
  cfHealthChanges: grows(() => 0),
  cfLastBucket: ago(320),
  cfResourceSuccess: ago(20),
  cfDataset: ({ state }) => hot(state === 'ok'),
  cfFieldDenied: ok(0),
  cfSampleInterval: ok(1),
  cfMinutes: grows(({ kind }) => (kind === 'counted' ? 1 / 60 : 0)),
  cfLate: grows(() => 0),
  cfTruncated: grows(() => 0),
  cfErrors: grows(() => 0),
  cfBudget: ok(0.92),
  cfTokenExpiry: (_, at) => at + 90 * 86_400,
  cfTokenValid: ok(1),
  cfPosture: ({ finding }) => hot(finding === 'monitor_path'),
  cfDrainSeconds: ok(25),
  cfPostureDrift: grows(() => 0),
  cfTunnelConnections: ok(4),
  cfTunnelErrors: grows(() => 0),
  isolation: ({ result }) => hot(result === 'closed'),
  isolationChecked: grows(({ result }) => (result === 'closed' ? 1 / 600 : 0)),
  isolationAt: ago(240),
  edgeBehind: ok(1),
};

// The keys of a literal.
const keys = Object.keys(values) as Key[];

// Object.fromEntries forgets the keys, which are those of the literal.
export const cloudflareValues = Object.fromEntries(
  keys.map((key): [Key, Value] => [
    key,
    (labels, at, scene, fleet) => (fleet.cloudflare === undefined ? undefined : values[key](labels, at, scene, fleet)),
  ]),
) as Readonly<Record<Key, Value>>;
