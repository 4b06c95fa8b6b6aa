/**
 * The books against the chain, pure. A payment is reconciled when rows that name its transaction account for it to the
 * base unit: one row for it alone, or several rows whose sum is that of what is left (dues of three months at once).
 */
import type { Mismatch, RowFact } from '../../treasury/chainFacts.ts';
import type { Movement } from '../../treasury/model.ts';
import type { Currency } from '../../treasury/money.ts';
import { dayAt } from '../../treasury/months.ts';
import { standing } from '../../treasury/sums.ts';
import { claim, describe, faultOf, fits, grouped, inOrder } from './claim.ts';
import type { Difference } from './differences.ts';
import type { DoubtfulRow } from './heldBack.ts';
import { claimDifferences, inside, type UntoldRow } from './internal.ts';
import { keyOf, type Move } from './move.ts';
import type { TxFact } from './txFact.ts';

/** What is known of a transaction that a row names. `pending`: not final yet; `missing`: a node that would know says no. */
export type TxState = TxFact | 'missing' | 'pending' | 'unknown';

export interface Reconciled {
  readonly rows: readonly RowFact[];
  /** Keys of the moves and differences that rows account for. */
  readonly claimed: ReadonlySet<string>;
  /** Transactions that no node can tell of, with the ids of their rows: nothing of them is called unreconciled. */
  readonly open: ReadonlyMap<string, readonly string[]>;
  /** Rows of native coins that may be what a difference is; `block` where that of the transaction is known. */
  readonly doubtful: readonly DoubtfulRow[];
}

export interface ReconcileInput {
  readonly movements: readonly Movement[];
  /** By hash in lower case. */
  readonly stateOf: (tx: string) => TxState;
  readonly currencies: ReadonlyMap<string, Currency>;
  readonly native: string;
  /** Of balances of the native coin; of all addresses. */
  readonly differences: readonly Difference[];
  /** Whether the balances of all own addresses are known from before and after a block. */
  readonly covered: (block: number) => boolean;
}

const wordsFor = (block: number, covered: boolean): string =>
  covered
    ? `the transaction shows no coins of ours; a contract may have moved them, but nothing unexplained around block ${block} is as much`
    : `the transaction shows no coins of ours; a contract may have moved them, but the balances around block ${block} are not known`;

const only = <T>(list: readonly (T | undefined)[]): T | undefined => (new Set(list).size === 1 ? list[0] : undefined);

/** Whom the payments of a row left and reached, as far as it was one. */
const sidesOf = (moves: readonly Move[]): Pick<RowFact, 'from' | 'to' | 'counterparty'> => {
  const paid = moves.filter(({ direction }) => direction !== 'in');
  const got = moves.filter(({ direction }) => direction !== 'out');
  const others = moves.filter(({ direction }) => direction !== 'own');
  const from = only(paid.map(({ address }) => address));
  const to = only(got.map(({ direction, address, counterparty }) => (direction === 'own' ? counterparty : address)));
  const counterparty = only(others.map((move) => move.counterparty));
  return { ...(from && { from }), ...(to && { to }), ...(counterparty && { counterparty }) };
};

/** When a transaction was first booked anew: the first day on which a row that named it was taken back. */
const takenBackOn = (movements: readonly Movement[]): ReadonlyMap<string, string> => {
  const hashes = new Map(
    movements.flatMap(({ id, tx }) => (tx === undefined ? [] : [[id, tx.toLowerCase()] as const])),
  );
  const days = new Map<string, string>();
  for (const { reverses, date } of movements) {
    const tx = reverses === undefined ? undefined : hashes.get(reverses);
    if (tx !== undefined && date < (days.get(tx) ?? '9999')) days.set(tx, date);
  }
  return days;
};

