/** The exporter of the treasury against a real chain with real contracts. */
import { encodeFunctionData } from 'viem/utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { coin, contract, member, open, wallet } from './open.ts';
import { march, openHome } from './world.ts';

beforeAll(() => {
  contract('Token');
}, 60_000);

describe('payments', () => {
  it('are verified when the books have them, and listed when not', async () => {
    const { anvil, safe, home, exporter, settle, pay, exec } = await open();
    const dues = await pay(safe, 25_000_000n);
    const coins = await anvil.send({ from: member(anvil), to: safe, value: coin });
    const server = await exec(member(anvil), coin / 4n);
    const unbooked = await pay(safe, 7_500_000n);
    await settle();
    home.write([
      { id: 'a', amount: '25', currency: 'USDC', tx: dues.transactionHash },
      { id: 'b', amount: '1', currency: 'ETH', tx: coins.transactionHash },
      { id: 'c', kind: 'expense', amount: '0.25', currency: 'ETH', tx: server.transactionHash },
      { id: 'd', amount: '10', currency: 'USD' },
    ]);
    const facts = await exporter.facts();
    expect(facts.rows.map(({ id, state }) => [id, state])).toEqual([
      ['a', 'verified'],
      ['b', 'verified'],
      ['c', 'verified'],
      ['d', 'none'],
    ]);
    expect(facts.unreconciled).toMatchObject([
      { tx: unbooked.transactionHash, direction: 'in', address: safe, currency: 'USDC', units: '7500000' },
    ]);
    expect(facts.latest.map(({ address, currency, units }) => [address === safe, currency, units])).toEqual([
      [true, 'ETH', ((coin * 3n) / 4n).toString()],
      [true, 'USDC', '32500000'],
      [false, 'ETH', (10_000n * coin).toString()],
      [false, 'USDC', '0'],
    ]);
    const text = await exporter.metrics();
    expect(text).toContain('headwatch_treasury_rows{state="verified"} 3');
    expect(text).toContain('headwatch_treasury_unreconciled{direction="in"} 1');
    expect(text).toContain('headwatch_treasury_balance{address="safe",currency="USDC"} 32.5');
  });

  it('of a Safe are read from its call where it has no event, also in a batch; a module’s show as a difference', async () => {
    const { anvil, safe, exporter, settle, exec } = await open({ loud: false });
    await anvil.send({ from: member(anvil), to: safe, value: 10n * coin });
    const plain = await exec(member(anvil), coin);
    const batch = await anvil.deploy(contract('MultiSend'));
    const entry = (to: string, value: bigint): string =>
      `00${to.slice(2)}${value.toString(16).padStart(64, '0')}${'0'.repeat(64)}`;
    const many = await exec(
      batch,
      0n,
      encodeFunctionData({
        abi: contract('MultiSend').abi,
        functionName: 'multiSend',
        args: [`0x${entry(member(anvil), 2n * coin)}${entry(anvil.accounts[2] ?? '', 3n * coin)}`],
      }),
      1,
    );
    await anvil.run(contract('SafeLike'), safe, 'execFromModule', [member(anvil), coin / 2n]);
    await settle();
    const { unreconciled } = await exporter.facts();
    expect(unreconciled.filter(({ direction }) => direction === 'out').map(({ tx, units }) => [tx, units])).toEqual([
      [plain.transactionHash, coin.toString()],
      [many.transactionHash, (2n * coin).toString()],
      [many.transactionHash, (3n * coin).toString()],
      [undefined, (coin / 2n).toString()],
    ]);
  });

  it('to a plain wallet are found by its balance, and by their transaction while the state is there', async () => {
    const { anvil, home, node, exporter, settle } = await open();
    const own = wallet(anvil);
    const paid = await anvil.send({ from: member(anvil), to: own, value: coin });
    const spent = await anvil.send({ from: own, to: member(anvil), value: coin / 2n });
    // Gas alone is no payment.
    await anvil.send({ from: own, to: own });
    await settle();
    const found = await exporter.facts();
    expect(found.unreconciled.map(({ tx, direction, units }) => [tx, direction, units])).toEqual([
      [paid.transactionHash, 'in', coin.toString()],
      [spent.transactionHash, 'out', (coin / 2n).toString()],
    ]);
    const later = await anvil.send({ from: member(anvil), to: own, value: 3n });
    await settle();
    node.own.fault = (method) => (method === 'eth_getTransactionCount' ? { message: 'missing trie node' } : undefined);
    const blind = await exporter.facts();
    expect(blind.unreconciled.slice(2)).toMatchObject([{ direction: 'in', address: own, units: '3', log: -1 }]);
    expect(blind.unreconciled[2]?.tx).toBeUndefined();
    home.write([{ id: 'a', amount: '0.000000000000000003', currency: 'ETH', tx: later.transactionHash }]);
    const booked = await exporter.facts();
    expect(booked.rows).toMatchObject([{ state: 'verified' }]);
    expect(booked.unreconciled).toHaveLength(2);
  });
});

