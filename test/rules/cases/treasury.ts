import type { AlertCases } from '../support/matrix.ts';
import { gone, type Sample } from '../support/samples.ts';
import { level, minutes, quiet, series, step } from './cloudflareSeries.ts';

const treasury = { scope: 'treasury', region: 'all' };
const day = 86_400;

/** Promtool's clock begins at 0: what was so long ago is below it. */
const oldest = series('treasury_unreconciled_oldest_timestamp_seconds');

const TreasuryUnreconciled: AlertCases = {
  cases: [
    {
      title: 'fires a quarter of an hour after a payment is three days old, and ends with its row',
      series: { [oldest]: [...level([60, -3 * day + 600]), ...gone(minutes(20))] },
      fires: [
        {
          from: 1515,
          until: 3645,
          labels: treasury,
          description:
            'The oldest payment to or from the treasury that no row of the books names was made more than 3 days ago (3d 0h 15m 15s).',
        },
      ],
      seconds: 4785,
      step,
    },
    {
      title: 'does not fire for one of yesterday',
      series: { [oldest]: level([60, -day]) },
      fires: [],
      seconds: 3585,
      step,
    },
  ],
  absent: quiet,
};

const rows = (state: string): string => series('treasury_rows', { state });

const TreasuryRowMismatch: AlertCases = {
  cases: [
    {
      title: 'fires for a row that the chain contradicts, and ends when it is taken back',
      series: { [rows('mismatch')]: level([10, 0], [30, 1], [20, 0]), [rows('verified')]: level([60, 9]) },
      fires: [
        {
          from: 1500,
          until: 2445,
          labels: treasury,
          description: 'Rows of the books whose transaction the chain tells otherwise: 1.',
        },
      ],
      seconds: 3585,
      step,
    },
    {
      title: 'does not fire for rows that nobody can tell of',
      series: { [rows('mismatch')]: level([60, 0]), [rows('unknown')]: level([60, 40]) },
      fires: [],
      seconds: 3585,
      step,
    },
  ],
  absent: quiet,
};

const balance = series('treasury_balance_value', { fiat: 'USD' });
const cost = series('treasury_fixed_cost_value', { fiat: 'USD' });

const TreasuryRunwayShort: AlertCases = {
  cases: [
    {
      title: 'fires when the balance is below a month of fixed cost, and ends',
      series: { [balance]: level([10, 3000], [30, 900.5], [20, 3000]), [cost]: level([60, 1100]) },
      fires: [
        {
          from: 1500,
          until: 2445,
          labels: treasury,
          description: 'Less than a month of fixed cost. What the treasury holds, in USD by fresh prices: 900.50.',
        },
      ],
      seconds: 3585,
      step,
    },
    {
      title: 'does not fire while the balance has no fresh price, or nothing is known of the cost',
      series: {
        [balance]: [...gone(minutes(40)), ...level([20, 5])],
        [cost]: [...level([40, 1100]), ...gone(minutes(20))],
      },
      fires: [],
      seconds: 3585,
      step,
    },
  ],
  absent: quiet,
};

const updated = series('treasury_feed_updated_timestamp_seconds', { currency: 'ETH' });
const most = series('treasury_feed_max_age_seconds', { currency: 'ETH' });
const stale = (from: number, until: number) => ({
  from,
  until,
  labels: { ...treasury, currency: 'ETH' },
  description:
    'The price feed of ETH has not been updated within the age that fleet.yaml allows, or does not answer: nothing is valued by it.',
});

const TreasuryPriceStale: AlertCases = {
  cases: [
    {
      title: 'fires a quarter of an hour after a feed is too old, and ends with an update',
      series: { [updated]: level([60, -day + 600], [20, 3600]), [most]: level([80, day]) },
      fires: [stale(1515, 3645)],
      seconds: 4785,
      step,
    },
    {
      title: 'fires for a feed that does not answer',
      series: { [updated]: [...gone(minutes(40)), ...level([20, 2400])], [most]: level([60, day]) },
      fires: [stale(900, 2445)],
      seconds: 3585,
      step,
    },
    {
      title: 'does not fire for one that is updated in time',
      series: { [updated]: level([60, -3600]), [most]: level([60, day]) },
      fires: [],
      seconds: 3585,
      step,
    },
  ],
  absent: quiet,
};

const scanned = series('treasury_scan_success_timestamp_seconds');
const unchecked = (from: number, until: number) => ({
  from,
  until,
  labels: treasury,
  description: 'No node of ours has answered everything that the books are checked by for 6 hours or more.',
});
/** Told each step, up to date until `stops`. */
const told = (total: number, stops: number, again = total): readonly Sample[] =>
  Array.from({ length: minutes(total) }, (_, place) =>
    place < minutes(stops) || place >= minutes(again) ? place * step : minutes(stops) * step,
  );

const TreasuryUnchecked: AlertCases = {
  cases: [
    {
      title: 'fires an hour after the chain has not been read for six, and ends',
      series: { [scanned]: told(480, 10, 450) },
      fires: [unchecked(600 + 6 * 3600 + 15 + 3600, 27_045)],
      seconds: 28_785,
      step,
    },
    {
      title: 'does not fire for hours without an answer',
      series: { [scanned]: told(300, 10) },
      fires: [],
      seconds: 17_985,
      step,
    },
  ],
  absent: { fires: [unchecked(3600, 4500)], seconds: 4500 },
};

export const treasuryCases = {
  TreasuryUnreconciled,
  TreasuryRowMismatch,
  TreasuryRunwayShort,
  TreasuryPriceStale,
  TreasuryUnchecked,
};
