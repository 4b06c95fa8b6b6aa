import type { AlertCases } from '../support/matrix.ts';
import { counter, gauge } from '../support/samples.ts';
import { cloudflare, growing, level, quiet, series, step } from './cloudflareSeries.ts';

const zone = 'example.org';
const ofOrigin = (kind: string, pool = 'eu'): string =>
  series('cloudflare_origin_requests_total', { zone, pool, origin: `${pool}-node`, class: kind });
const poolLabels = { ...cloudflare, zone, pool: 'eu' };

const shareCases = (
  kind: string,
  [from, until]: readonly [number, number],
  describe: (share: string) => string,
  limitMinutes: number,
): AlertCases => ({
  cases: [
    {
      title: `fires for one pool of two, ${limitMinutes} minutes after a twentieth of its requests went wrong, and ends`,
      series: {
        [ofOrigin('ok')]: growing([60, 95]),
        [ofOrigin(kind)]: growing([10, 0], [20, 5], [30, 0]),
        [ofOrigin('ok', 'us')]: growing([60, 100]),
        [ofOrigin(kind, 'us')]: growing([60, 1]),
      },
      fires: [{ from, until, labels: poolLabels, description: describe('5%') }],
      seconds: 3570,
      step,
    },
    {
      title: 'does not fire for a burst, for one of few requests, nor for what is no such failure',
      series: {
        [ofOrigin('ok')]: growing([60, 95]),
        [ofOrigin(kind)]: growing([10, 0], [1, 10], [49, 0]),
        [ofOrigin('ok', 'us')]: growing([60, 1]),
        [ofOrigin(kind, 'us')]: growing([60, 1]),
        [ofOrigin('client_error', 'ap')]: growing([60, 100]),
      },
      fires: [],
      seconds: 3570,
      step,
    },
  ],
  absent: quiet,
});

const OriginUnreachable = shareCases(
  'origin_unreachable',
  [1020, 2025],
  (share) =>
    `Of the requests to pool eu of zone example.org more than 2 % have got no answer of an origin for 5 minutes or more (520 to 527, 530). Now: ${share}. Figures are some five minutes late.`,
  5,
);
const OriginErrors = shareCases(
  'origin_error',
  [1320, 2025],
  (share) =>
    `Origins of pool eu of zone example.org have answered more than 2 % of their requests with 5xx for 10 minutes or more. Now: ${share}. Figures are some five minutes late.`,
  10,
);

const lb = 'rpc.example.org';
const chosen = (pool: string, region = 'WEU'): string =>
  series('cloudflare_lb_requests_total', { zone, lb, pool, region });
const mapped = (pool: string, role = 'region', region = 'WEU'): string =>
  series('cloudflare_lb_pool_info', { zone, lb, pool, role, region });
const unwell = (pool: string, state = 'critical'): string => series('cloudflare_pool_state', { pool, state });
const mapOf = (length: number) => ({
  [mapped('eu')]: level([length, 1]),
  [mapped('eu', 'default', 'all')]: level([length, 1]),
  [mapped('us', 'default', 'all')]: level([length, 1]),
  [mapped('ap', 'country', 'SG')]: level([length, 1]),
  [unwell('eu', 'healthy')]: level([length, 1]),
});

