/** What is shown of the treasury, from the books and what the chain says of them. Pure; numbers only at the very end. */
import {
  treasuryCategories,
  treasuryDirections,
  treasuryIgnored,
  treasuryKinds,
  treasuryMetrics,
  treasuryRowStates,
} from '../../collector/catalogue/treasury.ts';
import type { FleetTreasury } from '../../collector/config/fleet.ts';
import { balancesOf } from '../../treasury/balances.ts';
import type { ChainFacts } from '../../treasury/chainFacts.ts';
import { currenciesOf, fiatCurrency } from '../../treasury/currencies.ts';
import type { Books, Movement } from '../../treasury/model.ts';
import { type Amount, add, amountText, type Currency, parsePrice, valueAt, zero } from '../../treasury/money.ts';
import { monthAt, monthOf, monthsBetween, previousMonth } from '../../treasury/months.ts';
import { type MonthPrice, meanExpense, membersIn, monthPrices, runwayOf, worthAt } from '../../treasury/ratios.ts';
import { inMonth, sumsOf, totalOf } from '../../treasury/sums.ts';
import type { Board } from './board.ts';
import { type Requests, requestsIn } from './requests.ts';

/** Months that have series: this one and the twelve before it. */
const window = 13;
/** Months that a price of a row is used for a coin without a feed. */
const pricedFor = 3;

const shown = (amount: Amount): number => Number(amountText(amount));

const lastMonths = (month: string, count: number): readonly string[] => {
  let from = month;
  for (let back = 1; back < count; back++) from = previousMonth(from);
  return monthsBetween(from, month);
};

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

const showMonths = (board: Board, books: Books, base: Currency, requests: Requests, now: number): void => {
  const fiat = base.code;
  const current = monthAt(now);
  for (const month of lastMonths(current, window)) {
    const rows = inMonth(books.movements, month);
    for (const kind of treasuryKinds)
      for (const category of treasuryCategories) {
        const sums = sumsOf(rows, base).filter((sum) => sum.kind === kind && sum.category === category);
        let value: Amount | undefined = zero(base);
        for (const sum of sums) {
          const currency = sum.amount.currency.code;
          board.set(treasuryMetrics.treasurySum, { kind, category, currency, month }, shown(sum.amount));
          value = value && sum.value && add(value, sum.value);
        }
        if (sums.length > 0 && value)
          board.set(treasuryMetrics.treasuryValue, { kind, category, fiat, month }, shown(value));
      }
    const { value, unpriced } = totalOf(rows, 'expense', base);
    if (unpriced > 0 || value.units === 0n) continue;
    const members = membersIn(books.members, month).length;
    if (members > 0) board.set(treasuryMetrics.treasuryCostPerMember, { fiat, month }, shown(value) / members);
    const million = month === current ? undefined : requestsIn(requests, month);
    if (million) board.set(treasuryMetrics.treasuryCostPerMillion, { fiat, month }, (shown(value) / million) * 1e6);
  }
};

/** Of the last three complete months those that have any; undefined when none has, or a row has no price. */
export const fixedCost = (movements: readonly Movement[], month: string, base: Currency): Amount | undefined => {
  const fixed = movements.filter(({ kind, category }) => kind === 'expense' && category === 'fixed');
  const months = lastMonths(previousMonth(month), 3).filter((each) => fixed.some(({ date }) => monthOf(date) === each));
  let sum = zero(base);
  for (const each of months) {
    const { value, unpriced } = totalOf(inMonth(fixed, each), 'expense', base);
    if (unpriced > 0) return undefined;
    sum = add(sum, value);
  }
  return months.length === 0 ? undefined : { currency: base, units: sum.units / BigInt(months.length) };
};

export interface FiguresInput {
  readonly treasury: FleetTreasury;
  readonly books: Books;
  readonly facts: ChainFacts | undefined;
  readonly requests: Requests;
  readonly now: number;
}

const showChain = (board: Board, { treasury, books, now }: FiguresInput, facts: ChainFacts, base: Currency): void => {
  const fiat = base.code;
  const currencies = currenciesOf(treasury);
  const names = new Map(treasury.addresses.map(({ address, name }) => [address.toLowerCase(), name]));
  for (const state of treasuryRowStates)
    board.set(treasuryMetrics.treasuryRows, { state }, facts.rows.filter((row) => row.state === state).length);
  for (const { address, currency: code, units } of facts.latest) {
    const currency = currencies.get(code);
    const labels = { address: names.get(address) ?? address, currency: code };
    if (currency) board.set(treasuryMetrics.treasuryBalance, labels, shown({ currency, units: BigInt(units) }));
  }
  const prices = currentPrices(treasury, books.movements, facts, now);
  for (const { currency, price } of prices)
    board.set(treasuryMetrics.treasuryPrice, { currency, fiat }, Number(price.units) / 10 ** price.scale);
  const worth = worthAt(balancesOf({ movements: books.movements, facts, treasury }, monthAt(now)), prices, base);
  if (worth) board.set(treasuryMetrics.treasuryBalanceValue, { fiat }, shown(worth));
  const runway = runwayOf(worth, meanExpense(books.movements, previousMonth(monthAt(now)), base));
  if (runway !== undefined) board.set(treasuryMetrics.treasuryRunway, {}, Number(runway));

  for (const direction of treasuryDirections) {
    const open = facts.unreconciled.filter((one) => one.direction === direction);
    board.set(treasuryMetrics.treasuryUnreconciled, { direction }, open.length);
    let value: Amount | undefined = zero(base);
    for (const { currency: code, units } of open) {
      const currency = currencies.get(code);
      const price = prices.find((one) => one.currency === code)?.price;
      value =
        value && currency && price ? add(value, valueAt({ currency, units: BigInt(units) }, price, base)) : undefined;
    }
    if (value) board.set(treasuryMetrics.treasuryUnreconciledValue, { direction, fiat }, shown(value));
  }
  const oldest = facts.unreconciled.map(({ at }) => at);
  if (oldest.length > 0) board.set(treasuryMetrics.treasuryUnreconciledSince, {}, Math.min(...oldest));
  for (const why of treasuryIgnored) board.set(treasuryMetrics.treasuryIgnored, { why }, facts.ignoredCounts[why]);
  board.set(treasuryMetrics.treasuryScanBlock, {}, facts.scanned);
};

/** Sets all that is known; what is not set is not shown. */
export const showFigures = (board: Board, input: FiguresInput): void => {
  const { treasury, books, facts, requests, now } = input;
  const base = fiatCurrency(treasury.currency);
  board.set(treasuryMetrics.treasuryProblems, {}, books.problems.length);
  for (const [currency, { maxAge }] of Object.entries(treasury.feeds))
    board.set(treasuryMetrics.treasuryFeedMaxAge, { currency }, maxAge);
  showMonths(board, books, base, requests, now);
  const fixed = fixedCost(books.movements, monthAt(now), base);
  if (fixed) board.set(treasuryMetrics.treasuryFixedCost, { fiat: base.code }, shown(fixed));
  if (facts) showChain(board, input, facts, base);
};
