/**
 * How long after the first of our sources a node has told of a block, by its hash. Sources are subscriptions and light
 * answers; a block that only one source has told of says nothing of anyone.
 */

/** Blocks that are remembered: minutes of a fast chain, hours of a slow one. */
const kept = 1_024;
/** Seconds that an arrival waits for others that came before it and are noted after it. */
const settleAfter = 2;
/** Seconds after which nobody is waited for any more. */
const forgetAfter = 60;

interface Block {
  first: number;
  readonly sources: Set<string>;
  /** Arrivals by subscription that have not been told yet. */
  arrivals: { readonly source: string; readonly at: number }[];
  /** Those whose arrival is known: each counts once. */
  readonly told: Set<string>;
}

export interface Propagation {
  /** A light answer of someone. @param at Unix seconds */
  readonly seen: (source: string, hash: string, at: number) => void;
  /** A head by subscription, whose delay is to be told. */
  readonly arrived: (source: string, hash: string, at: number) => void;
  /** Tells what is settled. @param now Unix seconds */
  readonly settle: (now: number) => void;
  readonly size: () => number;
}

/** @param tell seconds after the first */
export const createPropagation = (tell: (source: string, seconds: number) => void): Propagation => {
  const blocks = new Map<string, Block>();
  const waiting = new Set<Block>();

  const note = (source: string, hash: string, at: number): Block => {
    const block = blocks.get(hash) ?? { first: at, sources: new Set<string>(), arrivals: [], told: new Set<string>() };
    block.first = Math.min(block.first, at);
    block.sources.add(source);
    if (!blocks.has(hash)) {
      blocks.set(hash, block);
      const [oldest] = blocks;
      if (blocks.size > kept && oldest) {
        blocks.delete(oldest[0]);
        waiting.delete(oldest[1]);
      }
    }
    return block;
  };

  return {
    seen: note,
    arrived: (source, hash, at) => {
      const block = note(source, hash, at);
      // A block is told once more after a reorganisation back to it, and after a reconnection.
      if (block.told.has(source)) return;
      block.told.add(source);
      block.arrivals.push({ source, at });
      waiting.add(block);
    },
    settle: (now) => {
      for (const block of waiting) {
        const due = block.arrivals.every(({ at }) => now - at >= settleAfter);
        if (due && block.sources.size > 1) {
          for (const { source, at } of block.arrivals) tell(source, at - block.first);
          block.arrivals = [];
          waiting.delete(block);
        } else if (now - block.first > forgetAfter) waiting.delete(block);
      }
    },
    size: () => blocks.size,
  };
};
