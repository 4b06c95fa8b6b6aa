/** What there is, in coins and in the report's fiat, and at which prices. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import type { FleetTreasury } from '../../../collector/config/fleet.ts';
import type { GraphPanel, Row, StatPanel, TablePanel } from '../../kit/model.ts';
import { answerScale, noLimit, unknownText } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { whileRead } from './read.ts';

const {
  treasuryBalance,
  treasuryBalanceValue,
  treasuryFixedCost,
  treasuryPrice,
  treasuryFeedUpdated,
  treasuryFeedMaxAge,
} = metrics;

const base = {
  noValue: unknownText,
  thresholds: noLimit,
  height: 8,
  drill: { title: 'What was promised', to: 'sla' },
} as const;

const worth = ({ currency }: FleetTreasury): StatPanel => ({
  ...base,
  kind: 'stat',
  key: 'treasury worth',
  title: `Balance, ${currency}`,
  width: 6,
  about: {
    shows: `What all balances are worth in ${currency} by fresh prices, and what a month costs that nobody can save on: the mean of the last three complete months. Not known while one coin has no fresh price.`,
    healthy: 'Several times the fixed cost of a month.',
    act: 'Not known: look for the price that is too old. Short: see the runway.',
  },
  unit: 'none',
  decimals: 2,
  named: true,
  queries: [
    { expr: whileRead(`sum(${sel(treasuryBalanceValue)})`), legend: 'balance' },
    { expr: `max(${sel(treasuryFixedCost)})`, legend: 'fixed cost of a month' },
  ],
});

const balances = ({ profile }: Context): GraphPanel => {
  const labels = profile === 'operator' ? (['address', 'currency'] as const) : (['currency'] as const);
  return {
    ...base,
    kind: 'graph',
    key: 'treasury balance',
    title: 'Balance, whole coins',
    width: 18,
    step: '60s',
    about: {
      shows:
        'What the addresses of the treasury hold at the last final block that was read. A gap is a time in which nobody read it.',
      healthy: 'Steps, each with a row of the books.',
      act: 'A step that you cannot place: it is among the payments that the books lack.',
    },
    unit: 'none',
    decimals: 4,
    queries: [
      {
        expr: whileRead(`sum by ${by(treasuryBalance, ...labels)} (${sel(treasuryBalance)})`),
        legend: labels.map((label) => `{{${label}}}`).join(' '),
      },
    ],
  };
};

const prices = ({ currency }: FleetTreasury): TablePanel => {
  const on = by(treasuryPrice, 'currency');
  return {
    ...base,
    kind: 'table',
    key: 'treasury prices',
    title: 'Prices by feed',
    width: 24,
    height: 6,
    about: {
      shows: `The price of a whole coin in ${currency} by its feed on the chain, how old it is by the feed's own word, and how old it may be. Rows of the books have prices of their own.`,
      healthy: '✔ YES: the feed is young enough.',
      act: '✖ NO: nothing is valued by it until it is updated. See TreasuryPriceStale.',
    },
    unit: 'none',
    by: { currency: 'Currency' },
    columns: [
      { title: 'Price', unit: 'none', decimals: 4, expr: `max by ${on} (${sel(treasuryPrice)})` },
      { title: 'Age', unit: 's', decimals: 0, expr: `time() - max by ${on} (${sel(treasuryFeedUpdated)})` },
      { title: 'At most', unit: 's', decimals: 0, expr: `max by ${on} (${sel(treasuryFeedMaxAge)})` },
      {
        title: 'Used',
        unit: 'none',
        states: answerScale,
        expr: `time() - max by ${on} (${sel(treasuryFeedUpdated)}) <= bool on ${on} max by ${on} (${sel(treasuryFeedMaxAge)})`,
      },
    ],
  };
};

/** No feed, no table of prices. */
export const balanceRow = (context: Context, treasury: FleetTreasury): Row => ({
  title: 'Balance',
  panels: [worth(treasury), balances(context), ...(Object.keys(treasury.feeds).length > 0 ? [prices(treasury)] : [])],
});
