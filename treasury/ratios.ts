/** What a month's end was worth, and how long it lasts. */
import type { FleetTreasury } from '../collector/config/fleetTreasury.ts';
import type { CurrencyBalance } from './balances.ts';
import type { ChainFacts } from './chainFacts.ts';
import type { Member, Movement } from './model.ts';
import { type Amount, add, type Currency, type Price, parsePrice, valueAt, zero } from './money.ts';
import { dayAt, monthAt, monthOf, monthsBetween, previousMonth } from './months.ts';
import { inMonth, standing, totalOf } from './sums.ts';

export interface MonthPrice {
  readonly currency: string;
  readonly price: Price;
  readonly source: string;
  /** YYYY-MM-DD. */
  readonly date: string;
}

/** The last of the month: a feed's, else one that a row of the month used and that was not taken back with it. */
export const monthPrices = (
  movements: readonly Movement[],
  facts: ChainFacts | undefined,
  month: string,
): readonly MonthPrice[] => {
  const prices = new Map<string, MonthPrice>();
  const rows = inMonth(standing(movements), month).toSorted((a, b) => (a.date + a.id < b.date + b.id ? -1 : 1));
  for (const { amount, price, priceSource = '', date } of rows)
    if (price) prices.set(amount.currency.code, { currency: amount.currency.code, price, source: priceSource, date });
  for (const { currency, price, source, at } of (facts?.prices ?? []).toSorted((a, b) => a.at - b.at)) {
    const parsed = monthAt(at) === month ? parsePrice(price) : undefined;
    if (parsed?.ok) prices.set(currency, { currency, price: parsed.value, source, date: dayAt(at) });
  }
  return [...prices.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
};

/** A coin that is in no value: no price of it is known, or not how much of it there was. */
export interface Unvalued {
  readonly currency: string;
  readonly why: 'price' | 'balance';
}

export interface Worth {
  /** Everything that could be valued; the rest may only add to it. Undefined: nothing could, or the rest takes from it. */
  readonly atLeast: Amount | undefined;
  readonly without: readonly Unvalued[];
}

/** Whether an amount is below the dust of its currency, in whole coins. Anybody can send so little of anything to anybody. */
export const isDust = ({ currency, units }: Amount, dust: FleetTreasury['dust']): boolean => {
  const least = parsePrice(dust[currency.code] ?? '0');
  if (!least.ok) return false;
  return units >= 0n && units * 10n ** BigInt(least.value.scale) < least.value.units * 10n ** BigInt(currency.decimals);
};

/**
 * What there was at the end of the month: the chain's balances; of fiat, the books'. One coin without a price takes
 * nothing from what the others are worth, or whoever sends us one could make it unknown. What we owe without a price does:
 * nobody knows how much less there is.
 */
export const valuedAt = (
  balances: readonly CurrencyBalance[],
  prices: readonly MonthPrice[],
  base: Currency,
  dust: FleetTreasury['dust'],
): Worth => {
  let atLeast = zero(base);
  let valued = 0;
  let owed = false;
  const without: Unvalued[] = [];
  for (const { currency, chain, closing } of balances) {
    const units = currency.kind === 'fiat' ? closing : chain;
    const price = prices.find((one) => one.currency === currency.code)?.price;
    if (units === null) {
      without.push({ currency: currency.code, why: 'balance' });
      continue;
    }
    const amount = { currency, units };
    if (currency.code === base.code) atLeast = add(atLeast, amount);
    else if (price) atLeast = add(atLeast, valueAt(amount, price, base));
    else if (units !== 0n && !isDust(amount, dust)) {
      without.push({ currency: currency.code, why: 'price' });
      owed ||= units < 0n;
      continue;
    }
    valued += 1;
  }
  return { atLeast: owed || (valued === 0 && without.length > 0) ? undefined : atLeast, without };
};

/** The same, where it is whole; undefined as soon as one coin is in no value. */
export const worthAt = (
  balances: readonly CurrencyBalance[],
  prices: readonly MonthPrice[],
  base: Currency,
  dust: FleetTreasury['dust'] = {},
): Amount | undefined => {
  const { atLeast, without } = valuedAt(balances, prices, base, dust);
  return without.length === 0 ? atLeast : undefined;
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

/** Months, cut off after one decimal: `14.2`. Who owes more than there is lasts no month at all. */
export const runwayOf = (worth: Amount | undefined, expense: Amount | undefined): string | undefined => {
  if (!worth || !expense || expense.units <= 0n) return undefined;
  if (worth.units <= 0n) return '0.0';
  const tenths = (worth.units * 10n) / expense.units;
  return `${tenths / 10n}.${tenths % 10n}`;
};

/** Members on any day of the month. */
export const membersIn = (members: readonly Member[], month: string): readonly Member[] =>
  members.filter(({ since, until }) => monthOf(since) <= month && (until === undefined || monthOf(until) >= month));
