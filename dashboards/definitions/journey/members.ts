/** The journey of members over each service, by region: for both profiles, by aliases and regions alone. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { bucketRate, by, over, rate, type Selector, sel } from '../../../collector/catalogue/promql.ts';
import type { FleetEdge } from '../../../collector/config/fleet.ts';
import { measuredRegions } from '../../../collector/config/graph.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import { shownLimits } from '../../../collector/policy/shown.ts';
import type { GraphPanel, Row, TablePanel, TimelinePanel } from '../../kit/model.ts';
import { coded, freshFor, plainText } from '../../kit/queries.ts';
import { noLimit, onlyZero, state, stateThresholds } from '../../kit/states.ts';
import { type Context, nameOf } from '../context.ts';
import { latencyRow } from './latency.ts';
import { base, edgeLegend, journeyScale, perEdge, several, watched } from './watched.ts';

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
        latencyRow(context),
      ];
