/** Balances at the end of a month, on nodes that keep old state for minutes while blocks take longer to be final. */
import { describe, expect, it } from 'vitest';
import type { Act, modelChain } from './modelChain.ts';
import { april, openChain, openScan, safe, stranger, treasuryOf, usdc, wallet } from './scanWorld.ts';

type Chain = ReturnType<typeof modelChain>;
/** Seconds from block to block. */
const step = 12;
/** Blocks: a block is final after 24 minutes, its state is kept for 30. */
const finalAfter = 120;
const stateFor = 150;

const funds: readonly Act[] = [
  { kind: 'native', from: stranger, to: safe, units: 10n ** 9n },
  { kind: 'native', from: stranger, to: wallet, units: 10n ** 9n },
  { kind: 'token', token: usdc, from: stranger, to: safe, units: 1000n },
];

/** Blocks up to a time, and what is in the last of them. */
const mineTo = (chain: Chain, time: number, acts: readonly Act[] = []): void => {
  while (chain.head().timestamp + 2 * step <= time) chain.mine(chain.head().timestamp + step);
  chain.mine(time, acts);
  // Batches are late: nothing is final for the two hours around the month's end.
  if (Math.abs(time - april) > 3600) chain.own.final = Math.max(chain.own.final, chain.head().number - finalAfter);
};

/** Read up to half an hour before the end of March. */
const open = async () => {
  const chain = openChain(april - 7200);
  const { node, source } = chain.openNode('one');
  const scan = openScan([source]);
  node.keeps = Number.POSITIVE_INFINITY;
  chain.mine(april - 7188, funds);
  mineTo(chain, april - 1800);
  chain.own.final = chain.head().number;
  scan.now = april - 1800;
  await scan.facts();
  const pruned = (): void => {
    node.keeps = stateFor;
  };
  /** A round each minute. */
  const runTo = async (time: number): Promise<void> => {
    while (chain.head().timestamp < time) {
      mineTo(chain, chain.head().timestamp + 60);
      scan.now = chain.head().timestamp;
      await scan.round();
    }
  };
  return { chain, node, scan, pruned, runTo };
};

const march = ({ balances }: { readonly balances: readonly { readonly month: string }[] }) =>
  balances.filter(({ month }) => month === '2026-03');

