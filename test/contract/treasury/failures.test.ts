/** Nodes that fail, restarts, reorganisations, months that end and feeds that grow old: nothing lost, nothing twice. */
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Anvil, finalDepth, startAnvil } from '../../support/anvil.ts';
import { type Contract, compileContracts } from '../../support/contracts.ts';
import { type Fault, march, openHome, openNode } from './world.ts';

let compiled: Readonly<Record<string, Contract>>;
beforeAll(() => {
  compiled = compileContracts();
}, 60_000);
const contract = (name: string): Contract => {
  const found = compiled[name];
  if (!found) throw new Error(`no contract ${name}`);
  return found;
};
const member = (anvil: Anvil): string => anvil.accounts[1] ?? '';
const april = Date.UTC(2026, 3, 1) / 1000;

const open = async () => {
  const anvil = await startAnvil(march + 3600);
  onTestFinished(() => anvil.stop());
  const safe = await anvil.deploy(contract('SafeLike'), [true]);
  const usdc = await anvil.deploy(contract('Token'), ['USDC', 6]);
  await anvil.run(contract('Token'), usdc, 'mint', [member(anvil), 1_000_000_000n]);
  const home = openHome({
    addresses: [{ name: 'safe', address: safe, kind: 'safe' }],
    tokens: { USDC: { address: usdc, decimals: 6 } },
    since: 1,
  });
  const pay = (units: bigint) => anvil.run(contract('Token'), usdc, 'transfer', [safe, units], { from: member(anvil) });
  return { anvil, safe, usdc, home, node: await openNode(anvil), pay };
};

const unitsOf = ({ unreconciled }: { readonly unreconciled: readonly { readonly units: string }[] }) =>
  unreconciled.map(({ units }) => units);

describe('nodes that fail', () => {
  it('refuse large ranges, cut off, break in the middle of one: all is read once, over restarts too', async () => {
    const { anvil, home, node, pay } = await open();
    const paid: string[] = [];
    for (let turn = 1; turn <= 6; turn++) {
      await pay(BigInt(turn));
      paid.push(String(turn));
      await anvil.mine(7);
    }
    let failing = 0;
    node.own.fault = (method, params) => {
      // What our own client has sent.
      const [filter] = params as [{ fromBlock: string; toBlock: string }];
      if (method === 'eth_getLogs' && Number(filter.toBlock) - Number(filter.fromBlock) >= 8)
        return { message: 'query returned more than 10000 results' };
      failing += 1;
      // Every eleventh answer of any kind, so that most ranges break somewhere.
      return failing % 11 === 0 ? { message: 'internal error' } : undefined;
    };
    let last: Awaited<ReturnType<ReturnType<typeof home.start>['round']>>;
    const head = (await anvil.head()) - finalDepth;
    for (let turn = 0; turn < 40 && last?.scanned !== head; turn++) {
      // A process that knows only what the one before has written.
      last = await home.start([node], { firstSpan: 16 }).round();
    }
    expect(last?.scanned).toBe(head);
    expect(last && unitsOf(last)).toEqual(paid);
  });

  it('the next one is asked where the first one fails', async () => {
    const { anvil, home, node, pay } = await open();
    await pay(5n);
    await anvil.mine(finalDepth);
    const other = await openNode(anvil, 'arb-us');
    node.own.fault = (method) => (method === 'eth_getLogs' ? { message: 'internal error' } : undefined);
    expect(unitsOf(await home.start([node, other]).facts())).toEqual(['5']);
  });

  it.each<[string, Fault]>([
    ['pruned', (method) => (method.startsWith('eth_getTransaction') ? { message: 'missing trie node' } : undefined)],
    ['without logs', (method) => (method === 'eth_getLogs' ? { message: 'pruned history unavailable' } : undefined)],
  ])('%s: rows are unknown, and nothing is called unreconciled', async (_, fault) => {
    const { anvil, home, node, pay } = await open();
    const { transactionHash: tx } = await pay(5_000_000n);
    await anvil.mine(finalDepth);
    home.write([{ id: 'a', date: '2026-03-01', amount: '5', currency: 'USDC', tx }]);
    node.own.fault = fault;
    const exporter = home.start([node]);
    const blind = await exporter.facts();
    expect(blind.rows).toMatchObject([{ id: 'a', state: 'unknown' }]);
    expect(blind.unreconciled).toEqual([]);
    expect(await exporter.metrics()).toMatch(/headwatch_treasury_scan_error\{reason="rpc_error"\} 1/);
    node.own.fault = () => undefined;
    expect((await exporter.facts()).rows).toMatchObject([{ state: 'verified' }]);
  });

  it('that have lost old receipts, or are not well, cannot call a transaction missing', async () => {
    const { anvil, home, node, pay } = await open();
    await pay(5n);
    await anvil.mine(1, march + 9 * 86_400);
    await anvil.mine(finalDepth);
    await home.start([node]).facts();
    home.write([{ id: 'a', amount: '5', currency: 'USDC', tx: `0x${'ab'.repeat(32)}` }]);
    node.own.well = false;
    expect((await home.start([node]).facts()).rows).toMatchObject([{ state: 'unknown' }]);
    node.own.well = true;
    node.own.fault = (method) => (method === 'eth_getTransactionReceipt' ? { result: null } : undefined);
    expect((await home.start([node]).facts()).rows).toMatchObject([{ state: 'unknown' }]);
    node.own.fault = () => undefined;
    expect((await home.start([node]).facts()).rows).toMatchObject([{ state: 'mismatch', why: 'not_found' }]);
  });

  it('none at all: what was known stays', async () => {
    const { anvil, home, node, pay } = await open();
    await pay(5n);
    await anvil.mine(finalDepth);
    const before = await home.start([node]).facts();
    const after = await home.start([]).facts();
    expect(after).toEqual(before);
  });
});

