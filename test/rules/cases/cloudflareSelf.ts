import type { AlertCases } from '../support/matrix.ts';
import { counter, type Sample } from '../support/samples.ts';
import { cloudflare, growing, level, minutes, quiet, series, step } from './cloudflareSeries.ts';

const zone = 'example.org';
const bucket = (dataset: string): string =>
  series('cloudflare_analytics_last_minute_timestamp_seconds', { zone, dataset });
const state = (dataset: string, is: string): string => series('cloudflare_dataset_state', { zone, dataset, state: is });
const read = (resource: string): string => series('cloudflare_rest_success_timestamp_seconds', { resource });

const errors = (about: string, kind: string): string => series('cloudflare_errors_total', { about, kind });
const host = 'rpc.example.org';

/** A time stamp that follows the clock, five minutes behind, but stands still between these minutes. */
const clock = (total: number, [from, until]: readonly [number, number] = [total, total], behind = 300) =>
  Array.from({ length: minutes(total) }, (_, at): Sample => {
    const now = at * step;
    return (now >= from * 60 && now < until * 60 ? from * 60 : now) - behind;
  });
const staleText = (what: string, where: string, age: string): string =>
  `Nothing newer has come of ${what} (zone: ${where}) for longer than it should: 15 minutes for analytics, 3 for the health of pools. Age: ${age}.`;

const AnalyticsStale: AlertCases = {
  cases: [
    {
      title: 'fires a minute after a dataset is a quarter of an hour old, for that one alone, and ends',
      series: { [bucket('origin')]: clock(60, [10, 40]), [bucket('edge')]: clock(60) },
      fires: [
        {
          from: 1275,
          until: 2445,
          labels: { ...cloudflare, zone, dataset: 'origin' },
          description: staleText('origin', zone, '16m 15s'),
        },
      ],
      seconds: 3585,
      step,
    },
    {
      title: 'fires when the health of pools has not been read for three minutes',
      series: { [read('pool_health')]: clock(30, [10, 20], 0), [read('pools')]: clock(30, undefined, 0) },
      fires: [
        {
          from: 855,
          until: 1245,
          labels: { ...cloudflare, zone: 'all', dataset: 'pool_health' },
          description: staleText('pool_health', 'all', '4m 15s'),
        },
      ],
      seconds: 1785,
      step,
    },
    {
      title:
        'does not fire for a lag of ten minutes, for what the plan does not give, nor for settings that are read rarely',
      series: {
        [bucket('edge')]: clock(60, undefined, 600),
        [bucket('load_balancing')]: clock(60, [5, 60]),
        [state('load_balancing', 'plan')]: level([60, 1]),
        [read('token')]: clock(60, [5, 60], 0),
      },
      fires: [],
      seconds: 3585,
      step,
    },
  ],
  absent: quiet,
};

const degradedText = (what: string, where: string): string =>
  `Of ${what} (zone: ${where}) only a part has been known for 15 minutes or more: it may not be read, fails, is cut at its limit, or is counted from fewer than one in 10 requests; or less than 20 % of the questions that we may ask are left (budget).`;
const degraded = (dataset: string, where: string, from = 1500, until = 2445) => ({
  from,
  until,
  labels: { ...cloudflare, zone: where, dataset },
  description: degradedText(dataset, where),
});

