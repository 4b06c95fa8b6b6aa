/** Income and expense by month and category, and what members got for it. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import { treasuryKinds } from '../../../collector/catalogue/treasury.ts';
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import type { BarsPanel, Column, Row, TablePanel } from '../../kit/model.ts';
import { colors, noLimit, unknownText } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { measured, monthSeconds, percent } from '../month.ts';
import { leveled } from '../serviceLevel.ts';

const { treasuryValue, treasurySum, treasuryCostPerMember, treasuryCostPerMillion } = metrics;

const base = {
  noValue: unknownText,
  thresholds: noLimit,
  drill: { title: 'What was promised', to: 'sla' },
} as const;

type Kind = (typeof treasuryKinds)[number];

const byMonth = (kind: Kind): string => `sum by ${by(treasuryValue, 'month')} (${sel(treasuryValue, { kind })})`;

/** The service with the least of them; absent where no edge of the month was measured. */
const service = (context: Context): string => {
  const target = leveled(context).map(({ name }) => name);
  const sum = (states: readonly (typeof measured)[number][]): string =>
    `sum by (target, month) (${monthSeconds({ target, region: 'any', state: states })})`;
  return `min by (month) (${percent(sum(['good']), sum(measured))})`;
};

const serviceColumn = (context: Context): readonly Column[] =>
  leveled(context).length === 0
    ? []
    : [{ title: 'Service level', unit: 'percent', decimals: 3, expr: service(context) }];

const months = (context: Context, { currency }: FleetTreasury): TablePanel => {
  const value = (title: string, expr: string): Column => ({
    title: `${title}, ${currency}`,
    unit: 'none',
    decimals: 2,
    expr,
  });
  return {
    ...base,
    kind: 'table',
    key: 'treasury months',
    title: 'Money and service by month',
    width: 24,
    height: 9,
    about: {
      shows: `Income, expense and what is left of each month by the books, in ${currency} at the prices of the rows; what that is for each member, and for each million requests where all of the month were counted. Beside it the share of good seconds, bad in any measured region counting as bad. A month whose rows lack a price has no figure, and none has one while the books have a fault.`,
      healthy: 'Income covers expense over the months, and the service level is above what was promised.',
      act: 'The report of a month (headwatch report pnl) lists each row with its transaction.',
    },
    unit: 'none',
    by: { month: 'Month' },
    columns: [
      value('Income', byMonth('income')),
      value('Expense', byMonth('expense')),
      value('Left over', `${byMonth('income')} - ${byMonth('expense')}`),
      value('Cost a member', `max by ${by(treasuryCostPerMember, 'month')} (${sel(treasuryCostPerMember)})`),
      value(
        'Cost a million requests',
        `max by ${by(treasuryCostPerMillion, 'month')} (${sel(treasuryCostPerMillion)})`,
      ),
      ...serviceColumn(context),
    ],
    sort: { by: 'Month', desc: true },
  };
};

const bars = (kind: Kind, { currency }: FleetTreasury, healthy: string): BarsPanel => ({
  ...base,
  kind: 'bars',
  key: `treasury ${kind}`,
  title: `${kind === 'income' ? 'Income' : 'Expense'} by month and category, ${currency}`,
  width: 12,
  height: 10,
  about: {
    shows: `${kind === 'income' ? 'What came in' : 'What was paid'} by month and category, in ${currency} at the prices of the rows. A category whose rows lack a price is not shown.`,
    healthy,
    act: 'The table beside it has the same in whole coins, which need no price.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: [{ from: null, color: colors.plain }],
  queries: [
    {
      expr: `sort_desc(sum by ${by(treasuryValue, 'month', 'category')} (${sel(treasuryValue, { kind })}))`,
      legend: '{{month}} {{category}}',
    },
  ],
});

const coins: TablePanel = {
  ...base,
  kind: 'table',
  key: 'treasury movements',
  title: 'By month, category and currency, whole coins',
  width: 24,
  height: 10,
  about: {
    shows: 'What the books say came in and went out, in the coins that it was paid in: no price is in it.',
    healthy: 'The same as your own sum over the rows of the books.',
    act: 'It differs: headwatch check and the report say why.',
  },
  unit: 'none',
  by: { month: 'Month', category: 'Category', currency: 'Currency' },
  columns: treasuryKinds.map((kind) => ({
    title: kind === 'income' ? 'In' : 'Out',
    unit: 'none',
    decimals: 6,
    expr: `sum by ${by(treasurySum, 'month', 'category', 'currency')} (${sel(treasurySum, { kind })})`,
  })),
  sort: { by: 'Month', desc: true },
};

export const monthRow = (context: Context, treasury: FleetTreasury): Row => ({
  title: 'Month by month',
  panels: [months(context, treasury)],
});

export const movementRow = (treasury: FleetTreasury): Row => ({
  title: 'Income and expense',
  panels: [
    bars('income', treasury, 'It comes every month.'),
    bars('expense', treasury, 'No category grows without a word about it.'),
    coins,
  ],
});
