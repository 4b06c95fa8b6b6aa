/** Native coins that no log tells of, rows that no node can tell of, days, dust: what is said, and what is held back. */
import { describe, expect, it } from 'vitest';
import { type Checkpoint, withCheckpoints } from '../../../exporters/treasury/differences.ts';
import type { Move } from '../../../exporters/treasury/move.ts';
import { factsOf, hashOf, row, safe, stranger, time, treasury, txOf, wallet } from './chain.ts';

const coin = 10n ** 18n;
const noon = time('2026-10-05T12:00:00Z');
const minute = 240;

/** A wallet whose balance changes by so much between blocks 1000 and 1240, at noon of 2026-10-05. */
const changed = (units: bigint, nonces?: readonly [bigint, bigint]): readonly Checkpoint[] => [
  { block: 1000, at: noon - 60, units: 10n * coin, nonce: nonces?.[0] },
  { block: 1000 + minute, at: noon, units: 10n * coin + units, nonce: nonces?.[1] },
];
const quiet = changed(0n);

const moveOf = (number: number, units: bigint, more: Partial<Move> = {}): Move => ({
  tx: hashOf(number),
  log: 3,
  block: 1100,
  at: noon - 30,
  direction: 'in',
  address: safe,
  counterparty: stranger,
  currency: 'USDC',
  units,
  ...more,
});

describe('a row that no node can tell of', () => {
  it('does not hide a payment that it cannot be', () => {
    const other = [
      row('old', coin / 1000n, { date: '2026-01-05', tx: hashOf(7) }),
      row('next-week', coin, { date: '2026-10-13', tx: hashOf(8) }),
      row('larger', 6n * coin, { tx: hashOf(9) }),
      row('paid', 2n * coin, { kind: 'expense', tx: hashOf(10) }),
      row('token', 1n, { currency: 'USDC', tx: hashOf(11) }),
    ];
    const facts = factsOf({ checkpoints: { [wallet]: changed(5n * coin) } }, other);
    expect(facts.rows.map(({ state }) => state)).toEqual(Array(5).fill('unknown'));
    expect(facts.unreconciled).toMatchObject([{ direction: 'in', address: wallet, units: `${5n * coin}` }]);
    expect(facts.heldBack).toEqual([]);
  });

  it('holds back a payment that it may be, and is named with it', () => {
    const may = [
      row('same-day', 2n * coin, { tx: hashOf(7) }),
      row('two-days-later', 5n * coin, { date: '2026-10-07', tx: hashOf(8) }),
      row('two-days-before', coin, { kind: 'transfer', category: 'own', date: '2026-10-03', tx: hashOf(9) }),
    ];
    const facts = factsOf({ checkpoints: { [wallet]: changed(5n * coin) } }, may);
    expect(facts.unreconciled).toEqual([]);
    expect(facts.heldBack).toEqual([
      {
        address: wallet,
        currency: 'ETH',
        direction: 'in',
        units: `${5n * coin}`,
        block: 1000 + minute,
        at: noon,
        after: noon - 60,
        rows: ['same-day', 'two-days-before', 'two-days-later'],
      },
    ]);
    expect(factsOf({ checkpoints: { [wallet]: changed(5n * coin) } }, may, () => 'pending').heldBack).toEqual([]);
    expect(factsOf({ checkpoints: { [wallet]: changed(5n * coin) } }, may, () => 'missing').unreconciled).toHaveLength(
      1,
    );
  });

  it('holds back what it comes to with others that went the other way', () => {
    const both = [row('in', 5n * coin, { tx: hashOf(7) }), row('out', 2n * coin, { kind: 'expense', tx: hashOf(8) })];
    const facts = factsOf({ checkpoints: { [wallet]: changed(3n * coin) } }, both);
    expect(facts.unreconciled).toEqual([]);
    expect(facts.heldBack).toMatchObject([{ direction: 'in', rows: ['in', 'out'] }]);
  });
});

