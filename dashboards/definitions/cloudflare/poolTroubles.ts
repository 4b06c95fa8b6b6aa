/** Why a pool is unwell, how often its health changed, and what standalone checks say. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { rate, type Selector, sel } from '../../../collector/catalogue/promql.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { GraphPanel, TablePanel } from '../../kit/model.ts';
import { limit, noLimit, unknownText } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { ageColumn, aged, healthAge, labelsFor, trafficAge } from './age.ts';

const { cfMonitorFailure, cfHealthChanges, cfHealthChecks } = metrics;

export const base = {
  height: 8,
  step: '60s',
  noValue: unknownText,
  drill: { title: 'Is it up?', to: 'status' },
} as const;

export const health = { resource: 'pool_health' } as const;

export const why = (context: Context): TablePanel => {
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

export const changes: GraphPanel = {
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
export const checks = (context: Context): GraphPanel => {
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
