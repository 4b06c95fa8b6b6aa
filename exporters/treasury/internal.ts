/**
 * Native coins that a contract moved in a call of its own: a Safe's module, a splitter, an exchange, a bridge. The
 * transaction shows none of it, only balances do. A row that names such a transaction is held against what is unexplained
 * around its block. Whether it was this transaction or another one near it, nodes without traces cannot tell.
 */
import type { Movement } from '../../treasury/model.ts';
import { fits, sum } from './claim.ts';
import type { Difference } from './differences.ts';

export interface UntoldRow {
  readonly row: Movement;
  /** Of its transaction. */
  readonly block: number;
  readonly at: number;
}

export const inside = ({ after, block }: Difference, at: number): boolean => at > after.block && at <= block;

const span = ({ after, block }: Difference): number => block - after.block;

/** The narrowest first, and always in the same order. */
const byWidth = (list: readonly Difference[]): readonly Difference[] =>
  list.toSorted(
    (a, b) => span(a) - span(b) || a.block - b.block || (a.address < b.address ? -1 : Number(a.address > b.address)),
  );

export const signedUnits = ({ direction, units }: Difference): bigint => (direction === 'in' ? units : -units);
export const signedRow = ({ kind, amount }: Movement): bigint => (kind === 'expense' ? -amount.units : amount.units);

/**
 * One row a difference, a transfer two of them; then all rows that are left around a block, when they add up to it.
 * @param rows in an order that does not depend on that of the file
 */
export const claimDifferences = (
  rows: readonly UntoldRow[],
  list: readonly Difference[],
): ReadonlyMap<Movement, readonly Difference[]> => {
  const free = new Set(byWidth(list.filter(({ units }) => units > 0n)));
  const taken = new Map<Movement, readonly Difference[]>();
  const take = (row: Movement, found: readonly Difference[]): void => {
    taken.set(row, found);
    for (const one of found) free.delete(one);
  };
  for (const { row, block } of rows) {
    const alike = [...free].filter((one) => fits(row, one) && inside(one, block) && one.units === row.amount.units);
    if (row.kind !== 'transfer') {
      if (alike[0]) take(row, [alike[0]]);
      continue;
    }
    const out = alike.find(({ direction }) => direction === 'out');
    const into = alike.find(({ direction, address }) => direction === 'in' && address !== out?.address);
    if (out && into) take(row, [out, into]);
  }
  for (const one of [...free]) {
    const group = rows.filter(
      ({ row, block }) =>
        !taken.has(row) && row.kind !== 'transfer' && row.amount.currency.code === one.currency && inside(one, block),
    );
    if (group.length < 2 || sum(group.map(({ row }) => signedRow(row))) !== signedUnits(one)) continue;
    for (const { row } of group) take(row, [one]);
  }
  return taken;
};
