/** Alerts about the public treasury: never urgent, and never a page; but what is promised to be public must be right. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { treasuryLimits as limit } from '../../collector/policy/treasury.ts';
import { type AlertDef, defineAlert } from './define.ts';
import { anyOf } from './expressions.ts';

const { treasuryUnreconciledSince, treasuryRows, treasuryBalanceValue, treasuryFixedCost, treasuryUnvalued } = metrics;
const { treasuryFeedUpdated, treasuryFeedMaxAge, treasuryScanTime, treasuryProblems, treasuryBooks } = metrics;

type TreasuryText = Omit<AlertDef, 'name' | 'group' | 'scope' | 'region'>;

const treasuryAlert = <const N extends string>(name: N, text: TreasuryText): AlertDef<N> =>
  defineAlert({
    name,
    group: 'slow',
    keepFiringFor: limits.keepFiring,
    scope: 'treasury',
    region: 'all',
    when: (fleet) => fleet.treasury !== undefined,
    ...text,
  });

const days = limit.unreconciled / 86_400;
const hours = limit.unread / 3600;

export const TreasuryUnreconciled = treasuryAlert('TreasuryUnreconciled', {
  severity: 'warning',
  expr: () => `time() - min(${sel(treasuryUnreconciledSince)}) > ${limit.unreconciled}`,
  for: limit.settles,
  summary: 'The chain has a payment that the books lack.',
  description: `The oldest payment to or from the treasury that no row of the books names was made more than ${days} days ago ({{ $value | humanizeDuration }}).`,
  impact: 'None for the service. The public report says on its first line that the books are not complete.',
  action: 'headwatch report pnl lists the payment with its transaction: write its row.',
});

export const TreasuryRowMismatch = treasuryAlert('TreasuryRowMismatch', {
  severity: 'warning',
  expr: () => `sum(${sel(treasuryRows, { state: 'mismatch' })}) > 0`,
  for: limit.settles,
  summary: 'A row of the books says something else than the chain.',
  description: 'Rows of the books whose transaction the chain tells otherwise: {{ $value | printf "%.0f" }}.',
  impact: 'None for the service. The public figures of that month are wrong, or were changed.',
  action: 'headwatch report pnl names the row and what the chain has; correct it by a reversing row, never in place.',
});

const fiatOf = ({ treasury }: Fleet): string => treasury?.currency ?? '';

/** The slow lane is scraped every 15 s. */
const step = 15;

/**
 * What is known to be there is less than a month costs. While every coin is valued, that is so. Otherwise the rest may be
 * what is missing, so it must have been so all day: a feed that pauses is no alarm, and whoever sends us a coin without a
 * price delays the alarm by a day, and cannot silence it.
 */
const short = (): string => {
  const least = `sum(${sel(treasuryBalanceValue)})`;
  const months = limit.shortMonths === 1 ? '' : `${limit.shortMonths} * `;
  const cost = `${months}max(${sel(treasuryFixedCost)})`;
  const allDay = `max(max_over_time(${sel(treasuryBalanceValue)}${window(limit.unvalued / step, step)}))`;
  return anyOf([
    `(${least} < ${cost}) unless on () (max(${sel(treasuryUnvalued)}) > 0)`,
    `(${least} < ${cost}) and on () (${allDay} < ${cost}) and on () sum(${sel(treasuryBalanceValue)} offset ${limit.unvalued}s)`,
  ]);
};

export const TreasuryRunwayShort = treasuryAlert('TreasuryRunwayShort', {
  severity: 'warning',
  expr: short,
  for: limit.settles,
  summary: 'The balance does not cover one month of fixed cost.',
  description: (fleet) =>
    `Less than a month of fixed cost. What the treasury holds of coins with a fresh price: {{ $value | printf "%.2f" }} ${fiatOf(fleet)}. Coins without one are not in it.`,
  impact: 'None yet: but servers stop when bills are not paid.',
  action: 'Ask for the dues that are due; tell members before a provider tells you.',
});

export const TreasuryPriceStale = treasuryAlert('TreasuryPriceStale', {
  severity: 'info',
  expr: () => {
    const on = by(treasuryFeedUpdated, 'currency');
    const most = `max by ${on} (${sel(treasuryFeedMaxAge)})`;
    return anyOf([
      `time() - max by ${on} (${sel(treasuryFeedUpdated)}) > on ${on} ${most}`,
      // A feed that has never answered has no age at all.
      `(${most} unless on ${on} ${sel(treasuryFeedUpdated)}) > 0`,
    ]);
  },
  for: limit.settles,
  summary: 'A price feed is too old to be used.',
  description:
    'The price feed of {{ $labels.currency }} has not been updated within the age that fleet.yaml allows, or does not answer: nothing is valued by it.',
  impact: 'None for the service. That coin is in no value meanwhile: balance and runway are told without it.',
  action: 'Look at the feed on the chain; until it moves, write the price by hand, with its source.',
});

export const TreasuryValueUnknown = treasuryAlert('TreasuryValueUnknown', {
  severity: 'info',
  expr: () => {
    const on = by(treasuryUnvalued, 'currency');
    const day = `${sel(treasuryUnvalued)}${window(limit.unvalued / step, step)}`;
    // Nearly all day: a restart of ours is no end of it.
    const most = Math.floor((limit.unvalued / step) * 0.95);
    return `(max by ${on} (${sel(treasuryUnvalued)}) > 0) and on ${on} (max by ${on} (count_over_time(${day})) > ${most})`;
  },
  for: limit.settles,
  summary: 'The treasury holds a coin that nobody can value.',
  description:
    'For a day or more {{ $labels.currency }} has been in no value: no price of it is fresh, or no node told how much of it there is.',
  impact: 'None for the service. Balance and runway are told without it: at least so much, or nothing if it is owed.',
  action: 'Give it a feed in fleet.yaml, or a price in the row that books it; if anyone may send it, set its dust.',
});

export const TreasuryBooksFaulty = treasuryAlert('TreasuryBooksFaulty', {
  severity: 'info',
  expr: () => anyOf([`max(${sel(treasuryProblems)}) > 0`, `max(${sel(treasuryBooks, { state: 'unreadable' })}) > 0`]),
  for: limit.settles,
  summary: 'The books of the treasury have a fault.',
  description:
    'Faults of the books, rows among them that were changed after they were committed, or files that cannot be read: {{ $value | printf "%.0f" }}.',
  impact: 'None for the service. Nothing of the books is added up or published until they are mended.',
  action: 'headwatch check names each with its file, line and column.',
});

export const TreasuryUnchecked = treasuryAlert('TreasuryUnchecked', {
  severity: 'info',
  expr: () => anyOf([`time() - max(${sel(treasuryScanTime)}) > ${limit.unread}`, `absent(${sel(treasuryScanTime)})`]),
  for: 3600,
  summary: 'What the chain says of the treasury is hours old.',
  description: `The last final block that was read for the treasury is ${hours} hours old or more, or none was read.`,
  impact: 'None for the service. What came later is not known; the report and the public page say so.',
  action: 'See on the page Transparency whether nodes are asked, and why the last round was not finished.',
});
