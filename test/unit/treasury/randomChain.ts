/**
 * Random chains of a Safe and two wallets: payments with and without a trace, gas, balances at random blocks; and books
 * that are right about some of them. Knows nothing of how the exporter works: only what was sent, and what nodes show of it.
 */
import type { Checkpoint } from '../../../exporters/treasury/differences.ts';
import type { Move } from '../../../exporters/treasury/move.ts';
import type { TxFact } from '../../../exporters/treasury/txFact.ts';
import type { Movement } from '../../../treasury/model.ts';
import { addressOf, hashOf, type Read, row, safe, stranger, time, treasury, txOf, wallet } from './chain.ts';

export const second = addressOf('ac');
const own = [safe, wallet, second];
export const codes = ['ETH', 'USDC', 'ODD'] as const;
export const world = {
  ...treasury,
  addresses: [...treasury.addresses, { name: 'second', address: second, kind: 'wallet' as const }],
};
export const scanned = 500;
const begin = time('2026-09-20T00:00:00Z');
export const timeOf = (block: number): number => begin + block * 3600;
const dayOf = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

/** mulberry32: the same numbers for the same seed everywhere. */
export const randomOf = (seed: number) => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (percent: number): boolean => below(100) < percent,
    shuffled: <T>(list: readonly T[]): readonly T[] =>
      list
        .map((item) => ({ item, key: next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item),
  };
};

const toldFates = ['booked', 'left out', 'amount', 'token', 'direction', 'hash', 'failed', 'unknown', 'date'] as const;
const silentFates = ['booked', 'booked', 'left out', 'amount', 'hash', 'unknown', 'date'] as const;
export type Fate = (typeof toldFates)[number];

/** One payment, as it was. */
export interface Payment {
  readonly id: string;
  readonly tx: string;
  readonly block: number;
  readonly code: (typeof codes)[number];
  readonly units: bigint;
  readonly way: 'in' | 'out' | 'own';
  /** The own one; of `own` the one that paid. */
  readonly address: string;
  /** The other own one. */
  readonly other: string;
  /** Nodes show what it moved: in a log, or in the transaction. */
  readonly told: boolean;
  readonly fate: Fate;
  /** What a wallet paid to send it. */
  readonly fee: bigint;
}

/** What it did to each own address. A payment that failed did nothing. */
export const effectsOf = ({ way, address, other, units, fate }: Payment): ReadonlyMap<string, bigint> => {
  if (fate === 'failed') return new Map();
  if (way === 'own')
    return new Map([
      [address, -units],
      [other, units],
    ]);
  return new Map([[address, way === 'in' ? units : -units]]);
};

const moveOf = ({ tx, block, way, address, other, code, units }: Payment): Move => ({
  tx,
  log: code === 'ETH' ? -1 : 0,
  block,
  at: timeOf(block),
  direction: way,
  address,
  counterparty: way === 'own' ? other : stranger,
  currency: code,
  units,
});

const rowOf = (payment: Payment, shift: number): readonly Movement[] => {
  const { id, fate, units, code, way } = payment;
  if (fate === 'left out') return [];
  const kinds = { in: 'income', out: 'expense', own: 'transfer' } as const;
  const turned = { in: 'expense', out: 'income', own: 'income' } as const;
  const currency = fate === 'token' ? codes[(codes.indexOf(code) + 1) % codes.length] : code;
  const kind = (fate === 'direction' ? turned : kinds)[way];
  const more = {
    kind,
    category: kind === 'transfer' ? 'own' : kind === 'income' ? 'other' : 'fixed',
    date: dayOf(timeOf(payment.block) + (fate === 'date' ? shift * 86_400 : 0)),
    tx: fate === 'hash' ? payment.tx.replace('0x0', '0xf') : payment.tx,
    ...(currency ? { currency } : {}),
  } as const;
  return [row(id, units + (fate === 'amount' ? 1n : 0n), more)];
};

export const randomChain = (seed: number) => {
  const random = randomOf(seed);
  const payments = Array.from({ length: 1 + random.below(40) }, (_, index): Payment => {
    const told = random.chance(60);
    const fates = told ? toldFates : silentFates;
    const way = (['in', 'in', 'out', 'own'] as const)[random.below(4)] ?? 'in';
    const address = own[random.below(3)] ?? safe;
    const sends = way !== 'in' && address !== safe;
    return {
      id: `row-${index}`,
      tx: hashOf(index + 1),
      block: 1 + random.below(scanned),
      code: told ? (codes[random.below(3)] ?? 'ETH') : 'ETH',
      units: BigInt(1 + random.below(2 ** 30)) * 10n ** BigInt(random.below(9)) + BigInt(random.below(2 ** 30)),
      way,
      address,
      other: own[(own.indexOf(address) + 1 + random.below(2)) % 3] ?? safe,
      told,
      fate: fates[random.below(fates.length)] ?? 'booked',
      fee: sends ? BigInt(random.below(2 ** 20)) : 0n,
    };
  });
  // Nobody needs the transaction of what is left out; that of a row that no node can tell of is not there.
  const seen = new Set(payments.filter(({ fate }) => fate !== 'unknown' && (fate !== 'left out' || random.chance(50))));
  const moves: Move[] = [];
  const txs: TxFact[] = [];
  for (const payment of random.shuffled(payments)) {
    const { tx, block, told, fate, code, fee, address } = payment;
    const moved = told && fate !== 'failed' ? [moveOf(payment)] : [];
    // Tokens have logs, whatever becomes of the transaction.
    if (code !== 'ETH') moves.push(...moved);
    const from = fee > 0n ? address : stranger;
    if (seen.has(payment))
      txs.push(txOf(Number(tx), block, timeOf(block), { ok: fate !== 'failed', from, fee, moves: moved }));
  }
  // Gas alone.
  for (let index = 0; index < random.below(6); index++) {
    const block = 1 + random.below(scanned);
    txs.push(txOf(900 + index, block, timeOf(block), { from: second, fee: BigInt(1 + random.below(2 ** 20)) }));
  }
  const cuts = new Set([0, scanned]);
  for (let index = random.below(40); index > 0; index--) cuts.add(1 + random.below(scanned - 1));
  const blocks = [...cuts].sort((a, b) => a - b);
  const balanceAt = (of: string, block: number): bigint => {
    let units = 10n ** 30n;
    for (const payment of payments)
      if (payment.block <= block) {
        if (payment.code === 'ETH') units += effectsOf(payment).get(of) ?? 0n;
        if (payment.fee > 0n && payment.address === of) units -= payment.fee;
      }
    for (const { hash, from, fee, block: at } of txs)
      if (Number(hash) >= 900 && from === of && at <= block) units -= fee;
    return units;
  };
  const checkpoints: Record<string, readonly Checkpoint[]> = {};
  for (const of of own)
    checkpoints[of] = blocks.map((block) => ({ block, at: timeOf(block), units: balanceAt(of, block) }));
  const read: Read = { moves, txs, checkpoints, treasury: world };
  const rows = payments.flatMap((payment) =>
    rowOf(payment, random.chance(50) ? 1 + random.below(40) : -1 - random.below(40)),
  );
  return { random, payments, seen, read, rows, blocks };
};
