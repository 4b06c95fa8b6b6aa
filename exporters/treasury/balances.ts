/** Balances at a block. State is kept for half an hour on a Nitro node, so they are read at the time or never. */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import type { HeadView } from '../../collector/view.ts';
import { monthAt } from '../../treasury/months.ts';
import { contractCall } from '../journey/ethCall.ts';
import { tokenAbi } from './abi.ts';
import { type Node, reasonOf } from './ask.ts';
import { addCheckpoint } from './differences.ts';
import { allMoves } from './known.ts';
import type { Scope } from './move.ts';
import type { Balance, ScanState } from './state.ts';

type Hex = `0x${string}`;

/** Nobody had any of a token before its contract was there. */
const tokenBalance = async (node: Node, token: string, own: Hex, block: number): Promise<bigint> => {
  try {
    return await node.call(contractCall(token, tokenAbi, 'balanceOf', [own]), block);
  } catch (error) {
    if (reasonOf(error) === 'bad_shape' && !(await node.hasCode(token, block))) return 0n;
    throw error;
  }
};

export interface Wanted {
  /** Lower case. */
  readonly address: string;
  readonly currency: string;
}

/** Everything that there is a balance of. */
export const wantedOf = ({ addresses, tokens }: FleetTreasury, scope: Scope): readonly Wanted[] =>
  addresses.flatMap(({ address }) =>
    [scope.native, ...Object.keys(tokens)].map((currency) => ({ address: address.toLowerCase(), currency })),
  );

/** What can be had of them. */
export const balancesAt = async (
  node: Node,
  { tokens }: Pick<FleetTreasury, 'tokens'>,
  wanted: readonly Wanted[],
  block: Pick<HeadView, 'number' | 'timestamp'>,
): Promise<readonly Balance[]> => {
  const place = { month: monthAt(block.timestamp), block: block.number, at: block.timestamp };
  const balances: Balance[] = [];
  for (const { address, currency } of wanted) {
    // The schema has checked that it is an address.
    const own = address as Hex;
    const token = tokens[currency];
    try {
      const units = await (token
        ? tokenBalance(node, token.address, own, block.number)
        : node.balance(own, block.number));
      balances.push({ ...place, address, currency, units });
    } catch (error) {
      reasonOf(error);
    }
  }
  return balances;
};

const nonceAt = async (node: Node, address: string, block: number): Promise<bigint | undefined> => {
  try {
    return await node.nonce(address, block);
  } catch (error) {
    reasonOf(error);
    return undefined;
  }
};

/** Coins to find differences by. */
const rememberCoins = async (
  node: Node,
  scope: Scope,
  state: ScanState,
  balances: readonly Balance[],
): Promise<void> => {
  const known = { moves: allMoves(state), txs: [...state.txs.values()] };
  for (const { address, currency, units, block, at } of balances) {
    if (currency !== scope.native) continue;
    const before = state.checkpoints.get(address) ?? [];
    const nonce = scope.own.get(address) === 'wallet' ? await nonceAt(node, address, block) : undefined;
    const next = { block, at, units, nonce };
    state.checkpoints.set(address, addCheckpoint(address, scope.native, before, next, known));
  }
};

/** Balances at the last block that was read. */
export const readLatest = async (
  node: Node,
  treasury: FleetTreasury,
  scope: Scope,
  state: ScanState,
): Promise<void> => {
  const at = { number: state.scanned, timestamp: state.scannedTime };
  state.latest = [...(await balancesAt(node, treasury, wantedOf(treasury, scope), at))];
  await rememberCoins(node, scope, state, state.latest);
};

/** Coins before the first block, where one of the nodes still has them: else nothing that came before the first round is seen. */
export const beginCoins = async (
  nodes: readonly Node[],
  treasury: FleetTreasury,
  scope: Scope,
  state: ScanState,
  before: HeadView,
): Promise<void> => {
  for (const node of nodes) {
    const wanted = wantedOf(treasury, scope).filter(
      ({ address, currency }) => currency === scope.native && !state.checkpoints.has(address),
    );
    await rememberCoins(node, scope, state, await balancesAt(node, treasury, wanted, before));
  }
};
