/** Opening + in + dust − out − gas = closing, of each currency, held against what the chain had at the end of the month. */
import type { FleetTreasury } from '../collector/config/fleetTreasury.ts';
import type { ChainFacts, MonthBalance } from './chainFacts.ts';
import { currenciesOf } from './currencies.ts';
import { laterRows } from './laterRows.ts';
import type { Movement } from './model.ts';
import type { Currency } from './money.ts';
import { monthOf, monthsBetween, nextMonth } from './months.ts';
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
  /** What came below the dust of fleet.yaml, which nobody books. */
  readonly dust: bigint;
  /** Null: not known, and then not in `closing`. */
  readonly gas: bigint | null;
  /** opening + in + dust − out − gas. */
  readonly closing: bigint;
  /** What the chain had, of all own addresses together; null: not known. */
  readonly chain: bigint | null;
  /** False when `chain` is of a month that still runs. */
  readonly final: boolean;
  /** Whether `chain` was worked out from a later balance, because no node could be asked in time. */
  readonly computed: boolean;
  /** chain − closing; null when either is not known. */
  readonly difference: bigint | null;
  readonly verdict: BalanceVerdict;
  /** Why it is not checked. */
  readonly why?: string;
  /** Rows of later months that make up for the difference to the base unit: what they take back was of this month. */
  readonly corrected?: readonly Movement[];
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
): { readonly units: bigint; readonly final: boolean; readonly computed: boolean } | undefined => {
  let units = 0n;
  let final = true;
  let computed = false;
  for (const { address } of input.treasury.addresses) {
    const found = recordOf(input, month, address, code);
    const text = found && of(found.record);
    if (text === undefined) return undefined;
    units += BigInt(text);
    final &&= found?.final === true;
    computed ||= found?.record.computed === true;
  }
  return { units, final, computed };
};

const gasOf = (input: BalanceInput, month: string, currency: Currency): bigint | undefined =>
  currency.kind === 'native' ? overAddresses(input, month, currency.code, ({ gasUnits }) => gasUnits)?.units : 0n;

const dustOf = ({ facts }: Pick<BalanceInput, 'facts'>, month: string, currency: Currency): bigint =>
  (facts?.dust ?? [])
    .filter((one) => one.month === month && one.currency === currency.code)
    .reduce((sum, { units }) => sum + BigInt(units), 0n);

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
  // What came before the first row of all is in the rows that the books were opened with.
  const begin = input.movements.map(({ date }) => monthOf(date)).sort()[0] ?? month;
  const dusty = (input.facts?.dust ?? [])
    .filter((one) => one.currency === currency.code && one.month >= begin && one.month < month)
    .map((one) => one.month);
  const first = [...own.map(({ date }) => monthOf(date)), ...dusty].sort()[0];
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
      units += flow.in + dustOf(input, each, currency) - flow.out - (gas ?? 0n);
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

/** Why fiat is never checked. */
export const notOnChain = 'not on the chain';

const whyNot = (
  input: BalanceInput,
  currency: Currency,
  chain: bigint | undefined,
  gasKnown: boolean,
): string | undefined => {
  if (currency.kind === 'fiat') return notOnChain;
  if (!input.facts) return 'not checked against the chain';
  if (chain === undefined) return 'the balance at the end of the month is not known';
  return gasKnown ? undefined : 'gas is not known';
};

const balanceOf = (input: BalanceInput, month: string, currency: Currency): CurrencyBalance => {
  const opening = openingOf(input, month, currency);
  const flow = flowOf(inMonth(input.movements, month), currency);
  const gas = gasOf(input, month, currency);
  const dust = dustOf(input, month, currency);
  const closing = opening.units + flow.in + dust - flow.out - (gas ?? 0n);
  const chain = currency.kind === 'fiat' ? undefined : overAddresses(input, month, currency.code, ({ units }) => units);
  const why = whyNot(input, currency, chain?.units, gas !== undefined && opening.known);
  const difference = chain && why === undefined ? chain.units - closing : null;
  const later = difference === null || difference === 0n ? [] : laterRows(input, month, currency);
  const made = flowOf(later, currency);
  return {
    currency,
    opening: opening.units,
    ...(opening.anchor === undefined ? {} : { anchor: opening.anchor }),
    ...flow,
    dust,
    gas: gas ?? null,
    closing,
    chain: chain?.units ?? null,
    final: chain?.final ?? true,
    computed: chain?.computed ?? false,
    difference,
    verdict: difference === null ? 'not_checked' : difference === 0n ? 'balances' : 'does_not_balance',
    ...(why === undefined ? {} : { why }),
    ...(later.length > 0 && made.in - made.out === difference ? { corrected: later } : {}),
  };
};

/**
 * Of every currency that the books or the chain know of by the end of the month, in the order of fleet.yaml; and of every coin
 * of which a chain that was asked told nothing: how much of it there was is not known, and not nothing.
 */
export const balancesOf = (input: BalanceInput, month: string): readonly CurrencyBalance[] => {
  const end = nextMonth(month);
  const booked = new Set(input.movements.filter(({ date }) => date < end).map(({ amount }) => amount.currency.code));
  return [...currenciesOf(input.treasury).values()]
    .map((currency) => ({ currency, balance: balanceOf(input, month, currency) }))
    .filter(
      ({ currency, balance: { chain, dust } }) =>
        booked.has(currency.code) ||
        (chain === null ? input.facts !== undefined && currency.kind !== 'fiat' : chain !== 0n) ||
        dust !== 0n,
    )
    .map(({ balance }) => balance);
};
