/** Balances and dust as the report has them: exact decimal text. */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import type { AddressBalance } from '../addressBalances.ts';
import type { CurrencyBalance } from '../balances.ts';
import type { ChainFacts } from '../chainFacts.ts';
import { currenciesOf } from '../currencies.ts';
import { amountText, type Currency } from '../money.ts';
import { addressPage } from './explorer.ts';
import type { ReportedAddressBalance, ReportedBalance, ReportedDust } from './model.ts';

const textOf = (currency: Currency, units: bigint | null): string | null =>
  units === null ? null : amountText({ currency, units });

export const balanceOf = (balance: CurrencyBalance): ReportedBalance => {
  const { currency, verdict, why, anchor, final, computed, corrected } = balance;
  const text = (units: bigint): string => amountText({ currency, units });
  return {
    currency: currency.code,
    opening: text(balance.opening),
    anchor: anchor ?? null,
    in: text(balance.in),
    out: text(balance.out),
    dust: text(balance.dust),
    gas: textOf(currency, balance.gas),
    closing: text(balance.closing),
    chain: textOf(currency, balance.chain),
    final,
    computed,
    difference: textOf(currency, balance.difference),
    verdict,
    why: why ?? null,
    correctedBy: corrected?.map(({ id }) => id) ?? null,
  };
};

export const addressOf = (chain: string, balance: AddressBalance): ReportedAddressBalance => {
  const { name, address, currency } = balance;
  return {
    name,
    address,
    link: addressPage(chain, address),
    currency: currency.code,
    opening: textOf(currency, balance.opening),
    in: textOf(currency, balance.in),
    out: textOf(currency, balance.out),
    dust: amountText({ currency, units: balance.dust }),
    gas: textOf(currency, balance.gas),
    closing: textOf(currency, balance.closing),
    difference: textOf(currency, balance.difference),
  };
};

/** By coin, in the order of fleet.yaml; coins without any are left out. */
export const dustOf = (
  treasury: FleetTreasury,
  facts: ChainFacts | undefined,
  month: string,
): readonly ReportedDust[] =>
  [...currenciesOf(treasury).values()].flatMap((currency): ReportedDust[] => {
    const sums = (facts?.dust ?? []).filter((one) => one.month === month && one.currency === currency.code);
    const payments = sums.reduce((all, { count }) => all + count, 0);
    if (payments === 0) return [];
    const units = sums.reduce((all, one) => all + BigInt(one.units), 0n);
    const below = treasury.dust[currency.code] ?? '0';
    return [{ currency: currency.code, below, payments, amount: amountText({ currency, units }) }];
  });
