/** Alerts about the public treasury: never urgent, and never a page; but what is promised to be public must be right. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { treasuryLimits as limit } from '../../collector/policy/treasury.ts';
import { type AlertDef, defineAlert } from './define.ts';
import { anyOf } from './expressions.ts';

const { treasuryUnreconciledSince, treasuryRows, treasuryBalanceValue, treasuryFixedCost } = metrics;
const { treasuryFeedUpdated, treasuryFeedMaxAge, treasuryScanAt } = metrics;

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

export const TreasuryRunwayShort = treasuryAlert('TreasuryRunwayShort', {
  severity: 'warning',
  expr: () =>
    `sum(${sel(treasuryBalanceValue)}) < ${limit.shortMonths === 1 ? '' : `${limit.shortMonths} * `}max(${sel(treasuryFixedCost)})`,
  for: limit.settles,
  summary: 'The balance does not cover one month of fixed cost.',
  description: (fleet) =>
    `Less than a month of fixed cost. What the treasury holds, in ${fiatOf(fleet)} by fresh prices: {{ $value | printf "%.2f" }}.`,
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
  impact: 'None for the service. The balance in fiat, the runway and new values are not known meanwhile.',
  action: 'Look at the feed on the chain; until it moves, write the price by hand, with its source.',
});

export const TreasuryUnchecked = treasuryAlert('TreasuryUnchecked', {
  severity: 'info',
  expr: () => anyOf([`time() - max(${sel(treasuryScanAt)}) > ${limit.unread}`, `absent(${sel(treasuryScanAt)})`]),
  for: 3600,
  summary: 'The chain has not been read for the treasury for hours.',
  description: `No node of ours has answered everything that the books are checked by for ${hours} hours or more.`,
  impact: 'None for the service. What the chain says of the books is as old as that; the report says so.',
  action: 'See why the last round was not finished on the page Transparency, and the node that is asked.',
});
