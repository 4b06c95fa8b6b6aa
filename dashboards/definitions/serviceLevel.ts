/** What is promised: this month, month by month, and the last 30 days. From the ledger's gauges, which are the report's. */
import { budgetSeconds } from '../../alerts/slo/budget.ts';
import { badPpm, recorded, secondsIn } from '../../alerts/slo/recordings.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import type { EdgeState } from '../../collector/catalogue/labels.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { FleetEdge } from '../../collector/config/fleet.ts';
import { measuredRegions } from '../../collector/config/graph.ts';
import { shownLimits } from '../../collector/policy/shown.ts';
import type { Column, Row, StatPanel, TablePanel } from '../kit/model.ts';
import { plainText, tagged, union } from '../kit/queries.ts';
import { colors, noLimit, unknownText } from '../kit/states.ts';
import { type Context, nameOf } from './context.ts';
import { measured, monthSeconds, percent, thisMonth } from './month.ts';

const base = {
  noValue: unknownText,
  thresholds: noLimit,
  drill: { title: 'Member journey', to: 'journey' },
} as const;

/** Members' edges that someone watches: those with a service level. */
export const leveled = ({ fleet, memberEdges }: Context): readonly FleetEdge[] =>
  memberEdges.filter((edge) => measuredRegions(fleet, edge).length > 0);

/** An expression for each edge, named only where there are several. */
export const perEdge = (context: Context, expr: (edge: FleetEdge) => string): string => {
  const edges = leveled(context);
  return union(
    edges.map((edge) => (edges.length > 1 ? tagged(expr(edge), { edge: nameOf(context, edge) }) : expr(edge))),
  );
};

export const edgeColumn = (context: Context): Record<string, string> =>
  leveled(context).length > 1 ? { edge: 'Service' } : {};

/** Before the rest of a legend. */
export const edgeLegend = (context: Context): string => (leveled(context).length > 1 ? '{{edge}} ' : '');

type States = EdgeState | readonly EdgeState[];

const service: Pick<Column, 'unit' | 'decimals'> = { unit: 'percent', decimals: 3 };
const time: Pick<Column, 'unit' | 'decimals'> = { unit: 's', decimals: 0 };

/** Both ends, and the seconds behind them. `sum` gives the sum of an edge's states by whatever names a row. */
const figures = (context: Context, sum: (edge: FleetEdge, state?: States) => string): readonly Column[] => {
  const each = (state: EdgeState): string => perEdge(context, (edge) => sum(edge, state));
  return [
    { ...service, title: 'Good', expr: perEdge(context, (edge) => percent(sum(edge, 'good'), sum(edge, measured))) },
    {
      ...service,
      title: 'If every unmeasured second was bad',
      expr: perEdge(context, (edge) => percent(sum(edge, 'good'), sum(edge))),
    },
    { ...time, title: 'Bad', expr: each('bad') },
    { ...time, title: 'Chain halted', expr: each('halted') },
    { ...time, title: 'Not measured', expr: each('unknown') },
  ];
};

const any = '"region", "any region", "region", "any"';

const ofMonth = (edge: FleetEdge, state?: States): string => {
  const match = { target: edge.name, region: { not: 'all' }, ...(state ? { state } : {}) } as const;
  return `label_replace(sum by (region) (${thisMonth(monthSeconds(match))}), ${any})`;
};

const thisMonthTable = (context: Context, width: number): TablePanel => ({
  ...base,
  kind: 'table',
  key: 'sla month',
  title: 'Service level this month, worst region first',
  about: {
    shows:
      'Good seconds of those measured in this calendar month (UTC), and the same if every unmeasured second was bad, by region. "Any region" is the headline: bad in any measured region. Cut off, never rounded up; provisional until the month is settled.',
    healthy: `Above ${context.fleet.service.objective} %, in both columns.`,
    act: 'Where the two columns lie apart, watchers were missing: see "Who watches". The monthly report lists every interval with its cause.',
  },
  unit: 'percent',
  width,
  height: 7,
  by: { ...edgeColumn(context), region: 'Region' },
  columns: figures(context, ofMonth),
  sort: { by: 'Good', desc: false },
});

