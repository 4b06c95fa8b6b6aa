/** Prices that are kept, and feeds that answer what is no price. */
import { describe, expect, it } from 'vitest';
import { addPrice } from '../../../exporters/treasury/prices.ts';
import type { PriceFact } from '../../../treasury/chainFacts.ts';
import { addressOf } from './modelChain.ts';
import { march, openChain, openScan, treasuryOf } from './scanWorld.ts';

const day = 86_400;
const priceOf = (at: number, price = String(at), currency = 'ETH'): PriceFact => ({ currency, price, source: 's', at });

describe('prices', () => {
  it('of each day the first is kept, of each month the last, of now the latest', () => {
    const times = [
      march + 60,
      march + 3600,
      march + day + 5,
      march + day + 7200,
      march + 31 * day + 1,
      march + 31 * day + 9,
    ];
    const other = priceOf(march, '1', 'LPT');
    const kept = times.reduce((prices, at) => addPrice(prices, priceOf(at)), [other]);
    expect(kept).toEqual([other, ...[0, 2, 3, 4, 5].map((place) => priceOf(times[place] ?? 0))]);
    // A feed that has not been updated since, and a later one of the same day.
    expect(addPrice(kept, priceOf(times[5] ?? 0))).toEqual(kept);
    expect(
      addPrice(kept, priceOf(march + 31 * day + 60))
        .slice(-2)
        .map(({ at }) => at),
    ).toEqual([march + 31 * day + 1, march + 31 * day + 60]);
  });

  it('of a day are there after years, one of it, and the ends of months', () => {
    let prices: readonly PriceFact[] = [];
    for (let hour = 0; hour < 3 * 365 * 24; hour += 5) prices = addPrice(prices, priceOf(march + hour * 3600));
    expect(prices.length).toBeGreaterThanOrEqual(3 * 365);
    expect(prices.length).toBeLessThanOrEqual(3 * (365 + 12) + 1);
    expect(prices[1]).toEqual(priceOf(march + 25 * 3600));
    expect(new Set(prices.map(({ at }) => at)).size).toBe(prices.length);
  });
});

describe('a feed', () => {
  const open = async () => {
    const chain = openChain();
    const { source } = chain.openNode('one');
    const feeds = { ETH: { address: addressOf(0xfeed), maxAge: day } };
    const scan = openScan([source], treasuryOf({ feeds }));
    scan.now = march + 3600;
    chain.own.feed = [3_000_000_000n, march + 3000];
    expect((await scan.facts()).prices).toEqual([
      { currency: 'ETH', price: '3000', source: `chainlink:${addressOf(0xfeed)}`, at: march + 3000 },
    ]);
    return { chain, scan };
  };

  it.each<[string, bigint, number, string]>([
    ['nothing', 0n, march + 3500, 'the price feed of ETH answers 0, which is no price'],
    ['less than nothing', -5n, march + 3500, 'the price feed of ETH answers -5, which is no price'],
    [
      'a time that is yet to come',
      3_100_000_000n,
      march + 2 * day,
      'the price feed of ETH says that it was updated at 2026-03-03T00:00:00.000Z, which is yet to come',
    ],
  ])('that answers %s is named, and its time counts for nothing', async (_, answer, at, warning) => {
    const { chain, scan } = await open();
    chain.own.feed = [answer, at];
    const { prices, warnings } = await scan.facts();
    expect(prices.map(({ price }) => price)).toEqual(['3000']);
    expect(warnings).toEqual([warning]);
    // The alert goes by this time: the feed grows old until it has a price again.
    expect(scan.state()?.feeds.get('ETH')).toBe(march + 3000);
  });
});
