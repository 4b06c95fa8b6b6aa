/** The golden signals of the service, over time: errors first, for they are what members lose by. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { bucketRate, rate, sel } from '../../../collector/catalogue/promql.ts';
import { measuredRegions } from '../../../collector/config/graph.ts';
import { spread } from '../../kit/layout.ts';
import type { Drill, GraphPanel, Panel, Query, Row, TimelinePanel } from '../../kit/model.ts';
import { plainText } from '../../kit/queries.ts';
import { edgeScale, noLimit, stateThresholds, unknownText } from '../../kit/states.ts';
import { type Context, edgeCode, nameOf } from '../context.ts';
import { lagOverTime, nodeTable, verdicts } from '../freshness.ts';
import * as questions from '../questions.ts';
import { scopeOf } from '../scope.ts';
import { byRungs, deadlineOf } from '../thresholds.ts';
import { spareOverTime } from './reserve.ts';

const journey: Drill = { title: 'Member journey', to: 'journey' };
const base = { width: 12, height: 8, step: '15s', noValue: unknownText, drill: journey } as const;

const services = (context: Context): TimelinePanel => {
  const places = context.edges.flatMap((edge) => Object.keys(edge.regions).map((region) => ({ edge, region })));
  return {
    ...base,
    kind: 'timeline',
    key: 'services',
    title: 'Services by region, over time',
    about: {
      shows: 'What each second was worth to a member in the region.',
      healthy: '✔ UP throughout.',
      act: '? UNKNOWN: our watcher there was blind or silent, which says nothing about the service itself.',
    },
    unit: 'none',
    width: 24,
    height: Math.max(5, 2 + places.length),
    step: '1s',
    thresholds: stateThresholds,
    states: edgeScale,
    queries: places.map(({ edge, region }) => ({
      expr: edgeCode(context.fleet, edge, region),
      legend: plainText(`${nameOf(context, edge)} ${region}`),
    })),
  };
};

/** A line for each region that someone measures. */
const perPlace = (context: Context, expr: (target: string, region: string) => string): readonly Query[] =>
  context.edges.flatMap((edge) =>
    measuredRegions(context.fleet, edge).map((region) => ({
      expr: expr(edge.name, region),
      legend: plainText(context.edges.length > 1 ? `${nameOf(context, edge)} ${region}` : region),
    })),
  );

const latency = (context: Context): GraphPanel => {
  const { said, thresholds } = deadlineOf(
    context.fleet,
    context.edges.map(({ chain }) => chain),
  );
  return {
    ...base,
    kind: 'graph',
    key: 'latency by region',
    title: 'Latency by region, p95',
    about: {
      shows: 'Round trip of our watchers’ questions as a member there asks them; 95 of 100 are faster.',
      healthy: `Flat, and far below the deadline of ${said}.`,
      act: 'One region that rises alone: the way there. All at once: the nodes, or the edge in front of them.',
    },
    unit: 's',
    decimals: 3,
    thresholds,
    queries: perPlace(
      context,
      (target, region) =>
        `histogram_quantile(0.95, sum by (le) (${bucketRate(metrics.rpcDuration, { target, role: 'edge', region })}))`,
    ),
  };
};

const asked = (context: Context): GraphPanel => ({
  ...base,
  kind: 'graph',
  key: 'asked by region',
  title: 'Questions answered, by region',
  about: {
    shows: 'Questions of our own watchers a second that were answered well. What members ask is counted by Cloudflare.',
    healthy: 'Flat: one light question each second, and the journeys.',
    act: 'A dip is failures, or a watcher that asks less: compare with the services above.',
  },
  unit: 'reqps',
  decimals: 2,
  thresholds: noLimit,
  queries: perPlace(
    context,
    (target, region) => `sum(${rate(metrics.rpcRequests, { target, role: 'edge', region, outcome: 'ok' })})`,
  ),
});

const headAge = (context: Context): GraphPanel => ({
  ...base,
  kind: 'graph',
  key: 'head age by region',
  title: 'Age of the head that is served',
  about: {
    shows: 'How old the newest block is that members in each region are given.',
    healthy: 'Seconds; on Ethereum up to a slot or two.',
    act: 'One region that climbs: its node. All together: the chain itself, see there.',
  },
  unit: 's',
  decimals: 1,
  step: '1s',
  thresholds: byRungs(
    context.fleet,
    context.edges.map(({ chain }) => chain),
    'stale',
  ),
  queries: perPlace(
    context,
    (target, region) => `time() - max(${sel(metrics.headTimestamp, { target, role: 'edge', region })})`,
  ),
});

export const signalRows = (context: Context): readonly Row[] => {
  const { nodes, edges, profile } = context;
  const measured = edges.some((edge) => measuredRegions(context.fleet, edge).length > 0);
  const operator = profile === 'operator';
  const node: Drill = operator
    ? { title: 'This node', to: 'node', pick: { target: 'target' } }
    : { title: 'Arbitrum', to: 'arbitrum' };
  const { pick: _, ...anyNode } = node;
  const scope = scopeOf(context, nodes);
  const row = (title: string, panels: readonly Panel[]): readonly Row[] =>
    panels.length > 0 ? [{ title, panels: spread(panels, 2) }] : [];
  const errors: readonly Panel[] = [
    ...(edges.length > 0 ? [services(context)] : []),
    ...(nodes.length > 0
      ? [
          nodeTable(context, nodes, operator ? { ...anyNode, pick: { target: 'node' } } : anyNode),
          lagOverTime(context, nodes, scope, node),
          verdicts(context, nodes, anyNode),
        ]
      : []),
  ];
  const deadline = deadlineOf(
    context.fleet,
    nodes.map(({ chain }) => chain),
  );
  const serving = context.fleet.nodes.some(({ state }) => state === 'serving');
  return [
    ...(errors.length > 0 ? [{ title: 'Errors: who is not served, and which node is not well', panels: errors }] : []),
    ...row('Latency', [
      ...(measured ? [latency(context), headAge(context)] : []),
      ...(!measured && nodes.length > 0 ? [questions.byNode(scope, deadline, node)] : []),
    ]),
    ...row('Traffic and saturation', [
      ...(measured ? [asked(context)] : nodes.length > 0 ? [questions.asked(scope, node)] : []),
      ...(serving ? [spareOverTime(context)] : []),
    ]),
  ];
};
