/** What anybody can make larger than any answer that is read stops nothing, and is said to be unknown. */
import { describe, expect, it } from 'vitest';
import type { ChainFacts } from '../../../treasury/chainFacts.ts';
import type { Movement } from '../../../treasury/model.ts';
import { monthMarkdown } from '../../../treasury/report/markdown.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { row } from './chain.ts';
import { type Act, addressOf, type modelChain } from './modelChain.ts';
import { april, lpt, openChain, openScan, safe, stranger, treasuryOf, usdc } from './scanWorld.ts';

type Chain = ReturnType<typeof modelChain>;

const treasury = treasuryOf({ tokens: { USDC: { address: usdc, decimals: 6 }, LPT: { address: lpt, decimals: 6 } } });
const pay = (units: bigint, token = usdc): Act => ({ kind: 'token', token, from: stranger, to: safe, units });
const spam = (count: number): readonly Act[] => Array.from({ length: count }, () => pay(1n, addressOf(0xfa)));

/** From February on; each list is a block of the last days of March, and one of April follows. */
const chainOf = (...blocks: readonly (readonly Act[])[]): Chain => {
  const chain = openChain(april - 32 * 86_400);
  for (const [place, acts] of blocks.entries()) chain.mine(april + (place - blocks.length) * 86_400, acts);
  chain.mine(april + 60);
  chain.own.final = chain.head().number;
  return chain;
};
const scanOf = (chain: Chain) => {
  const { node, source } = chain.openNode('one');
  return { node, scan: openScan([source], { ...treasury, since: 0 }) };
};
const marchOf = (facts: ChainFacts, movements: readonly Movement[] = []) =>
  monthReport(
    { service: 'club', treasury, books: { movements, members: [], payees: new Map(), problems: [] }, facts },
    '2026-03',
  );
const paid = ({ unreconciled }: ChainFacts) => unreconciled.map(({ units, tx }) => [units, tx !== undefined]);

describe('a block full of transfers of a token that is no money', () => {
  it('is read for our own tokens all the same, and so is what follows', async () => {
    const { scan } = scanOf(chainOf([...spam(6000), pay(5n)], [pay(7n)]));
    const facts = await scan.facts();
    expect(facts.scanned).toBe(3);
    expect(paid(facts)).toEqual([
      ['5', true],
      ['7', true],
    ]);
    expect(marchOf(facts).unreconciled).toMatchObject({ count: 2, complete: true });
    // Counted it cannot be, so the count is no count of all.
    expect(facts.warnings.join()).toContain('in 2026-03 transfers of tokens that are no money of ours could not be');
    const open = { ...facts, sinceAt: facts.at };
    expect(monthMarkdown(marchOf(open))).toContain('counted nowhere: at least 0 transfers of tokens');
  });

  it('that can be counted is counted', async () => {
    const facts = await scanOf(chainOf(spam(20), [pay(7n)])).scan.facts();
    expect(facts.ignoredCounts.unknown_token).toBe(20);
    expect(monthMarkdown(marchOf({ ...facts, sinceAt: facts.at }))).toContain(
      'counted nowhere: 20 transfers of tokens',
    );
  });
});

