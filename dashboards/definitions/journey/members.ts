/** The journey of members over each service, by region: for both profiles, by aliases and regions alone. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { bucketRate, by, over, rate, type Selector, sel } from '../../../collector/catalogue/promql.ts';
import type { FleetEdge } from '../../../collector/config/fleet.ts';
import { measuredRegions } from '../../../collector/config/graph.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import { shownLimits } from '../../../collector/policy/shown.ts';
import { spread } from '../../kit/layout.ts';
import type { GraphPanel, Row, TablePanel, TimelinePanel } from '../../kit/model.ts';
import { chainTitle } from '../../kit/names.ts';
import { coded, freshFor, plainText, tagged, union } from '../../kit/queries.ts';
import { colors, noLimit, onlyZero, state, stateThresholds, unknownState, unknownText } from '../../kit/states.ts';
import { bucketStep, bucketsOver } from '../buckets.ts';
import { type Context, nameOf } from '../context.ts';
import { byRungs } from '../thresholds.ts';

const base = {
  width: 12,
  height: 8,
  step: '15s',
  noValue: unknownText,
  drill: { title: 'Cloudflare network', to: 'cloudflare' },
} as const;

const ranks = [0.5, 0.95, 0.99] as const;

/** Edges of this profile that somebody measures. */
const watched = (context: Context): readonly FleetEdge[] =>
  context.edges.filter((edge) => measuredRegions(context.fleet, edge).length > 0);

const perEdge = (context: Context, expr: (edge: FleetEdge) => string): string => {
  const edges = watched(context);
  return union(
    edges.map((edge) => (edges.length > 1 ? tagged(expr(edge), { edge: nameOf(context, edge) }) : expr(edge))),
  );
};
const several = (context: Context): boolean => watched(context).length > 1;
const edgeLegend = (context: Context): string => (several(context) ? '{{edge}} ' : '');

const journeyScale = [unknownState, state(1, '✔ GOOD', colors.good), state(2, '✖ FAILS', colors.bad)];

const outcome = (context: Context): TimelinePanel => {
  // With its labels: without them a good one that is 0 would stand for the bad one too.
  const is = (edge: FleetEdge, region: string, value: 'good' | 'bad'): string =>
    `last_over_time(${over(metrics.edgeJourney, { target: edge.name, region, state: value }, freshFor)})`;
  const places = watched(context).flatMap((edge) =>
    measuredRegions(context.fleet, edge).map((region) => ({ edge, region })),
  );
  return {
    ...base,
    kind: 'timeline',
    key: 'journey by place',
    title: 'The journey by region, over time',
    width: 24,
    height: Math.max(5, 2 + places.length),
    step: '1s',
    about: {
      shows: `Whether a member in the region gets everything that it needs, asked each ${limits.journeyEvery} s. A failure counts once a second run has confirmed it.`,
      healthy: '✔ GOOD throughout.',
      act: '✖ FAILS: the next panels say which step and why. ? UNKNOWN: nobody has asked, which is not the service’s fault.',
    },
    drill: { title: 'Is it up?', to: 'status' },
    unit: 'none',
    thresholds: stateThresholds,
    states: journeyScale,
    queries: places.map(({ edge, region }) => ({
      expr: coded([
        [state(1, '', ''), is(edge, region, 'good')],
        [state(2, '', ''), is(edge, region, 'bad')],
      ]),
      legend: plainText(several(context) ? `${nameOf(context, edge)} ${region}` : region),
    })),
  };
};

const stepTable = (context: Context): TablePanel => {
  const rows = by(metrics.journeySteps, 'region', 'step');
  const of = ({ name }: FleetEdge): Selector<typeof metrics.journeySteps> => ({ role: 'edge', target: name });
  return {
    ...base,
    kind: 'table',
    key: 'journey steps',
    title: 'Steps by region, last hour',
    width: 12,
    height: 10,
    noValue: '?',
    about: {
      shows:
        'Each step of the journey: how often it was made in the last hour, how often it failed, and how long it took.',
      healthy: 'No failures. Steps after one that fails are not run, so that their number drops.',
      act: 'A step that fails in one region: the way or the node there. In all: the chain, or what the nodes read from it.',
    },
    unit: 'none',
    thresholds: noLimit,
    by: { ...(several(context) ? { edge: 'Service' } : {}), region: 'Region', step: 'Step' },
    columns: [
      {
        title: 'Made',
        unit: 'none',
        decimals: 0,
        expr: perEdge(context, (edge) => `sum by ${rows} (increase(${sel(metrics.journeySteps, of(edge))}[1h]))`),
      },
      {
        title: 'Failed',
        unit: 'none',
        decimals: 0,
        thresholds: onlyZero(),
        expr: perEdge(
          context,
          (edge) =>
            `sum by ${rows} (increase(${sel(metrics.journeySteps, { ...of(edge), outcome: { not: 'ok' } })}[1h]))`,
        ),
      },
      {
        title: 'p95',
        unit: 's',
        decimals: 3,
        expr: perEdge(
          context,
          ({ name }) =>
            `histogram_quantile(0.95, sum by (region, step, le) (${bucketRate(metrics.journeyStepDuration, { role: 'edge', target: name }, '1h')}))`,
        ),
      },
    ],
    sort: { by: 'Failed', desc: true },
  };
};

