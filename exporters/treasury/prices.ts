/** Prices by Chainlink feeds, and what tokens say of themselves. */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import type { PriceFact } from '../../treasury/chainFacts.ts';
import { monthAt } from '../../treasury/months.ts';
import { contractCall } from '../journey/ethCall.ts';
import { feedAbi, tokenAbi } from './abi.ts';
import { type Node, reasonOf } from './ask.ts';
import type { ScanState } from './state.ts';

/** Clocks differ; a feed that was updated later than this is wrong. Seconds. */
const ahead = 300;

/** Digits and a point; the feed's answer is exact. */
export const priceText = (answer: bigint, decimals: number): string => {
  const text = answer.toString().padStart(decimals + 1, '0');
  const fraction = text.slice(text.length - decimals).replace(/0+$/, '');
  return decimals === 0 ? text : `${text.slice(0, -decimals)}${fraction === '' ? '' : `.${fraction}`}`;
};

export interface Round {
  readonly answer: bigint;
  readonly decimals: number;
  /** Unix seconds. */
  readonly updatedAt: number;
}

/** Whether a price may be used at a time. */
export const isFresh = ({ answer, updatedAt }: Round, now: number, maxAge: number): boolean =>
  answer > 0n && updatedAt > 0 && updatedAt <= now + ahead && now - updatedAt <= maxAge;

const dayOf = (at: number): number => Math.floor(at / 86_400);

/**
 * Of each currency the first of each UTC day, by which rows of that day are told for ever, and the last of each month, which
 * runs up to now. Some 50 kB a year of each.
 */
export const addPrice = (prices: readonly PriceFact[], next: PriceFact): PriceFact[] => {
  const known = prices.filter(({ currency, at }) => currency === next.currency && at !== next.at);
  const own = [...known, next].sort((a, b) => a.at - b.at);
  const kept = own.filter((price, index) => {
    const [before, after] = [own[index - 1], own[index + 1]];
    const first = before === undefined || dayOf(before.at) !== dayOf(price.at);
    if (first || after === undefined) return true;
    return dayOf(after.at) !== dayOf(price.at) && monthAt(after.at) !== monthAt(price.at);
  });
  return [...prices.filter(({ currency }) => currency !== next.currency), ...kept];
};

/** Why an answer is no price at all, however new it is. */
const faultOf = ({ answer, updatedAt }: Round, now: number): string | undefined => {
  if (answer <= 0n) return `answers ${answer}, which is no price`;
  if (updatedAt > now + ahead)
    return `says that it was updated at ${new Date(updatedAt * 1000).toISOString()}, which is yet to come`;
  return undefined;
};

/** @param now Unix seconds of our clock @returns sentences about feeds that gave no price */
export const readPrices = async (
  node: Node,
  { feeds }: FleetTreasury,
  state: ScanState,
  block: number,
  now: number,
): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const [currency, { address, maxAge }] of Object.entries(feeds)) {
    try {
      const [decimals, [, answer, , updated]] = await Promise.all([
        node.call(contractCall(address, feedAbi, 'decimals', []), block),
        node.call(contractCall(address, feedAbi, 'latestRoundData', []), block),
      ]);
      const round = { answer, decimals, updatedAt: Number(updated) };
      const fault = faultOf(round, now);
      if (fault !== undefined) {
        // Its time counts for nothing: the last good one grows old, and that rings.
        faults.push(`the price feed of ${currency} ${fault}`);
        continue;
      }
      state.feeds.set(currency, round.updatedAt);
      if (!isFresh(round, now, maxAge)) continue;
      const source = `chainlink:${address.toLowerCase()}`;
      state.prices = addPrice(state.prices, {
        currency,
        price: priceText(answer, decimals),
        source,
        at: round.updatedAt,
      });
    } catch (error) {
      reasonOf(error);
      faults.push(`the price feed of ${currency} does not answer`);
    }
  }
  return faults;
};

/** What fleet.yaml says of a token's decimals counts; a token that says otherwise is told of. */
export const checkTokens = async (node: Node, { tokens }: FleetTreasury): Promise<readonly string[]> => {
  const warnings: string[] = [];
  for (const [code, { address, decimals }] of Object.entries(tokens)) {
    try {
      // They never change; and of the final block a node may have lost the state.
      const told = await node.call(contractCall(address, tokenAbi, 'decimals', []), 'latest');
      if (told !== decimals)
        warnings.push(`${code} (${address}) says that it has ${told} decimals; fleet.yaml says ${decimals}`);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === 'rpc_error' || reason === 'bad_shape')
        warnings.push(`${code} (${address}) does not tell its decimals; fleet.yaml's ${decimals} are used`);
    }
  }
  return warnings;
};