describe('tampering', () => {
  it('is found and named', async () => {
    const { anvil, safe, usdc, home, exporter, settle, pay } = await open();
    const good = await pay(safe, 5_000_000n);
    const other = await pay(member(anvil), 5_000_000n);
    const fake = await anvil.deploy(contract('Token'), ['USDC', 6]);
    await anvil.run(contract('Token'), fake, 'mint', [member(anvil), 9_000_000n]);
    const spam = await pay(safe, 5_000_000n, fake);
    const failed = await anvil.run(contract('Token'), usdc, 'transfer', [safe, 5_000_000n], {
      from: anvil.accounts[7] ?? '',
    });
    const elsewhere = `0x${'ab'.repeat(32)}`;
    // A day later the chain is final beyond what the rows say.
    await anvil.mine(1, march + 4 * 86_400);
    await settle();
    home.write([
      { id: 'good', amount: '5', currency: 'USDC', tx: good.transactionHash },
      { id: 'twice', amount: '5', currency: 'USDC', tx: good.transactionHash, date: '2026-03-03' },
      { id: 'recipient', amount: '5', currency: 'USDC', tx: other.transactionHash },
      { id: 'token', amount: '5', currency: 'USDC', tx: spam.transactionHash },
      { id: 'failed', amount: '5', currency: 'USDC', tx: failed.transactionHash },
      { id: 'nowhere', amount: '5', currency: 'USDC', tx: elsewhere },
    ]);
    const first = await exporter.facts();
    expect(Object.fromEntries(first.rows.map(({ id, state, why }) => [id, why ?? state]))).toEqual({
      good: 'verified',
      twice: 'used_twice',
      recipient: 'wrong_recipient',
      token: 'wrong_token',
      failed: 'failed_tx',
      nowhere: 'not_found',
    });
    expect(first.ignored).toMatchObject([{ tx: spam.transactionHash, token: fake, why: 'unknown_token' }]);
    expect(first.unreconciled).toEqual([]);
    home.write([{ id: 'good', amount: '5.000001', currency: 'USDC', tx: good.transactionHash }]);
    const amount = await exporter.facts();
    expect(amount.rows).toMatchObject([{ state: 'mismatch', why: 'wrong_amount', found: '5 USDC in' }]);
    expect(amount.unreconciled).toHaveLength(1);
    home.write([{ id: 'good', kind: 'expense', amount: '5', currency: 'USDC', tx: good.transactionHash }]);
    expect((await exporter.facts()).rows).toMatchObject([{ why: 'wrong_direction' }]);
    home.write([{ id: 'good', amount: '5', currency: 'ETH', tx: good.transactionHash }]);
    expect((await exporter.facts()).rows).toMatchObject([{ why: 'wrong_token' }]);
  });

  it('a row that was taken back claims nothing, and the right one in its place does', async () => {
    const { safe, home, exporter, settle, pay } = await open();
    const { transactionHash: tx } = await pay(safe, 5_000_000n);
    await settle();
    home.write([
      { id: 'a', amount: '6', currency: 'USDC', tx },
      { id: 'a-back', amount: '6', currency: 'USDC', reverses: 'a' },
      { id: 'b', amount: '5', currency: 'USDC', tx },
    ]);
    const { rows, unreconciled } = await exporter.facts();
    expect(rows.map(({ state }) => state)).toEqual(['none', 'none', 'verified']);
    expect(unreconciled).toEqual([]);
  });

  it('several rows account for one payment when they add up to it', async () => {
    const { safe, home, exporter, settle, pay } = await open();
    const { transactionHash: tx } = await pay(safe, 9_000_000n);
    await settle();
    const rows = ['1', '2', '6'].map((amount) => ({ id: `r${amount}`, amount, currency: 'USDC', tx }));
    home.write(rows);
    expect((await exporter.facts()).rows.map(({ state }) => state)).toEqual(['verified', 'verified', 'verified']);
    home.write(rows.slice(1));
    const short = await exporter.facts();
    expect(short.rows.map(({ why }) => why)).toEqual(['wrong_amount', 'wrong_amount']);
    expect(short.unreconciled).toHaveLength(1);
  });
});

