/** What is final on a parent chain, by the word of our own nodes there that are well: none is believed alone beside another. */
import type { NodeRuntime } from '../tick/runtime.ts';

export interface L1Final {
  /** Block time of the newest block that any of them calls final, Unix seconds. */
  readonly newest: number;
  /** Of the newest that two of them have reached; where only one speaks, what it says. */
  readonly agreed: number;
}

type Voice = Pick<NodeRuntime, 'failure' | 'hints'> & {
  readonly labels: Pick<NodeRuntime['labels'], 'chain'>;
  readonly memory: Pick<NodeRuntime['memory'], 'verdict'>;
};

/**
 * Execution nodes speak by their `finalized` block, consensus nodes by their checkpoint. One that is away, behind or on
 * another fork has stopped with its own view, and says nothing of the chain.
 * @returns undefined while none of them is well
 */
export const finalOnL1 = (nodes: readonly Voice[], chain: string): L1Final | undefined => {
  const times = nodes
    .filter(({ labels, memory, failure }) => labels.chain === chain && memory.verdict === 'ok' && failure === undefined)
    .flatMap(({ hints }) => hints.finalized?.timestamp ?? hints.finalEpochAt ?? [])
    .toSorted((a, b) => b - a);
  const [newest, agreed = newest] = times;
  return newest === undefined || agreed === undefined ? undefined : { newest, agreed };
};
