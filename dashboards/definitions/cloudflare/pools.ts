/** Pools as Cloudflare's monitors see them: state, by region, why not, and how often it changed. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { rate, type Selector, sel } from '../../../collector/catalogue/promql.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { GraphPanel, Row, TablePanel, TimelinePanel } from '../../kit/model.ts';
import {
  answerScale,
  colors,
  flagScale,
  limit,
  noLimit,
  state,
  stateThresholds,
  unknownState,
  unknownText,
} from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { ageColumn, aged, healthAge, labelsFor, trafficAge } from './age.ts';

const {
  cfPoolState,
  cfPoolRegion,
  cfOriginHealthy,
  cfMonitorRtt,
  cfMonitorFailure,
  cfHealthChanges,
  cfHealthChecks,
  cfFallback,
} = metrics;

const base = {
  height: 8,
  step: '60s',
  noValue: unknownText,
  drill: { title: 'Is it up?', to: 'status' },
} as const;

const health = { resource: 'pool_health' } as const;

export const poolScale = [
  unknownState,
  state(1, '✔ HEALTHY', colors.good),
  state(2, '▲ DEGRADED', colors.warn),
  state(3, '✖ CRITICAL', colors.bad),
  state(4, '– DISABLED', colors.unknown),
];

const poolCode = (['healthy', 'degraded', 'critical', 'disabled'] as const)
  .map((value, index) => `${index + 1} * max by (pool) (${sel(cfPoolState, { state: value })})`)
  .join('\n  + ');

const states: TimelinePanel = {
  ...base,
  kind: 'timeline',
  key: 'cf pools',
  title: 'Pools, over time',
  width: 16,
  about: {
    shows:
      'The state of each pool by Cloudflare: degraded with an origin down, critical below the number that it needs.',
    healthy: '✔ HEALTHY throughout.',
    act: '✖ CRITICAL: the balancer uses other pools. ? UNKNOWN: it has no monitor, or none has told yet; that is not healthy.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: poolScale,
  queries: [{ expr: aged(health, poolCode), legend: `{{pool}} ${healthAge}` }],
};

const fallback = (context: Context): TimelinePanel => {
  const { by, legend } = labelsFor(context, 'lb')();
  return {
    ...base,
    kind: 'timeline',
    key: 'cf fallback over time',
    title: 'Fallback in use, over time',
    width: 8,
    about: {
      shows: 'When a load balancer had no healthy pool and sent everyone to its fallback.',
      healthy: '✔ NO throughout.',
      act: '✖ YES: compare with the pools beside; the first one that came back ended it.',
    },
    unit: 'none',
    thresholds: stateThresholds,
    states: flagScale,
    queries: [{ expr: aged(health, `max ${by}(${sel(cfFallback)})`), legend: `${legend}${healthAge}` }],
  };
};

const matrix = (context: Context): TablePanel => {
  const operator = context.profile === 'operator';
  const rows = operator ? 'pool, origin, region' : 'pool, region';
  return {
    ...base,
    kind: 'table',
    key: 'cf pool regions',
    title: 'Health by the region of the monitor',
    width: 14,
    noValue: '?',
    about: {
      shows:
        'What the monitors of each region say of each pool, of its origins, and how long a round trip to them takes.',
      healthy: '✔ YES from every region, in a steady time.',
      act: '✖ NO from one region alone: the network between. From all: the origin. An empty cell: that region has not told.',
    },
    unit: 'none',
    thresholds: stateThresholds,
    by: { pool: 'Pool', ...(operator ? { origin: 'Origin' } : {}), region: 'From', ...ageColumn },
    columns: [
      {
        title: 'Origins healthy',
        unit: 'none',
        states: answerScale,
        expr: aged(health, `min by (${rows}) (${sel(cfOriginHealthy)})`),
      },
      ...(operator
        ? []
        : [
            {
              title: 'Pool healthy',
              unit: 'none',
              states: answerScale,
              expr: aged(health, `min by (pool, region) (${sel(cfPoolRegion)})`),
            },
          ]),
      {
        title: 'Round trip',
        unit: 's',
        decimals: 3,
        thresholds: noLimit,
        expr: aged(health, `max by (${rows}) (${sel(cfMonitorRtt)})`),
      },
    ],
  };
};

const byRegion: TablePanel = {
  ...base,
  kind: 'table',
  key: 'cf pools by region',
  title: 'Pools by the region of the monitor',
  width: 10,
  noValue: '?',
  about: {
    shows: 'Whether each pool is healthy as a whole, as the monitors of each region see it.',
    healthy: '✔ YES.',
    act: 'The balancer judges by region: clients near a region that says ✖ NO are sent elsewhere.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  by: { pool: 'Pool', region: 'From', ...ageColumn },
  columns: [
    {
      title: 'Pool healthy',
      unit: 'none',
      states: answerScale,
      expr: aged(health, `min by (pool, region) (${sel(cfPoolRegion)})`),
    },
  ],
};

const why = (context: Context): TablePanel => {
  const operator = context.profile === 'operator';
  const rows = operator ? 'pool, origin, region, reason' : 'pool, region, reason';
  return {
    ...base,
    kind: 'table',
    key: 'cf failure reasons',
    title: 'Why an origin is called unwell',
    width: 10,
    noValue: '? none told',
    about: {
      shows: 'The reason that the monitors of a region give for an origin that they call unwell.',
      healthy: 'An empty table, with pools that are known to be healthy.',
      act: 'timeout and refused: host, tunnel or firewall. response_code: the node’s own check says 503, see its lag. tls and dns: its certificate or name.',
    },
    unit: 'none',
    thresholds: noLimit,
    by: { pool: 'Pool', ...(operator ? { origin: 'Origin' } : {}), region: 'From', reason: 'Reason', ...ageColumn },
    columns: [
      {
        title: 'Origins',
        unit: 'none',
        decimals: 0,
        expr: aged(health, `sum by (${rows}) (${sel(cfMonitorFailure)}) > 0`),
      },
    ],
  };
};

const changes: GraphPanel = {
  ...base,
  kind: 'graph',
  key: 'cf health changes',
  title: 'Health changes in 30 minutes',
  width: 14,
  about: {
    shows: 'Changes of the health of each pool within 30 minutes, by what it became.',
    healthy: '0.',
    act: `More than ${cloudflareLimits.flappingChanges} are flapping: a monitor at the edge of its timeout, or a node at the edge of its lag.`,
  },
  unit: 'none',
  decimals: 0,
  thresholds: limit(cloudflareLimits.flappingChanges + 1),
  queries: [
    {
      expr: aged(
        { resource: 'events' },
        `sum by (pool, to) (increase(${sel(cfHealthChanges)}[${cloudflareLimits.flappingWindow}s]))`,
      ),
      legend: `{{pool}} {{to}} ${healthAge}`,
    },
  ],
};

/** Of a zone that has any; they are a product of their own and steer nothing. */
const checks = (context: Context): GraphPanel => {
  const { by, legend } = labelsFor(context, 'check')();
  const of = (match: Selector<typeof cfHealthChecks>): string => `sum ${by}(${rate(cfHealthChecks, match)})`;
  return {
    ...base,
    kind: 'graph',
    key: 'cf health checks',
    title: 'Standalone health checks that failed',
    width: 24,
    height: 6,
    step: '120s',
    noValue: '? none set up',
    about: {
      shows:
        'The share of the results of Cloudflare’s standalone health checks that were not healthy, where a zone has any.',
      healthy: '0. They steer nothing: the balancer has monitors of its own.',
      act: 'A check that fails while its pool is healthy: the two ask for different things.',
    },
    unit: 'percentunit',
    decimals: 1,
    thresholds: noLimit,
    queries: [
      {
        expr: aged({ dataset: 'health_checks' }, `${of({ status: { not: 'healthy' } })} / (${of({})} > 0)`),
        legend: `${legend}${trafficAge}`,
      },
    ],
  };
};

export const poolRow = (context: Context): Row => ({
  title: 'Pools',
  panels: [
    states,
    fallback(context),
    ...(context.profile === 'operator'
      ? [matrix(context), byRegion, changes, why(context)]
      : [matrix(context), why(context), { ...changes, width: 24 }]),
    checks(context),
  ],
});