export const reconcile = (input: ReconcileInput): Reconciled => {
  const { movements, stateOf, currencies, native, differences, covered } = input;
  const claimed = new Set<string>();
  const open = new Map<string, readonly string[]>();
  const facts = new Map<Movement, RowFact>();
  const doubtful: DoubtfulRow[] = [];
  const untold: (UntoldRow & { readonly tx: TxFact; readonly free: ReadonlySet<Move> })[] = [];
  const again = takenBackOn(movements);

  /** The day is the chain's; only a row in the place of one that was taken back may be of the day on which it is written. */
  const dayFits = ({ date, tx = '' }: Movement, day: string): boolean =>
    date === day || (date > day && date >= (again.get(tx.toLowerCase()) ?? '9999'));
  const matched = (row: Movement, at: number, moves: readonly Move[]): void => {
    for (const move of moves) claimed.add(keyOf(move));
    const day = dayAt(at);
    const verdict = dayFits(row, day)
      ? ({ state: 'verified' } as const)
      : ({ state: 'mismatch', why: 'wrong_date', found: `the chain has it on ${day} (UTC)` } as const);
    facts.set(row, { id: row.id, ...verdict, at, ...sidesOf(moves) });
  };
  const wrong = (row: Movement, why: Mismatch, found: string): void => {
    facts.set(row, { id: row.id, state: 'mismatch', why, found });
  };
  const fault = (row: Movement, tx: TxFact, free: ReadonlySet<Move>): void => {
    const { why, about } = faultOf(row, tx, free);
    const found = about.map((move) => describe(move, currencies)).join(', ');
    wrong(row, why, found || tx.elsewhere.join(', ') || 'nothing of ours moved');
  };
  const unknown = (row: Movement, found: string, block?: number): void => {
    facts.set(row, { id: row.id, state: 'unknown', found });
    if (row.amount.currency.code === native) doubtful.push({ row, ...(block === undefined ? {} : { block }) });
  };

  const readTx = (rows: readonly Movement[], tx: TxFact): void => {
    const { free, taken } = claim(rows, tx.moves);
    const coins = tx.moves.filter(({ currency, units }) => currency === native && units > 0n);
    // Coins that the transaction itself shows are what it is about; beside what has a row, a contract may have given some back.
    const told = (row: Movement): boolean =>
      tx.plain === true || coins.some((move) => row.kind === 'transfer' || free.has(move) || fits(row, move));
    for (const row of rows) {
      const moves = taken.get(row);
      if (moves) matched(row, tx.at, moves);
      else if (row.amount.currency.code !== native || told(row)) fault(row, tx, free);
      else untold.push({ row, block: tx.block, at: tx.at, tx, free });
    }
  };

  const byTx = grouped(
    inOrder(standing(movements)).filter(({ tx }) => tx !== undefined),
    ({ tx = '' }) => tx.toLowerCase(),
  );
  for (const [tx, rows] of byTx) {
    const state = stateOf(tx);
    if (state === 'unknown')
      open.set(
        tx,
        rows.map(({ id }) => id),
      );
    for (const row of rows)
      if (state === 'unknown') unknown(row, 'no node of ours can tell');
      else if (state === 'pending')
        facts.set(row, { id: row.id, state: 'unknown', found: 'the transaction is not final yet' });
      else if (state === 'missing') wrong(row, 'not_found', 'this chain has no such transaction');
      else if (!state.ok) wrong(row, 'failed_tx', 'the transaction failed: nothing moved');
    if (typeof state === 'object' && state.ok) readTx(rows, state);
  }

  const taken = claimDifferences(untold, differences);
  const explained = new Set([...taken.values()].flat());
  /** Whether it is certain that nothing of the kind moved there. */
  const isNone = (row: Movement, block: number): boolean =>
    covered(block) && !differences.some((one) => !explained.has(one) && inside(one, block) && fits(row, one));
  for (const { row, block, at, tx, free } of untold) {
    const found = taken.get(row);
    const { why } = faultOf(row, tx, free);
    // What several rows of both directions add up to has a direction of its own.
    const direction = row.kind === 'expense' ? 'out' : 'in';
    if (found) matched(row, at, row.kind === 'transfer' ? found : found.map((one) => ({ ...one, direction })));
    else if (why === 'wrong_token' || (why === 'wrong_direction' && isNone(row, block))) fault(row, tx, free);
    else unknown(row, wordsFor(block, covered(block)), block);
  }
  return { rows: movements.map((row) => facts.get(row) ?? { id: row.id, state: 'none' }), claimed, open, doubtful };
};