describe('coins that a contract moved in a call of its own', () => {
  const silent = txOf(1, 1100, noon - 30);

  it('are the unexplained difference around the block: verified, and told once', () => {
    const facts = factsOf({ txs: [silent], checkpoints: { [safe]: quiet, [wallet]: changed(coin) } }, [
      row('a', coin, { tx: hashOf(1) }),
    ]);
    expect(facts.rows).toEqual([{ id: 'a', state: 'verified', at: noon - 30, to: wallet }]);
    expect([facts.unreconciled, facts.heldBack]).toEqual([[], []]);
  });

  it('that went out of a Safe by a module are an expense from it', () => {
    const facts = factsOf({ txs: [silent], checkpoints: { [safe]: changed(-coin), [wallet]: quiet } }, [
      row('a', coin, { kind: 'expense', category: 'fixed', tx: hashOf(1) }),
    ]);
    expect(facts.rows).toMatchObject([{ state: 'verified', from: safe }]);
    expect(facts.unreconciled).toEqual([]);
  });

  it('between own addresses are both differences', () => {
    const facts = factsOf({ txs: [silent], checkpoints: { [safe]: changed(-coin), [wallet]: changed(coin) } }, [
      row('a', coin, { kind: 'transfer', category: 'own', tx: hashOf(1) }),
    ]);
    expect(facts.rows).toMatchObject([{ state: 'verified', from: safe, to: wallet }]);
    expect([facts.unreconciled, facts.heldBack]).toEqual([[], []]);
  });

  it('of several rows around one block add up to it, also in both directions', () => {
    const txs = [silent, txOf(2, 1200, noon - 10)];
    const rows = [
      row('in', 3n * coin, { tx: hashOf(1) }),
      row('out', coin, { kind: 'expense', category: 'fixed', tx: hashOf(2) }),
    ];
    const facts = factsOf({ txs, checkpoints: { [safe]: quiet, [wallet]: changed(2n * coin) } }, rows);
    expect(facts.rows).toMatchObject([
      { state: 'verified', to: wallet },
      { state: 'verified', from: wallet },
    ]);
    expect(facts.rows[0]).not.toHaveProperty('from');
    expect(facts.unreconciled).toEqual([]);
  });

  it('are unknown, never wrong, when no difference is as much or the balances are not known', () => {
    const rows = [row('a', coin, { tx: hashOf(1) })];
    const less = factsOf({ txs: [silent], checkpoints: { [safe]: quiet, [wallet]: changed(coin / 2n) } }, rows);
    expect(less.rows).toMatchObject([
      { state: 'unknown', found: expect.stringContaining('around block 1100 is as much') },
    ]);
    expect(less.unreconciled).toHaveLength(1);
    const more = factsOf({ txs: [silent], checkpoints: { [safe]: quiet, [wallet]: changed(3n * coin) } }, rows);
    expect(more.rows).toMatchObject([{ state: 'unknown' }]);
    expect([more.unreconciled, more.heldBack]).toMatchObject([[], [{ units: `${3n * coin}`, rows: ['a'] }]]);
    const blind = factsOf({ txs: [silent] }, rows);
    expect(blind.rows).toMatchObject([{ state: 'unknown', found: expect.stringContaining('are not known') }]);
  });

  it('are claimed by one row only; a difference elsewhere is not theirs', () => {
    const later = [1, 2].map(
      (number): Checkpoint => ({ block: 5000 + number, at: noon + 900, units: BigInt(number) * coin }),
    );
    const facts = factsOf({ txs: [silent], checkpoints: { [safe]: later, [wallet]: changed(coin) } }, [
      row('a', coin, { tx: hashOf(1) }),
      row('b', coin, { tx: hashOf(1) }),
    ]);
    expect(facts.rows).toMatchObject([{ state: 'verified' }, { state: 'unknown' }]);
    expect(facts.unreconciled).toMatchObject([{ address: safe, block: 5002 }]);
  });

  it('cannot be in a transaction that ran no code: it went to someone else', () => {
    const facts = factsOf(
      { txs: [{ ...silent, plain: true }], checkpoints: { [safe]: quiet, [wallet]: changed(coin) } },
      [row('a', coin, { tx: hashOf(1) })],
    );
    expect(facts.rows).toMatchObject([{ state: 'mismatch', why: 'wrong_recipient' }]);
    expect(facts.unreconciled).toHaveLength(1);
  });

  it('of an exchange: the token that went has its row, the coins that came have theirs', () => {
    const sold = moveOf(1, 3000n, { direction: 'out', address: wallet });
    const swap = { ...silent, moves: [sold] };
    const rows = [
      row('sold', 3000n, { kind: 'expense', category: 'own', currency: 'USDC', tx: hashOf(1) }),
      row('got', coin, { category: 'own', tx: hashOf(1) }),
    ];
    const facts = factsOf({ txs: [swap], checkpoints: { [safe]: quiet, [wallet]: changed(coin) } }, rows);
    expect(facts.rows.map(({ state }) => state)).toEqual(['verified', 'verified']);
    expect(facts.unreconciled).toEqual([]);
    expect(factsOf({ txs: [swap] }, rows).rows).toMatchObject([{ state: 'verified' }, { state: 'unknown' }]);
    // What nobody else booked in that direction is what the row means.
    const inTokens = { ...silent, moves: [moveOf(1, 5n)] };
    expect(factsOf({ txs: [inTokens] }, [row('a', 5n, { tx: hashOf(1) })]).rows).toMatchObject([
      { why: 'wrong_token' },
    ]);
  });
});

