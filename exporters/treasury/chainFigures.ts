/** What is shown of what the chain says of the books: balances, their value, and what the books lack. Pure. */
import {
  treasuryDirections,
  treasuryIgnored,
  treasuryMetrics,
  treasuryRowStates,
} from '../../collector/catalogue/treasury.ts';
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import { balancesOf } from '../../treasury/balances.ts';
import type { ChainFacts, RowFact, Unreconciled } from '../../treasury/chainFacts.ts';
import { currenciesOf } from '../../treasury/currencies.ts';
import type { Movement } from '../../treasury/model.ts';
import { type Amount, add, amountText, type Currency, parsePrice, valueAt, zero } from '../../treasury/money.ts';
import { lastMonths, monthAt, previousMonth } from '../../treasury/months.ts';
import { type MonthPrice, meanExpense, monthPrices, runwayOf, valuedAt } from '../../treasury/ratios.ts';
import type { Board } from './board.ts';

/** Months that a price of a row is used for a coin without a feed. */
const pricedFor = 3;

/** The one place where an amount becomes a floating-point number. */
export const shown = (amount: Amount): number => Number(amountText(amount));

/** A coin with a feed has that one's price while it is fresh, and no other; one without has that of a row of late. */
export const currentPrices = (
  { feeds }: FleetTreasury,
  movements: readonly Movement[],
  facts: ChainFacts,
  now: number,
): readonly MonthPrice[] => {
  const byRow = new Map(
    lastMonths(monthAt(now), pricedFor)
      .flatMap((month) => monthPrices(movements, undefined, month))
      .map((price) => [price.currency, price]),
  );
  for (const [code, { maxAge }] of Object.entries(feeds)) {
    byRow.delete(code);
    const last = facts.prices.filter(({ currency }) => currency === code).sort((a, b) => b.at - a.at)[0];
    const price = last && now - last.at <= maxAge ? parsePrice(last.price) : undefined;
    if (last && price?.ok)
      byRow.set(code, { currency: code, price: price.value, source: last.source, date: monthAt(last.at) });
  }
  return [...byRow.values()];
};

/** Of those that have a price; undefined when there are some and none has. */
const openValue = (
  open: readonly Unreconciled[],
  currencies: ReadonlyMap<string, Currency>,
  prices: readonly MonthPrice[],
  base: Currency,
): Amount | undefined => {
  const values = open.flatMap(({ currency: code, units }) => {
    const currency = currencies.get(code);
    const price = prices.find((one) => one.currency === code)?.price;
    return currency && price ? [valueAt({ currency, units: BigInt(units) }, price, base)] : [];
  });
  return values.length === 0 && open.length > 0 ? undefined : values.reduce(add, zero(base));
};

export interface ChainInput {
  readonly treasury: FleetTreasury;
  /** Rows that may be added up; undefined: the books have a fault, so nothing that is made of their sums is known. */
  readonly movements: readonly Movement[] | undefined;
  /** What is said of each row that can be read. */
  readonly rows: readonly RowFact[];
  readonly facts: ChainFacts;
  readonly base: Currency;
  readonly now: number;
}

const showBalances = (board: Board, { treasury, facts }: ChainInput): void => {
  const currencies = currenciesOf(treasury);
  const names = new Map(treasury.addresses.map(({ address, name }) => [address.toLowerCase(), name]));
  for (const { address, currency: code, units } of facts.latest) {
    const currency = currencies.get(code);
    const labels = { address: names.get(address) ?? address, currency: code };
    if (currency) board.set(treasuryMetrics.treasuryBalance, labels, shown({ currency, units: BigInt(units) }));
  }
};

/** In the month in which the chain was last seen: `latest` is of that one, also while our clock is further on. */
const showWorth = (board: Board, input: ChainInput, prices: readonly MonthPrice[]): void => {
  const { treasury, movements, facts, base, now } = input;
  if (!movements) return;
  const fiat = base.code;
  const balances = balancesOf({ movements, facts, treasury }, monthAt(facts.at));
  const { atLeast, without } = valuedAt(balances, prices, base, treasury.dust);
  for (const { currency, why } of without) board.set(treasuryMetrics.treasuryUnvalued, { currency, why }, 1);
  if (!atLeast) return;
  board.set(treasuryMetrics.treasuryBalanceValue, { fiat }, shown(atLeast));
  const runway = runwayOf(atLeast, meanExpense(movements, previousMonth(monthAt(now)), base));
  if (runway !== undefined) board.set(treasuryMetrics.treasuryRunway, {}, Number(runway));
};

/** Also of books with a fault: what the rows that can be read lack is lacking all the same. */
const showReconciled = (board: Board, input: ChainInput, prices: readonly MonthPrice[]): void => {
  const { treasury, rows, facts, base } = input;
  const currencies = currenciesOf(treasury);
  for (const state of treasuryRowStates)
    board.set(treasuryMetrics.treasuryRows, { state }, rows.filter((row) => row.state === state).length);
  for (const direction of treasuryDirections) {
    const open = facts.unreconciled.filter((one) => one.direction === direction);
    board.set(treasuryMetrics.treasuryUnreconciled, { direction }, open.length);
    const value = openValue(open, currencies, prices, base);
    if (value) board.set(treasuryMetrics.treasuryUnreconciledValue, { direction, fiat: base.code }, shown(value));
  }
  board.set(treasuryMetrics.treasuryHeldBack, {}, facts.heldBack.length);
  const oldest = facts.unreconciled.map(({ at }) => at);
  if (oldest.length > 0) board.set(treasuryMetrics.treasuryUnreconciledSince, {}, Math.min(...oldest));
};

export const showChain = (board: Board, input: ChainInput): void => {
  const { treasury, movements, facts, base, now } = input;
  const prices = currentPrices(treasury, movements ?? [], facts, now);
  for (const { currency, price } of prices)
    board.set(treasuryMetrics.treasuryPrice, { currency, fiat: base.code }, Number(price.units) / 10 ** price.scale);
  showBalances(board, input);
  showWorth(board, input, prices);
  showReconciled(board, input, prices);
  for (const why of treasuryIgnored) board.set(treasuryMetrics.treasuryIgnored, { why }, facts.ignoredCounts[why]);
  board.set(treasuryMetrics.treasuryScanBlock, {}, facts.scanned);
  // What moves without a log shows in balances alone: without them nothing is known to be complete.
  if (facts.coins) board.set(treasuryMetrics.treasuryScanTime, {}, Math.min(facts.at, facts.coins.to));
};
