/** The edge against the origin: the gap is the network between them and Cloudflare itself. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { rate, sel } from '../../../collector/catalogue/promql.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { GraphPanel, Row, TablePanel } from '../../kit/model.ts';
import { colors, limit, noLimit, state, stateThresholds, unknownState } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { ageColumn, aged, labelsFor, saidRank, trafficAge } from './age.ts';
import { perMinute, requests } from './traffic.ts';

const { cfEdgeTtfb, cfEdgeTtfbSum, cfEdgeRequests, cfOriginLatency, cfOriginSeconds, cfOriginRequests } = metrics;

const latency = { dataset: 'latency' } as const;

/** Too few requests make no quantile: such cells are empty, and the last column says so. */
const enough = (counted: string, labels: string): string =>
  `(sum by (${labels}) (increase(${counted}[5m])) >= ${cloudflareLimits.latencyLeast})`;

const edge = (context: Context): GraphPanel => {
  const { by, legend } = labelsFor(context, 'host')('rank');
  return {
    ...perMinute,
    key: 'cf edge latency',
    title: 'Time to first byte at the edge',
    width: 8,
    about: {
      shows: `The times that 50, 95 and 99 of 100 requests stay below, of five minutes each; nothing where there were fewer than ${cloudflareLimits.latencyLeast} requests.`,
      healthy: `p95 below ${cloudflareLimits.edgeLatency} s.`,
      act: 'It rises with the origins’ own time: the nodes. Alone: Cloudflare or the network.',
    },
    unit: 's',
    decimals: 3,
    thresholds: limit(cloudflareLimits.edgeLatency),
    queries: [
      {
        expr: aged(
          latency,
          saidRank(`max ${by}(${sel(cfEdgeTtfb)} and on (zone, host) ${enough(sel(cfEdgeRequests), 'zone, host')})`),
        ),
        legend: `${legend}${trafficAge}`,
      },
    ],
  };
};

const origin = (context: Context): GraphPanel => {
  const { by, legend } = labelsFor(context, 'origin')('pool', 'rank');
  return {
    ...perMinute,
    key: 'cf origin latency',
    title: 'Time that origins take to answer',
    width: 8,
    about: {
      shows: `The times that 50, 95 and 99 of 100 requests to each pool stay below, of five minutes each; nothing where there were fewer than ${cloudflareLimits.latencyLeast} requests.`,
      healthy: `p95 below ${cloudflareLimits.originLatency} s.`,
      act: 'One pool alone: its node or the way there. All: heavy questions of members, or the chain is busy.',
    },
    unit: 's',
    decimals: 3,
    thresholds: limit(cloudflareLimits.originLatency),
    queries: [
      {
        expr: aged(
          latency,
          saidRank(
            `max ${by}(${sel(cfOriginLatency)} and on (zone, pool, origin) ${enough(sel(cfOriginRequests), 'zone, pool, origin')})`,
          ),
        ),
        legend: `${legend}${trafficAge}`,
      },
    ],
  };
};

const gap: GraphPanel = {
  ...perMinute,
  key: 'cf latency gap',
  title: 'Mean time: edge, origin, and between',
  width: 8,
  about: {
    shows:
      'The mean time to first byte at the edge, the mean time of the origins, and the difference: the network and Cloudflare itself.',
    healthy: 'A steady difference.',
    act: 'The difference alone rises: Cloudflare’s status page, or the way from its data centres to the nodes.',
  },
  unit: 's',
  decimals: 3,
  thresholds: noLimit,
  queries: [
    {
      expr: aged({ dataset: 'edge' }, `sum(${rate(cfEdgeTtfbSum)}) / (sum(${requests()}) > 0)`),
      legend: `edge, ${trafficAge}`,
    },
    {
      expr: aged({ dataset: 'origin' }, `sum(${rate(cfOriginSeconds)}) / (sum(${rate(cfOriginRequests)}) > 0)`),
      legend: `origin, ${trafficAge}`,
    },
    {
      expr: aged(
        { dataset: 'origin' },
        `sum(${rate(cfEdgeTtfbSum)}) / (sum(${requests()}) > 0) - sum(${rate(cfOriginSeconds)}) / (sum(${rate(cfOriginRequests)}) > 0)`,
      ),
      legend: `between, ${trafficAge}`,
    },
  ],
};

const basisScale = [unknownState, state(1, '– FEW REQUESTS', colors.unknown), state(2, '✔ ENOUGH', colors.good)];

const now = (context: Context): TablePanel => {
  const { profile } = context;
  const rows = profile === 'operator' ? 'pool, origin' : 'pool';
  const counted = `sum by (${rows}) (increase(${sel(cfOriginRequests)}[5m]))`;
  const column = (rank: '0.5' | '0.95' | '0.99') => ({
    title: `p${Number(rank) * 100}`,
    unit: 's',
    decimals: 3,
    thresholds: limit(cloudflareLimits.originLatency),
    expr: aged(
      latency,
      `max by (${rows}) (${sel(cfOriginLatency, { rank })}) and on (${rows}) (${counted} >= ${cloudflareLimits.latencyLeast})`,
    ),
  });
  return {
    kind: 'table',
    key: 'cf latency now',
    title: 'Origins now',
    width: 24,
    height: 6,
    noValue: '?',
    drill: { title: 'Is it up?', to: 'status' },
    about: {
      shows: 'The time that each pool takes to answer, in the last whole five minutes, and over how many requests.',
      healthy: `p95 below ${cloudflareLimits.originLatency} s, over enough requests.`,
      act: `– FEW REQUESTS: fewer than ${cloudflareLimits.latencyLeast} make no figure; that cell is left empty.`,
    },
    unit: 's',
    thresholds: stateThresholds,
    by: { pool: 'Pool', ...(profile === 'operator' ? { origin: 'Origin' } : {}), ...ageColumn },
    columns: [
      column('0.5'),
      column('0.95'),
      column('0.99'),
      { title: 'Requests in 5 min', unit: 'none', decimals: 0, expr: aged(latency, counted) },
      {
        title: 'Basis',
        unit: 'none',
        states: basisScale,
        expr: aged(latency, `1 + (${counted} >= bool ${cloudflareLimits.latencyLeast})`),
      },
    ],
  };
};

export const latencyRow = (context: Context): Row => ({
  title: 'Latency',
  panels: [edge(context), origin(context), gap, now(context)],
});
