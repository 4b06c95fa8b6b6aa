/** What there is, in coins and in the report's fiat, and at which prices. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, sel } from '../../../collector/catalogue/promql.ts';
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import { treasuryLimits } from '../../../collector/policy/treasury.ts';
import type { GraphPanel, Row, StatPanel, TablePanel } from '../../kit/model.ts';
import { answerScale, colors, noLimit, unknownText } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { whileRead } from './read.ts';

const {
  treasuryBalance,
  treasuryBalanceValue,
  treasuryFixedCost,
  treasuryPrice,
  treasuryFeedUpdated,
  treasuryFeedMaxAge,
  treasuryRunway,
  treasuryUnvalued,
} = metrics;

const base = {
  noValue: unknownText,
  thresholds: noLimit,
  height: 8,
  drill: { title: 'What was promised', to: 'sla' },
} as const;

/** Beside what the chain confirms. */
export const runway: StatPanel = {
  ...base,
  kind: 'stat',
  key: 'treasury runway',
  title: 'Runway, months',
  width: 4,
  height: 5,
  about: {
    shows:
      'How many months the balance lasts at the mean expense of the last three complete months, at least: coins in no value are not in it.',
    healthy: `More than ${treasuryLimits.enoughMonths}.`,
    act: 'Below: ask for dues that are due, or spend less; it takes weeks until either is felt.',
  },
  unit: 'none',
  decimals: 1,
  thresholds: [
    { from: null, color: colors.bad },
    { from: treasuryLimits.shortMonths, color: colors.warn },
    { from: treasuryLimits.enoughMonths, color: colors.plain },
  ],
  queries: [{ expr: whileRead(`max(${sel(treasuryRunway)})`), legend: 'months' }],
};

const worth = ({ currency }: FleetTreasury): StatPanel => ({
  ...base,
  kind: 'stat',
  key: 'treasury worth',
  title: `Balance, ${currency}`,
  width: 6,
  about: {
    shows: `What the balances are worth in ${currency} by fresh prices, at least: coins in no value are named beside it and are not in it. And what a month costs that nobody can save on: the mean of the last three complete months.`,
    healthy: 'Several times the fixed cost of a month.',
    act: 'Not known: not one coin has a fresh price, or the books have a fault. Short: see the runway.',
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
    width: 12,
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

const unvalued: TablePanel = {
  ...base,
  kind: 'table',
  key: 'treasury unvalued',
  title: 'Coins in no value',
  width: 6,
  noValue: '? none known',
  about: {
    shows:
      'Coins that are held and are in no value: no price of them is fresh, or no node told how much of them there is.',
    healthy: 'An empty table, with a balance beside it.',
    act: 'Give the coin a feed, or a price in a row of the books. See TreasuryValueUnknown.',
  },
  unit: 'none',
  by: { currency: 'Currency', why: 'Not known' },
  columns: [
    {
      title: 'Left out',
      unit: 'none',
      decimals: 0,
      expr: whileRead(`max by ${by(treasuryUnvalued, 'currency', 'why')} (${sel(treasuryUnvalued)})`),
    },
  ],
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
  panels: [
    worth(treasury),
    unvalued,
    balances(context),
    ...(Object.keys(treasury.feeds).length > 0 ? [prices(treasury)] : []),
  ],
});
