/** Balances at a block. State is kept for half an hour on a Nitro node, so they are read at the time or never. */
import type { FleetTreasury } from '../../collector/config/fleet.ts';
import type { HeadView } from '../../collector/view.ts';
import { monthAt, nextMonth, startOf } from '../../treasury/months.ts';
import { contractCall } from '../journey/ethCall.ts';
import { tokenAbi } from './abi.ts';
import { lastBlockBefore, type Node, reasonOf } from './ask.ts';
import { addCheckpoint } from './differences.ts';
import { allMoves } from './facts.ts';
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

/** What can be had of all addresses and currencies; `whole`: that is all. */
export const balancesAt = async (node: Node, { addresses, tokens }: FleetTreasury, scope: Scope, block: HeadView) => {
  const place = { month: monthAt(block.timestamp), block: block.number, at: block.timestamp };
  const balances: Balance[] = [];
  let whole = true;
  const take = async (address: string, currency: string, ask: () => Promise<bigint>): Promise<void> => {
    try {
      balances.push({ ...place, address, currency, units: await ask() });
    } catch (error) {
      reasonOf(error);
      whole = false;
    }
  };
  for (const { address } of addresses) {
    // The schema has checked that it is an address.
    const own = address.toLowerCase() as Hex;
    await take(own, scope.native, () => node.balance(own, block.number));
    for (const [code, token] of Object.entries(tokens))
      await take(own, code, () => tokenBalance(node, token.address, own, block.number));
  }
  return { balances, whole };
};

/** Adds months that have ended since the last round to those whose balances are to be read. */
export const endMonths = async (node: Node, state: ScanState): Promise<void> => {
  const current = monthAt(state.scannedTime);
  for (let month = state.lastMonth; month < current; month = nextMonth(month)) {
    const last = await lastBlockBefore(node, startOf(nextMonth(month)), Math.max(0, state.since - 1), state.scanned);
    if (last.timestamp < startOf(nextMonth(month)) && !state.pending.some((pending) => pending.month === month))
      state.pending.push({ month, block: last.number, at: last.timestamp });
    state.lastMonth = nextMonth(month);
  }
};

/** Reads what is pending; a month stays pending until all of it has been read. */
export const readMonthEnds = async (
  node: Node,
  treasury: FleetTreasury,
  scope: Scope,
  state: ScanState,
): Promise<void> => {
  for (const pending of [...state.pending]) {
    const at = { number: pending.block, timestamp: pending.at, hash: '' };
    const { balances, whole } = await balancesAt(node, treasury, scope, at);
    // Of a month without a block the last one is of an earlier month.
    const fresh = balances
      .map((balance) => ({ ...balance, month: pending.month }))
      .filter(
        ({ month, address, currency }) =>
          !state.balances.some(
            (known) => known.month === month && known.address === address && known.currency === currency,
          ),
      );
    state.balances.push(...fresh);
    if (whole) state.pending = state.pending.filter((other) => other !== pending);
  }
};

const nonceAt = async (node: Node, address: string, block: number): Promise<bigint | undefined> => {
  try {
    return await node.nonce(address, block);
  } catch (error) {
    reasonOf(error);
    return undefined;
  }
};

/** Balances at the last block that was read; they are also what differences are found by. */
export const readLatest = async (
  node: Node,
  treasury: FleetTreasury,
  scope: Scope,
  state: ScanState,
): Promise<void> => {
  const at = { number: state.scanned, timestamp: state.scannedTime, hash: state.scannedHash };
  const { balances } = await balancesAt(node, treasury, scope, at);
  state.latest = balances;
  const known = { moves: allMoves(state), txs: [...state.txs.values()] };
  for (const { address, currency, units, block, at: time } of balances) {
    if (currency !== scope.native) continue;
    const before = state.checkpoints.get(address) ?? [];
    const nonce = scope.own.get(address) === 'wallet' ? await nonceAt(node, address, block) : undefined;
    const next = { block, at: time, units, nonce };
    state.checkpoints.set(address, addCheckpoint(address, scope.native, before, next, known));
  }
};
