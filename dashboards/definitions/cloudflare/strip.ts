/** The first line: is Cloudflare well, as Cloudflare defines it. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { type Selector, sel } from '../../../collector/catalogue/promql.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { Row, StatPanel } from '../../kit/model.ts';
import { orUnknown } from '../../kit/queries.ts';
import {
  colors,
  flagScale,
  limit,
  noLimit,
  state,
  stateThresholds,
  unknownState,
  unknownText,
} from '../../kit/states.ts';
import { aged, healthAge, trafficAge } from './age.ts';

const base = {
  kind: 'stat',
  height: 6,
  named: true,
  noValue: unknownText,
  drill: { title: 'Is it up?', to: 'status' },
} as const;

const overallScale = [
  unknownState,
  state(1, '✔ HEALTHY', colors.good),
  state(2, '▲ DEGRADED', colors.warn),
  state(3, '✖ CRITICAL', colors.bad),
];

const pools = (match: Selector<typeof metrics.cfPoolState>): string => sel(metrics.cfPoolState, match);
/** Of pools that are in use. */
const used = (state: 'critical' | 'degraded' | 'unknown' | 'healthy'): string =>
  `(${pools({ state })} unless on (pool) (${pools({ state: 'disabled' })} == 1))`;

/** What was read too long ago says nothing about now. */
const known = `(time() - min(${sel(metrics.cfResourceSuccess, { resource: 'pool_health' })}) < ${cloudflareLimits.healthStale})`;

/** Critical: every pool is. Degraded: any of them is not healthy. Healthy only where all are known to be. */
export const overallCode = orUnknown(`(
  3 * (min(${used('critical')}) == 1)
  or 2 * (max(${used('critical')} or ${used('degraded')}) == 1)
  or 1 + (max(${used('unknown')}) == 0)
) and on () ${known}`);

const failed = (range: string): string =>
  `sum(increase(${sel(metrics.cfOriginRequests, { class: ['origin_error', 'origin_unreachable'] })}[${range}]))` +
  ` / (sum(increase(${sel(metrics.cfOriginRequests)}[${range}])) > 0)`;

const panels: readonly StatPanel[] = [
  {
    ...base,
    key: 'cf overall',
    title: 'Cloudflare overall',
    width: 5,
    about: {
      shows:
        'The pools as Cloudflare’s own monitors see them: healthy, degraded (one of them is not), critical (none is).',
      healthy: '✔ HEALTHY.',
      act: '▲ DEGRADED: members are served by other pools; see which one below. ? UNKNOWN: Cloudflare has not told lately.',
    },
    unit: 'none',
    thresholds: stateThresholds,
    states: overallScale,
    queries: [{ expr: aged({ resource: 'pool_health' }, overallCode), legend: healthAge }],
  },
  {
    ...base,
    key: 'cf pools up',
    title: 'Pools up',
    width: 4,
    about: {
      shows: 'Pools that Cloudflare calls healthy or degraded, and all that are in use.',
      healthy: 'All of them.',
      act: 'Fewer: the pools below say which, and since when.',
    },
    unit: 'none',
    decimals: 0,
    thresholds: noLimit,
    queries: [
      {
        expr: aged({ resource: 'pool_health' }, `sum(${used('healthy')}) + sum(${used('degraded')})`),
        legend: `up, ${healthAge}`,
      },
      { expr: `count(${used('healthy')})`, legend: 'of' },
    ],
  },
  {
    ...base,
    key: 'cf fallback',
    title: 'Fallback serves',
    width: 3,
    about: {
      shows: 'Whether a load balancer has no healthy pool left and sends everyone to its fallback pool.',
      healthy: '✔ NO.',
      act: '✖ YES: all pools of it are critical. Mend any one of them; members may get old heads or none.',
    },
    unit: 'none',
    thresholds: stateThresholds,
    states: flagScale,
    queries: [{ expr: aged({ resource: 'pool_health' }, `max(${sel(metrics.cfFallback)})`), legend: healthAge }],
  },
  {
    ...base,
    key: 'cf origin errors',
    title: 'Origin errors, 15 minutes',
    width: 4,
    about: {
      shows: 'Share of the requests to our nodes that did not reach one (52x), or were answered by an error (5xx).',
      healthy: `Below ${100 * cloudflareLimits.originErrors} %.`,
      act: 'See "Origin reachability" for the pool and the code.',
    },
    unit: 'percentunit',
    decimals: 2,
    thresholds: limit(cloudflareLimits.originErrors, cloudflareLimits.unreachableCritical),
    drill: { title: 'Member journey', to: 'journey' },
    queries: [{ expr: aged({ dataset: 'origin' }, failed('15m')), legend: trafficAge }],
  },
  {
    ...base,
    key: 'cf edge p95',
    title: 'Edge p95',
    width: 4,
    about: {
      shows: 'Time to the first byte at the edge that 95 of 100 requests stay below, of the slowest host.',
      healthy: `Below ${cloudflareLimits.edgeLatency} s.`,
      act: 'See "Latency": whether the edge or the nodes are slow.',
    },
    unit: 's',
    decimals: 3,
    thresholds: limit(cloudflareLimits.edgeLatency),
    drill: { title: 'Member journey', to: 'journey' },
    queries: [
      { expr: aged({ dataset: 'latency' }, `max(${sel(metrics.cfEdgeTtfb, { rank: '0.95' })})`), legend: trafficAge },
    ],
  },
  {
    ...base,
    key: 'cf traffic age',
    title: 'Age of traffic figures',
    width: 2,
    about: {
      shows: 'How old the newest counted minute is. Cloudflare’s analytics are minutes late by nature.',
      healthy: `Below ${cloudflareLimits.analyticsStale / 60} minutes.`,
      act: 'Older: what this page says of traffic is of then. The exporter’s errors say why.',
    },
    unit: 's',
    decimals: 0,
    thresholds: limit(cloudflareLimits.analyticsStale),
    drill: { title: 'The monitor itself', to: 'monitor' },
    queries: [
      {
        expr: aged({ dataset: 'edge' }, `time() - min(${sel(metrics.cfLastBucket, { dataset: 'edge' })})`),
        legend: 'as of {{asof}} UTC',
      },
    ],
  },
  {
    ...base,
    key: 'cf health age',
    title: 'Age of health',
    width: 2,
    about: {
      shows: 'How long ago the health of the pools was read.',
      healthy: `Below ${cloudflareLimits.healthStale / 60} minutes.`,
      act: 'Older: the state of the pools is unknown, whatever it was. The exporter’s errors say why.',
    },
    unit: 's',
    decimals: 0,
    thresholds: limit(cloudflareLimits.healthStale),
    drill: { title: 'The monitor itself', to: 'monitor' },
    queries: [
      {
        expr: aged(
          { resource: 'pool_health' },
          `time() - min(${sel(metrics.cfResourceSuccess, { resource: 'pool_health' })})`,
        ),
        legend: 'as of {{asof}} UTC',
      },
    ],
  },
];

export const stripRow: Row = { panels };
