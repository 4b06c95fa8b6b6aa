/** Everything that is known to have moved. */
import { keyOf, type Move } from './move.ts';
import type { ScanState } from './state.ts';

/** All moves, each once: the same one may have been seen in a log and in its transaction. */
export const allMoves = ({ moves, txs }: Pick<ScanState, 'moves' | 'txs'>): readonly Move[] => {
  const byKey = new Map<string, Move>();
  for (const move of [...moves, ...[...txs.values()].flatMap((fact) => fact.moves)])
    if (move.currency !== undefined && move.units > 0n) byKey.set(keyOf(move), move);
  return [...byKey.values()].sort(
    (a, b) => a.block - b.block || Math.abs(a.log) - Math.abs(b.log) || (keyOf(a) < keyOf(b) ? -1 : 1),
  );
};
