/**
 * Finds the transaction behind a change of a balance that nothing explains, while nodes still know the state of its block:
 * the block by halving, in it whatever was sent from or to the address. What is not found stays a difference.
 */
import { type Node, reasonOf } from './ask.ts';
import { type Checkpoint, residual } from './differences.ts';
import { allMoves } from './facts.ts';
import type { Scope } from './move.ts';
import { readTx } from './readRange.ts';
import type { ScanState } from './state.ts';

/** Changes that are looked for at once. */
const atMost = 16;
/** Seconds for which it is tried: older state is hardly ever there. */
const triedFor = 3600;

interface Standing {
  readonly block: number;
  readonly units: bigint;
  readonly nonce: bigint;
}

/** The first blocks in a range at whose end the address stands otherwise than before; at most so many. */
const changes = async (node: Node, address: string, from: number, to: number): Promise<readonly number[]> => {
  const at = async (block: number): Promise<Standing> => {
    const [units, nonce] = await Promise.all([node.balance(address, block), node.nonce(address, block)]);
    return { block, units, nonce };
  };
  const alike = (a: Standing, b: Standing): boolean => a.units === b.units && a.nonce === b.nonce;
  const found: number[] = [];
  const search = async (low: Standing, high: Standing): Promise<void> => {
    if (found.length >= atMost || alike(low, high)) return;
    if (high.block - low.block <= 1) {
      found.push(high.block);
      return;
    }
    const middle = await at(Math.floor((low.block + high.block) / 2));
    await search(low, middle);
    await search(middle, high);
  };
  await search(await at(from), await at(to));
  return found;
};

const lookInto = async (
  node: Node,
  scope: Scope,
  state: ScanState,
  address: string,
  before: Checkpoint,
  after: Checkpoint,
): Promise<void> => {
  for (const block of await changes(node, address, before.block, after.block))
    for (const { hash, from, to } of await node.txsOf(block)) {
      if ((from !== address && to !== address) || state.txs.has(hash)) continue;
      const fact = await readTx(node, hash, scope, state.scanned);
      if (fact !== null && fact !== 'pending') state.txs.set(hash, fact);
    }
};

/** Adds the transactions that it finds to the state. */
export const locate = async (node: Node, scope: Scope, state: ScanState): Promise<void> => {
  for (const [address, list] of state.checkpoints)
    for (const [index, after] of list.entries()) {
      const before = list[index - 1];
      if (!before || after.block > state.scanned || after.at < state.scannedTime - triedFor) continue;
      const known = { moves: allMoves(state), txs: [...state.txs.values()] };
      if (residual(address, scope.native, before, after, known) === 0n) continue;
      try {
        await lookInto(node, scope, state, address, before, after);
      } catch (error) {
        // Pruned, or silent now: the difference stands, and rows may still explain it.
        reasonOf(error);
      }
    }
};