const failures = (context: Context): GraphPanel => ({
  ...base,
  kind: 'graph',
  key: 'journey failures',
  title: 'Failed steps by reason',
  height: 10,
  about: {
    shows: 'Failed steps a second by region, step and closed reason.',
    healthy: '0.',
    act: 'timeout, refused and reset: the way or the edge. http_429: a limit that members are promised not to meet. The rest: what the nodes answer.',
  },
  unit: 'cps',
  decimals: 3,
  thresholds: onlyZero(),
  queries: [
    {
      expr: perEdge(
        context,
        ({ name }) =>
          `sum by ${by(metrics.journeySteps, 'region', 'step', 'outcome')} (${rate(metrics.journeySteps, { role: 'edge', target: name, outcome: { not: 'ok' } })})`,
      ),
      legend: `${edgeLegend(context)}{{region}} {{step}} {{outcome}}`,
    },
  ],
});

/** Quantiles of what was answered, by region. */
const quantiles = (
  context: Context,
  metric: typeof metrics.journeyStepDuration | typeof metrics.rpcDuration,
  panel: Pick<GraphPanel, 'key' | 'title' | 'about'>,
): GraphPanel => ({
  ...base,
  ...panel,
  kind: 'graph',
  unit: 's',
  decimals: 3,
  thresholds: byRungs(
    context.fleet,
    watched(context).map(({ chain }) => chain),
    'deadline',
  ),
  step: bucketStep,
  queries: ranks.map((q) => ({
    expr: perEdge(
      context,
      ({ name }) =>
        `histogram_quantile(${q}, sum by (region, le) (${bucketsOver(metric, { role: 'edge', target: name })}))`,
    ),
    legend: `${edgeLegend(context)}{{region}} p${q * 100}`,
  })),
});

const latency = (context: Context): GraphPanel =>
  quantiles(context, metrics.journeyStepDuration, {
    key: 'journey latency',
    title: 'Time of a step by region: p50, p95, p99',
    about: {
      shows: 'How long the steps took that succeeded, by region: 50, 95 and 99 of 100 are faster.',
      healthy: 'Flat, and far below the deadline of a question.',
      act: 'One region that rises: the network there or the node that serves it. All of them: the chain is busy, or Cloudflare is slow.',
    },
  });

const light = (context: Context): GraphPanel =>
  quantiles(context, metrics.rpcDuration, {
    key: 'light latency',
    title: 'Time of a single question by region: p50, p95, p99',
    about: {
      shows:
        'Round trip of the questions that were answered, most of them for the newest block, by region. Failures are not in it.',
      healthy: 'Flat: tens of milliseconds, more where the node is far.',
      act: 'A step up in one region that stays: the balancer sends it to a farther pool.',
    },
  });

/** The edge as a member takes it against the nodes of the same chain, asked directly; the gap is the way between. */
const against = (context: Context): GraphPanel => {
  const chains = [...new Set(watched(context).map(({ chain }) => chain))];
  const p95 = (role: 'edge' | 'node', chain: string): string =>
    `histogram_quantile(0.95, sum by (step, le) (${bucketsOver(metrics.journeyStepDuration, { role, chain })}))`;
  return {
    ...base,
    kind: 'graph',
    key: 'edge against origin',
    title: 'p95 of a step: edge against origin',
    about: {
      shows:
        'The same steps over the edge, as members make them, and against the nodes behind it, asked directly by the central watcher.',
      healthy: 'A steady gap: the way through Cloudflare and over the sea.',
      act: 'The edge alone rises: Cloudflare or the network. Both rise: the nodes.',
    },
    unit: 's',
    decimals: 3,
    thresholds: noLimit,
    step: bucketStep,
    queries: chains.flatMap((chain) =>
      (['edge', 'node'] as const).map((role) => ({
        expr: p95(role, chain),
        legend: `${plainText(`${chains.length > 1 ? `${chainTitle(chain)} ` : ''}${role === 'edge' ? 'edge' : 'origin'} `)}{{step}}`,
      })),
    ),
  };
};

const faults = (context: Context): GraphPanel => ({
  ...base,
  kind: 'graph',
  key: 'journey faults',
  title: 'Bad seconds by what was wrong',
  about: {
    shows: 'Share of the seconds that were bad to a member, by region and fault: the faults add up to the bad seconds.',
    healthy: '0.',
    act: 'no_http: the edge or the way to it. bad_answer and stale: the nodes behind it. journey: the panels above.',
  },
  drill: { title: 'SLA', to: 'sla' },
  unit: 'percentunit',
  decimals: 1,
  thresholds: onlyZero(shownLimits.mostOf),
  stacked: true,
  queries: [
    {
      expr: perEdge(
        context,
        ({ name }) =>
          `max by ${by(metrics.edgeFaultSeconds, 'region', 'fault')} (${rate(metrics.edgeFaultSeconds, { target: name })})`,
      ),
      legend: `${edgeLegend(context)}{{region}} {{fault}}`,
    },
  ],
});

export const memberRows = (context: Context): readonly Row[] =>
  watched(context).length === 0
    ? []
    : [
        { panels: [outcome(context)] },
        {
          title: 'Steps and failures',
          panels: [stepTable(context), failures(context), { ...faults(context), width: 24 }],
        },
        { title: 'Latency', panels: spread([latency(context), light(context), { ...against(context) }], 3) },
      ];
