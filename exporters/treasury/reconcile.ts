/**
 * The books against the chain, pure. A payment is reconciled when rows that name its transaction account for it to the
 * base unit: one row for it alone, or several rows whose sum is that of what is left (dues of three months at once).
 */

import type { Mismatch, RowFact } from '../../treasury/chainFacts.ts';
import type { Movement } from '../../treasury/model.ts';
import { amountText, type Currency } from '../../treasury/money.ts';
import { standing } from '../../treasury/sums.ts';
import { keyOf, type Move } from './move.ts';
import type { TxFact } from './txFact.ts';

/** What is known of a transaction that a row names. `pending`: not final yet; `missing`: a node that would know says no. */
export type TxState = TxFact | 'missing' | 'pending' | 'unknown';

export interface Reconciled {
  readonly rows: readonly RowFact[];
  /** Keys of the moves that verified rows account for. */
  readonly claimed: ReadonlySet<string>;
  /** Transactions of which a row is not known yet: nothing of them is called unreconciled. */
  readonly open: ReadonlySet<string>;
}

const sum = (list: readonly bigint[]): bigint => list.reduce((total, units) => total + units, 0n);

/** Whether a move can be what a row is about, amount aside. A transfer may also be an exchange, which goes out and in. */
const fits = (row: Movement, { direction, currency }: Move): boolean =>
  currency === row.amount.currency.code &&
  (row.kind === 'transfer' || direction === (row.kind === 'income' ? 'in' : 'out'));

const grouped = <K, T>(list: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of list) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

const isMoney = ({ currency, units }: Move): boolean => currency !== undefined && units > 0n;

/** Rows of one transaction in an order that does not depend on that of the file. */
const inOrder = (rows: readonly Movement[]): readonly Movement[] =>
  rows.toSorted((a, b) => {
    const [one, other] = [`${a.date} ${a.id}`, `${b.date} ${b.id}`];
    return one < other ? -1 : Number(one > other);
  });

const describe = ({ currency, units, token, direction }: Move, currencies: ReadonlyMap<string, Currency>): string => {
  const known = currency === undefined ? undefined : currencies.get(currency);
  const what = known
    ? `${amountText({ currency: known, units })} ${known.code}`
    : `${units} base units of the token ${token ?? '?'}`;
  return direction === 'own' ? `${what} between own addresses` : `${what} ${direction}`;
};

const faultOf = (row: Movement, tx: TxFact, free: ReadonlySet<Move>): { why: Mismatch; about: readonly Move[] } => {
  const money = tx.moves.filter(isMoney);
  const alike = money.filter((move) => fits(row, move));
  const left = alike.filter((move) => free.has(move));
  if (left.length > 0) return { why: 'wrong_amount', about: left };
  if (alike.length > 0) return { why: 'used_twice', about: alike };
  const same = money.filter(({ currency }) => currency === row.amount.currency.code);
  if (same.length > 0) return { why: 'wrong_direction', about: same };
  const other = tx.moves.filter(
    ({ direction, units }) =>
      units > 0n && (row.kind === 'transfer' || direction === (row.kind === 'income' ? 'in' : 'out')),
  );
  if (other.length > 0) return { why: 'wrong_token', about: other };
  return { why: 'wrong_recipient', about: [] };
};

/** Gives each row what it accounts for; what is left is handed back. */
const claim = (rows: readonly Movement[], moves: readonly Move[]) => {
  const free = new Set(moves.filter(isMoney));
  const taken = new Map<Movement, readonly Move[]>();
  const take = (row: Movement, found: readonly Move[]): void => {
    taken.set(row, found);
    for (const move of found) free.delete(move);
  };
  // Transfers come last, because they fit in any direction; between own addresses first of all.
  const byKind = [...rows.filter(({ kind }) => kind !== 'transfer'), ...rows.filter(({ kind }) => kind === 'transfer')];
  for (const row of byKind) {
    const exact = [...free].filter((move) => fits(row, move) && move.units === row.amount.units);
    const found = exact.find(({ direction }) => direction === 'own') ?? exact[0];
    if (found) take(row, [found]);
  }
  const groups = grouped(
    byKind.filter((row) => !taken.has(row)),
    ({ kind, amount }) => `${kind} ${amount.currency.code}`,
  );
  for (const group of groups.values()) {
    const [first] = group;
    const left = first ? [...free].filter((move) => fits(first, move)) : [];
    if (left.length === 0 || sum(left.map(({ units }) => units)) !== sum(group.map(({ amount }) => amount.units)))
      continue;
    for (const row of group) taken.set(row, left);
    for (const move of left) free.delete(move);
  }
  return { free, taken };
};

const rowsOfTx = (
  rows: readonly Movement[],
  state: TxState,
  currencies: ReadonlyMap<string, Currency>,
  claimed: Set<string>,
): readonly RowFact[] => {
  if (state === 'unknown' || state === 'pending')
    return rows.map(({ id }) => ({
      id,
      state: 'unknown',
      found: state === 'pending' ? 'the transaction is not final yet' : 'no node of ours can tell',
    }));
  const wrong = (id: string, why: Mismatch, found: string): RowFact => ({ id, state: 'mismatch', why, found });
  if (state === 'missing') return rows.map(({ id }) => wrong(id, 'not_found', 'this chain has no such transaction'));
  if (!state.ok) return rows.map(({ id }) => wrong(id, 'failed_tx', 'the transaction failed: nothing moved'));
  const { free, taken } = claim(inOrder(rows), state.moves);
  for (const move of [...taken.values()].flat()) claimed.add(keyOf(move));
  return rows.map((row) => {
    if (taken.has(row)) return { id: row.id, state: 'verified', at: state.at };
    const { why, about } = faultOf(row, state, free);
    const found = about.map((move) => describe(move, currencies)).join(', ');
    return wrong(row.id, why, found || state.elsewhere.join(', ') || 'nothing of ours moved');
  });
};

/** @param stateOf what is known of a transaction, by its hash in lower case */
export const reconcile = (
  movements: readonly Movement[],
  stateOf: (tx: string) => TxState,
  currencies: ReadonlyMap<string, Currency>,
): Reconciled => {
  const claimed = new Set<string>();
  const open = new Set<string>();
  const facts = new Map<Movement, RowFact>();
  const byTx = grouped(
    standing(movements).filter(({ tx }) => tx !== undefined),
    ({ tx = '' }) => tx.toLowerCase(),
  );
  for (const [tx, rows] of byTx) {
    const state = stateOf(tx);
    if (state === 'unknown') open.add(tx);
    for (const [place, fact] of rowsOfTx(rows, state, currencies, claimed).entries()) {
      const row = rows[place];
      if (row) facts.set(row, fact);
    }
  }
  return { rows: movements.map((row) => facts.get(row) ?? { id: row.id, state: 'none' }), claimed, open };
};
