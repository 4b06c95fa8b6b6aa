/**
 * Random books on random chains: what the exporter says equals what a plain count of the chain's payments says. The count
 * here shares no code with the exporter: it works on the payments that the test itself has made up.
 */
import { describe, expect, it } from 'vitest';
import type { ChainFacts } from '../../../treasury/chainFacts.ts';
import type { Movement } from '../../../treasury/model.ts';
import { factsOf, time } from './chain.ts';
import { effectsOf, type Payment, randomChain, timeOf } from './randomChain.ts';

const verdicts = {
  booked: 'verified',
  amount: 'wrong_amount',
  token: 'wrong_token',
  direction: 'wrong_direction',
  hash: 'not_found',
  failed: 'failed_tx',
  unknown: 'unknown',
  date: 'wrong_date',
} as const;

type World = ReturnType<typeof randomChain>;
const factsOfWorld = ({ read }: Pick<World, 'read'>, rows: readonly Movement[]): ChainFacts =>
  factsOf(read, rows, (tx) => (tx.startsWith('0xf') ? 'missing' : 'unknown'));

/** What only balances tell of: coins that no transaction shows, and the gas of those that nobody has found. */
const untold = ({ payments, seen }: World) => {
  const list: { readonly address: string; readonly block: number; readonly units: bigint }[] = [];
  for (const payment of payments) {
    const { code, told, fee, address, block } = payment;
    if (code === 'ETH' && !(told && seen.has(payment)))
      for (const [of, units] of effectsOf(payment)) list.push({ address: of, block, units });
    if (fee > 0n && !seen.has(payment)) list.push({ address, block, units: -fee });
  }
  return list;
};

const sums = () => {
  const bySide = new Map<string, bigint>();
  return {
    add: (address: string | undefined, code: string, units: bigint): void => {
      const key = `${address} ${code}`;
      bySide.set(key, (bySide.get(key) ?? 0n) + units);
    },
    all: () => new Map([...bySide].filter(([, units]) => units !== 0n).sort()),
  };
};

const truth = (world: World) => {
  const { add, all } = sums();
  for (const payment of world.payments) {
    for (const [address, units] of effectsOf(payment)) add(address, payment.code, units);
    if (payment.fee > 0n && !world.seen.has(payment)) add(payment.address, 'ETH', -payment.fee);
  }
  return all();
};

/** Everything that is said of each address and currency, one way or another. */
const said = ({ payments, rows }: World, facts: ChainFacts) => {
  const { add, all } = sums();
  for (const { direction, address, counterparty, currency, units } of facts.unreconciled) {
    add(address, currency, direction === 'in' ? BigInt(units) : -BigInt(units));
    if (direction === 'own') add(counterparty, currency, BigInt(units));
  }
  for (const { direction, address, currency, units } of facts.heldBack.filter((one) => one.currency === 'ETH'))
    add(address, currency, direction === 'in' ? BigInt(units) : -BigInt(units));
  for (const [place, { state, why, from, to }] of facts.rows.entries()) {
    const amount = rows[place]?.amount;
    if (!amount || (state !== 'verified' && why !== 'wrong_date')) continue;
    if (from) add(from, amount.currency.code, -amount.units);
    if (to) add(to, amount.currency.code, amount.units);
  }
  // Tokens of rows that no node can tell of: their logs are held back with the row.
  for (const payment of payments.filter(({ fate, code }) => fate === 'unknown' && code !== 'ETH'))
    for (const [address, units] of effectsOf(payment)) add(address, payment.code, units);
  return all();
};

