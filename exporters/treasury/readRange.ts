/** One range of final blocks: every transfer that touches an own address, and the transactions that must be looked into. */
import { ProbeFailure } from '../../collector/probe/api.ts';
import type { Ignored } from '../../treasury/chainFacts.ts';
import { inTurns, type Node, reasonOf } from './ask.ts';
import { isTransfer, moveOfLog, type RawLog } from './logs.ts';
import { keyOf, type Move, type Scope } from './move.ts';
import { type LogRange, readLogs, smallerHelps } from './rangeLogs.ts';
import { type TxFact, txFactOf } from './txFact.ts';
import type { UnreadPart } from './unread.ts';

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
  readonly unread: readonly UnreadPart[];
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

/** Undefined: its receipt is larger than any that is read; what is known of it is in the logs of our own contracts. */
const lookInto = async (
  node: Node,
  hash: string,
  scope: Scope,
  { to, leaveOut }: LogRange,
): Promise<TxFact | undefined> => {
  try {
    const fact = await readTx(node, hash, scope, to);
    if (fact === null || fact === 'pending') throw new ProbeFailure('inconsistent');
    return fact;
  } catch (error) {
    if (!leaveOut || reasonOf(error) !== 'too_large') throw error;
    return undefined;
  }
};

const readRange = async (node: Node, scope: Scope, range: LogRange): Promise<RangeFound> => {
  const { to } = range;
  const { logs: told, cut } = await readLogs(node, scope, range);
  const logs = new Map(told.map((log): [string, RawLog] => [`${log.tx} ${log.index}`, log]));
  const blocks = new Set([...[...logs.values()].map(({ block }) => block), ...(cut.length > 0 ? [to] : [])]);
  const times = new Map<number, number>();
  await inTurns([...blocks], atOnce, async (block) => {
    times.set(block, (await node.header(block)).timestamp);
  });
  const timeOf = (block: number): number => times.get(block) ?? 0;
  const seen = [...logs.values()].map((log) => ({ log, move: moveOfLog(log, timeOf(log.block), scope) }));
  const moves = seen.flatMap(({ move }) => (move && ignoredOf(move) === undefined ? [move] : []));
  // Gas, and coins that a Safe sent, are in the transaction; nobody can make us ask for those of spam.
  const wanted = new Map([
    ...moves.flatMap(({ tx, block }) => (tx === undefined ? [] : [[tx, block] as const])),
    ...seen.flatMap(({ log, move }) => (move === undefined && !isTransfer(log) ? [[log.tx, log.block] as const] : [])),
  ]);
  const txs: TxFact[] = [];
  const unread: UnreadPart[] = cut.map((what) => ({ what, block: to, at: timeOf(to) }));
  await inTurns([...wanted], atOnce, async ([hash, block]) => {
    const fact = await lookInto(node, hash, scope, range);
    if (fact === undefined) {
      unread.push({ what: 'receipt', block, at: timeOf(block) });
      return;
    }
    // A log that its own transaction does not have is of another chain.
    const known = new Map(fact.moves.map((move) => [keyOf(move), move]));
    const alike = (move: Move): boolean => {
      const other = known.get(keyOf(move));
      return other?.units === move.units && other.token === move.token && fact.block === move.block;
    };
    if (!moves.every((move) => move.tx !== hash || alike(move))) throw new ProbeFailure('inconsistent');
    txs.push(fact);
  });
  return { moves, txs, unread, ignored: seen.flatMap(({ move }) => (move && ignoredOf(move)) ?? []) };
};

export type RangeReader = ReturnType<typeof createRangeReader>;

/** Reads ranges of a size that the node bears; one instance for all nodes and rounds. */
export const createRangeReader = (scope: Scope, options: { readonly firstSpan?: number } = {}) => {
  let span = options.firstSpan ?? firstSpan;
  let leftOut: number | undefined;
  /**
   * The blocks from one on, as many as can be had and at most up to another. All of them or none.
   * @throws ProbeFailure when not even one block can be read, or `until` (monotonic ms) has passed
   */
  const read = async (
    node: Node,
    from: number,
    limit: number,
    until: number,
  ): Promise<RangeFound & { readonly to: number }> => {
    for (;;) {
      const to = Math.min(limit, from + span - 1);
      try {
        const found = await readRange(node, scope, { from, to, leaveOut: from === to && from === leftOut });
        span = Math.min(maxSpan, span * 2);
        return { ...found, to };
      } catch (error) {
        if (!(error instanceof ProbeFailure) || !smallerHelps.has(error.reason)) throw error;
        if (to === from || performance.now() > until) throw error;
        span = Math.max(1, Math.floor((to - from + 1) / 2));
      }
    }
  };
  return {
    read,
    /** What is too large of a block is left out from now on. */
    leaveOut: (block: number): void => {
      leftOut = block;
    },
  };
};
