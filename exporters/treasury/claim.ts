/** What the rows of one transaction account for: one payment each, or several that add up to what is left. */
import type { Mismatch } from '../../treasury/chainFacts.ts';
import type { Movement } from '../../treasury/model.ts';
import { amountText, type Currency } from '../../treasury/money.ts';
import type { Move } from './move.ts';
import type { TxFact } from './txFact.ts';

export const sum = (list: readonly bigint[]): bigint => list.reduce((total, units) => total + units, 0n);

/** Whether a move can be what a row is about, or a side of it, amount aside: a transfer goes out here and comes in there. */
export const fits = (row: Movement, { direction, currency }: Move): boolean =>
  currency === row.amount.currency.code &&
  (row.kind === 'transfer' || direction === (row.kind === 'income' ? 'in' : 'out'));

export const grouped = <K, T>(list: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of list) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

export const isMoney = ({ currency, units }: Move): boolean => currency !== undefined && units > 0n;

/** Rows in an order that does not depend on that of the file; transfers last, because they fit in any direction. */
export const inOrder = (rows: readonly Movement[]): readonly Movement[] => {
  const key = ({ kind, date, id }: Movement): string => `${Number(kind === 'transfer')} ${date} ${id}`;
  return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
};

export const describe = (
  { currency, units, token, direction }: Move,
  currencies: ReadonlyMap<string, Currency>,
): string => {
  const known = currency === undefined ? undefined : currencies.get(currency);
  const what = known
    ? `${amountText({ currency: known, units })} ${known.code}`
    : `${units} base units of the token ${token ?? '?'}`;
  return direction === 'own' ? `${what} between own addresses` : `${what} ${direction}`;
};

/** A transfer is between own addresses: what goes to a stranger is none, whatever the row calls it. */
const isAbout = (row: Movement, move: Move): boolean =>
  fits(row, move) && (row.kind !== 'transfer' || move.direction === 'own');

/** What left one own address for a contract of others, which gave another one as much. */
const through = (row: Movement, free: ReadonlySet<Move>): readonly Move[] => {
  if (row.kind !== 'transfer') return [];
  const alike = [...free].filter((move) => fits(row, move) && move.units === row.amount.units);
  for (const out of alike) {
    const into = alike.find(({ direction, address }) => direction === 'in' && address !== out.address);
    if (out.direction === 'out' && into) return [out, into];
  }
  return [];
};

/** Gives each row what it accounts for; what is left is handed back. */
export const claim = (rows: readonly Movement[], moves: readonly Move[]) => {
  const free = new Set(moves.filter(isMoney));
  const taken = new Map<Movement, readonly Move[]>();
  const ordered = inOrder(rows);
  for (const row of ordered) {
    const exact = [...free].find((move) => isAbout(row, move) && move.units === row.amount.units);
    const found = exact ? [exact] : through(row, free);
    if (found.length === 0) continue;
    taken.set(row, found);
    for (const move of found) free.delete(move);
  }
  const groups = grouped(
    ordered.filter((row) => !taken.has(row)),
    ({ kind, amount }) => `${kind} ${amount.currency.code}`,
  );
  for (const group of groups.values()) {
    const [first] = group;
    const left = first ? [...free].filter((move) => isAbout(first, move)) : [];
    if (left.length === 0 || sum(left.map(({ units }) => units)) !== sum(group.map(({ amount }) => amount.units)))
      continue;
    for (const row of group) taken.set(row, left);
    for (const move of left) free.delete(move);
  }
  return { free, taken };
};

/** Why a row that accounts for nothing does not; `about`: what the transaction has instead. */
export const faultOf = (
  row: Movement,
  tx: TxFact,
  free: ReadonlySet<Move>,
): { readonly why: Mismatch; readonly about: readonly Move[] } => {
  const money = tx.moves.filter(isMoney);
  const alike = money.filter((move) => fits(row, move));
  const left = alike.filter((move) => free.has(move));
  const [only, more] = left;
  if (row.kind === 'transfer' && only && !more && only.direction !== 'own')
    return { why: only.direction === 'out' ? 'wrong_recipient' : 'wrong_direction', about: left };
  if (left.length > 0) return { why: 'wrong_amount', about: left };
  if (alike.length > 0) return { why: 'used_twice', about: alike };
  const same = money.filter(({ currency }) => currency === row.amount.currency.code);
  if (same.length > 0) return { why: 'wrong_direction', about: same };
  const other = tx.moves.filter(
    (move) =>
      move.units > 0n &&
      // What another row accounts for is not what this one means: an exchange has one of each.
      (free.has(move) || !isMoney(move)) &&
      (row.kind === 'transfer' || move.direction === (row.kind === 'income' ? 'in' : 'out')),
  );
  if (other.length > 0) return { why: 'wrong_token', about: other };
  return { why: 'wrong_recipient', about: [] };
};
