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
  /** Its block has been looked into: what is unexplained there will not be found. Forgotten in a restart. */
  readonly searched?: boolean | undefined;
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

/** Transactions that a wallet has sent between two checkpoints and that nobody has found: what came may hide what went. */
export const unseenOf = (address: string, before: Checkpoint, after: Checkpoint, { txs }: Known): bigint => {
  if (before.nonce === undefined || after.nonce === undefined) return 0n;
  const seen = txs.filter(({ from, block }) => from === address && block > before.block && block <= after.block).length;
  const unseen = after.nonce - before.nonce - BigInt(seen);
  return unseen > 0n ? unseen : 0n;
};

export const isSettled = (
  address: string,
  native: string,
  before: Checkpoint,
  after: Checkpoint,
  known: Known,
): boolean => residual(address, native, before, after, known) === 0n && unseenOf(address, before, after, known) === 0n;

/** What moved did so after the block `after` and up to `block`. */
export interface Difference extends Move {
  readonly direction: 'in' | 'out';
  readonly currency: string;
  readonly after: { readonly block: number; readonly at: number };
  /** Transactions of the address in between that are not known. */
  readonly unseen: bigint;
}

/** When it may have begun, where that is not the block itself. */
export const stretchOf = (move: Move | Difference): { readonly after?: number } =>
  'after' in move && move.block - move.after.block > 1 ? { after: move.after.at } : {};

/** Between each checkpoint and the next; of nothing where all that is known is that something is not. */
export const differences = (
  address: string,
  native: string,
  checkpoints: readonly Checkpoint[],
  known: Known,
): readonly Difference[] =>
  checkpoints.slice(1).flatMap((end, index) => {
    const before = checkpoints[index];
    if (!before) return [];
    const units = residual(address, native, before, end, known);
    const unseen = unseenOf(address, before, end, known);
    if (units === 0n && unseen === 0n) return [];
    return [
      {
        log: -1,
        block: end.block,
        at: end.at,
        after: { block: before.block, at: before.at },
        direction: units > 0n ? ('in' as const) : ('out' as const),
        address,
        currency: native,
        units: units > 0n ? units : -units,
        unseen,
      },
    ];
  });

/**
 * In the order of blocks, the newer one of each block. One between two stretches in which all is explained is not needed; those
 * at the ends of a stretch in which something is not are, so that it stays as short as it was read.
 */
export const withCheckpoints = (
  address: string,
  native: string,
  checkpoints: readonly Checkpoint[],
  more: readonly Checkpoint[],
  known: Known,
): readonly Checkpoint[] => {
  const byBlock = new Map([...checkpoints, ...more].map((one) => [one.block, one]));
  const list = [...byBlock.values()].sort((a, b) => a.block - b.block);
  const kept: Checkpoint[] = [];
  for (const next of list) {
    const [before, last] = kept.slice(-2);
    const settled = (from: Checkpoint, to: Checkpoint): boolean => isSettled(address, native, from, to, known);
    if (before && last && settled(before, last) && settled(last, next)) kept.pop();
    kept.push(next);
  }
  return kept;
};

/** One that is read last of all. */
export const addCheckpoint = (
  address: string,
  native: string,
  checkpoints: readonly Checkpoint[],
  next: Checkpoint,
  known: Known,
): readonly Checkpoint[] => {
  const [last] = checkpoints.slice(-1);
  return last && next.block <= last.block ? checkpoints : withCheckpoints(address, native, checkpoints, [next], known);
};
