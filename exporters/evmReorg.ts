/**
 * Reorganisations by parent hashes: whether a new head stands on the one before it, and if not, how many blocks were
 * taken back. A pure walk over links; what it does not know it asks for by hash, at most 64 blocks back.
 */
import type { HeaderLink } from './evmHeaders.ts';

/** Blocks that are walked back at most; a deeper fork is told as this deep. */
export const longestWalk = 64;
const kept = 2 * longestWalk;

/** What one path has shown so far: height → hash of its chain, and its head. */
export interface ShownChain {
  readonly hashes: Map<number, string>;
  head: number | undefined;
}

export const newChain = (): ShownChain => ({ hashes: new Map(), head: undefined });

/** The block of a hash, or undefined where nobody can tell. */
export type AskParent = (hash: string) => Promise<HeaderLink | undefined>;

const begin = (chain: ShownChain, { number, hash, parentHash }: HeaderLink): void => {
  chain.hashes.clear();
  chain.hashes.set(number, hash);
  chain.hashes.set(number - 1, parentHash);
  chain.head = number;
};

const settle = (chain: ShownChain, branch: readonly HeaderLink[], head: HeaderLink): void => {
  for (const height of chain.hashes.keys())
    if (height > head.number || height < head.number - kept) chain.hashes.delete(height);
  for (const { number, hash, parentHash } of branch) {
    chain.hashes.set(number, hash);
    chain.hashes.set(number - 1, parentHash);
  }
  chain.head = head.number;
};

/**
 * Takes the next head. Resolves with the number of blocks that were taken back: 0 as a rule, also for a lower head of
 * the same chain (another backend), and where too little is known to compare. A gap is filled by asking.
 */
export const takeHead = async (chain: ShownChain, head: HeaderLink, ask: AskParent): Promise<number> => {
  const { hashes, head: before } = chain;
  if (before === undefined || Math.abs(head.number - before) > longestWalk) {
    begin(chain, head);
    return 0;
  }
  if (hashes.get(head.number) === head.hash) return 0;
  const lowest = Math.min(...hashes.keys());
  const branch = [head];
  let lowestOfBranch = head;
  /** The lowest height at which the old chain is known to have been another. */
  let differs = hashes.has(head.number) ? head.number : undefined;
  while (hashes.get(lowestOfBranch.number - 1) !== lowestOfBranch.parentHash) {
    const below = lowestOfBranch.number - 1;
    if (hashes.has(below)) differs = below;
    const outOfSight = below < lowest || branch.length > longestWalk;
    const parent = outOfSight ? undefined : await ask(lowestOfBranch.parentHash);
    if (parent && (parent.number !== below || parent.hash !== lowestOfBranch.parentHash)) return 0;
    if (!parent) {
      begin(chain, head);
      // At least as deep as it was seen to differ.
      return differs === undefined ? 0 : Math.min(longestWalk, Math.max(0, before - differs + 1));
    }
    branch.push(parent);
    lowestOfBranch = parent;
  }
  const depth = Math.max(0, before - (lowestOfBranch.number - 1));
  settle(chain, branch, head);
  return Math.min(longestWalk, depth);
};