const expectVerdict = (seed: number, world: World, payment: Payment, verdict: string | undefined): void => {
  const { fate, told, block } = payment;
  if (fate === 'left out') return;
  const right = verdicts[fate];
  if (told || fate === 'hash' || fate === 'unknown') {
    expect([seed, payment.id, fate, verdict]).toEqual([seed, payment.id, fate, right]);
    return;
  }
  // With something else unexplained beside it nobody can tell, and nobody is called wrong.
  const end = world.blocks.find((one) => one >= block) ?? 0;
  const start = world.blocks.findLast((one) => one < block) ?? 0;
  const beside = untold(world).filter(
    (one) => effectsOf(payment).has(one.address) && one.block > start && one.block <= end,
  );
  const alone = beside.length === effectsOf(payment).size;
  const may = fate === 'amount' ? ['unknown'] : alone ? [right] : [right, 'unknown'];
  expect([seed, payment.id, may.includes(verdict ?? '')]).toEqual([seed, payment.id, true]);
};

/** Rows in doubt that a difference may be, by the rule that docs/treasury.md states. */
const mayBe = (
  { payments, rows }: World,
  facts: ChainFacts,
  { direction, units, block, start }: { direction: string; units: bigint; block: number; start: number },
): boolean =>
  facts.rows.some(({ state }, place) => {
    const one = rows[place];
    const payment = payments.find(({ id }) => id === one?.id);
    if (state !== 'unknown' || !one || !payment || one.amount.currency.code !== 'ETH') return false;
    if (one.amount.units > units || (one.kind !== 'transfer' && (one.kind === 'income') !== (direction === 'in')))
      return false;
    if (payment.fate !== 'unknown') return payment.block > start && payment.block <= block;
    const noon = time(`${one.date}T12:00:00Z`);
    return noon >= timeOf(start) - 2.5 * 86_400 && noon <= timeOf(block) + 2.5 * 86_400;
  });

describe('random books on random chains', () => {
  it('each tampering is named; nothing is lost, and nothing is told twice, in any order', () => {
    let held = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const world = randomChain(seed);
      const { random, payments, rows, blocks, read } = world;
      const facts = factsOfWorld(world, rows);
      const verdict = new Map(facts.rows.map(({ id, state, why }) => [id, why ?? state]));
      for (const payment of payments) expectVerdict(seed, world, payment, verdict.get(payment.id));
      expect([seed, said(world, facts)]).toEqual([seed, truth(world)]);

      for (const { units, block, direction } of facts.unreconciled.filter(({ tx }) => tx === undefined)) {
        const start = blocks.findLast((one) => one < block) ?? 0;
        expect([seed, block, mayBe(world, facts, { direction, units: BigInt(units), block, start })]).toEqual([
          seed,
          block,
          false,
        ]);
      }
      const doubted = payments.filter(({ fate, code }) => fate === 'unknown' && code !== 'ETH').map(({ id }) => id);
      const heldTokens = facts.heldBack.filter(({ currency }) => currency !== 'ETH').flatMap((one) => one.rows);
      expect([seed, heldTokens.toSorted()]).toEqual([seed, doubted.toSorted()]);
      for (const { rows: ids, units, direction } of facts.heldBack) {
        held += 1;
        const named = rows
          .filter(({ id }) => ids.includes(id))
          .map(({ kind, amount }) => ({ kind, units: amount.units }));
        // Each of them fits in it, or together they come to it.
        const total = named.reduce((sum, one) => (one.kind === 'expense' ? sum - one.units : sum + one.units), 0n);
        const fit = named.every((one) => one.units <= BigInt(units));
        expect([seed, fit || total === (direction === 'in' ? BigInt(units) : -BigInt(units))]).toEqual([seed, true]);
        expect(ids.length).toBeGreaterThan(0);
        expect(ids.map((id) => verdict.get(id))).toEqual(ids.map(() => 'unknown'));
      }
      const shuffled = factsOfWorld(
        { read: { ...read, moves: random.shuffled(read.moves ?? []), txs: random.shuffled(read.txs ?? []) } },
        random.shuffled(rows),
      );
      expect(shuffled.unreconciled).toEqual(facts.unreconciled);
      expect(shuffled.heldBack).toEqual(facts.heldBack);
      expect(new Map(shuffled.rows.map((one) => [one.id, one]))).toEqual(
        new Map(facts.rows.map((one) => [one.id, one])),
      );
    }
    expect(held).toBeGreaterThan(50);
  });
});
