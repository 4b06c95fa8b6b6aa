/** Sums over movements, in whole base units. A row that takes another back counts as much less, in its own month. */
import type { Movement, MovementCategory, MovementKind } from './model.ts';
import { type Amount, add, type Currency, valueAt, zero } from './money.ts';
import { monthOf } from './months.ts';

/** Below zero for a row that takes another back. */
export const signedAmount = ({ amount, reverses }: Movement): Amount =>
  reverses === undefined ? amount : { ...amount, units: -amount.units };

/** Rows that stand: neither taken back nor taking back. What the chain has to confirm. */
export const standing = (movements: readonly Movement[]): readonly Movement[] => {
  const taken = new Set(movements.flatMap(({ reverses }) => (reverses === undefined ? [] : [reverses])));
  return movements.filter(({ id, reverses }) => reverses === undefined && !taken.has(id));
};

export const inMonth = (movements: readonly Movement[], month: string): readonly Movement[] =>
  movements.filter(({ date }) => monthOf(date) === month);

/** In the currency of the report; undefined when the row has no price. Rounded once, to its base unit. */
export const worthOf = (movement: Movement, base: Currency): Amount | undefined => {
  const amount = signedAmount(movement);
  if (amount.currency.code === base.code) return amount;
  return movement.price && valueAt(amount, movement.price, base);
};

export interface Sum {
  readonly kind: MovementKind;
  readonly category: MovementCategory;
  readonly amount: Amount;
  readonly rows: number;
  /** Of all its rows; undefined as soon as one has no price. */
  readonly value: Amount | undefined;
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** By kind, category and currency, in that order. */
export const sumsOf = (movements: readonly Movement[], base: Currency): readonly Sum[] => {
  const sums = new Map<string, Sum>();
  for (const movement of movements) {
    const { kind, category, amount } = movement;
    const key = `${kind} ${category} ${amount.currency.code}`;
    const sum = sums.get(key) ?? { kind, category, amount: zero(amount.currency), rows: 0, value: zero(base) };
    const value = worthOf(movement, base);
    sums.set(key, {
      ...sum,
      amount: add(sum.amount, signedAmount(movement)),
      rows: sum.rows + 1,
      value: sum.value && value && add(sum.value, value),
    });
  }
  return [...sums.entries()].sort(([a], [b]) => compare(a, b)).map(([, sum]) => sum);
};

export interface Total {
  readonly value: Amount;
  /** Rows without a price, which are not in it. */
  readonly unpriced: number;
}

/** Income or expense in the currency of the report; `own` is neither. */
export const totalOf = (movements: readonly Movement[], kind: 'income' | 'expense', base: Currency): Total => {
  let value = zero(base);
  let unpriced = 0;
  for (const movement of movements) {
    if (movement.kind !== kind || movement.category === 'own') continue;
    const worth = worthOf(movement, base);
    if (worth) value = add(value, worth);
    else unpriced += 1;
  }
  return { value, unpriced };
};

/** What came and went of one currency; transfers between own addresses are neither. */
export const flowOf = (
  movements: readonly Movement[],
  currency: Currency,
): { readonly in: bigint; readonly out: bigint } => {
  const flow = { in: 0n, out: 0n };
  for (const movement of movements) {
    if (movement.amount.currency.code !== currency.code) continue;
    const { units } = signedAmount(movement);
    if (movement.kind === 'income') flow.in += units;
    if (movement.kind === 'expense') flow.out += units;
  }
  return flow;
};
