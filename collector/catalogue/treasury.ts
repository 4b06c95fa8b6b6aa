/**
 * The public treasury: what its books say and what the chain says of them. Figures in coins or in the report's fiat are
 * for show only; sums and comparisons are made on whole base units. Served on /metrics, scraped every 15 s.
 */
import { gauge } from './define.ts';
import { failureReasons } from './labels.ts';

export const treasuryKinds = ['income', 'expense'] as const;
export const treasuryCategories = ['fixed', 'support', 'research', 'dues', 'other'] as const;
/** Of a row that names a transaction, and `none`: it names none. */
export const treasuryRowStates = ['verified', 'mismatch', 'unknown', 'none'] as const;
export const treasuryDirections = ['in', 'out', 'own'] as const;
/** Why a coin is in no value: no fresh price is known, or not how much of it there is. */
export const treasuryUnvaluedWhy = ['price', 'balance'] as const;
/**
 * What the books are fit for. `proven`: without a fault, and git says that old rows are as they were; `unproven`: without
 * a fault, but nobody has held old rows against git; `faulty`, `unreadable`: nothing of them is added up; `none`: nobody has
 * begun them.
 */
export const treasuryBookStates = ['proven', 'unproven', 'faulty', 'unreadable', 'none'] as const;
export type TreasuryBookState = (typeof treasuryBookStates)[number];
/** Why something that arrived is no money of ours. */
export const treasuryIgnored = ['unknown_token', 'zero_amount', 'dust'] as const;

