/** Opening + in − out − gas = closing, of each currency, held against what the chain had at the end of the month. */
import type { FleetTreasury } from '../collector/config/fleet.ts';
import type { ChainFacts, MonthBalance } from './chainFacts.ts';
import { currenciesOf } from './currencies.ts';
import type { Movement } from './model.ts';
import type { Currency } from './money.ts';
import { monthOf, monthsBetween, nextMonth, previousMonth } from './months.ts';
import { flowOf, inMonth } from './sums.ts';

export const balanceVerdicts = ['balances', 'does_not_balance', 'not_checked'] as const;
export type BalanceVerdict = (typeof balanceVerdicts)[number];

/** Base units. */
export interface CurrencyBalance {
  readonly currency: Currency;
  readonly opening: bigint;
  /** Month at whose end the opening begins with the chain's balance instead of the first row; absent: the first row. */
  readonly anchor?: string;
  readonly in: bigint;
  readonly out: bigint;
  /** Null: not known, and then not in `closing`. */
  readonly gas: bigint | null;
  readonly closing: bigint;
  /** What the chain had, of all own addresses together; null: not known. */
  readonly chain: bigint | null;
  /** False when `chain` is of a month that still runs. */
  readonly final: boolean;
  /** chain − closing; null when either is not known. */
  readonly difference: bigint | null;
  readonly verdict: BalanceVerdict;
  /** Why it is not checked. */
  readonly why?: string;
}

export interface BalanceInput {
  readonly movements: readonly Movement[];
  /** Undefined: the chain has not been asked. */
  readonly facts: ChainFacts | undefined;
  readonly treasury: FleetTreasury;
}

/** What the chain had at the end of a month; `latest` for one that still runs. */
export const recordOf = (
  { facts }: Pick<BalanceInput, 'facts'>,
  month: string,
  address: string,
  code: string,
): { readonly record: MonthBalance; readonly final: boolean } | undefined => {
  const match = (one: MonthBalance): boolean =>
    one.month === month && one.currency === code && one.address.toLowerCase() === address.toLowerCase();
  const recorded = facts?.balances.find(match);
  if (recorded) return { record: recorded, final: true };
  const latest = facts?.latest.find(match);
  return latest && { record: latest, final: false };
};

/** Summed over all own addresses; undefined when one of them is missing. */
const overAddresses = (
  input: BalanceInput,
  month: string,
  code: string,
  of: (record: MonthBalance) => string | undefined,
): { readonly units: bigint; readonly final: boolean } | undefined => {
  let units = 0n;
  let final = true;
  for (const { address } of input.treasury.addresses) {
    const found = recordOf(input, month, address, code);
    const text = found && of(found.record);
    if (text === undefined) return undefined;
    units += BigInt(text);
    final &&= found?.final === true;
  }
  return { units, final };
};

const gasOf = (input: BalanceInput, month: string, currency: Currency): bigint | undefined =>
  currency.kind === 'native' ? overAddresses(input, month, currency.code, ({ gasUnits }) => gasUnits)?.units : 0n;

interface Opening {
  readonly units: bigint;
  readonly anchor?: string;
  /** Whether gas of all the months in it is known. */
  readonly known: boolean;
}

/**
 * From the first row on, when the gas of all months since is known; else from the earliest month's end since which it is.
 * Never from the last month's end alone: a booking that is corrected later must come out even.
 */
const openingOf = (input: BalanceInput, month: string, currency: Currency): Opening => {
  const own = input.movements.filter(
    ({ amount, date }) => amount.currency.code === currency.code && monthOf(date) < month,
  );
  const first = own.map(({ date }) => monthOf(date)).sort()[0];
  if (first === undefined) {
    // Nothing was booked before; what the chain had then is missing from the books, and shows as a difference.
    return { units: 0n, known: true };
  }
  const months = monthsBetween(first, month).slice(0, -1);
  const grown = (after: string | undefined): { readonly units: bigint; readonly known: boolean } => {
    let units = 0n;
    let known = true;
    for (const each of months.filter((one) => after === undefined || one > after)) {
      const flow = flowOf(inMonth(own, each), currency);
      const gas = gasOf(input, each, currency);
      known &&= gas !== undefined;
      units += flow.in - flow.out - (gas ?? 0n);
    }
    return { units, known };
  };
  const whole = grown(undefined);
  if (whole.known) return whole;
  for (const anchor of months) {
    const record = overAddresses(input, anchor, currency.code, ({ units }) => units);
    const since = grown(anchor);
    if (record?.final && since.known) return { units: record.units + since.units, anchor, known: true };
  }
  return whole;
};

const whyNot = (
  input: BalanceInput,
  currency: Currency,
  chain: bigint | undefined,
  gasKnown: boolean,
): string | undefined => {
  if (currency.kind === 'fiat') return 'not on the chain';
  if (!input.facts) return 'not checked against the chain';
  if (chain === undefined) return 'the balance at the end of the month is not known';
  return gasKnown ? undefined : 'gas is not known';
};

const balanceOf = (input: BalanceInput, month: string, currency: Currency): CurrencyBalance => {
  const opening = openingOf(input, month, currency);
  const flow = flowOf(inMonth(input.movements, month), currency);
  const gas = gasOf(input, month, currency);
  const closing = opening.units + flow.in - flow.out - (gas ?? 0n);
  const chain = currency.kind === 'fiat' ? undefined : overAddresses(input, month, currency.code, ({ units }) => units);
  const why = whyNot(input, currency, chain?.units, gas !== undefined && opening.known);
  const difference = chain && why === undefined ? chain.units - closing : null;
  return {
    currency,
    opening: opening.units,
    ...(opening.anchor === undefined ? {} : { anchor: opening.anchor }),
    ...flow,
    gas: gas ?? null,
    closing,
    chain: chain?.units ?? null,
    final: chain?.final ?? true,
    difference,
    verdict: difference === null ? 'not_checked' : difference === 0n ? 'balances' : 'does_not_balance',
    ...(why === undefined ? {} : { why }),
  };
};

/** Of every currency that the books or the chain know of by the end of the month, in the order of fleet.yaml. */
export const balancesOf = (input: BalanceInput, month: string): readonly CurrencyBalance[] => {
  const end = nextMonth(month);
  const booked = new Set(input.movements.filter(({ date }) => date < end).map(({ amount }) => amount.currency.code));
  return [...currenciesOf(input.treasury).values()]
    .map((currency) => ({ currency, balance: balanceOf(input, month, currency) }))
    .filter(({ currency, balance }) => booked.has(currency.code) || (balance.chain ?? 0n) !== 0n)
    .map(({ balance }) => balance);
};

/** Of one own address, by the chain's records at both ends; null: not known. Base units. */
export interface AddressBalance {
  readonly name: string;
  readonly address: string;
  readonly currency: Currency;
  readonly opening: bigint | null;
  readonly in: bigint | null;
  readonly out: bigint | null;
  readonly gas: bigint | null;
  readonly closing: bigint | null;
  /** closing − (opening + in − out − gas). */
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
  const parts = {
    opening: opening ? BigInt(opening.record.units) : null,
    in: sum('in'),
    out: sum('out'),
    gas: gasText === undefined ? null : BigInt(gasText),
    closing: end ? BigInt(end.record.units) : null,
  };
  const known =
    parts.opening !== null && parts.in !== null && parts.out !== null && parts.gas !== null && parts.closing !== null
      ? parts.closing - (parts.opening + parts.in - parts.out - parts.gas)
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
