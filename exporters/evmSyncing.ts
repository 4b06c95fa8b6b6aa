/**
 * `eth_syncing` of execution clients. Every client's object has another shape (geth 1.17, nethermind, erigon 3, besu,
 * reth), and two of them answer one while their head is fully live: geth while it indexes, nethermind while it downloads
 * old bodies. Heights are hex; numbers are accepted too. `highestBlock` proves nothing: reth's is its own head.
 */
import { hexNumber, isRecord } from '../collector/rpc/parse.ts';

export interface SyncReport {
  /** It says that its head is behind; false while it only works off its history. */
  readonly behind: boolean;
  /** Blocks between the heads of its first and last stage; undefined where it does not say. */
  readonly remaining: number | undefined;
  /** What is left to index, with the head at its own top; undefined where it does not say. */
  readonly indexing: number | undefined;
}

/** Nethermind calls itself synced up to so many blocks below the best that it knows. */
const nearTop = 8;
const indexes = ['txIndexRemainingBlocks', 'stateIndexRemaining', 'trienodeIndexRemaining'] as const;
const healing = ['healingTrienodes', 'healingBytecode'] as const;

const quantity = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : hexNumber(value);

const sumOf = (answer: Record<string, unknown>, keys: readonly string[]): number | undefined => {
  const found = keys.flatMap((key) => quantity(answer[key]) ?? []);
  return found.length === 0 ? undefined : found.reduce((sum, each) => sum + each, 0);
};

/** erigon `{stage_name, block_number}`, reth `{name or stage_name, block}`: the first stage runs ahead of the last. */
const stagesRemaining = (stages: unknown): number | undefined => {
  if (!Array.isArray(stages)) return undefined;
  const heights = stages.flatMap((stage) =>
    isRecord(stage) ? (quantity(stage.block_number ?? stage.block) ?? []) : [],
  );
  return heights.length < 2 ? undefined : Math.max(...heights) - Math.min(...heights);
};

/** undefined for what is neither `false` nor an object. */
export const readSyncing = (answer: unknown): SyncReport | undefined => {
  if (answer === false) return { behind: false, remaining: undefined, indexing: undefined };
  if (!isRecord(answer)) return undefined;
  const current = quantity(answer.currentBlock);
  const highest = quantity(answer.highestBlock);
  const byStages = stagesRemaining(answer.stages);
  const left = current !== undefined && highest !== undefined ? Math.max(0, highest - current) : undefined;
  if (byStages !== undefined) return { behind: true, remaining: byStages, indexing: undefined };
  const index = sumOf(answer, indexes);
  if (index !== undefined) {
    // geth: anything but the index counters means that its state is not whole.
    const onlyIndexes = left === 0 && index > 0 && (sumOf(answer, healing) ?? 0) === 0;
    return { behind: !onlyIndexes, remaining: left || undefined, indexing: onlyIndexes ? index : undefined };
  }
  // An object without progress of its own (besu while its head trails) is told by its distance alone.
  const atTop = left !== undefined && left <= nearTop && !('pulledStates' in answer) && !('stages' in answer);
  return { behind: !atTop, remaining: left || undefined, indexing: undefined };
};