describe('a payment in a transaction with very many logs', () => {
  const crowded = (logs: number) => {
    const chain = chainOf([pay(5n)], [pay(7n)]);
    const hash = chain.blocks[1]?.txs[0]?.hash ?? '';
    const opened = scanOf(chain);
    opened.node.fault = (method, params) => {
      if (method !== 'eth_getTransactionReceipt' || params[0] !== hash) return undefined;
      // What the chain in memory answers to that method.
      const real = chain.answer(method, params) as { readonly logs: readonly Record<string, unknown>[] };
      const others = Array.from({ length: logs }, (_, index) => ({
        ...real.logs[0],
        address: addressOf(0xfa),
        logIndex: `0x${(index + 100).toString(16)}`,
      }));
      return { result: { ...real, logs: [...real.logs, ...others] } };
    };
    const date = new Date((chain.blocks[1]?.timestamp ?? 0) * 1000).toISOString().slice(0, 10);
    return { ...opened, booked: row('b', 5n, { currency: 'USDC', date, tx: hash }) };
  };

  it('is confirmed: a batch that pays many is read', async () => {
    const { scan, booked } = crowded(5000);
    const facts = await scan.facts([booked]);
    expect(facts.rows).toMatchObject([{ id: 'b', state: 'verified' }]);
    expect(paid(facts)).toEqual([['7', true]]);
    expect(facts.warnings).toEqual([]);
  });

  it('is listed where even that is too large, and a row of it is not known, not wrong', async () => {
    const { scan, booked } = crowded(40_000);
    const facts = await scan.facts();
    expect(facts.scanned).toBe(3);
    expect(paid(facts)).toEqual([
      ['5', true],
      ['7', true],
    ]);
    expect(facts.warnings.join()).toContain('in 2026-03 transactions could not be looked into (block 1:');
    const held = await scan.facts([booked]);
    expect(held.rows).toMatchObject([{ id: 'b', state: 'unknown' }]);
    expect(held.heldBack).toMatchObject([{ units: '5', rows: ['b'] }]);
    expect(marchOf(held, [booked]).settled).toBe(false);
  });
});

describe('logs of an own token that no answer can hold', () => {
  it('keep nothing else from being read, and their month from being called whole', async () => {
    const { node, scan } = scanOf(chainOf([pay(5n), pay(6n, lpt)], [pay(7n)]));
    node.fault = (method, params) => {
      if (method !== 'eth_getLogs') return undefined;
      // Our own question: of all tokens, or of this one.
      const filter = params[0] as { readonly address?: readonly string[]; readonly fromBlock: string; toBlock: string };
      const asks =
        filter.address?.includes(usdc) !== false && Number(filter.fromBlock) <= 1 && Number(filter.toBlock) >= 1;
      return asks ? { fails: 'too_large' } : undefined;
    };
    const facts = await scan.facts();
    expect(facts.scanned).toBe(3);
    // The balance tells that something came, and that is all.
    expect(paid(facts).toSorted()).toEqual([
      ['5', false],
      ['6', true],
      ['7', true],
    ]);
    const report = marchOf(facts);
    expect(report.unreconciled).toMatchObject({ count: 3, complete: false });
    expect(monthMarkdown(report)).toContain('at least 3 unreconciled movements');
    expect(monthMarkdown(report)).toContain('in 2026-03 logs of an own contract could not be read (block 1:');
  });
});

describe('what one node calls too large', () => {
  const open = () => {
    const chain = chainOf([pay(5n)], [pay(7n)]);
    const [one, other] = [chain.openNode('one'), chain.openNode('other')];
    one.node.fault = (method) => (method === 'eth_getLogs' ? { fails: 'too_large' } : undefined);
    return { other, scan: openScan([one.source, other.source], { ...treasury, since: 0 }) };
  };

  it('another one is asked for', async () => {
    const facts = await open().scan.facts();
    expect(paid(facts)).toEqual([
      ['5', true],
      ['7', true],
    ]);
    expect(facts.warnings).toEqual([]);
    expect(marchOf(facts).settled).toBe(true);
  });

  it('is waited for while another one cannot tell, for an hour', async () => {
    const { other, scan } = open();
    scan.now = april + 100;
    other.node.fault = () => ({ fails: 'timeout' });
    expect(await scan.round()).toMatchObject({ failure: 'too_large', state: { scanned: -1 } });
    scan.now += 1800;
    expect((await scan.round()).failure).toBe('too_large');
    scan.now += 1800;
    // Each block anew: two nodes that are ill at once are no reason to leave a month out.
    expect((await scan.round()).state?.scanned).toBe(0);
  });
});
