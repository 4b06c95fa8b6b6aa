/** Rows against coins that only balances tell of, days and own addresses, on a real chain. */
import { beforeAll, describe, expect, it } from 'vitest';
import { readBooks, treasuryDir } from '../../../treasury/books.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { coin, contract, member, open, wallet } from './open.ts';
import { march, type Row } from './world.ts';

beforeAll(() => {
  contract('Token');
}, 60_000);

/** The same, and a contract of somebody else that pays in calls of its own. */
const openWithPayer = async () => {
  const world = await open();
  const { anvil } = world;
  const payer = await anvil.deploy(contract('SafeLike'), [false]);
  await anvil.send({ from: member(anvil), to: payer, value: 20n * coin });
  const payFrom = (from: string, to: string, units: bigint) =>
    anvil.run(contract('SafeLike'), from, 'execFromModule', [to, units], { from: member(anvil) });
  return { ...world, payer, payFrom };
};

describe('coins that a contract moved in a call of its own', () => {
  it('are verified by the difference of their block and told once; those beside them are unreconciled', async () => {
    const { anvil, safe, home, exporter, settle, payer, payFrom } = await openWithPayer();
    const own = wallet(anvil);
    await anvil.send({ from: member(anvil), to: safe, value: 5n * coin });
    await exporter.facts();
    const dues = await payFrom(payer, own, 2n * coin);
    await anvil.mine(4);
    const unbooked = await payFrom(payer, own, 3n * coin);
    const rent = await payFrom(safe, anvil.accounts[7] ?? '', coin);
    await settle();
    const rows: readonly Row[] = [
      { id: 'dues', amount: '2', currency: 'ETH', tx: dues.transactionHash },
      { id: 'rent', kind: 'expense', amount: '1', currency: 'ETH', tx: rent.transactionHash },
    ];
    home.write(rows);
    const facts = await exporter.facts();
    expect(facts.rows).toMatchObject([
      { id: 'dues', state: 'verified', to: own },
      { id: 'rent', state: 'verified', from: safe },
    ]);
    // The five of before, and what nobody booked: of that the block is known, though not the transaction.
    expect(
      facts.unreconciled.map(({ address, direction, units, block }) => [address, direction, units, block]),
    ).toEqual([
      [safe, 'in', `${5n * coin}`, expect.any(Number)],
      [own, 'in', `${3n * coin}`, Number(unbooked.blockNumber)],
    ]);
    home.write([{ id: 'dues', amount: '4', currency: 'ETH', tx: dues.transactionHash }]);
    const wrong = await exporter.facts();
    expect(wrong.rows).toMatchObject([
      { state: 'unknown', found: expect.stringContaining('a contract may have moved') },
    ]);
    expect(wrong.unreconciled).toHaveLength(4);
  });

  it('are unknown, and nobody is called wrong, when the balances before and after are not known', async () => {
    const { anvil, home, node, exporter, settle, payer, payFrom } = await openWithPayer();
    const own = wallet(anvil);
    const dues = await payFrom(payer, own, 2n * coin);
    await settle();
    node.own.fault = (method) => (method === 'eth_getBalance' ? { message: 'missing trie node' } : undefined);
    home.write([{ id: 'dues', amount: '2', currency: 'ETH', tx: dues.transactionHash }]);
    const facts = await exporter.facts();
    expect(facts.rows).toMatchObject([{ state: 'unknown', found: expect.stringContaining('are not known') }]);
    expect(facts.unreconciled).toEqual([]);
  });

  it('are not in a transaction that only pays someone else: that row is wrong', async () => {
    const { anvil, home, exporter, settle } = await open();
    const other = await anvil.send({ from: member(anvil), to: anvil.accounts[7] ?? '', value: coin });
    await settle();
    home.write([{ id: 'a', amount: '1', currency: 'ETH', tx: other.transactionHash }]);
    expect((await exporter.facts()).rows).toMatchObject([{ state: 'mismatch', why: 'wrong_recipient' }]);
  });
});

