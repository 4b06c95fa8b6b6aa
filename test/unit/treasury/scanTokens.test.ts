/** A node that leaves something out, or answers about something else, loses no payment. */
import { describe, expect, it } from 'vitest';
import { addressOf, type modelChain } from './modelChain.ts';
import { april, march, openChain, openScan, safe, stranger, treasuryOf, usdc, wallet } from './scanWorld.ts';

type Chain = ReturnType<typeof modelChain>;

const pay = (chain: Chain, units: bigint, to = safe) =>
  chain.mine(chain.head().timestamp + 12, [{ kind: 'token', token: usdc, from: stranger, to, units }]);

const settle = (chain: Chain): void => {
  chain.own.final = chain.head().number;
};

const noLogs = (method: string) => (method === 'eth_getLogs' ? { result: [] } : undefined);
const unitsOf = ({ unreconciled }: { readonly unreconciled: readonly { readonly units: string }[] }) =>
  unreconciled.map(({ units }) => units);

describe('a node that leaves logs out', () => {
  it('is found out by the balance: what another one tells is taken', async () => {
    const chain = openChain();
    const [one, other] = [chain.openNode('one'), chain.openNode('other')];
    const scan = openScan([one.source, other.source]);
    settle(chain);
    await scan.facts();
    const { txs } = pay(chain, 5n);
    settle(chain);
    one.node.fault = noLogs;
    const facts = await scan.facts();
    expect(facts.unreconciled).toMatchObject([{ tx: txs[0]?.hash, direction: 'in', address: safe, units: '5' }]);
    expect(facts.scanned).toBe(1);
    // Once it is found, nobody is asked again.
    other.node.asked.length = 0;
    expect(unitsOf(await scan.facts())).toEqual(['5']);
    expect(other.node.asked).not.toContain('eth_getLogs');
  });

  it('also when balances of the blocks in between are not there any more', async () => {
    const chain = openChain();
    const [one, other] = [chain.openNode('one'), chain.openNode('other')];
    const scan = openScan([one.source, other.source], treasuryOf(), { firstSpan: 2 });
    await scan.facts();
    pay(chain, 5n);
    for (let block = 0; block < 30; block++) chain.mine(chain.head().timestamp + 12);
    settle(chain);
    one.node.fault = noLogs;
    for (const { node } of [one, other]) node.keeps = 3;
    expect(unitsOf(await scan.facts())).toEqual(['5']);
  });

  it('the cursor does not move on while another one cannot tell, but not for ever', async () => {
    const chain = openChain();
    const [one, other] = [chain.openNode('one'), chain.openNode('other')];
    const scan = openScan([one.source, other.source]);
    settle(chain);
    await scan.facts();
    pay(chain, 5n);
    settle(chain);
    one.node.fault = noLogs;
    other.node.fault = () => ({ fails: 'timeout' });
    expect(await scan.round()).toMatchObject({ failure: 'inconsistent', state: { scanned: 0 } });
    scan.now += 1800;
    expect((await scan.round()).failure).toBe('inconsistent');
    other.node.fault = () => undefined;
    expect(unitsOf(await scan.facts())).toEqual(['5']);
    pay(chain, 7n);
    settle(chain);
    other.node.fault = () => ({ fails: 'timeout' });
    expect((await scan.round()).failure).toBe('inconsistent');
    scan.now += 3600;
    const facts = await scan.facts();
    expect(facts.unreconciled[1]).toMatchObject({ direction: 'in', address: safe, units: '7', currency: 'USDC' });
    expect(facts.unreconciled[1]?.tx).toBeUndefined();
    expect(facts.scanned).toBe(2);
  });

  it('alone: the difference is listed, and replaced by the payment when the logs are there', async () => {
    const chain = openChain();
    const { node, source } = chain.openNode('one');
    const scan = openScan([source]);
    settle(chain);
    await scan.facts();
    const { txs } = pay(chain, 5n);
    settle(chain);
    node.fault = noLogs;
    const blind = await scan.facts();
    expect(blind.unreconciled).toMatchObject([{ log: -1, direction: 'in', address: safe, units: '5', block: 1 }]);
    expect(blind.unreconciled[0]?.tx).toBeUndefined();
    expect(blind.warnings.join()).toContain(`USDC of ${safe} changed by more or less than its transfers say`);
    node.fault = () => undefined;
    const facts = await scan.facts();
    expect(facts.unreconciled).toMatchObject([{ tx: txs[0]?.hash, units: '5' }]);
    expect(facts.unreconciled).toHaveLength(1);
    expect(facts.warnings).toEqual([]);
  });
});

