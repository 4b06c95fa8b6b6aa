/** What a month's end was worth, and how long it lasts. Everything is undefined as soon as one part of it is not known. */
import type { CurrencyBalance } from './balances.ts';
import type { ChainFacts } from './chainFacts.ts';
import type { Member, Movement } from './model.ts';
import { type Amount, add, type Currency, type Price, parsePrice, valueAt, zero } from './money.ts';
import { dayAt, monthAt, monthOf, monthsBetween, previousMonth } from './months.ts';
import { inMonth, totalOf } from './sums.ts';

export interface MonthPrice {
  readonly currency: string;
  readonly price: Price;
  readonly source: string;
  /** YYYY-MM-DD. */
  readonly date: string;
}

/** The last of the month: a feed's, else one that a row of the month used. */
export const monthPrices = (
  movements: readonly Movement[],
  facts: ChainFacts | undefined,
  month: string,
): readonly MonthPrice[] => {
  const prices = new Map<string, MonthPrice>();
  const rows = inMonth(movements, month).toSorted((a, b) => (a.date + a.id < b.date + b.id ? -1 : 1));
  for (const { amount, price, priceSource = '', date } of rows)
    if (price) prices.set(amount.currency.code, { currency: amount.currency.code, price, source: priceSource, date });
  for (const { currency, price, source, at } of (facts?.prices ?? []).toSorted((a, b) => a.at - b.at)) {
    const parsed = monthAt(at) === month ? parsePrice(price) : undefined;
    if (parsed?.ok) prices.set(currency, { currency, price: parsed.value, source, date: dayAt(at) });
  }
  return [...prices.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
};

/** Value of what there was at the end of the month: the chain's balances; of fiat, the books'. */
export const worthAt = (
  balances: readonly CurrencyBalance[],
  prices: readonly MonthPrice[],
  base: Currency,
): Amount | undefined => {
  let worth = zero(base);
  for (const { currency, chain, closing } of balances) {
    const units = currency.kind === 'fiat' ? closing : chain;
    if (units === null) return undefined;
    if (units === 0n) continue;
    const price = prices.find((one) => one.currency === currency.code)?.price;
    if (currency.code === base.code) worth = add(worth, { currency, units });
    else if (price) worth = add(worth, valueAt({ currency, units }, price, base));
    else return undefined;
  }
  return worth;
};

/** Mean expense of up to three months, the given one last; none before the books began. */
export const meanExpense = (movements: readonly Movement[], month: string, base: Currency): Amount | undefined => {
  const first = movements.map(({ date }) => monthOf(date)).sort()[0];
  if (first === undefined || first > month) return undefined;
  const months = monthsBetween(previousMonth(previousMonth(month)), month).filter((each) => each >= first);
  let sum = 0n;
  for (const each of months) {
    const { value, unpriced } = totalOf(inMonth(movements, each), 'expense', base);
    if (unpriced > 0) return undefined;
    sum += value.units;
  }
  return { currency: base, units: sum / BigInt(months.length) };
};

/** Months, cut off after one decimal: `14.2`. */
export const runwayOf = (worth: Amount | undefined, expense: Amount | undefined): string | undefined => {
  if (!worth || !expense || expense.units <= 0n || worth.units < 0n) return undefined;
  const tenths = (worth.units * 10n) / expense.units;
  return `${tenths / 10n}.${tenths % 10n}`;
};

/** Members on any day of the month. */
export const membersIn = (members: readonly Member[], month: string): readonly Member[] =>
  members.filter(({ since, until }) => monthOf(since) <= month && (until === undefined || monthOf(until) >= month));