describe('the end of a month', () => {
  it('is read before it is final, by nodes that would not know it later', async () => {
    const { chain, scan, pruned, runTo } = await open();
    mineTo(chain, april - 600, [{ kind: 'token', token: usdc, from: stranger, to: safe, units: 5n }]);
    mineTo(chain, april - step, [{ kind: 'native', from: stranger, to: safe, units: 7n }]);
    mineTo(chain, april, [{ kind: 'token', token: usdc, from: stranger, to: safe, units: 100n }]);
    pruned();
    const before = await scan.facts();
    expect(march(before)).toEqual([]);
    expect(before.at).toBeLessThan(april);
    await runTo(april + 7200);
    const facts = await scan.facts();
    expect(march(facts)).toMatchObject([
      { address: safe, currency: 'ETH', units: String(10n ** 9n + 7n), at: april - step },
      { address: safe, currency: 'USDC', units: '1005' },
      { address: wallet, currency: 'ETH', units: String(10n ** 9n) },
      { address: wallet, currency: 'USDC', units: '0' },
    ]);
    expect(JSON.stringify(facts.balances)).not.toContain('computed');
    expect(facts.warnings).toEqual([]);
    expect(scan.state()?.border).toBeUndefined();
  });

  it('is read again when its block was taken back', async () => {
    const { chain, scan, pruned, runTo } = await open();
    mineTo(chain, april - step);
    const last = chain.head().number;
    mineTo(chain, april + 60);
    pruned();
    await scan.facts();
    expect(scan.state()?.border).toMatchObject({ block: last });
    chain.revertTo(last - 1);
    chain.mine(april - 2, [{ kind: 'token', token: usdc, from: stranger, to: safe, units: 33n }]);
    await runTo(april + 7200);
    expect(march(await scan.facts())).toMatchObject([
      {},
      { address: safe, currency: 'USDC', units: '1033', at: april - 2 },
      {},
      {},
    ]);
  });

  it('is read when an earlier block follows the one that was the last', async () => {
    const { chain, scan, pruned, runTo } = await open();
    mineTo(chain, april - 60);
    const last = chain.head().number;
    mineTo(chain, april + 60);
    pruned();
    await scan.facts();
    chain.revertTo(last);
    chain.mine(april - 30, [{ kind: 'token', token: usdc, from: stranger, to: safe, units: 33n }]);
    await runTo(april + 7200);
    expect(march(await scan.facts())[1]).toMatchObject({
      units: '1033',
      at: chain.blocks.findLast((block) => block.timestamp < april)?.timestamp,
    });
    expect(scan.state()?.balances[1]?.block).toBeGreaterThan(last);
  });

  it('is worked out from a later balance when nobody was there, gas and all', async () => {
    const { chain, node, scan } = await open();
    mineTo(chain, april - 600, [{ kind: 'native', from: wallet, to: stranger, units: 40n }]);
    mineTo(chain, april + 600, [
      { kind: 'token', token: usdc, from: stranger, to: safe, units: 5n },
      { kind: 'exec', from: stranger, safe, to: stranger, units: 9n },
      { kind: 'native', from: wallet, to: stranger, units: 2n },
    ]);
    mineTo(chain, april + 7200);
    chain.own.final = chain.head().number;
    scan.now = chain.head().timestamp;
    node.fault = (method, params) => {
      const asked = chain.blocks[Number(params[1])]?.timestamp ?? 0;
      const old = method === 'eth_call' || method === 'eth_getBalance';
      return old && asked < april && asked > april - 60 ? { fails: 'rpc_error' } : undefined;
    };
    const facts = await scan.facts();
    expect(march(facts)).toMatchObject([
      { address: safe, currency: 'ETH', units: String(10n ** 9n), computed: true },
      { address: safe, currency: 'USDC', units: '1000', computed: true },
      { address: wallet, currency: 'ETH', units: String(10n ** 9n - 40n - 21_000n), computed: true },
      { address: wallet, currency: 'USDC', units: '0', computed: true },
    ]);
    expect(facts.warnings).toEqual([]);
    // What can be asked after all takes its place.
    node.fault = () => undefined;
    const read = await scan.facts();
    expect(march(read).map((one) => ({ ...one, computed: true }))).toEqual(march(facts));
    expect(JSON.stringify(read.balances)).not.toContain('computed');
  });

  it('is lost where coins came that nothing explains: told for a week, not for ever', async () => {
    const { chain, scan, pruned } = await open();
    mineTo(chain, april + 600, [
      { kind: 'inner', to: wallet, units: 3n },
      { kind: 'token', token: usdc, from: stranger, to: safe, units: 5n },
    ]);
    mineTo(chain, april + 7200);
    chain.own.final = chain.head().number;
    scan.now = chain.head().timestamp;
    pruned();
    const first = await scan.facts();
    expect(march(first).map((one) => ({ ...one }))).toMatchObject([
      { address: safe, currency: 'ETH', computed: true },
      { address: safe, currency: 'USDC', units: '1000', computed: true },
      { address: wallet, currency: 'USDC', computed: true },
    ]);
    expect(first.warnings.join()).toContain('2026-03');
    expect(first.warnings.join()).toContain('could not be read yet');
    scan.now += 3600;
    await scan.round();
    const { warnings } = await scan.facts();
    expect(warnings.filter((text) => text.includes('2026-03'))).toEqual([
      `the balance at the end of 2026-03 is lost (ETH of ${wallet}): no node had its state`,
    ]);
    expect(scan.state()?.pending).toEqual([]);
    scan.now += 8 * 86_400;
    await scan.round();
    expect((await scan.facts()).warnings.filter((text) => text.includes('2026-03'))).toEqual([]);
  });

  it('is asked of every node', async () => {
    const { chain, scan } = await open();
    const other = chain.openNode('archive');
    mineTo(chain, april + 7200);
    chain.own.final = chain.head().number;
    const pruned = chain.openNode('pruned');
    pruned.node.keeps = stateFor;
    const pair = openScan([pruned.source, other.source]);
    pair.put(scan.state());
    pair.now = chain.head().timestamp;
    const { balances } = await pair.facts();
    expect(march({ balances })).toHaveLength(4);
    expect(JSON.stringify(balances)).not.toContain('computed');
  });
});

describe('facts', () => {
  it('are as old as the last block that was read, however late our clock is', async () => {
    const chain = openChain(april - 7200);
    const { node, source } = chain.openNode('one');
    mineTo(chain, april - 60);
    chain.own.final = chain.head().number;
    const scan = openScan([source], treasuryOf(), { firstSpan: 8, budget: 0.2 });
    scan.now = april + 20 * 86_400;
    // Each range takes longer than a round may: it ends in the middle, without a failure.
    node.fault = (method) => {
      const until = performance.now() + 80;
      while (method === 'eth_getLogs' && performance.now() < until);
      return undefined;
    };
    const { behind, failure } = await scan.round();
    expect(failure).toBeUndefined();
    expect(behind).toBeGreaterThan(0);
    node.fault = (method) => (method === 'eth_getLogs' ? { fails: 'timeout' } : undefined);
    const part = await scan.facts();
    expect(part.at).toBe(chain.blocks[part.scanned]?.timestamp);
    expect(part.at).toBeLessThan(april - 60);
    node.fault = () => undefined;
    const all = await scan.facts();
    // The chain stands still before the end of the month.
    expect([all.scanned, all.at, all.askedAt]).toEqual([chain.head().number, april - 60, scan.now]);
  });
});
