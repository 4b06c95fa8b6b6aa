/**
 * Random books on random chains: what the exporter says equals what a plain count of the chain's payments says. The count
 * here shares no code with the exporter: it works on the payments that the test itself has made up.
 */
import { describe, expect, it } from 'vitest';
import type { FleetTreasury } from '../../../collector/config/fleet.ts';
import { chainFacts } from '../../../exporters/treasury/facts.ts';
import { type Move, scopeOf } from '../../../exporters/treasury/move.ts';
import { openState, type ScanState } from '../../../exporters/treasury/state.ts';
import type { TxFact } from '../../../exporters/treasury/txFact.ts';
import { currenciesOf } from '../../../treasury/currencies.ts';
import type { Movement } from '../../../treasury/model.ts';

const address = (byte: string): string => `0x${byte.repeat(20)}`;
const treasury: FleetTreasury = {
  chain: 'arbitrum-one',
  currency: 'USD',
  fiat: [],
  addresses: [{ name: 'safe', address: address('aa'), kind: 'safe' }],
  tokens: { USDC: { address: address('cc'), decimals: 6 }, ODD: { address: address('dd'), decimals: 27 } },
  feeds: {},
  since: 1,
  dust: {},
};
const scope = scopeOf(treasury);
const currencies = currenciesOf(treasury);
const codes = ['ETH', 'USDC', 'ODD'] as const;

/** mulberry32: the same numbers for the same seed everywhere. */
const randomOf = (seed: number) => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (limit: number): number => Math.floor(next() * limit),
    shuffled: <T>(list: readonly T[]): readonly T[] =>
      list
        .map((item) => ({ item, key: next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item),
  };
};

interface Payment {
  readonly tx: string;
  readonly code: (typeof codes)[number];
  readonly into: boolean;
  readonly units: bigint;
  readonly block: number;
}

type Fate = 'booked' | 'left out' | 'amount' | 'token' | 'direction' | 'hash' | 'failed' | 'unknown';
const fates: readonly Fate[] = ['booked', 'left out', 'amount', 'token', 'direction', 'hash', 'failed', 'unknown'];
const verdicts: Readonly<Record<Exclude<Fate, 'left out'>, string>> = {
  booked: 'verified',
  amount: 'wrong_amount',
  token: 'wrong_token',
  direction: 'wrong_direction',
  hash: 'not_found',
  failed: 'failed_tx',
  unknown: 'unknown',
};

const hashOf = (number: number): string => `0x${number.toString(16).padStart(64, '0')}`;

const moveOf = ({ tx, code, into, units, block }: Payment): Move => ({
  tx,
  log: 0,
  block,
  at: 1000 + block,
  direction: into ? 'in' : 'out',
  address: address('aa'),
  counterparty: address('bb'),
  currency: code,
  units,
});

const factOf = (payment: Payment, ok: boolean): TxFact => ({
  hash: payment.tx,
  block: payment.block,
  at: 1000 + payment.block,
  ok,
  from: address('bb'),
  fee: 0n,
  moves: ok ? [moveOf(payment)] : [],
  elsewhere: [],
});

const build = (seed: number) => {
  const random = randomOf(seed);
  const count = 1 + random.below(60);
  const made = Array.from({ length: count }, (_, index) => {
    const payment: Payment = {
      tx: hashOf(index + 1),
      code: codes[random.below(3)] ?? 'ETH',
      into: random.below(2) === 0,
      units: BigInt(1 + random.below(1_000_000)) * 10n ** BigInt(random.below(12)),
      block: 1 + random.below(500),
    };
    return { payment, fate: fates[random.below(fates.length)] ?? 'booked' };
  });
  const rows = made.flatMap(({ payment, fate }, index): Movement[] => {
    if (fate === 'left out') return [];
    const code = fate === 'token' ? codes[(codes.indexOf(payment.code) + 1) % 3] : payment.code;
    const currency = currencies.get(code ?? '');
    if (!currency) return [];
    const into = fate === 'direction' ? !payment.into : payment.into;
    return [
      {
        id: `row-${index}`,
        date: '1970-01-01',
        kind: into ? 'income' : 'expense',
        category: into ? 'other' : 'fixed',
        party: 'someone',
        amount: { currency, units: payment.units + (fate === 'amount' ? 1n : 0n) },
        tx: fate === 'hash' ? hashOf(1_000_000 + index) : payment.tx,
        serviceMonth: '2026-03',
        note: '',
        place: { file: '2026.csv', line: index + 2 },
      },
    ];
  });
  const state: ScanState = {
    ...openState({ about: '', since: 1, sinceAt: 0, hash: '', month: '2026-03' }),
    scanned: 500,
  };
  for (const { payment, fate } of random.shuffled(made)) {
    if (fate !== 'failed') state.moves.push(moveOf(payment));
    // The transaction of a row that no node can tell of is not there; that of one which is left out need not be.
    if (fate !== 'unknown' && (fate !== 'left out' || random.below(2) === 0))
      state.txs.set(payment.tx, factOf(payment, fate !== 'failed'));
  }
  return { random, made, rows, state };
};

const factsOf = (state: ScanState, movements: readonly Movement[]) =>
  chainFacts({
    treasury,
    scope,
    state,
    movements,
    txState: (tx) => (Number(tx) > 1_000_000 - 1 ? 'missing' : 'unknown'),
  });

describe('random books on random chains', () => {
  it('each tampering is named, what is unreconciled is what a plain count says, in any order', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const { random, made, rows, state } = build(seed);
      const facts = factsOf(state, rows);
      const said = new Map(facts.rows.map(({ id, state: what, why }) => [id, why ?? what]));
      for (const [index, { fate }] of made.entries())
        if (fate !== 'left out') expect([seed, fate, said.get(`row-${index}`)]).toEqual([seed, fate, verdicts[fate]]);

      const open = made.filter(({ fate }) => ['left out', 'amount', 'token', 'direction', 'hash'].includes(fate));
      for (const code of codes) {
        const expected = open
          .filter(({ payment }) => payment.code === code)
          .reduce((total, { payment }) => total + (payment.into ? payment.units : -payment.units), 0n);
        const told = facts.unreconciled
          .filter(({ currency }) => currency === code)
          .reduce((total, { direction, units }) => total + (direction === 'in' ? BigInt(units) : -BigInt(units)), 0n);
        expect([seed, code, told]).toEqual([seed, code, expected]);
      }
      expect(facts.unreconciled).toHaveLength(open.length);

      const shuffled = factsOf({ ...state, moves: [...random.shuffled(state.moves)] }, random.shuffled(rows));
      expect(shuffled.unreconciled).toEqual(facts.unreconciled);
      expect(new Map(shuffled.rows.map((row) => [row.id, row]))).toEqual(
        new Map(facts.rows.map((row) => [row.id, row])),
      );
    }
  });
});
