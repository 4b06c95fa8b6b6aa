/** What the lost seconds of the months are put down to, in words that members read. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { sel } from '../../../collector/catalogue/promql.ts';
import { causeWords } from '../../../collector/catalogue/words.ts';
import type { Row, TablePanel } from '../../kit/model.ts';
import { noLimit } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { thisMonth } from '../month.ts';
import { edgeColumn, perEdge } from '../serviceLevel.ts';

const { slaMonthCauseSeconds, slaMonthIntervals } = metrics;

const base = {
  kind: 'table',
  height: 8,
  width: 12,
  unit: 's',
  noValue: '? none known',
  thresholds: noLimit,
} as const;

/** Sums by a label and by the words of the label `cause`, in the label `why`. */
const byWords = (label: 'region' | 'month', series: string): string => {
  const worded = Object.entries(causeWords).reduce(
    (inner, [cause, words]) => `label_replace(${inner}, "why", ${JSON.stringify(words)}, "cause", "${cause}")`,
    series,
  );
  return `sum by (${label}, why) (${worded})`;
};

const intervals = (context: Context): TablePanel => ({
  ...base,
  key: 'sla causes',
  title: 'Intervals of this month by cause',
  about: {
    shows:
      'Bad and halted seconds of this calendar month (UTC) and the intervals that they were lost in, by region and by the cause that counts. The last minutes are provisional.',
    healthy: 'An empty table, with a ledger that is kept.',
    act: 'The monthly report lists each interval with its evidence. "Not known" should be rare: somebody can still say what it was.',
  },
  drill: { title: 'What was wrong', to: 'incidents' },
  by: { ...edgeColumn(context), region: 'Region', why: 'Cause' },
  columns: [
    {
      title: 'Seconds',
      unit: 's',
      decimals: 0,
      expr: perEdge(context, ({ name }) => byWords('region', thisMonth(sel(slaMonthCauseSeconds, { target: name })))),
    },
    {
      title: 'Intervals',
      unit: 'none',
      decimals: 0,
      expr: perEdge(context, ({ name }) => byWords('region', thisMonth(sel(slaMonthIntervals, { target: name })))),
    },
  ],
  sort: { by: 'Seconds', desc: true },
});

const months = (context: Context): TablePanel => ({
  ...base,
  key: 'sla causes months',
  title: 'Lost seconds by month and cause',
  about: {
    shows: 'Bad and halted seconds of each of the last twelve months by cause, summed over the regions.',
    healthy: 'Few lines, and no cause that comes back each month.',
    act: 'A cause that comes back is the one to spend work on.',
  },
  drill: { title: 'Is it up?', to: 'status' },
  by: { ...edgeColumn(context), month: 'Month', why: 'Cause' },
  columns: [
    {
      title: 'Seconds in all regions',
      unit: 's',
      decimals: 0,
      expr: perEdge(context, ({ name }) => byWords('month', sel(slaMonthCauseSeconds, { target: name }))),
    },
    {
      title: 'Intervals',
      unit: 'none',
      decimals: 0,
      expr: perEdge(context, ({ name }) => byWords('month', sel(slaMonthIntervals, { target: name }))),
    },
  ],
  sort: { by: 'Month', desc: true },
});

export const causeRow = (context: Context): Row => ({
  title: 'Where it went',
  panels: [intervals(context), months(context)],
});
