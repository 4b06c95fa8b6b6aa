/** Balances of each own address by itself, as the chain has them at both ends of a month. */
import { type BalanceInput, recordOf } from './balances.ts';
import { currenciesOf } from './currencies.ts';
import type { Movement } from './model.ts';
import type { Currency } from './money.ts';
import { previousMonth } from './months.ts';
import { inMonth } from './sums.ts';

/** Of one own address, by the chain's records at both ends; null: not known. Base units. */
export interface AddressBalance {
  readonly name: string;
  readonly address: string;
  readonly currency: Currency;
  readonly opening: bigint | null;
  readonly in: bigint | null;
  readonly out: bigint | null;
  readonly dust: bigint;
  readonly gas: bigint | null;
  readonly closing: bigint | null;
  /** closing − (opening + in + dust − out − gas). */
  readonly difference: bigint | null;
}

/** What a row moved of one address; undefined when nobody knows which of several it was. */
const shareOf = (
  input: BalanceInput,
  movement: Movement,
  address: string,
): { readonly in: bigint; readonly out: bigint } | undefined => {
  const sign = movement.reverses === undefined ? 1n : -1n;
  const units = movement.amount.units * sign;
  if (input.treasury.addresses.length === 1) {
    return {
      in: movement.kind === 'expense' ? 0n : units,
      out: movement.kind === 'income' ? 0n : units,
    };
  }
  const fact = input.facts?.rows.find(({ id }) => id === (movement.reverses ?? movement.id));
  const known =
    (movement.kind === 'income' || fact?.from !== undefined) && (movement.kind === 'expense' || fact?.to !== undefined);
  if (!known) return undefined;
  return {
    in: movement.kind !== 'expense' && fact?.to === address.toLowerCase() ? units : 0n,
    out: movement.kind !== 'income' && fact?.from === address.toLowerCase() ? units : 0n,
  };
};

const addressBalance = (
  input: BalanceInput,
  month: string,
  { name, address }: { readonly name: string; readonly address: string },
  currency: Currency,
): AddressBalance => {
  const opening = recordOf(input, previousMonth(month), address, currency.code);
  const end = recordOf(input, month, address, currency.code);
  const rows = inMonth(input.movements, month).filter(({ amount }) => amount.currency.code === currency.code);
  const shares = rows.map((row) => shareOf(input, row, address));
  const sum = (side: 'in' | 'out'): bigint | null => {
    let units = 0n;
    for (const share of shares) {
      if (!share) return null;
      units += share[side];
    }
    return units;
  };
  const gasText = currency.kind === 'native' ? end?.record.gasUnits : '0';
  const dust = (input.facts?.dust ?? []).filter(
    (one) =>
      one.month === month && one.currency === currency.code && one.address.toLowerCase() === address.toLowerCase(),
  );
  const parts = {
    opening: opening ? BigInt(opening.record.units) : null,
    in: sum('in'),
    out: sum('out'),
    dust: dust.reduce((units, one) => units + BigInt(one.units), 0n),
    gas: gasText === undefined ? null : BigInt(gasText),
    closing: end ? BigInt(end.record.units) : null,
  };
  const known =
    parts.opening !== null && parts.in !== null && parts.out !== null && parts.gas !== null && parts.closing !== null
      ? parts.closing - (parts.opening + parts.in + parts.dust - parts.out - parts.gas)
      : null;
  return { name, address, currency, ...parts, difference: known };
};

/** Of each own address and each currency that is on the chain and not at zero all month, where the chain was asked. */
export const addressBalancesOf = (input: BalanceInput, month: string): readonly AddressBalance[] =>
  input.facts === undefined
    ? []
    : input.treasury.addresses.flatMap((address) =>
        [...currenciesOf(input.treasury).values()]
          .filter(({ kind }) => kind !== 'fiat')
          .map((currency) => addressBalance(input, month, address, currency))
          .filter(({ opening, closing, in: came, out }) => opening || closing || came || out),
      );
