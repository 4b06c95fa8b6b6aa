/** Prices of feeds beside those that people wrote into rows. */
import type { FleetTreasury } from '../collector/config/fleetTreasury.ts';
import type { ChainFacts, PriceFact } from './chainFacts.ts';
import type { Movement } from './model.ts';
import { type Price, parsePrice } from './money.ts';
import { dayAt } from './months.ts';

/** The first of each day and coin, the earliest first: what is known of a day does not change later that way. */
export const dailyPrices = (prices: readonly PriceFact[]): readonly PriceFact[] => {
  const first = new Map<string, PriceFact>();
  for (const price of prices.toSorted((a, b) => a.at - b.at)) {
    const key = `${price.currency} ${dayAt(price.at)}`;
    if (!first.has(key)) first.set(key, price);
  }
  return [...first.values()];
};

interface FeedPrice {
  readonly price: Price;
  readonly source: string;
  /** YYYY-MM-DD: when the feed gave it. */
  readonly date: string;
}

export type PriceOn = (currency: string, date: string) => FeedPrice | undefined;

/** Of a feed on a day: its first of that day, or the last before, when the feed still called it fresh as the day began. */
export const feedPrices = (facts: ChainFacts | undefined, { feeds }: Pick<FleetTreasury, 'feeds'>): PriceOn => {
  const byCoin = new Map<string, { readonly day: string; readonly last: PriceFact }[]>();
  for (const last of dailyPrices((facts?.prices ?? []).filter(({ source }) => source.startsWith('chainlink:')))) {
    const ofCoin = byCoin.get(last.currency) ?? [];
    ofCoin.push({ day: dayAt(last.at), last });
    byCoin.set(last.currency, ofCoin);
  }
  return (currency, date) => {
    const { day, last } = byCoin.get(currency)?.findLast((one) => one.day <= date) ?? {};
    if (!last || day === undefined) return undefined;
    const age = Date.parse(`${date}T00:00:00Z`) / 1000 - last.at;
    if (age > (feeds[currency]?.maxAge ?? 0)) return undefined;
    const parsed = parsePrice(last.price);
    return parsed.ok ? { price: parsed.value, source: last.source, date: day } : undefined;
  };
};

/** Rows without a price of their own have the feed's of their day; the others stay as they are. */
export const withFeedPrices = (
  movements: readonly Movement[],
  facts: ChainFacts | undefined,
  treasury: Pick<FleetTreasury, 'feeds' | 'currency'>,
): readonly Movement[] => {
  const priceOn = feedPrices(facts, treasury);
  const byId = new Map(movements.map((row) => [row.id, row]));
  return movements.map((row) => {
    const { code } = row.amount.currency;
    if (row.price || code === treasury.currency) return row;
    // What is taken back was worth what it was booked at.
    const original = byId.get(row.reverses ?? '');
    if (original?.price) return { ...row, price: original.price, priceSource: original.priceSource ?? '' };
    const found = priceOn(code, original?.date ?? row.date);
    return found ? { ...row, price: found.price, priceSource: found.source } : row;
  });
};

/** A price that someone wrote down, far from what the feed said that day. */
export interface PriceDoubt {
  readonly id: string;
  readonly date: string;
  readonly currency: string;
  readonly price: Price;
  readonly feed: Price;
  /** How much above the feed's, in percent with one decimal; below zero: below it. */
  readonly percent: string;
}

/** In percent. */
const tolerance = 5n;

export const priceDoubts = (
  movements: readonly Movement[],
  facts: ChainFacts | undefined,
  treasury: Pick<FleetTreasury, 'feeds'>,
): readonly PriceDoubt[] => {
  const priceOn = feedPrices(facts, treasury);
  return movements.flatMap(({ id, date, price, amount, reverses }): PriceDoubt[] => {
    const feed = price && reverses === undefined ? priceOn(amount.currency.code, date)?.price : undefined;
    if (!price || !feed) return [];
    // Both over one denominator.
    const [hand, told] = [price.units * 10n ** BigInt(feed.scale), feed.units * 10n ** BigInt(price.scale)];
    const off = hand - told;
    if ((off < 0n ? -off : off) * 100n <= told * tolerance) return [];
    const tenths = (off * 1000n) / told;
    const size = tenths < 0n ? -tenths : tenths;
    const percent = `${off < 0n ? '-' : ''}${size / 10n}.${size % 10n}`;
    return [{ id, date, currency: amount.currency.code, price, feed, percent }];
  });
};
