/**
 * Reading anew: other addresses, tokens or an earlier beginning in fleet.yaml, or a state that was damaged. What cannot be
 * asked again is kept: balances and prices of months past, and the transactions that explain them.
 */
import type { ChainFacts } from '../../treasury/chainFacts.ts';
import { monthAt } from '../../treasury/months.ts';
import { inTurns, type Node, reasonOf } from './ask.ts';
import { type Move, type Scope, sidesOf } from './move.ts';
import { readTx } from './readRange.ts';
import { type Opening, openState, type ScanState } from './state.ts';

/** A move as the addresses and tokens of now see it; undefined: it is none of ours. */
const rescoped = (move: Move, scope: Scope): Move | undefined => {
  const [from, to] = move.direction === 'in' ? [move.counterparty, move.address] : [move.address, move.counterparty];
  const sides = sidesOf(scope, from ?? '', to ?? '');
  const currency = move.token === undefined ? scope.native : scope.tokens.get(move.token);
  return sides && { ...move, ...sides, currency };
};

/** Before the first block, with what an older state knew. */
export const reopenState = (opening: Opening, older: ScanState, scope: Scope): ScanState => {
  const contracts = new Set(scope.tokens.keys());
  const ofOurs = (key: string): boolean => {
    const [address = '', contract] = key.split(' ');
    return scope.own.has(address) && (contract === undefined || contracts.has(contract));
  };
  const txs = [...older.txs].map(([hash, fact]): [string, typeof fact] => [
    hash,
    { ...fact, moves: fact.moves.flatMap((move) => rescoped(move, scope) ?? []) },
  ]);
  return {
    ...openState(opening),
    txs: new Map(txs),
    stale: txs.map(([hash]) => hash),
    checkpoints: new Map([...older.checkpoints].filter(([address]) => ofOurs(address))),
    tokenCheckpoints: new Map([...older.tokenCheckpoints].filter(([key]) => ofOurs(key))),
    border: older.border,
    lost: older.lost,
    balances: older.balances,
    prices: older.prices,
    askedSince: older.askedSince,
    requests: older.requests,
  };
};

/** What reports have been given outlives the state that it came from. It has no `about`: it is always read anew. */
export const stateOfFacts = ({ since, sinceAt = 0, balances, prices }: ChainFacts): ScanState => ({
  ...openState({ about: '', since, sinceAt, hash: '', month: monthAt(sinceAt) }),
  balances: balances.map(({ gasUnits, units, ...balance }) => ({
    ...balance,
    units: BigInt(units),
    ...(gasUnits === undefined ? {} : { gas: BigInt(gasUnits) }),
  })),
  prices: [...prices],
});

const atOnce = 4;
const perRound = 200;

/** Receipts are no state: most nodes keep them. What none of them has stays as it was. */
export const refreshTxs = async (nodes: readonly Node[], state: ScanState, scope: Scope): Promise<void> => {
  const asked = state.stale.slice(0, perRound);
  const failed = new Set<string>();
  let left = asked;
  for (const node of nodes) {
    const missing: string[] = [];
    await inTurns(left, atOnce, async (hash) => {
      try {
        // It was final when it was read.
        const fact = await readTx(node, hash, scope, Number.POSITIVE_INFINITY);
        if (fact === null || fact === 'pending') missing.push(hash);
        else state.txs.set(hash, fact);
      } catch (error) {
        reasonOf(error);
        failed.add(hash);
        missing.push(hash);
      }
    });
    left = missing;
  }
  const open = new Set(left.filter((hash) => failed.has(hash)));
  const done = new Set(asked.filter((hash) => !open.has(hash)));
  // Those that could not be asked wait behind the others.
  state.stale = [...state.stale.filter((hash) => !done.has(hash) && !open.has(hash)), ...open];
};
