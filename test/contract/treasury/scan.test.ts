/** How far the chain has been read is what facts claim, on a real chain. */
import { describe, expect, it } from 'vitest';
import { readBooks, treasuryDir } from '../../../treasury/books.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { open } from './open.ts';
import { march, openHome, openNode } from './world.ts';

const april = Date.UTC(2026, 3, 1) / 1000;

const openMarch = async () => {
  const { anvil, treasury, safe, usdc, pay } = await open();
  const home = openHome({ ...treasury, since: 1 });
  const node = await openNode(anvil);
  const later = april + 20 * 86_400;
  home.setTime(later);
  const config = { chain: 'arbitrum-one', currency: 'USD', fiat: [], feeds: {}, dust: {}, since: 1, ...treasury };
  const reportOf = (facts: Parameters<typeof monthReport>[0]['facts']) => {
    const books = readBooks(treasuryDir(home.home), config, later);
    return monthReport({ service: 'test', treasury: config, books, facts }, '2026-03').unreconciled;
  };
  return { anvil, safe, usdc, pay, home, node, later, reportOf };
};

describe('a month', () => {
  it('is not called whole while final blocks stand before its end, however late it is', async () => {
    const { anvil, safe, pay, home, node, later, reportOf } = await openMarch();
    await anvil.mine(1, april - 100);
    await anvil.mine(2, april + 86_400);
    const exporter = home.start([node]);
    const stalled = await exporter.facts();
    expect([stalled.at, stalled.askedAt]).toEqual([april - 100, later]);
    expect(reportOf(stalled)).toMatchObject({ count: 0, complete: false });
    expect(await exporter.metrics()).toContain(`headwatch_treasury_scan_block_timestamp_seconds ${april - 100}`);
    // What was paid in its last seconds comes to light with the blocks.
    await anvil.ask('anvil_rollback', [2]);
    await anvil.mine(1, april - 50);
    await pay(safe, 5n);
    await anvil.mine(3, april + 86_400);
    const whole = await exporter.facts();
    expect(whole.at).toBe(april + 86_400);
    expect(reportOf(whole)).toMatchObject({ count: 1, complete: true });
  });

  it('is not called whole while a part of it is yet to be read', async () => {
    const { anvil, home, node, reportOf } = await openMarch();
    await anvil.mine(1, march + 5 * 86_400);
    await anvil.mine(3, april + 60);
    node.own.fault = (method, params) => {
      // What our own client has sent.
      const [filter] = params as [{ fromBlock: string }];
      return method === 'eth_getLogs' && Number(filter.fromBlock) > 4 ? { message: 'internal error' } : undefined;
    };
    const exporter = home.start([node], { firstSpan: 4 });
    const part = await exporter.facts();
    expect(part.scanned).toBe(4);
    expect(part.at).toBeLessThan(april);
    expect(reportOf(part)).toMatchObject({ complete: false });
    node.own.fault = () => undefined;
    expect(reportOf(await exporter.facts())).toMatchObject({ complete: true });
  });
});

describe('a node that answers fewer logs than there are', () => {
  it('is found out by what the token itself says', async () => {
    const { anvil, safe, pay, home, node } = await openMarch();
    const { transactionHash: tx } = await pay(safe, 5n);
    await anvil.mine(2);
    node.own.fault = (method) => (method === 'eth_getLogs' ? { result: [] } : undefined);
    const alone = await home.start([node]).facts();
    expect(alone.unreconciled).toMatchObject([{ log: -1, direction: 'in', address: safe, units: '5' }]);
    expect(alone.warnings.join()).toContain(`USDC of ${safe} changed by more or less than its transfers say`);
    const other = await openNode(anvil, 'arb-us');
    const { unreconciled, warnings } = await home.start([other, node]).facts();
    expect(unreconciled).toMatchObject([{ tx, units: '5' }]);
    expect(unreconciled).toHaveLength(1);
    expect(warnings).toEqual([]);
  });
});