describe('what is no money', () => {
  it('is told apart: poison, unknown tokens, NFTs, dust', async () => {
    const { anvil, safe, usdc, treasury, home, node, settle, pay } = await open();
    await anvil.run(contract('Token'), usdc, 'poison', [safe, member(anvil)]);
    await anvil.run(contract('Token'), usdc, 'poison', [member(anvil), safe]);
    const nft = await anvil.deploy(contract('Nft'));
    await anvil.run(contract('Nft'), nft, 'mint', [safe, 7n]);
    await pay(safe, 9_999n);
    await pay(safe, 10_000n);
    await settle();
    const dusty = openHome({ ...treasury, dust: { USDC: '0.01' }, since: 1 });
    const facts = await dusty.start([node]).facts();
    expect(facts.ignoredCounts).toEqual({ unknown_token: 1, zero_amount: 2, dust: 1 });
    expect(facts.dust).toEqual([{ month: '2026-03', address: safe, currency: 'USDC', units: '9999', count: 1 }]);
    expect(facts.unreconciled.map(({ units }) => units)).toEqual(['10000']);
    expect(home.home).not.toBe(dusty.home);
  });

  it('tokens with odd decimals, without any, with none to be asked, and such as keep a fee', async () => {
    const { anvil, safe, node, settle, pay } = await open();
    const odd = await anvil.deploy(contract('Token'), ['ODD', 27]);
    const whole = await anvil.deploy(contract('Token'), ['WHOLE', 0]);
    const mute = await anvil.deploy(contract('MuteToken'));
    const fee = await anvil.deploy(contract('FeeToken'));
    for (const token of [odd, whole, mute, fee])
      await anvil.run(contract('Token'), token, 'mint', [member(anvil), 10n ** 30n]);
    const home = openHome({
      addresses: [{ name: 'safe', address: safe, kind: 'safe' }],
      tokens: {
        ODD: { address: odd, decimals: 27 },
        WHOLE: { address: whole, decimals: 2 },
        MUTE: { address: mute, decimals: 3 },
        FEE: { address: fee, decimals: 18 },
      },
      since: 1,
    });
    const txs: Record<string, string> = {};
    txs.ODD = (await pay(safe, 1n, odd)).transactionHash;
    txs.WHOLE = (await pay(safe, 150n, whole)).transactionHash;
    txs.MUTE = (await pay(safe, 1500n, mute)).transactionHash;
    txs.FEE = (await pay(safe, 100n * coin, fee)).transactionHash;
    await settle();
    const amounts = { ODD: `0.${'0'.repeat(26)}1`, WHOLE: '1.5', MUTE: '1.5', FEE: '99' };
    home.write(
      Object.entries(amounts).map(([currency, amount]) => ({
        id: currency,
        amount,
        currency,
        tx: txs[currency] ?? '',
      })),
    );
    const { rows, unreconciled, warnings } = await home.start([node]).facts();
    expect(rows.map(({ id, state }) => [id, state])).toEqual([
      ['ODD', 'verified'],
      ['WHOLE', 'verified'],
      ['MUTE', 'verified'],
      ['FEE', 'verified'],
    ]);
    expect(unreconciled).toEqual([]);
    expect(warnings).toEqual([
      `WHOLE (${whole}) says that it has 0 decimals; fleet.yaml says 2`,
      `MUTE (${mute}) does not tell its decimals; fleet.yaml's 3 are used`,
    ]);
  });
});
