/** What is called a transfer or an exchange must be one: the word in a row makes no payment to a stranger our own. */
import { describe, expect, it } from 'vitest';
import type { Move } from '../../../exporters/treasury/move.ts';
import { factsOf, hashOf, row, safe, stranger, time, txOf, wallet } from './chain.ts';

const coin = 10n ** 18n;
const at = time('2026-10-05T12:00:00Z');
const own = { kind: 'transfer', category: 'own', tx: hashOf(1) } as const;
const move = (log: number, direction: Move['direction'], units: bigint, more: Partial<Move> = {}): Move => ({
  ...{ tx: hashOf(1), log, block: 1100, at, direction, counterparty: stranger, currency: 'ETH', units },
  address: direction === 'in' ? safe : wallet,
  ...more,
});
const read = (...moves: readonly Move[]) => ({ moves, txs: [txOf(1, 1100, at, { moves })] });

describe('a transfer', () => {
  it('is none when a stranger was paid, or paid: the payment is still lacking', () => {
    const out = factsOf(read(move(3, 'out', 5n, { currency: 'USDC' })), [row('t', 5n, { ...own, currency: 'USDC' })]);
    expect(out.rows).toEqual([{ id: 't', state: 'mismatch', why: 'wrong_recipient', found: '0.000005 USDC out' }]);
    expect(out.unreconciled).toMatchObject([{ direction: 'out', units: '5' }]);
    const into = factsOf(read(move(3, 'in', 5n, { currency: 'USDC' })), [row('t', 5n, { ...own, currency: 'USDC' })]);
    expect(into.rows).toMatchObject([{ state: 'mismatch', why: 'wrong_direction' }]);
    expect(into.unreconciled).toMatchObject([{ direction: 'in', units: '5' }]);
  });

  it('through a contract of others is both of its payments', () => {
    const { rows, unreconciled } = factsOf(read(move(-1, 'out', coin), move(4, 'in', coin)), [row('t', coin, own)]);
    expect(rows).toEqual([{ id: 't', state: 'verified', at, from: wallet, to: safe, counterparty: stranger }]);
    expect(unreconciled).toEqual([]);
  });

  it('is none when less arrives than left, or it comes back to where it was', () => {
    const less = factsOf(read(move(-1, 'out', coin), move(4, 'in', coin - 1n)), [row('t', coin, own)]);
    expect(less.rows).toMatchObject([{ state: 'mismatch' }]);
    expect(less.unreconciled).toHaveLength(2);
    const back = factsOf(read(move(-1, 'out', coin), move(4, 'in', coin, { address: wallet })), [row('t', coin, own)]);
    expect(back.rows).toMatchObject([{ state: 'mismatch' }]);
  });
});

describe('coins that a contract gave back', () => {
  const balance = (block: number, units: bigint) => ({ block, at, units: 10n * coin + units });
  const around = (units: bigint) => ({ [wallet]: [balance(1000, 0n), balance(1240, units)], [safe]: [] });
  const paid = row('paid', coin, { kind: 'expense', category: 'own', tx: hashOf(1) });
  const back = row('back', coin / 20n, { category: 'own', tx: hashOf(1) });

  it('have a row beside the one of what it took', () => {
    const { rows, unreconciled } = factsOf({ ...read(move(-1, 'out', coin)), checkpoints: around(coin / 20n - coin) }, [
      paid,
      back,
    ]);
    expect(rows).toMatchObject([
      { id: 'paid', state: 'verified', from: wallet },
      { id: 'back', state: 'verified', to: wallet },
    ]);
    expect(unreconciled).toEqual([]);
  });

  it('that never came are a row of the wrong direction; where balances are not known, nobody can tell', () => {
    const none = {
      [wallet]: [balance(1000, 0n), balance(1240, -coin)],
      [safe]: [balance(1000, 0n), balance(1240, 0n)],
    };
    const chain = read(move(-1, 'out', coin));
    expect(factsOf({ ...chain, checkpoints: none }, [paid, back]).rows[1]).toMatchObject({ why: 'wrong_direction' });
    expect(factsOf(chain, [paid, back]).rows[1]).toMatchObject({ state: 'unknown' });
    // While the payment itself has no row, this one is held against it.
    expect(factsOf(chain, [back]).rows).toMatchObject([{ why: 'wrong_direction' }]);
  });
});
