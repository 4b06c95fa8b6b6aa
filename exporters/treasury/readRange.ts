/** One range of final blocks: every transfer that touches an own address, and the transactions that must be looked into. */

import type { FailureReason } from '../../collector/catalogue/labels.ts';
import { ProbeFailure } from '../../collector/probe/api.ts';
import type { Ignored } from '../../treasury/chainFacts.ts';
import { safeTopics, transferTopic } from './abi.ts';
import { inTurns, type Node } from './ask.ts';
import { isTransfer, moveOfLog, type RawLog, topicOfAddress } from './logs.ts';
import { keyOf, type Move, type Scope } from './move.ts';
import { type TxFact, txFactOf } from './txFact.ts';

/** Most blocks in one question: three hours of Arbitrum. */
const maxSpan = 50_000;
const firstSpan = 10_000;
/** Questions at the same time. */
const atOnce = 4;

/** With its block, because a block may be read twice. */
export type IgnoredLog = Ignored & { readonly block: number };

export interface RangeFound {
  readonly moves: readonly Move[];
  readonly ignored: readonly IgnoredLog[];
  readonly txs: readonly TxFact[];
}

/** @returns null when the node has no such transaction. @throws ProbeFailure; `inconsistent` when its block is no longer */
export const readTx = async (node: Node, hash: string, scope: Scope, final: number) => {
  const receipt = await node.receipt(hash);
  if (receipt === null) return null;
  if (receipt.block > final) return 'pending' as const;
  const [tx, header] = await Promise.all([node.tx(hash), node.header(receipt.block)]);
  if (tx === null || header.hash.toLowerCase() !== receipt.blockHash) throw new ProbeFailure('inconsistent');
  return txFactOf(tx, receipt, header.timestamp, scope);
};

const ignoredOf = (move: Move): IgnoredLog | undefined => {
  const why = move.currency === undefined ? 'unknown_token' : move.units === 0n ? 'zero_amount' : undefined;
  return why && { tx: move.tx ?? '', token: move.token ?? '', why, at: move.at, block: move.block };
};

const readRange = async (node: Node, scope: Scope, from: number, to: number): Promise<RangeFound> => {
  const own = [...scope.own.keys()].map(topicOfAddress);
  const safes = [...scope.own].flatMap(([address, kind]) => (kind === 'safe' ? [address] : []));
  const [into, outOf, ofSafes] = await Promise.all([
    node.logs({ topics: [[transferTopic], null, own] }, from, to),
    node.logs({ topics: [[transferTopic], own] }, from, to),
    safes.length > 0 ? node.logs({ address: safes, topics: [Object.values(safeTopics)] }, from, to) : [],
  ]);
  const logs = new Map<string, RawLog>();
  for (const log of [...into, ...outOf, ...ofSafes]) logs.set(`${log.tx} ${log.index}`, log);
  const times = new Map<number, number>();
  await inTurns([...new Set([...logs.values()].map(({ block }) => block))], atOnce, async (block) => {
    times.set(block, (await node.header(block)).timestamp);
  });
  const seen = [...logs.values()].map((log) => ({ log, move: moveOfLog(log, times.get(log.block) ?? 0, scope) }));
  const moves = seen.flatMap(({ move }) => (move && ignoredOf(move) === undefined ? [move] : []));
  // Gas, and coins that a Safe sent, are in the transaction; nobody can make us ask for those of spam.
  const wanted = new Set([
    ...moves.flatMap(({ tx }) => tx ?? []),
    ...seen.flatMap(({ log, move }) => (move === undefined && !isTransfer(log) ? [log.tx] : [])),
  ]);
  const txs: TxFact[] = [];
  await inTurns([...wanted], atOnce, async (hash) => {
    const fact = await readTx(node, hash, scope, to);
    if (fact === null || fact === 'pending') throw new ProbeFailure('inconsistent');
    // A log that its own transaction does not have is of another chain.
    const told = new Map(fact.moves.map((move) => [keyOf(move), move]));
    const alike = (move: Move): boolean => {
      const other = told.get(keyOf(move));
      return other?.units === move.units && other.token === move.token && fact.block === move.block;
    };
    if (!moves.every((move) => move.tx !== hash || alike(move))) throw new ProbeFailure('inconsistent');
    txs.push(fact);
  });
  return { moves, txs, ignored: seen.flatMap(({ move }) => (move && ignoredOf(move)) ?? []) };
};

/** A smaller range may be answered where a large one is refused, cut off or too slow. */
const smallerHelps: ReadonlySet<FailureReason> = new Set([
  'timeout',
  'rpc_error',
  'too_large',
  'truncated',
  'http_4xx',
  'http_5xx',
]);

export type RangeReader = ReturnType<typeof createRangeReader>;

/** Reads ranges of a size that the node bears; one instance for all nodes and rounds. */
export const createRangeReader = (scope: Scope, options: { readonly firstSpan?: number } = {}) => {
  let span = options.firstSpan ?? firstSpan;
  /**
   * The blocks from one on, as many as can be had and at most up to another. All of them or none.
   * @throws ProbeFailure when not even one block can be read, or `until` (monotonic ms) has passed
   */
  return async (
    node: Node,
    from: number,
    limit: number,
    until: number,
  ): Promise<RangeFound & { readonly to: number }> => {
    for (;;) {
      const to = Math.min(limit, from + span - 1);
      try {
        const found = await readRange(node, scope, from, to);
        span = Math.min(maxSpan, span * 2);
        return { ...found, to };
      } catch (error) {
        if (!(error instanceof ProbeFailure) || !smallerHelps.has(error.reason)) throw error;
        if (to === from || performance.now() > until) throw error;
        span = Math.max(1, Math.floor((to - from + 1) / 2));
      }
    }
  };
};