const RegionShift: AlertCases = {
  cases: [
    {
      title:
        'fires when a third of a region goes elsewhere with every pool healthy, and ends; a region without a map is none',
      series: {
        ...mapOf(100),
        [unwell('eu')]: level([100, 0]),
        [unwell('us')]: level([100, 0]),
        [chosen('eu')]: growing([20, 60], [40, 40], [40, 60]),
        [chosen('us')]: growing([20, 0], [40, 20], [40, 0]),
        [chosen('us', 'EEU')]: growing([100, 60]),
      },
      fires: [
        {
          from: 2280,
          until: 3765,
          labels: { ...cloudflare, region: 'WEU', zone, lb },
          description:
            'In region WEU load balancer rpc.example.org has sent more than 20 % of the requests to pools that its map does not name for it, for 15 minutes or more, with every pool healthy. Now: 33.33%.',
        },
      ],
      seconds: 5970,
      step,
    },
    {
      title: 'does not fire while a pool is out, for a country with pools of its own, nor for a few requests',
      series: {
        ...mapOf(60),
        [unwell('eu')]: level([60, 1]),
        [unwell('us')]: level([60, 0]),
        [chosen('eu')]: growing([60, 10]),
        [chosen('us')]: growing([60, 50]),
      },
      fires: [],
      seconds: 3570,
      step,
    },
    {
      title: 'does not fire for a country with pools of its own, nor for a few requests',
      series: {
        ...mapOf(60),
        [unwell('eu')]: level([60, 0]),
        [chosen('eu')]: growing([60, 40]),
        [chosen('ap')]: growing([60, 30]),
        [mapped('eu', 'region', 'OC')]: level([60, 1]),
        [chosen('us', 'OC')]: growing([60, 2]),
      },
      fires: [],
      seconds: 3570,
      step,
    },
  ],
  absent: quiet,
};

const host = 'rpc.example.org';
/** A sample a minute, so that a case over more than a day stays quick. */
const minute = 60;
const dayOf = (value: number): readonly [number, number] => [1440, value];

const latencyCases = (
  now: string,
  requests: string,
  labels: Readonly<Record<string, string>>,
  limit: number,
  describe: (value: string) => string,
): AlertCases => ({
  cases: [
    {
      title: 'without history fires when it has been above the limit for a quarter of an hour, and ends',
      series: { [now]: level([10, 0.2], [30, 1.5 * limit], [30, 0.2]), [requests]: growing([70, 60]) },
      fires: [
        {
          from: 600 + 900,
          until: 600 + 1800 - step + 60,
          labels: { ...cloudflare, ...labels },
          description: describe((1.5 * limit).toFixed(2)),
        },
      ],
      seconds: 4170,
      step,
    },
    {
      title: 'does not fire for what is usual at this hour, and fires for far more than that',
      series: {
        [now]: gauge(dayOf(0.9 * limit), [60, 1.5 * limit], [60, 2.5 * limit], [60, 0.2]),
        [requests]: counter(0, [1620, 60]),
      },
      fires: [
        {
          from: 1500 * minute + 900,
          until: 1559 * minute + 60,
          labels: { ...cloudflare, ...labels },
          description: describe((2.5 * limit).toFixed(2)),
        },
      ],
      seconds: 1615 * minute,
      step: minute,
    },
    {
      title: 'does not fire while there are too few requests to tell, nor below the limit',
      series: { [now]: level([60, 1.5 * limit]), [requests]: growing([60, 2]) },
      fires: [],
      seconds: 3570,
      step,
    },
  ],
  absent: quiet,
});

const EdgeLatency = latencyCases(
  series('cloudflare_edge_ttfb_seconds', { zone, host, rank: '0.95' }),
  series('cloudflare_edge_requests_total', { zone, host, status_class: '2xx', cached: 'no' }),
  { zone, host },
  1,
  (value) =>
    `Of the answers of rpc.example.org 5 % have taken longer than 1 s to their first byte, and more than 2 times as long as usual at this hour, for 15 minutes or more. They take now ${value} s and longer.`,
);
const OriginLatency = latencyCases(
  series('cloudflare_origin_response_seconds', { zone, pool: 'eu', origin: 'eu-node', rank: '0.95' }),
  series('cloudflare_origin_requests_total', { zone, pool: 'eu', origin: 'eu-node', class: 'ok' }),
  { zone, pool: 'eu', origin: 'eu-node' },
  0.5,
  (value) =>
    `Of the answers of eu-node in pool eu 5 % have taken longer than 0.5 s, and more than 2 times as long as usual at this hour, for 15 minutes or more. They take now ${value} s and longer.`,
);