describe('a verified row', () => {
  it('tells which own address it left and reached, and who was on the other side', () => {
    const moves = [
      moveOf(1, 5n),
      moveOf(2, 6n, { direction: 'out', address: wallet }),
      moveOf(3, 7n, { direction: 'own', address: safe, counterparty: wallet }),
      moveOf(4, 8n, { counterparty: stranger }),
      moveOf(4, 9n, { log: 4, counterparty: wallet.replaceAll('ab', 'ef') }),
    ];
    const txs = [1, 2, 3, 4].map((number) =>
      txOf(number, 1100, noon - 30, { moves: moves.filter(({ tx }) => tx === hashOf(number)) }),
    );
    const usdc = { currency: 'USDC' };
    const { rows } = factsOf({ moves, txs }, [
      row('in', 5n, { ...usdc, tx: hashOf(1) }),
      row('out', 6n, { ...usdc, kind: 'expense', tx: hashOf(2) }),
      row('own', 7n, { ...usdc, kind: 'transfer', tx: hashOf(3) }),
      row('both', 17n, { ...usdc, tx: hashOf(4) }),
    ]);
    const at = noon - 30;
    expect(rows).toEqual([
      { id: 'in', state: 'verified', at, to: safe, counterparty: stranger },
      { id: 'out', state: 'verified', at, from: wallet, counterparty: stranger },
      { id: 'own', state: 'verified', at, from: safe, to: wallet },
      { id: 'both', state: 'verified', at, to: safe },
    ]);
  });

  it('is of the day of its block: another one is wrong, and the payment is not unreconciled as well', () => {
    const sent = moveOf(1, 5n, { at: time('2026-10-01T00:00:10Z') });
    const txs = [txOf(1, 1100, sent.at, { moves: [sent] })];
    const dated = (date: string) =>
      factsOf({ moves: [sent], txs }, [row('a', 5n, { currency: 'USDC', tx: hashOf(1), date })]);
    expect(dated('2026-10-01').rows).toMatchObject([{ state: 'verified' }]);
    for (const date of ['2026-09-30', '2026-10-02', '2026-11-01']) {
      const { rows, unreconciled } = dated(date);
      expect(rows).toMatchObject([
        { state: 'mismatch', why: 'wrong_date', found: expect.stringContaining('2026-10-01') },
      ]);
      expect(unreconciled).toEqual([]);
    }
  });

  it('in the place of one that was taken back may be of the day on which that was written', () => {
    const sent = moveOf(1, 5n);
    const txs = [txOf(1, 1100, sent.at, { moves: [sent] })];
    const verdict = (date: string): string | undefined => {
      const { rows } = factsOf({ moves: [sent], txs }, [
        row('a', 6n, { currency: 'USDC', tx: hashOf(1) }),
        row('a-back', 6n, { currency: 'USDC', reverses: 'a', date: '2026-10-11' }),
        row('b', 5n, { currency: 'USDC', tx: hashOf(1), date }),
      ]);
      return rows[2]?.why ?? rows[2]?.state;
    };
    expect(['2026-10-05', '2026-10-11', '2026-10-12'].map(verdict)).toEqual(Array(3).fill('verified'));
    expect(['2026-10-04', '2026-10-10'].map(verdict)).toEqual(Array(2).fill('wrong_date'));
  });
});

