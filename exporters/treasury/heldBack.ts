/**
 * What is seen and about which nothing is said yet, because rows that no node can tell of may be what it is. Never more
 * than those: one row that stays unknown for ever must not hide what other people pay.
 */
import type { HeldBack } from '../../treasury/chainFacts.ts';
import type { Movement } from '../../treasury/model.ts';
import { fits, sum } from './claim.ts';
import { type Difference, stretchOf } from './differences.ts';
import { inside, signedRow, signedUnits } from './internal.ts';
import type { Move } from './move.ts';

export interface DoubtfulRow {
  readonly row: Movement;
  /** Of its transaction, where that is known. */
  readonly block?: number;
}

const day = 86_400;
/** People write down the wrong day, and zones differ. Seconds. */
const slack = 2 * day;
/** Rows of which all sums are tried. */
const atMost = 12;

const isNear = (difference: Difference, { row, block }: DoubtfulRow): boolean => {
  if (row.amount.currency.code !== difference.currency) return false;
  if (block !== undefined) return inside(difference, block);
  const from = Date.parse(`${row.date}T00:00:00Z`) / 1000;
  return from <= difference.at + slack && from + day >= difference.after.at - slack;
};

/** The first choice of rows that come to an amount, those of both directions together. */
const addingUp = (rows: readonly Movement[], units: bigint): readonly Movement[] => {
  const some = rows.slice(0, atMost);
  for (let choice = 1; choice < 2 ** some.length; choice++) {
    const chosen = some.filter((_, place) => (choice >> place) % 2 === 1);
    if (sum(chosen.map(signedRow)) === units) return chosen;
  }
  return [];
};

/** Rows that a difference may be, alone or among others. */
const candidates = (difference: Difference, doubtful: readonly DoubtfulRow[]): readonly Movement[] => {
  const near = doubtful.filter((one) => isNear(difference, one)).map(({ row }) => row);
  const within = near.filter((row) => fits(row, difference) && row.amount.units <= difference.units);
  if (within.length > 0) return within;
  const paid = near.filter(({ kind }) => kind !== 'transfer');
  return addingUp(paid, signedUnits(difference));
};

/** Moves of transactions that rows name and no node can tell of now. */
export const heldMoves = (moves: readonly Move[], open: ReadonlyMap<string, readonly string[]>): readonly HeldBack[] =>
  moves.flatMap(({ tx = '', direction, address, currency = '', units, block, at }) => {
    const rows = open.get(tx);
    const way = direction === 'in' ? 'in' : 'out';
    return rows
      ? [{ address, currency, direction: way, units: units.toString(), block, at, rows: rows.toSorted() }]
      : [];
  });

export const holdBack = (
  differences: readonly Difference[],
  doubtful: readonly DoubtfulRow[],
): { readonly heldBack: readonly HeldBack[]; readonly free: readonly Difference[] } => {
  const heldBack: HeldBack[] = [];
  const free: Difference[] = [];
  for (const difference of differences) {
    const { address, currency, direction, units: amount, block, at } = difference;
    const seen = { address, currency, direction, units: amount.toString(), block, at, ...stretchOf(difference) };
    const rows = candidates(difference, doubtful).map(({ id }) => id);
    // Of one that came to nothing it is known only that something was sent.
    if (rows.length > 0 || amount === 0n) heldBack.push({ ...seen, rows: rows.toSorted() });
    else free.push(difference);
  }
  return { heldBack, free };
};
