/** Pools as Cloudflare's monitors see them: state, and by region. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { sel } from '../../../collector/catalogue/promql.ts';
import type { Row, TablePanel, TimelinePanel } from '../../kit/model.ts';
import { answerScale, colors, flagScale, noLimit, state, stateThresholds, unknownState } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { ageColumn, aged, healthAge, labelsFor } from './age.ts';
import { base, changes, checks, health, why } from './poolTroubles.ts';

const { cfPoolState, cfPoolRegion, cfOriginHealthy, cfMonitorRtt, cfFallback } = metrics;

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