describe('a token that changes balances without a log', () => {
  it('does not stop anything, and is one difference a day', async () => {
    const chain = openChain();
    const [one, other] = [chain.openNode('one'), chain.openNode('other')];
    const scan = openScan([one.source, other.source]);
    settle(chain);
    await scan.facts();
    for (let day = 0; day < 3; day++)
      for (let turn = 0; turn < 4; turn++) {
        chain.mine(march + day * 86_400 + 3600 * (turn + 1), [
          { kind: 'quiet', token: usdc, to: wallet, units: BigInt(10 ** day) },
        ]);
        settle(chain);
        scan.now = chain.head().timestamp;
        expect((await scan.facts()).scanned).toBe(chain.head().number);
      }
    expect(unitsOf(await scan.facts())).toEqual(['4', '40', '400']);
    pay(chain, 5n, wallet);
    settle(chain);
    expect(unitsOf(await scan.facts()).toSorted()).toEqual(['4', '40', '400', '5']);
  });
});

describe('an answer about something else', () => {
  it.each<[string, string, (real: Record<string, unknown>) => unknown]>([
    ['block', 'eth_getBlockByNumber', (real) => ({ ...real, number: '0x1' })],
    ['receipt', 'eth_getTransactionReceipt', (real) => ({ ...real, transactionHash: `0x${'ab'.repeat(32)}` })],
    ['transaction', 'eth_getTransactionByHash', (real) => ({ ...real, hash: `0x${'ab'.repeat(32)}` })],
    ['transaction that has no such log', 'eth_getTransactionReceipt', (real) => ({ ...real, logs: [] })],
  ])('is none: %s', async (_, method, bend) => {
    const chain = openChain();
    const [one, other] = [chain.openNode('one'), chain.openNode('other')];
    for (let turn = 0; turn < 5; turn++) pay(chain, BigInt(turn + 1));
    settle(chain);
    one.node.fault = (asked, params) => {
      // Asked by number, as `finalized` may be anything.
      if (asked !== method || params[0] === 'finalized' || params[0] === 'latest') return undefined;
      // What the chain in memory answers to that method.
      return { result: bend(chain.answer(asked, params) as Record<string, unknown>) };
    };
    const alone = await openScan([one.source]).round();
    expect(alone.failure).toBe('inconsistent');
    expect(unitsOf(await openScan([one.source, other.source]).facts())).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('spam that is read twice', () => {
  it('is counted once', async () => {
    const chain = openChain();
    const [one, other] = [chain.openNode('one'), chain.openNode('other')];
    const scan = openScan([one.source, other.source]);
    settle(chain);
    await scan.facts();
    const fake = addressOf(0xfa);
    chain.mine(april, [
      { kind: 'token', token: fake, from: stranger, to: safe, units: 9n },
      { kind: 'token', token: usdc, from: stranger, to: safe, units: 0n },
      { kind: 'quiet', token: usdc, to: safe, units: 1n },
    ]);
    settle(chain);
    expect((await scan.facts()).ignoredCounts).toEqual({ unknown_token: 1, zero_amount: 1, dust: 0 });
    const { ignored } = await scan.facts();
    expect(ignored.map(({ why }) => why).toSorted()).toEqual(['unknown_token', 'zero_amount']);
  });
});
