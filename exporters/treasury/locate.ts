/**
 * Finds the transaction behind a change of a balance that nothing explains, while nodes still know the state of its block:
 * the block by halving, in it whatever was sent from or to the address. What a contract moved in a call of its own is not
 * found so; but then its block is known, and rows that name the transaction are held against that block alone.
 */
import { type Node, reasonOf } from './ask.ts';
import { type Checkpoint, isSettled, type Known, withCheckpoints } from './differences.ts';
import { allMoves } from './known.ts';
import type { Scope } from './move.ts';
import { readTx } from './readRange.ts';
import type { ScanState } from './state.ts';

/** Changes that are looked for at once. */
const atMost = 16;
/** Seconds for which it is tried: a node that fails now may answer later. Older state is hardly ever there. */
const triedFor = 86_400;

interface Standing {
  readonly block: number;
  readonly units: bigint;
  readonly nonce: bigint;
}

interface Change {
  /** At the end of the block before, and of the block itself. */
  readonly before: Standing;
  readonly after: Standing;
}

/** The first blocks in a range at whose end the address stands otherwise than before; at most so many. */
const changes = async (node: Node, address: string, from: number, to: number): Promise<readonly Change[]> => {
  const at = async (block: number): Promise<Standing> => {
    const [units, nonce] = await Promise.all([node.balance(address, block), node.nonce(address, block)]);
    return { block, units, nonce };
  };
  const alike = (a: Standing, b: Standing): boolean => a.units === b.units && a.nonce === b.nonce;
  const found: Change[] = [];
  const search = async (low: Standing, high: Standing): Promise<void> => {
    if (found.length >= atMost || alike(low, high)) return;
    if (high.block - low.block <= 1) {
      found.push({ before: low, after: high });
      return;
    }
    const middle = await at(Math.floor((low.block + high.block) / 2));
    await search(low, middle);
    await search(middle, high);
  };
  await search(await at(from), await at(to));
  return found;
};

const knownOf = (state: ScanState): Known => ({ moves: allMoves(state), txs: [...state.txs.values()] });

const lookInto = async (
  node: Node,
  scope: Scope,
  state: ScanState,
  address: string,
  range: { readonly from: number; readonly to: number },
): Promise<void> => {
  const found = await changes(node, address, range.from, range.to);
  for (const { after } of found)
    for (const { hash, from, to } of await node.txsOf(after.block)) {
      if ((from !== address && to !== address) || state.txs.has(hash)) continue;
      const fact = await readTx(node, hash, scope, state.scanned);
      if (fact !== null && fact !== 'pending') state.txs.set(hash, fact);
    }
  const known = knownOf(state);
  const isWallet = scope.own.get(address) === 'wallet';
  const toCheckpoint = async ({ block, units, nonce }: Standing): Promise<Checkpoint> => ({
    block,
    at: (await node.header(block)).timestamp,
    units,
    nonce: isWallet ? nonce : undefined,
  });
  const more: Checkpoint[] = [];
  for (const [index, { before, after }] of found.entries()) {
    const last = index === atMost - 1;
    // What is explained needs no checkpoint; where the search ended, the next one begins.
    const open = !isSettled(address, scope.native, { ...before, at: 0 }, { ...after, at: 0 }, known);
    if (open) more.push(await toCheckpoint(before));
    if (open || last) more.push({ ...(await toCheckpoint(after)), searched: open });
  }
  const list = state.checkpoints.get(address) ?? [];
  state.checkpoints.set(address, withCheckpoints(address, scope.native, list, more, known));
};

/** Adds the transactions that it finds to the state, and checkpoints around the blocks of what it does not. */
export const locate = async (node: Node, scope: Scope, state: ScanState): Promise<void> => {
  for (const [address, list] of state.checkpoints)
    for (const [index, after] of list.entries()) {
      const before = list[index - 1];
      if (!before || after.block > state.scanned || after.at < state.scannedTime - triedFor) continue;
      if (after.searched && after.block - before.block === 1) continue;
      if (isSettled(address, scope.native, before, after, knownOf(state))) continue;
      try {
        await lookInto(node, scope, state, address, { from: before.block, to: after.block });
      } catch (error) {
        // Pruned, or silent now: the difference stands, and rows may still explain it.
        reasonOf(error);
      }
    }
};