describe('dust', () => {
  it('is what came below the limit of its own currency, unless a row has it; summed by month and address', () => {
    const november = { at: time('2026-11-01T00:00:00Z') };
    const moves = [
      moveOf(1, 9_999n),
      moveOf(2, 10_000n),
      moveOf(3, 1n),
      moveOf(4, 2n),
      moveOf(5, 3n, november),
      moveOf(6, 4n, { direction: 'out' }),
      moveOf(7, 5n, { currency: 'ODD' }),
      moveOf(8, 6n, { address: wallet }),
    ];
    const txs = moves.map((move, index) => txOf(index + 1, move.block, move.at, { moves: [move] }));
    const read = {
      moves,
      txs,
      checkpoints: { [wallet]: changed(7n) },
      treasury: { ...treasury, dust: { USDC: '0.01', ETH: '0.000001' } },
    };
    const facts = factsOf(read, [row('booked', 2n, { currency: 'USDC', tx: hashOf(4) })]);
    expect(facts.dust).toEqual([
      { month: '2026-10', address: safe, currency: 'USDC', units: '10000', count: 2 },
      { month: '2026-10', address: wallet, currency: 'ETH', units: '7', count: 1 },
      { month: '2026-10', address: wallet, currency: 'USDC', units: '6', count: 1 },
      { month: '2026-11', address: safe, currency: 'USDC', units: '3', count: 1 },
    ]);
    expect(facts.ignoredCounts.dust).toBe(5);
    expect(facts.ignored.map(({ tx, why }) => [tx, why])).toEqual(
      [1, 3, 5, 8].map((number) => [hashOf(number), 'dust']).toSorted(),
    );
    expect(facts.unreconciled.map(({ tx }) => tx)).toEqual([2, 6, 7].map(hashOf));
  });
});

describe('a wallet that has sent what nobody found', () => {
  it('is told of, also when what came is as much as what went', () => {
    const facts = factsOf({ checkpoints: { [safe]: quiet, [wallet]: changed(0n, [4n, 5n]) } }, []);
    expect(facts.warnings).toEqual([
      expect.stringMatching(/^1 transaction that wallet sent after block 1000 and up to/),
    ]);
    expect(facts.heldBack).toMatchObject([{ address: wallet, units: '0', rows: [] }]);
    expect(facts.unreconciled).toEqual([]);
    const net = factsOf({ checkpoints: { [wallet]: changed(coin, [4n, 6n]) } }, []);
    expect(net.warnings).toHaveLength(1);
    expect(net.unreconciled).toMatchObject([{ units: `${coin}` }]);
  });

  it('is well when all that it sent is known, failed ones too', () => {
    const txs = [1, 2].map((number) => txOf(number, 1100, noon, { from: wallet, ok: number === 1, fee: 3n }));
    const facts = factsOf({ txs, checkpoints: { [wallet]: changed(-6n, [4n, 6n]) } }, []);
    expect([facts.warnings, facts.heldBack, facts.unreconciled]).toEqual([[], [], []]);
  });
});

describe('checkpoints', () => {
  it('stay as narrow around what is unexplained as they were read, and go where all is explained', () => {
    const at = (block: number, units: bigint): Checkpoint => ({ block, at: block, units });
    const none = { moves: [], txs: [] };
    let list: readonly Checkpoint[] = [];
    for (const one of [at(10, 1n), at(20, 1n), at(30, 1n), at(40, 1n), at(50, 4n), at(60, 4n), at(70, 4n), at(80, 4n)])
      list = withCheckpoints(wallet, 'ETH', list, [one], none);
    expect(list.map(({ block }) => block)).toEqual([10, 40, 50, 80]);
    // Once it is explained nothing there is needed.
    const paid = moveOf(1, 3n, { address: wallet, currency: 'ETH', block: 45 });
    const explained = withCheckpoints(wallet, 'ETH', list, [], { moves: [paid], txs: [] });
    expect(explained.map(({ block }) => block)).toEqual([10, 80]);
  });
});
