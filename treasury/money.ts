/** Money as whole base units. Nothing here is ever a floating-point number: sums must be exact to the last unit. */

/** What amounts are counted in: the chain's own coin, a token of it, or fiat. */
export interface Currency {
  /** As the ledger writes it: `ETH`, `LPT`, `USD`. */
  readonly code: string;
  /** Digits after the point that exist: 18 for ETH, 6 for USDC, 2 for USD. */
  readonly decimals: number;
  readonly kind: 'native' | 'token' | 'fiat';
  /** Contract of a token, as fleet.yaml writes it. */
  readonly token?: string;
}

export interface Amount {
  readonly currency: Currency;
  /** Base units: wei, cents. May be negative as a balance or a difference. */
  readonly units: bigint;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly expected: string };

const decimal = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Digits as base units; undefined when it is no plain decimal number or has more digits than `decimals`. */
const unitsOf = (text: string, decimals: number): bigint | undefined => {
  const [, sign, whole, fraction = ''] = decimal.exec(text) ?? [];
  if (whole === undefined || fraction.length > decimals) return undefined;
  const units = BigInt(whole + fraction.padEnd(decimals, '0'));
  return sign === '-' ? -units : units;
};

/** `"12.5"` → base units. No exponent, no thousands separator, no more digits than the currency has. */
export const parseAmount = (text: string, currency: Currency): Parsed<Amount> => {
  const units = unitsOf(text, currency.decimals);
  return units === undefined
    ? { ok: false, expected: `a decimal number with at most ${currency.decimals} digits after the point, such as 12.5` }
    : { ok: true, value: { currency, units } };
};

const digits = (units: bigint, decimals: number): string => {
  const text = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const cut = text.length - decimals;
  const fraction = text.slice(cut).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${text.slice(0, cut)}${fraction === '' ? '' : `.${fraction}`}`;
};

/** The exact amount without its currency: `12.5`. Read again it is the same amount. */
export const amountText = ({ currency, units }: Amount): string =>
  currency.kind === 'fiat'
    ? `${units < 0n ? '-' : ''}${wholeFiat(units, currency.decimals)}`
    : digits(units, currency.decimals);

/** Fiat keeps its zeros: 12.50. */
const wholeFiat = (units: bigint, decimals: number): string => {
  const text = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
};

export const zero = (currency: Currency): Amount => ({ currency, units: 0n });

const alike = (a: Amount, b: Amount): void => {
  if (a.currency.code !== b.currency.code)
    throw new TypeError(`${a.currency.code} and ${b.currency.code} do not add up`);
};

/** @throws TypeError for unlike currencies: a defect, never an input */
export const add = (a: Amount, b: Amount): Amount => {
  alike(a, b);
  return { currency: a.currency, units: a.units + b.units };
};

/** @throws TypeError for unlike currencies */
export const subtract = (a: Amount, b: Amount): Amount => {
  alike(a, b);
  return { currency: a.currency, units: a.units - b.units };
};

/** What one whole coin costs, exactly: `units / 10 ** scale` of the other currency. */
export interface Price {
  readonly units: bigint;
  readonly scale: number;
}

/** `"3120.55"` → 312055 / 10². Any number of digits. */
export const parsePrice = (text: string): Parsed<Price> => {
  const scale = text.split('.')[1]?.length ?? 0;
  const units = unitsOf(text, scale);
  return units === undefined || units <= 0n
    ? { ok: false, expected: 'a decimal number above zero, such as 3120.55' }
    : { ok: true, value: { units, scale } };
};

/** Half away from zero: the rule of invoices, and the same whoever computes it. */
export const divide = (value: bigint, by: bigint): bigint => {
  const half = by / 2n;
  return value < 0n ? -((-value + half) / by) : (value + half) / by;
};

/** What an amount is worth in `to`, rounded once to its base unit. */
export const valueAt = (amount: Amount, price: Price, to: Currency): Amount => ({
  currency: to,
  units: divide(
    amount.units * price.units * 10n ** BigInt(to.decimals),
    10n ** BigInt(amount.currency.decimals + price.scale),
  ),
});
