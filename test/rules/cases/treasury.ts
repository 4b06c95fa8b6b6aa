import type { AlertCases } from '../support/matrix.ts';
import { gone, type Sample } from '../support/samples.ts';
import { level, minutes, quiet, series, step } from './cloudflareSeries.ts';

/** One sample in two minutes, for cases that are a day long. */
const sparse = (samples: readonly Sample[]): readonly Sample[] =>
  samples.map((value, place) => (place % 8 === 0 || value === 'stale' ? value : '_'));

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

const unpriced = series('treasury_unvalued', { currency: 'LPT', why: 'price' });
const short = (least: string): string =>
  `Less than a month of fixed cost. What the treasury holds of coins with a fresh price: ${least} USD. Coins without one are not in it.`;

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
          description: short('900.50'),
        },
      ],
      seconds: 3585,
      step,
    },
    {
      title: 'fires for what is left when a coin has had no price for a day, which nobody can use to silence it',
      series: {
        [balance]: sparse(level([25 * 60, 900])),
        [cost]: sparse(level([25 * 60, 1100])),
        [unpriced]: sparse([...gone(minutes(5)), ...level([25 * 60 - 5, 1])]),
      },
      fires: [{ from: day + 900, until: 25 * 3600 - 15, labels: treasury, description: short('900.00') }],
      seconds: 25 * 3600 - 15,
      step,
    },
    {
      title: 'does not fire while the coin that is most of it has had no price for some hours',
      series: {
        [balance]: sparse(level([60, 9000], [20 * 60, 300], [60, 9000])),
        [cost]: sparse(level([22 * 60, 1100])),
        [unpriced]: sparse([...gone(minutes(60)), ...level([20 * 60, 1]), ...gone(minutes(60))]),
      },
      fires: [],
      seconds: 22 * 3600 - 15,
      step,
    },
    {
      title: 'does not fire while nothing is valued, or nothing is known of the cost',
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

const TreasuryValueUnknown: AlertCases = {
  cases: [
    {
      title: 'fires a day after a coin came that nobody has a price for, and ends with a price',
      series: {
        [unpriced]: [...level([12 * 60, 1]), ...gone(minutes(10)), ...level([13 * 60 - 10, 1]), ...gone(minutes(30))],
      },
      fires: [
        {
          from: 0.95 * day + 600 + 900,
          until: 25 * 3600 + 45,
          labels: { ...treasury, currency: 'LPT' },
          description:
            'For a day or more LPT has been in no value: no price of it is fresh, or no node told how much of it there is.',
        },
      ],
      seconds: day + 5400,
      step,
    },
    {
      title: 'does not fire for a feed that pauses',
      series: { [unpriced]: [...level([12 * 60, 1]), ...gone(minutes(120)), ...level([12 * 60, 1])] },
      fires: [],
      seconds: 26 * 3600 - 15,
      step,
    },
  ],
  absent: quiet,
};

const problems = series('treasury_book_problems');
const books = (state: string): string => series('treasury_books', { state });
const faulty = (from: number, until: number, count: number) => ({
  from,
  until,
  labels: treasury,
  description: `Faults of the books, rows among them that were changed after they were committed, or files that cannot be read: ${count}.`,
});

const TreasuryBooksFaulty: AlertCases = {
  cases: [
    {
      title: 'fires a quarter of an hour after a fault was written, and ends when it is mended',
      series: { [problems]: level([10, 0], [30, 2], [20, 0]), [books('faulty')]: level([10, 0], [30, 1], [20, 0]) },
      fires: [faulty(1500, 2445, 2)],
      seconds: 3585,
      step,
    },
    {
      title: 'fires for files that cannot be read, of which nobody can count the faults',
      series: { [books('unreadable')]: level([10, 0], [30, 1], [20, 0]) },
      fires: [faulty(1500, 2445, 1)],
      seconds: 3585,
      step,
    },
    {
      title: 'does not fire for books that nobody has begun, or that are not held against git',
      series: { [problems]: level([60, 0]), [books('none')]: level([60, 1]), [books('unproven')]: level([60, 1]) },
      fires: [],
      seconds: 3585,
      step,
    },
  ],
  absent: quiet,
};

const scanned = series('treasury_scan_block_timestamp_seconds');
const asked = series('treasury_scan_success_timestamp_seconds');
const unchecked = (from: number, until: number) => ({
  from,
  until,
  labels: treasury,
  description: 'The last final block that was read for the treasury is 6 hours old or more, or none was read.',
});
/** Told each step, up to date until `stops`. */
const told = (total: number, stops: number, again = total): readonly Sample[] =>
  Array.from({ length: minutes(total) }, (_, place) =>
    place < minutes(stops) || place >= minutes(again) ? place * step : minutes(stops) * step,
  );

const TreasuryUnchecked: AlertCases = {
  cases: [
    {
      title: 'fires an hour after the last block is six hours old, however often nodes are asked, and ends',
      series: { [scanned]: told(480, 10, 450), [asked]: told(480, 480) },
      fires: [unchecked(600 + 6 * 3600 + 15 + 3600, 27_045)],
      seconds: 28_785,
      step,
    },
    {
      title: 'does not fire for some hours without a final block',
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
  TreasuryValueUnknown,
  TreasuryBooksFaulty,
  TreasuryUnchecked,
};
