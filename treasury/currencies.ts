/** What rows may be written in: the chain's own coin, the tokens of fleet.yaml and fiat. */
import type { FleetTreasury } from '../collector/config/fleetTreasury.ts';
import type { Currency } from './money.ts';

/** ISO 4217: these have no cents, or three digits of them; all others have two. */
const fiatDecimals: Readonly<Record<string, number>> = {
  CLP: 0,
  ISK: 0,
  JPY: 0,
  KRW: 0,
  VND: 0,
  BHD: 3,
  JOD: 3,
  KWD: 3,
  OMR: 3,
  TND: 3,
};

/** Gas is paid in it on every chain that we know. */
export const nativeCurrency: Currency = { code: 'ETH', decimals: 18, kind: 'native' };

export const fiatCurrency = (code: string): Currency => ({ code, decimals: fiatDecimals[code] ?? 2, kind: 'fiat' });

export type Currencies = ReadonlyMap<string, Currency>;

/** By code: the coin, then tokens, then fiat, each in the order of fleet.yaml. */
export const currenciesOf = (treasury: Pick<FleetTreasury, 'currency' | 'fiat' | 'tokens'>): Currencies =>
  new Map(
    [
      nativeCurrency,
      ...Object.entries(treasury.tokens).map(
        ([code, { address, decimals }]): Currency => ({ code, decimals, kind: 'token', token: address }),
      ),
      ...[treasury.currency, ...treasury.fiat].map(fiatCurrency),
    ].map((currency) => [currency.code, currency]),
  );
