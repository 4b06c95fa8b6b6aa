/** What is promised, in two figures of the first screen: the service level of this month, and what is left of its budget. */
import { budgetSeconds } from '../../../alerts/slo/budget.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import type { EdgeState } from '../../../collector/catalogue/labels.ts';
import { sel } from '../../../collector/catalogue/promql.ts';
import type { StatPanel } from '../../kit/model.ts';
import { tagged, union } from '../../kit/queries.ts';
import { firstOf, says, stopwatch, word } from '../../kit/sentence.ts';
import { colors, state, stateThresholds, unknownState, unknownText } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { monthSeconds, percent, thisMonth } from '../month.ts';
import { leveled } from '../serviceLevel.ts';

const drill = { title: 'Service level', to: 'sla' } as const;
const base = { kind: 'stat', unit: 'none', noValue: unknownText, worded: true, drill } as const;

const met = state(1, '✔ AS PROMISED', colors.good);
const open = state(2, '▲ IF UNKNOWN WAS GOOD', colors.warn);
const missed = state(3, '✖ BELOW THE PROMISE', colors.bad);

const unknown = word(unknownText, 'vector(0)');

/** Over all members' edges: the region that is worst off. */
export const serviceLevel = (context: Context, width: number, height: number): StatPanel => {
  const { objective } = context.fleet.service;
  const sum = (edge: string, states?: readonly EdgeState[]): string =>
    `sum by (region) (${thisMonth(
      monthSeconds({ target: edge, region: { not: ['any', 'all'] }, ...(states ? { state: states } : {}) }),
    )})`;
  const worst = (states: readonly EdgeState[]): string =>
    `min(${union(
      leveled(context).map(({ name }, index) => tagged(percent(sum(name, states), sum(name)), { edge: String(index) })),
    )})`;
  const [least, most] = [worst(['good']), worst(['good', 'unknown'])];
  const code = `(1 + (${least} < bool ${objective}) + (${most} < bool ${objective}))`;
  return {
    ...base,
    key: 'sla now',
    title: 'SLA this month, worst region',
    about: {
      shows:
        'Good seconds of this calendar month (UTC) so far in the region that has fewest, at least; under it the figure if every second that nobody measured was good. Cut off, never rounded up.',
      healthy: `At least ${objective} %, in the upper figure.`,
      act: 'Where the two lie apart, watchers were missing. Below the promise in both: see the intervals and their causes.',
    },
    width,
    height,
    thresholds: stateThresholds,
    states: [unknownState, met, open, missed],
    queries: [
      { expr: firstOf([says(['≥ ', { number: least }, ' %'], code), unknown]), legend: '{{text}}' },
      {
        expr: firstOf([
          says([{ number: most }, ' % if unknown was good'], code),
          word('? of nothing measured', 'vector(0)'),
        ]),
        legend: '{{text}}',
      },
    ],
  };
};

/** A month of 31 days. */
const longest = 31 * 86_400;

/** Over all members' edges: the one that has least left. */
export const budgetLeft = (context: Context, width: number, height: number): StatPanel => {
  const hours = budgetSeconds(context.fleet.service.objective, longest) >= 3600;
  const allowed = `max(${thisMonth(sel(metrics.slaMonthBudget))})`;
  const spent = `max(sum by (target) (${thisMonth(
    monthSeconds({ target: leveled(context).map(({ name }) => name), region: 'any', state: 'bad' }),
  )}))`;
  const left = `(${allowed} - ${spent})`;
  const of = [' of ', ...stopwatch(allowed, hours)];
  // Enough is more than a quarter of the whole.
  const code = `(1 + (${left} < bool (${allowed} / 4)) + (${left} < bool 0))`;
  return {
    ...base,
    key: 'budget now',
    title: 'Budget left',
    about: {
      shows: 'Bad time that the objective still allows in this calendar month (UTC), and all that it allows.',
      healthy: 'More than a quarter of the whole.',
      act: 'Below zero the objective is missed. Nearly spent: no risky change before the month is over.',
    },
    width,
    height,
    thresholds: stateThresholds,
    states: [
      unknownState,
      state(1, '✔ ENOUGH', colors.good),
      state(2, '▲ NEARLY SPENT', colors.warn),
      state(3, '✖ OVERSPENT', colors.bad),
    ],
    queries: [
      {
        expr: firstOf([
          says([...stopwatch(`(${left} >= 0)`, hours), ...of], code),
          says(['−', ...stopwatch(`(-1 * (${left} < 0))`, hours), ...of], code),
          unknown,
        ]),
        legend: '{{text}}',
      },
    ],
  };
};