describe('a wallet that got as much as it sent between two readings', () => {
  it('is searched for both, and is told of while they cannot be found', async () => {
    const { anvil, node, exporter, settle } = await open();
    const own = wallet(anvil);
    const sent = await anvil.send({ from: own, to: member(anvil), value: coin });
    const fee = BigInt(sent.gasUsed) * BigInt(sent.effectiveGasPrice);
    const got = await anvil.send({ from: member(anvil), to: own, value: coin + fee });
    await settle();
    node.own.fault = (method, params) =>
      method === 'eth_getBlockByNumber' && params[1] === true ? { message: 'internal error' } : undefined;
    const blind = await exporter.facts();
    expect(blind.unreconciled).toEqual([]);
    expect(blind.heldBack).toMatchObject([{ address: own, units: '0', rows: [] }]);
    expect(blind.warnings.join()).toContain('1 transaction that wallet sent');
    node.own.fault = () => undefined;
    const found = await exporter.facts();
    expect(found.unreconciled.map(({ tx, direction, units }) => [tx, direction, units])).toEqual([
      [sent.transactionHash, 'out', `${coin}`],
      [got.transactionHash, 'in', `${coin + fee}`],
    ]);
    expect([found.heldBack, found.warnings]).toEqual([[], []]);
  });
});

describe('rows', () => {
  it('of another day than their block are wrong, and their payment is not unreconciled as well', async () => {
    const { anvil, safe, home, exporter, settle, pay } = await open();
    await anvil.mine(1, march + 31 * 86_400 - 5);
    const late = await pay(safe, 5_000_000n);
    await anvil.mine(1, march + 31 * 86_400 + 60);
    await settle();
    const dated = async (date: string) => {
      home.write([{ id: 'a', date, amount: '5', currency: 'USDC', tx: late.transactionHash }]);
      const { rows, unreconciled } = await exporter.facts();
      return [rows[0]?.why ?? rows[0]?.state, unreconciled.length];
    };
    expect(await dated('2026-03-31')).toEqual(['verified', 0]);
    expect(await dated('2026-04-01')).toEqual(['wrong_date', 0]);
    expect(await dated('2026-02-28')).toEqual(['wrong_date', 0]);
  });

  it('say what came and went of each own address', async () => {
    const { anvil, safe, treasury, home, node, exporter, settle, pay, exec } = await open();
    const own = wallet(anvil);
    await anvil.mine(1, march + 31 * 86_400);
    await settle();
    await exporter.facts();
    const april = '2026-04-01';
    const dues = await pay(safe, 25_000_000n);
    const gift = await pay(own, 3_000_000n);
    const coins = await anvil.send({ from: member(anvil), to: safe, value: 2n * coin });
    const moved = await exec(own, coin);
    const server = await anvil.send({ from: own, to: anvil.accounts[7] ?? '', value: coin / 4n });
    await settle();
    home.write([
      { id: 'a', date: april, amount: '25', currency: 'USDC', tx: dues.transactionHash },
      { id: 'b', date: april, amount: '3', currency: 'USDC', tx: gift.transactionHash },
      { id: 'c', date: april, amount: '2', currency: 'ETH', tx: coins.transactionHash },
      { id: 'd', date: april, kind: 'transfer', amount: '1', currency: 'ETH', tx: moved.transactionHash },
      { id: 'e', date: april, kind: 'expense', amount: '0.25', currency: 'ETH', tx: server.transactionHash },
    ]);
    const facts = await home.start([node]).facts();
    const payer = member(anvil).toLowerCase();
    expect(facts.rows.map(({ state, at: _, ...rest }) => [state, rest])).toEqual([
      ['verified', { id: 'a', to: safe, counterparty: payer }],
      ['verified', { id: 'b', to: own, counterparty: payer }],
      ['verified', { id: 'c', to: safe, counterparty: payer }],
      ['verified', { id: 'd', from: safe, to: own }],
      ['verified', { id: 'e', from: own, counterparty: (anvil.accounts[7] ?? '').toLowerCase() }],
    ]);
    expect(facts.unreconciled).toEqual([]);

    const config = {
      chain: 'arbitrum-one',
      currency: 'USD',
      fiat: [],
      feeds: {},
      since: undefined,
      dust: {},
      ...treasury,
    };
    const books = readBooks(treasuryDir(home.home), config, march + 40 * 86_400);
    const { addresses } = monthReport({ service: 'test', treasury: config, books, facts }, '2026-04');
    const told = addresses.map(({ name, currency, in: came, out, difference }) => [
      name,
      currency,
      came,
      out,
      difference,
    ]);
    expect(told).toEqual([
      ['safe', 'ETH', '2', '1', '0'],
      ['safe', 'USDC', '25', '0', '0'],
      ['wallet', 'ETH', '1', '0.25', '0'],
      ['wallet', 'USDC', '3', '0', '0'],
    ]);
  });
});