const events = (action: string, source = 'firewallmanaged'): string =>
  series('cloudflare_security_events_total', { zone, host, action, source });

const AttackSurge: AlertCases = {
  cases: [
    {
      title: 'fires five minutes after a surge has begun, and ends after it',
      series: { [events('block')]: growing([20, 60], [20, 1800], [30, 60]) },
      fires: [
        {
          from: 1590,
          until: 2655,
          labels: { ...cloudflare, zone },
          description:
            'Zone example.org has had more than 10 requests a second blocked or challenged, and more than 5 times as many as usual at this hour, for 5 minutes or more. Requests a second now: 30.',
        },
      ],
      seconds: 4170,
      step,
    },
    {
      title: 'does not fire for what is usual at this hour, and fires for far more than that',
      series: { [events('block')]: counter(0, [1500, 9 * 60], [60, 40 * 60], [60, 60 * 60], [60, 0]) },
      fires: [
        {
          from: 94020,
          until: 97260,
          labels: { ...cloudflare, zone },
          description:
            'Zone example.org has had more than 10 requests a second blocked or challenged, and more than 5 times as many as usual at this hour, for 5 minutes or more. Requests a second now: 60.',
        },
      ],
      seconds: 1675 * minute,
      step: minute,
    },
    {
      title: 'does not fire for what is only written down, nor for a few',
      series: { [events('log')]: growing([60, 6000]), [events('block')]: growing([60, 300]) },
      fires: [],
      seconds: 3570,
      step,
    },
  ],
  absent: quiet,
};

const asked = series('cloudflare_edge_requests_total', { zone, host, status_class: '2xx', cached: 'no' });
const refused = series('cloudflare_edge_status_total', { zone, host, status: '429' });

const RateLimitSurge: AlertCases = {
  cases: [
    {
      title: 'fires when a tenth has been refused for five minutes, counting a block once, and ends',
      series: {
        [asked]: growing([60, 90]),
        [series('cloudflare_edge_requests_total', { zone, host, status_class: '4xx', cached: 'no' })]: growing(
          [10, 0],
          [20, 10],
          [30, 0],
        ),
        [refused]: growing([10, 0], [20, 10], [30, 0]),
        [events('block', 'ratelimit')]: growing([10, 0], [20, 10], [30, 0]),
      },
      fires: [
        {
          from: 1050,
          until: 1995,
          labels: { ...cloudflare, zone, host },
          description:
            'Of the requests to rpc.example.org more than 5 % have been refused for their rate for 5 minutes or more. Now: 10%. Figures are some five minutes late.',
        },
      ],
      seconds: 3570,
      step,
    },
    {
      title: 'fires for what is challenged for its rate, too',
      series: {
        [asked]: growing([60, 100]),
        [events('managed_challenge', 'ratelimit')]: growing([10, 0], [20, 10], [30, 0]),
      },
      fires: [
        {
          from: 1050,
          until: 1995,
          labels: { ...cloudflare, zone, host },
          description:
            'Of the requests to rpc.example.org more than 5 % have been refused for their rate for 5 minutes or more. Now: 10%. Figures are some five minutes late.',
        },
      ],
      seconds: 3570,
      step,
    },
    {
      title: 'does not fire for one in fifty, nor for a host that is hardly asked',
      series: {
        [asked]: growing([60, 100]),
        [refused]: growing([60, 2]),
        [series('cloudflare_edge_requests_total', { zone, host: 'other', status_class: '4xx', cached: 'no' })]: growing(
          [60, 1],
        ),
        [series('cloudflare_edge_status_total', { zone, host: 'other', status: '429' })]: growing([60, 1]),
      },
      fires: [],
      seconds: 3570,
      step,
    },
  ],
  absent: quiet,
};

export const cloudflareTrafficCases = {
  OriginUnreachable,
  OriginErrors,
  RegionShift,
  EdgeLatency,
  OriginLatency,
  AttackSurge,
  RateLimitSurge,
};
