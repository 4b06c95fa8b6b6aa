/**
 * Native coins that came or went without a trace that we can read: what the balance says beyond the moves and the gas that
 * are known. The only way to hear of a payment to a plain wallet that the books lack.
 */
import { effectOn, type Move } from './move.ts';
import type { TxFact } from './txFact.ts';

/** Balance of the native coin of one address at the end of a block. */
export interface Checkpoint {
  readonly block: number;
  readonly at: number;
  readonly units: bigint;
  /** Transactions that a plain wallet has sent up to then; absent of a contract, and where nobody asked. */
  readonly nonce?: bigint | undefined;
}

export interface Known {
  readonly moves: readonly Move[];
  readonly txs: readonly TxFact[];
}

/** What an address spent on gas after one block, up to and including another. */
export const gasOf = (txs: readonly TxFact[], address: string, after: number, to: number): bigint =>
  txs
    .filter(({ from, block }) => from === address && block > after && block <= to)
    .reduce((total, { fee }) => total + fee, 0n);

/** What is left unexplained between two checkpoints, base units. */
export const residual = (
  address: string,
  native: string,
  before: Checkpoint,
  after: Checkpoint,
  { moves, txs }: Known,
): bigint => {
  const explained = moves
    .filter(({ currency, block }) => currency === native && block > before.block && block <= after.block)
    .reduce((total, move) => total + effectOn(move, address), 0n);
  return after.units - before.units - explained + gasOf(txs, address, before.block, after.block);
};

/** Between each checkpoint and the next. */
export const differences = (
  address: string,
  native: string,
  checkpoints: readonly Checkpoint[],
  known: Known,
): readonly Move[] =>
  checkpoints.slice(1).flatMap((after, index) => {
    const before = checkpoints[index];
    if (!before) return [];
    const units = residual(address, native, before, after, known);
    if (units === 0n) return [];
    return [
      {
        log: -1,
        block: after.block,
        at: after.at,
        direction: units > 0n ? ('in' as const) : ('out' as const),
        address,
        currency: native,
        units: units > 0n ? units : -units,
      },
    ];
  });

/** A new one; the last is replaced where nothing between it and the one before it is unexplained. */
export const addCheckpoint = (
  address: string,
  native: string,
  checkpoints: readonly Checkpoint[],
  next: Checkpoint,
  known: Known,
): readonly Checkpoint[] => {
  const [last] = checkpoints.slice(-1);
  if (last && next.block <= last.block) return checkpoints;
  const [before] = checkpoints.slice(-2, -1);
  const settled = before && last && residual(address, native, before, last, known) === 0n;
  return settled ? [...checkpoints.slice(0, -1), next] : [...checkpoints, next];
};