/** `currency` is bounded by fleet.yaml, `month` by the window of 13 months, `address` is its name in fleet.yaml. */
export const treasuryMetrics = {
  treasurySum: gauge({
    name: 'headwatch_treasury_movement_sum',
    help: 'Income or expense of a month as the books have it, in whole coins of the currency; absent while the books have a fault.',
    labels: { kind: treasuryKinds, category: treasuryCategories, currency: 'open', month: 'open' },
    lane: 'slow',
  }),
  treasuryValue: gauge({
    name: 'headwatch_treasury_movement_value',
    help: 'The same in the currency of the report, at the prices of the rows; absent while a row has no price.',
    labels: { kind: treasuryKinds, category: treasuryCategories, fiat: 'open', month: 'open' },
    lane: 'slow',
  }),
  treasuryBalance: gauge({
    name: 'headwatch_treasury_balance',
    help: 'Balance of an address at the last final block that was read, in whole coins.',
    labels: { address: 'open', currency: 'open' },
    lane: 'slow',
  }),
  treasuryBalanceValue: gauge({
    name: 'headwatch_treasury_balance_value',
    help: 'What the balances are worth in the currency of the report, at least: coins that are not valued are not in it. Absent while none is valued.',
    labels: { fiat: 'open' },
    lane: 'slow',
  }),
  treasuryUnvalued: gauge({
    name: 'headwatch_treasury_unvalued',
    help: '1 for a coin that is in no value: no fresh price of it is known, or not how much of it there is. Less than the dust of fleet.yaml is nothing.',
    labels: { currency: 'open', why: treasuryUnvaluedWhy },
    lane: 'slow',
  }),
  treasuryFixedCost: gauge({
    name: 'headwatch_treasury_fixed_cost_value',
    help: 'Fixed cost of a month: the mean of the last three complete months that have any.',
    labels: { fiat: 'open' },
    lane: 'slow',
  }),
  treasuryRunway: gauge({
    name: 'headwatch_treasury_runway_months',
    help: 'How many months the balance lasts at the mean expense of the last three complete months, at least: coins that are not valued are not in it.',
    labels: {},
    lane: 'slow',
  }),
  treasuryCostPerMember: gauge({
    name: 'headwatch_treasury_cost_per_member',
    help: 'Expense of a month by members of that month, in the currency of the report.',
    labels: { fiat: 'open', month: 'open' },
    lane: 'slow',
  }),
  treasuryCostPerMillion: gauge({
    name: 'headwatch_treasury_cost_per_million_requests',
    help: 'Expense of a month by million requests that Cloudflare counted; absent unless the whole month was counted.',
    labels: { fiat: 'open', month: 'open' },
    lane: 'slow',
  }),
  treasuryRows: gauge({
    name: 'headwatch_treasury_rows',
    help: 'Rows of the books by what the chain says of them.',
    labels: { state: treasuryRowStates },
    lane: 'slow',
  }),
  treasuryUnreconciled: gauge({
    name: 'headwatch_treasury_unreconciled',
    help: 'Payments that the chain has and the books lack; own: between two own addresses.',
    labels: { direction: treasuryDirections },
    lane: 'slow',
  }),
  treasuryUnreconciledValue: gauge({
    name: 'headwatch_treasury_unreconciled_value',
    help: 'What they are worth in the currency of the report, at least: coins without a fresh price are not in it. Absent while there are some and none has a price.',
    labels: { direction: treasuryDirections, fiat: 'open' },
    lane: 'slow',
  }),
  treasuryUnreconciledSince: gauge({
    name: 'headwatch_treasury_unreconciled_oldest_timestamp_seconds',
    help: 'When the oldest of them was made; absent while there is none.',
    labels: {},
    lane: 'slow',
  }),
  treasuryHeldBack: gauge({
    name: 'headwatch_treasury_held_back',
    help: 'Differences of balances that are not judged: they may be what rows mean that no node can tell of.',
    labels: {},
    lane: 'slow',
  }),
  treasuryIgnored: gauge({
    name: 'headwatch_treasury_ignored_transfers',
    help: 'Transfers that are no money of ours, at least: tokens that fleet.yaml does not name, zero amounts, dust; those of a block with more than can be read are not in it.',
    labels: { why: treasuryIgnored },
    lane: 'slow',
  }),
  treasuryProblems: gauge({
    name: 'headwatch_treasury_book_problems',
    help: 'What is wrong with the books themselves, as `headwatch check` lists it: faults of the files, and old rows that were changed.',
    labels: {},
    lane: 'slow',
  }),
  treasuryBooks: gauge({
    name: 'headwatch_treasury_books',
    help: '1 for what the books are fit for: proven (no fault, old rows held against git), unproven (not held against it), faulty, unreadable, none (not begun).',
    labels: { state: treasuryBookStates },
    lane: 'slow',
  }),
  treasuryFeedUpdated: gauge({
    name: 'headwatch_treasury_feed_updated_timestamp_seconds',
    help: 'When a price feed was last updated by its own word, whether it is used or too old.',
    labels: { currency: 'open' },
    lane: 'slow',
  }),
  treasuryFeedMaxAge: gauge({
    name: 'headwatch_treasury_feed_max_age_seconds',
    help: 'How old the price of a feed may be before it is not used (fleet.yaml).',
    labels: { currency: 'open' },
    lane: 'slow',
  }),
  treasuryPrice: gauge({
    name: 'headwatch_treasury_price',
    help: 'Price of a whole coin by its feed in the currency of the report; absent while the feed is too old.',
    labels: { currency: 'open', fiat: 'open' },
    lane: 'slow',
  }),
  treasuryScanBlock: gauge({
    name: 'headwatch_treasury_scan_block',
    help: 'Last final block that was read for transfers, without a gap from the first.',
    labels: {},
    lane: 'slow',
  }),
  treasuryScanTime: gauge({
    name: 'headwatch_treasury_scan_block_timestamp_seconds',
    help: 'Time of that block, or of the last balances of coins where those are older: what came later has not been seen, however late our clock is.',
    labels: {},
    lane: 'slow',
  }),
  treasuryScanBehind: gauge({
    name: 'headwatch_treasury_scan_behind_blocks',
    help: 'Final blocks that are yet to be read.',
    labels: {},
    lane: 'slow',
  }),
  treasuryScanAt: gauge({
    name: 'headwatch_treasury_scan_success_timestamp_seconds',
    help: 'When a node of ours was last asked for all of it without an error; the chain may stand still all the same.',
    labels: {},
    lane: 'slow',
  }),
  treasuryScanError: gauge({
    name: 'headwatch_treasury_scan_error',
    help: '1 for the reason why the last round could not be finished; absent after a good one.',
    labels: { reason: failureReasons },
    lane: 'slow',
  }),
} as const;
