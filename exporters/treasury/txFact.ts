/** What a final transaction did to us. Never changes again, so it is asked for once. */

import { safeTopics, transferTopic } from './abi.ts';
import { addressOfTopic, moveOfLog, type RawLog } from './logs.ts';
import { type Move, type Scope, sidesOf } from './move.ts';
import { paymentsOfSafe } from './safe.ts';

export interface RawTx {
  readonly hash: string;
  readonly from: string;
  /** undefined: it made a contract. */
  readonly to: string | undefined;
  readonly value: bigint;
  readonly input: string;
}

export interface RawReceipt {
  readonly block: number;
  readonly ok: boolean;
  /** Of all that it cost, base units of the native coin; on Arbitrum what L1 took is in it. */
  readonly fee: bigint;
  /** Units of gas that running it took; what L1 took on Arbitrum is not in it. */
  readonly gas: bigint;
  readonly logs: readonly RawLog[];
}

export interface TxFact {
  readonly hash: string;
  readonly block: number;
  readonly at: number;
  readonly ok: boolean;
  /** Lower case. */
  readonly from: string;
  readonly fee: bigint;
  readonly moves: readonly Move[];
  /** Known money that it moved between others, for the message: `USDC to 0x…`. A few. */
  readonly elsewhere: readonly string[];
  /** True: it ran no code, so it paid nobody but whom it names. */
  readonly plain?: boolean | undefined;
}

/** What a transaction takes that only pays; whoever has code takes more (yellow paper, appendix G: Gtransaction). */
const plainGas = 21_000n;

const fewOthers = 3;

/** Native coins have no log: -1 is what the transaction itself carried, -2 and lower what a Safe paid in it. */
const nativeMoves = (tx: RawTx, receipt: RawReceipt, at: number, scope: Scope): readonly Move[] => {
  const place = { tx: tx.hash, block: receipt.block, at, currency: scope.native } as const;
  const moves: Move[] = [];
  const { to } = tx;
  const told = (safe: string, units: bigint): boolean =>
    receipt.logs.some(
      ({ address, topics, data }) =>
        address === safe && topics[0] === safeTopics.received && data.length === 66 && BigInt(data) === units,
    );
  const sides = to === undefined ? undefined : sidesOf(scope, tx.from, to);
  // A Safe tells of what it gets, since version 1.3.
  if (sides && to !== undefined && tx.value > 0n && !(scope.own.get(to) === 'safe' && told(to, tx.value)))
    moves.push({ ...place, log: -1, ...sides, units: tx.value });
  let log = -1;
  for (const [safe, kind] of scope.own) {
    if (kind !== 'safe') continue;
    for (const { to: payee, units } of paymentsOfSafe(safe, tx, receipt.logs)) {
      log -= 1;
      const paid = sidesOf(scope, safe, payee);
      if (payee === safe || !paid || (scope.own.get(payee) === 'safe' && told(payee, units))) continue;
      moves.push({ ...place, log, ...paid, units });
    }
  }
  return moves;
};

const elsewhere = (logs: readonly RawLog[], scope: Scope): readonly string[] =>
  logs
    .filter(({ topics, address }) => topics[0] === transferTopic && topics.length === 3 && scope.tokens.has(address))
    .filter((log) => moveOfLog(log, 0, scope) === undefined)
    .slice(0, fewOthers)
    .map(({ address, topics }) => `${scope.tokens.get(address)} to ${addressOfTopic(topics[2] ?? '')}`);

/** @param at Unix seconds of its block */
export const txFactOf = (tx: RawTx, receipt: RawReceipt, at: number, scope: Scope): TxFact => ({
  hash: tx.hash,
  block: receipt.block,
  at,
  ok: receipt.ok,
  from: tx.from,
  fee: receipt.fee,
  moves: receipt.ok
    ? [...nativeMoves(tx, receipt, at, scope), ...receipt.logs.flatMap((log) => moveOfLog(log, at, scope) ?? [])]
    : [],
  elsewhere: receipt.ok ? elsewhere(receipt.logs, scope) : [],
  plain: tx.input === '0x' && receipt.gas === plainGas,
});
