/** fleet.yaml changes, or the state is lost: what was known is not called unreconciled, and what is past stays known. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../../collector/log.ts';
import { createStore } from '../../../exporters/cloudflare/state.ts';
import { stateOfFacts } from '../../../exporters/treasury/reopen.ts';
import { readState } from '../../../exporters/treasury/stateFile.ts';
import type { modelChain } from './modelChain.ts';
import { april, lpt, march, openChain, openScan, safe, stranger, treasuryOf, usdc, wallet } from './scanWorld.ts';

type Chain = ReturnType<typeof modelChain>;

const both = { USDC: { address: usdc, decimals: 6 }, LPT: { address: lpt, decimals: 6 } };

/** A wallet that was paid, paid, and paid gas for something else, over the end of March; the node keeps no state of it. */
const open = async () => {
  const chain = openChain();
  const { node, source } = chain.openNode('one');
  const settle = (): void => {
    chain.own.final = chain.head().number;
  };
  chain.mine(march + 12, [
    { kind: 'native', from: stranger, to: wallet, units: 10n ** 9n },
    { kind: 'token', token: usdc, from: stranger, to: wallet, units: 50n },
  ]);
  settle();
  const scan = openScan([source]);
  const at = async (time: number, ...acts: Parameters<Chain['mine']>[1] & object[]): Promise<void> => {
    chain.mine(time, acts);
    settle();
    scan.now = time;
    await scan.round();
  };
  await scan.round();
  await at(march + 3600, { kind: 'native', from: wallet, to: stranger, units: 40n });
  await at(march + 7200, { kind: 'token', token: usdc, from: wallet, to: safe, units: 5n });
  await at(march + 9000, { kind: 'native', from: wallet, to: wallet, units: 0n });
  await at(march + 9600, { kind: 'token', token: lpt, from: stranger, to: safe, units: 6n });
  await at(april + 12, { kind: 'token', token: lpt, from: stranger, to: safe, units: 7n });
  await at(april + 3600, { kind: 'token', token: usdc, from: stranger, to: safe, units: 8n });
  node.keeps = 1;
  return { chain, node, scan, at };
};

const told = ({
  unreconciled,
}: {
  readonly unreconciled: readonly { direction: string; currency: string; units: string }[];
}) => unreconciled.map(({ direction, currency, units }) => `${direction} ${units} ${currency}`);

describe('a token that is added', () => {
  it('makes nothing unreconciled that was not, gas among it; its past is worked out', async () => {
    const { scan } = await open();
    const before = await scan.facts();
    expect(told(before)).toEqual(['in 1000000000 ETH', 'in 50 USDC', 'out 40 ETH', 'own 5 USDC', 'in 8 USDC']);
    scan.change(treasuryOf({ tokens: both }));
    const after = await scan.facts();
    expect(told(after)).toEqual([
      'in 1000000000 ETH',
      'in 50 USDC',
      'out 40 ETH',
      'own 5 USDC',
      'in 6 LPT',
      'in 7 LPT',
      'in 8 USDC',
    ]);
    const march = after.balances.filter(({ month }) => month === '2026-03');
    expect(march.filter(({ currency }) => currency !== 'LPT')).toEqual(before.balances);
    expect(march.filter(({ currency }) => currency === 'LPT')).toMatchObject([
      { address: safe, units: '6', computed: true },
      { address: wallet, units: '0', computed: true },
    ]);
    expect(after.warnings).toEqual([]);
    scan.now += 7200;
    await scan.round();
    expect(scan.state()).toMatchObject({ pending: [], stale: [], lost: [] });
  });

  it('receipts that no node has any more stay as they were', async () => {
    const { node, scan } = await open();
    const before = await scan.facts();
    scan.change(
      treasuryOf({ tokens: { USDC: both.USDC }, addresses: [{ name: 'wallet', address: wallet, kind: 'wallet' }] }),
    );
    node.fault = (method) => (method === 'eth_getTransactionReceipt' ? { fails: 'rpc_error' } : undefined);
    await scan.round();
    expect(scan.state()?.stale.length).toBeGreaterThan(0);
    node.fault = (method, [hash]) =>
      // Of the wallet's own payment alone.
      method === 'eth_getTransactionReceipt' && hash === before.unreconciled[2]?.tx ? { result: null } : undefined;
    const after = await scan.facts();
    expect(told(after)).toEqual(['in 1000000000 ETH', 'in 50 USDC', 'out 40 ETH', 'out 5 USDC']);
    expect(scan.state()?.stale).toEqual([]);
  });
});

describe('an earlier beginning', () => {
  it('is read, and keeps what was known', async () => {
    const { chain, scan } = await open();
    const late = openScan([chain.openNode('late').source], treasuryOf({ since: chain.head().number + 1 }));
    expect(told(await late.facts())).toEqual([]);
    late.change(treasuryOf({ since: 1 }));
    const facts = await late.facts();
    expect(facts).toMatchObject({ since: 1, scanned: chain.head().number });
    expect(told(facts).filter((text) => !text.endsWith('ETH'))).toEqual(['in 50 USDC', 'own 5 USDC', 'in 8 USDC']);
    const { unreconciled } = await scan.facts();
    expect(unreconciled.length).toBeGreaterThan(0);
  });
});

describe('a state that is damaged', () => {
  it('takes the beginning, balances, gas and prices from what reports were given', async () => {
    const { chain, node, scan } = await open();
    const facts = {
      ...(await scan.facts()),
      prices: [{ currency: 'ETH', price: '3000', source: 'manual', at: march }],
    };
    const home = mkdtempSync(join(tmpdir(), 'headwatch-scan-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const [state, kept] = [createStore(join(home, 'chain.json')), createStore(join(home, 'facts.json'))];
    await state.write('{"about": "');
    await kept.write(JSON.stringify(facts));
    const found = readState(state, kept, silentLog);
    expect(state.read()).toBeUndefined();
    expect(found).toEqual(stateOfFacts(facts));
    const late = openScan([chain.openNode('one').source], treasuryOf({ since: undefined }));
    late.put(found);
    late.now = april + 7200;
    node.keeps = 1;
    const after = await late.facts();
    expect(after.since).toBe(facts.since);
    expect(after.prices).toEqual(facts.prices);
    expect(after.balances).toEqual(facts.balances);
    expect(after.balances.find(({ address, currency }) => address === wallet && currency === 'ETH')?.gasUnits).toBe(
      '63000',
    );
  });
});
