import type { AlertCases } from '../support/matrix.ts';
import { counter, gauge, gone } from '../support/samples.ts';
import { cloudflare, growing, level, minutes, quiet, series, step } from './cloudflareSeries.ts';

const state = (pool: string, is: string): string => series('cloudflare_pool_state', { pool, state: is });
const poolLabels = { ...cloudflare, pool: 'eu' };

const PoolDown: AlertCases = {
  cases: [
    {
      title: 'fires a minute after a pool became critical, and ends a minute after it is not',
      series: {
        [state('eu', 'critical')]: level([10, 0], [20, 1], [10, 0]),
        [state('eu', 'degraded')]: level([40, 0]),
        [state('us', 'critical')]: level([40, 0]),
      },
      fires: [
        {
          from: 660,
          until: 1845,
          labels: poolLabels,
          description:
            "Pool eu has had fewer healthy origins than it needs for 60 s or more, by Cloudflare's own monitors.",
        },
      ],
      seconds: 2370,
      step,
    },
    {
      title: 'does not fire for one poll, nor for a pool that is unknown, disabled or degraded',
      series: {
        [state('eu', 'critical')]: gauge([40, 0], [2, 1], [78, 0]),
        [state('us', 'unknown')]: level([30, 1]),
        [state('ap', 'disabled')]: level([30, 1]),
        [state('sa', 'degraded')]: level([30, 1]),
      },
      fires: [],
      seconds: 1770,
      step,
    },
  ],
  absent: quiet,
};

const PoolDegraded: AlertCases = {
  cases: [
    {
      title: 'fires five minutes after a pool lost an origin, and ends; also when its state is not known any more',
      series: {
        [state('eu', 'degraded')]: level([10, 0], [20, 1], [10, 0]),
        [state('us', 'degraded')]: [...level([10, 1]), ...gone(minutes(30))],
      },
      fires: [
        {
          from: 300,
          until: 645,
          labels: { ...cloudflare, pool: 'us' },
          description:
            "Pool us has had an unhealthy origin for 5 minutes or more, by Cloudflare's own monitors; the others of it carry the load.",
        },
        {
          from: 900,
          until: 1845,
          labels: poolLabels,
          description:
            "Pool eu has had an unhealthy origin for 5 minutes or more, by Cloudflare's own monitors; the others of it carry the load.",
        },
      ],
      seconds: 2370,
      step,
    },
    {
      title: 'does not fire for four minutes, nor for a pool that is down altogether',
      series: {
        [state('eu', 'degraded')]: level([10, 0], [4, 1], [16, 0]),
        [state('us', 'critical')]: level([30, 1]),
      },
      fires: [],
      seconds: 1770,
      step,
    },
  ],
  absent: quiet,
};

const balancer = { zone: 'example.org', lb: 'rpc.example.org' };
const fallback = series('cloudflare_lb_fallback_active', balancer);
const chosen = (pool: string): string => series('cloudflare_lb_requests_total', { ...balancer, pool, region: 'WEU' });
const mapped = (pool: string, role: string): string =>
  series('cloudflare_lb_pool_info', { ...balancer, pool, role, region: 'all' });
const fallbackText =
  'Load balancer rpc.example.org sends requests to its fallback pool: every pool that should serve them is out, as Cloudflare sees it.';

const FallbackActive: AlertCases = {
  cases: [
    {
      title: 'fires a minute after every pool is out, and ends',
      series: { [fallback]: level([10, 0], [10, 1], [10, 0]) },
      fires: [{ from: 660, until: 1245, labels: { ...cloudflare, ...balancer }, description: fallbackText }],
      seconds: 1770,
      step,
    },
    {
      title: 'fires when requests have gone to it, though nobody says that the pools are out, and ends',
      series: {
        [fallback]: level([40, 0]),
        [chosen('last')]: growing([10, 0], [10, 6], [20, 0]),
        [mapped('last', 'fallback')]: level([40, 1]),
        [mapped('eu', 'default')]: level([40, 1]),
        [chosen('eu')]: growing([40, 60]),
      },
      fires: [{ from: 675, until: 1530, labels: { ...cloudflare, ...balancer }, description: fallbackText }],
      seconds: 2370,
      step,
    },
    {
      title: 'does not fire for a pool that serves a region and is the fallback as well',
      series: {
        [fallback]: level([30, 0]),
        [chosen('eu')]: growing([30, 60]),
        [mapped('eu', 'fallback')]: level([30, 1]),
        [mapped('eu', 'default')]: level([30, 1]),
      },
      fires: [],
      seconds: 1770,
      step,
    },
  ],
  absent: quiet,
};

const changes = (to: string): string => series('cloudflare_pool_health_changes_total', { pool: 'eu', to });

const FailoverFlapping: AlertCases = {
  cases: [
    {
      title: 'fires at the fifth change within half an hour, and ends',
      series: {
        // Out and in again, each three minutes.
        [changes('unhealthy')]: counter(0, [40, 0], [1, 1], [23, 0], [1, 1], [23, 0], [1, 1], [200, 0]),
        [changes('healthy')]: counter(0, [52, 0], [1, 1], [23, 0], [1, 1], [23, 0], [1, 1], [200, 0]),
      },
      fires: [
        {
          from: 1335,
          until: 2625,
          labels: poolLabels,
          description: 'The health of pool eu has changed more than 4 times within 30 minutes. Changes: 5.',
        },
      ],
      seconds: 4200,
      step,
    },
    {
      title: 'does not fire for two failures and their ends',
      series: {
        [changes('unhealthy')]: counter(0, [40, 0], [1, 1], [23, 0], [1, 1], [200, 0]),
        [changes('healthy')]: counter(0, [52, 0], [1, 1], [23, 0], [1, 1], [200, 0]),
      },
      fires: [],
      seconds: 4000,
      step,
    },
  ],
  absent: quiet,
};

export const cloudflarePoolCases = { PoolDown, PoolDegraded, FallbackActive, FailoverFlapping };
