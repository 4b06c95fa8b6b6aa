/** `treasury:` of fleet.yaml as the rest of the house reads it. */
import type { FleetTreasury } from './fleetTreasury.ts';
import { livepeerDefaults } from './livepeer.ts';
import type { FleetInput } from './schema.ts';

/** On Arbitrum One: Livepeer's token, and Circle's native USDC (developers.circle.com). */
export const arbitrumMoney: FleetTreasury['tokens'] = {
  LPT: { address: livepeerDefaults.LivepeerToken, decimals: 18 },
  USDC: { address: '0xaf88d065e77c8cC2239327C5EDb3A432268e5831', decimals: 6 },
};

export const buildTreasury = ({ treasury }: FleetInput): FleetTreasury | undefined =>
  treasury && {
    chain: treasury.chain,
    currency: treasury.currency,
    fiat: treasury.fiat,
    addresses: treasury.addresses,
    tokens: treasury.tokens ?? (treasury.chain === 'arbitrum-one' ? arbitrumMoney : {}),
    feeds: Object.fromEntries(
      Object.entries(treasury.feeds).map(([code, { address, max_age }]) => [code, { address, maxAge: max_age }]),
    ),
    since: treasury.since,
    dust: treasury.dust,
  };