describe('time', () => {
  it('a reorganisation above the final block changes nothing', async () => {
    const { anvil, home, node, pay } = await open();
    await pay(5n);
    await anvil.mine(finalDepth);
    const exporter = home.start([node]);
    await exporter.facts();
    const snapshot = await anvil.ask('evm_snapshot');
    const { transactionHash: tx } = await pay(7_000_000n);
    home.write([{ id: 'a', amount: '7', currency: 'USDC', tx }]);
    const early = await exporter.facts();
    expect(unitsOf(early)).toEqual(['5']);
    expect(early.rows).toMatchObject([{ state: 'unknown', found: 'the transaction is not final yet' }]);
    await anvil.ask('evm_revert', [snapshot]);
    await pay(8n);
    await anvil.mine(finalDepth);
    expect(unitsOf(await exporter.facts())).toEqual(['5', '8']);
  });

  it('a chain that takes back what was final is not read on', async () => {
    const { anvil, home, node, pay } = await open();
    const snapshot = await anvil.ask('evm_snapshot');
    await pay(5n);
    await anvil.mine(finalDepth);
    const exporter = home.start([node]);
    await exporter.facts();
    await anvil.ask('evm_revert', [snapshot]);
    await pay(8n);
    await anvil.mine(finalDepth + 3);
    expect(unitsOf(await exporter.facts())).toEqual(['5']);
    expect(await exporter.metrics()).toContain('headwatch_treasury_scan_error{reason="inconsistent"} 1');
  });

  it('balances at the end of a month are of its last final block, and stay', async () => {
    const { anvil, safe, home, node, pay } = await open();
    await pay(5n);
    await anvil.mine(finalDepth);
    const exporter = home.start([node]);
    await exporter.facts();
    await anvil.mine(1, april - 100);
    await pay(6n);
    const monthEnd = await anvil.head();
    await anvil.mine(1, april);
    await pay(7n);
    await anvil.mine(finalDepth);
    node.own.fault = (method, params) =>
      // The state of the month's end is gone for a while.
      method === 'eth_call' && Number(params[1]) === monthEnd ? { message: 'missing trie node' } : undefined;
    const facts = await exporter.facts();
    expect(facts.balances.find(({ currency }) => currency === 'USDC')).toMatchObject({ units: '11', computed: true });
    node.own.fault = () => undefined;
    const { balances } = await exporter.facts();
    expect(balances).toMatchObject([
      { month: '2026-03', address: safe, currency: 'ETH', units: '0' },
      { month: '2026-03', address: safe, currency: 'USDC', units: '11' },
    ]);
    expect(balances.some(({ computed }) => computed)).toBe(false);
    await anvil.mine(3, april + 86_400);
    expect((await home.start([node]).facts()).balances).toEqual(balances);
  });

  it('a feed has a price while it is young, and none when it is old', async () => {
    const { anvil, safe, usdc, node } = await open();
    const feed = await anvil.deploy(contract('Feed'));
    const now = march + 40 * 86_400;
    const set = (answer: bigint, at: number) => anvil.run(contract('Feed'), feed, 'set', [answer, BigInt(at)]);
    await set(312_055_000_000n, now - 3600);
    await anvil.mine(finalDepth);
    const home = openHome({
      addresses: [{ name: 'safe', address: safe, kind: 'safe' }],
      tokens: { USDC: { address: usdc, decimals: 6 } },
      feeds: { ETH: { address: feed, maxAge: 86_400 } },
    });
    home.setTime(now);
    const exporter = home.start([node]);
    expect((await exporter.facts()).prices).toEqual([
      { currency: 'ETH', price: '3120.55', source: `chainlink:${feed}`, at: now - 3600 },
    ]);
    expect(await exporter.metrics()).toContain('headwatch_treasury_price{currency="ETH",fiat="USD"} 3120.55');
    home.setTime(now + 86_400);
    await exporter.facts();
    const text = await exporter.metrics();
    expect(text).not.toContain('headwatch_treasury_price{');
    expect(text).toContain(`headwatch_treasury_feed_updated_timestamp_seconds{currency="ETH"} ${now - 3600}`);
    await set(-1n, now + 86_400);
    await anvil.mine(finalDepth);
    expect((await exporter.facts()).prices).toHaveLength(1);
  });
});