const month = 30 * 86_400;

const budgetLeft = (context: Context, width: number): StatPanel => {
  const whole = budgetSeconds(context.fleet.service.objective, month);
  const allowed = `max(${thisMonth(sel(metrics.slaMonthBudget))})`;
  return {
    ...base,
    kind: 'stat',
    key: 'budget left',
    title: 'Budget left this month',
    about: {
      shows: 'Bad seconds that the objective still allows in this calendar month, and those that it allows in all.',
      healthy: `More than ${shownLimits.budgetLow * 100} % of the whole.`,
      act: 'Below zero the objective is missed. Nearly spent: no risky change before the month is over.',
    },
    unit: 's',
    decimals: 1,
    width,
    height: 7,
    thresholds: [
      { from: null, color: colors.bad },
      { from: 0, color: colors.warn },
      { from: whole * shownLimits.budgetLow, color: colors.plain },
    ],
    queries: [
      ...leveled(context).map((edge) => ({
        expr: `${allowed} - sum(${thisMonth(monthSeconds({ target: edge.name, region: 'any', state: 'bad' }))})`,
        legend: plainText(`${nameOf(context, edge)} left`),
      })),
      { expr: allowed, legend: 'of' },
    ],
  };
};

const byMonth = (edge: FleetEdge, state?: States): string =>
  `sum by (month) (${monthSeconds({ target: edge.name, region: 'any', ...(state ? { state } : {}) })})`;

const months = (context: Context, width: number): TablePanel => ({
  ...base,
  kind: 'table',
  key: 'sla months',
  title: 'Service level by month',
  about: {
    shows: 'The headline of each of the last twelve months: bad in any measured region. What was allowed is beside it.',
    healthy: `Above ${context.fleet.service.objective} % each month.`,
    act: 'The report of a month lists each of its intervals with cause and evidence.',
  },
  unit: 'percent',
  width,
  height: 9,
  by: { ...edgeColumn(context), month: 'Month' },
  columns: [
    ...figures(context, byMonth),
    {
      ...time,
      title: 'Allowed',
      decimals: 1,
      expr: perEdge(context, () => `max by (month) (${sel(metrics.slaMonthBudget)})`),
    },
  ],
  sort: { by: 'Month', desc: true },
});

const rolling = (context: Context, width: number): TablePanel => {
  const column = (state: EdgeState): string =>
    perEdge(context, (edge) => `sum by (region) (${recorded(secondsIn('30d'), { target: edge.name, state })})`);
  const ppm = (edge: FleetEdge): string => `max by (region) (${recorded(badPpm('30d'), { target: edge.name })})`;
  return {
    ...base,
    kind: 'table',
    key: 'sla rolling',
    title: 'The last 30 days by region',
    about: {
      shows:
        'Seconds by what they were worth to a member in the region. Of two watchers of a region the worse one counts.',
      healthy: 'Few bad ones, and none that are not measured.',
      act: 'This window forgets; what counts is the calendar month.',
    },
    unit: 's',
    width,
    height: 9,
    by: { ...edgeColumn(context), region: 'Region' },
    columns: [
      { ...service, title: 'Not bad', expr: perEdge(context, (edge) => `floor((1000000 - ${ppm(edge)}) / 10) / 1000`) },
      { ...time, title: 'Good', expr: column('good') },
      { ...time, title: 'Bad', expr: column('bad') },
      { ...time, title: 'Chain halted', expr: column('halted') },
      { ...time, title: 'Not measured', expr: column('unknown') },
    ],
    sort: { by: 'Not bad', desc: false },
  };
};

/** Nothing for a fleet that promises nothing. */
export const serviceLevelRow = (context: Context): readonly Row[] =>
  leveled(context).length === 0
    ? []
    : [
        {
          title: 'Service level',
          panels: [thisMonthTable(context, 19), budgetLeft(context, 5), months(context, 14), rolling(context, 10)],
        },
      ];