const AnalyticsDegraded: AlertCases = {
  cases: [
    {
      title: 'fires when a dataset may not be read, and ends',
      series: { [state('security', 'auth')]: level([10, 0], [30, 1], [10, 0]) },
      fires: [degraded('security', zone)],
      seconds: 2985,
      step,
    },
    {
      title: 'fires for rough samples',
      series: { [series('cloudflare_sample_interval', { zone, dataset: 'edge' })]: level([10, 1], [30, 100], [10, 1]) },
      fires: [degraded('edge', zone)],
      seconds: 2985,
      step,
    },
    {
      title: 'fires for answers that are cut at their limit again and again',
      series: { [series('cloudflare_truncated_pages_total', { dataset: 'edge' })]: growing([10, 0], [30, 1], [40, 0]) },
      fires: [degraded('edge', 'all', 1515, 3330)],
      seconds: 4785,
      step,
    },
    {
      title: 'fires for a list of pools that the token may not read',
      series: {
        [series('cloudflare_errors_total', { about: 'pools', kind: 'auth' })]: growing([10, 0], [30, 2], [40, 0]),
      },
      fires: [degraded('pools', 'all', 1515, 3330)],
      seconds: 4785,
      step,
    },
    {
      title: 'fires for a zone of which nothing has been known since we started, and ends',
      series: { [state('edge', 'unknown')]: level([30, 1], [30, 0]) },
      fires: [degraded('edge', zone, 900, 1845)],
      seconds: 3585,
      step,
    },
    {
      title: 'fires for pools whose lists only fail since we started, until they are read',
      series: {
        [errors('pools', 'transient')]: growing([40, 2], [40, 0]),
        [errors('load_balancers', 'transient')]: growing([40, 1], [40, 0]),
        [read('pools')]: [...level([40, '_']), ...clock(80, undefined, 0).slice(minutes(40))],
        [read('load_balancers')]: [...level([40, '_']), ...clock(80, undefined, 0).slice(minutes(40))],
      },
      fires: [degraded('load_balancers', 'all', 915, 2445), degraded('pools', 'all', 915, 2445)],
      seconds: 4785,
      step,
    },
    {
      title:
        'fires for pools and their health that we do not understand since we started, where a balancer names pools',
      series: {
        [errors('pools', 'bug')]: growing([40, 2]),
        [errors('pool_health', 'bug')]: growing([40, 1]),
        [series('cloudflare_lb_pool_info', { zone, lb: host, pool: 'pool-p1', role: 'default', region: 'all' })]: level(
          [40, 1],
        ),
      },
      fires: [degraded('pool_health', 'all', 915, 2385), degraded('pools', 'all', 915, 2385)],
      seconds: 2385,
      step,
    },
    {
      title: 'does not fire at a start that takes ten minutes, for a failure now and then, nor without any pool',
      series: {
        [state('edge', 'unknown')]: level([10, 1], [50, 0]),
        [errors('zones', 'transient')]: growing([10, 1], [50, 0]),
        [read('zones')]: [...level([10, '_']), ...clock(60, undefined, 600).slice(minutes(10))],
        [errors('load_balancers', 'transient')]: growing([60, 1]),
        [read('load_balancers')]: clock(60, undefined, 660),
        [errors('pools', 'bug')]: growing([60, 2]),
        [errors('monitors', 'bug')]: growing([60, 2]),
        [errors('events', 'bug')]: growing([60, 2]),
        [errors('pools', 'plan')]: growing([60, 2]),
      },
      fires: [],
      seconds: 3585,
      step,
    },
    {
      title: 'fires while few questions are left',
      series: { [series('cloudflare_api_budget_remaining_ratio')]: level([10, 0.9], [30, 0.1], [10, 0.9]) },
      fires: [degraded('budget', 'all')],
      seconds: 2985,
      step,
    },
    {
      title: 'does not fire for what the plan does not give, for one page, one refusal, nor for posture',
      series: {
        [state('load_balancing', 'plan')]: level([60, 1]),
        [state('load_balancing', 'auth')]: level([60, 0]),
        [series('cloudflare_truncated_pages_total', { dataset: 'edge' })]: counter(0, [40, 0], [1, 1], [198, 0]),
        [series('cloudflare_errors_total', { about: 'pools', kind: 'auth' })]: counter(0, [40, 0], [1, 1], [198, 0]),
        [series('cloudflare_errors_total', { about: 'posture', kind: 'auth' })]: growing([60, 1]),
        [series('cloudflare_errors_total', { about: 'pools', kind: 'transient' })]: growing([60, 1]),
        [read('pools')]: clock(60, undefined, 0),
        [series('cloudflare_sample_interval', { zone, dataset: 'edge' })]: level([60, 10]),
      },
      fires: [],
      seconds: 3585,
      step,
    },
  ],
  absent: quiet,
};

const expiry = series('cloudflare_token_expiry_timestamp_seconds');
const day = 86_400;

const TokenExpiry: AlertCases = {
  cases: [
    {
      title: 'fires two weeks before its end, and ends when there is another one',
      series: { [expiry]: level([30, 14 * day + 600], [30, 90 * day]) },
      fires: [
        {
          from: 615,
          until: 1845,
          labels: cloudflare,
          description: 'The token that Cloudflare is asked with ends in less than 14 days. Days left: 14.0.',
        },
      ],
      seconds: 3585,
      step,
    },
    {
      title: 'does not fire three weeks before',
      series: { [expiry]: level([60, 21 * day]) },
      fires: [],
      seconds: 3585,
      step,
    },
  ],
  absent: quiet,
};

const valid = series('cloudflare_token_valid');

const TokenInvalid: AlertCases = {
  cases: [
    {
      title: 'fires when it is refused, and ends',
      series: { [valid]: level([10, 1], [10, 0], [10, 1]) },
      fires: [
        {
          from: 660,
          until: 1245,
          labels: cloudflare,
          description: 'Cloudflare says that the token is not active: it has ended, was disabled, or is none.',
        },
      ],
      seconds: 1785,
      step,
    },
    {
      title: 'does not fire while nobody can be asked',
      series: { [valid]: [...level([10, 1]), 'stale', ...level([10, '_']), ...level([10, 1])] },
      fires: [],
      seconds: 1785,
      step,
    },
  ],
  absent: quiet,
};

const drift = (subject: string): string => series('cloudflare_posture_changes_total', { subject });

const PostureDrift: AlertCases = {
  cases: [
    {
      title: 'fires at a change, for an hour',
      series: {
        [drift('lb:rpc.example.org')]: counter(2, [40, 0], [1, 1], [400, 0]),
        [drift('pool:eu')]: counter(0, [440, 0]),
      },
      fires: [
        {
          from: 615,
          until: 4245,
          labels: { ...cloudflare, subject: 'lb:rpc.example.org' },
          description:
            'Settings of lb:rpc.example.org that decide how fast a failure is left, or who is let in, have changed within the last hour.',
        },
      ],
      seconds: 6000,
      step,
    },
    {
      title: 'does not fire for changes of long ago that a restart of ours tells again',
      series: { [drift('pool:eu')]: [...counter(3, [40, 0]), 'stale', '_', ...counter(3, [100, 0])] },
      fires: [],
      seconds: 2100,
      step,
    },
  ],
  absent: quiet,
};

export const cloudflareSelfCases = { AnalyticsStale, AnalyticsDegraded, TokenExpiry, TokenInvalid, PostureDrift };
