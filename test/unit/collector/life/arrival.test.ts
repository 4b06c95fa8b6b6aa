/** Who tells of a block how late, and heads that go far back. */
import { describe, expect, it } from 'vitest';
import { createPropagation } from '../../../../collector/life/propagation.ts';
import { watchRewinds } from '../../../../collector/life/rewinds.ts';
import { knownChains } from '../../../../collector/policy/chains.ts';
import { createRegistry } from '../../../../collector/registry/registry.ts';
import { fleetNode } from '../../exporters/support/node.ts';

const heard = () => {
  const told: [string, number][] = [];
  return { told, ...createPropagation((source, seconds) => told.push([source, seconds])) };
};

describe('how late a node tells of a block', () => {
  it('counts from the first of all sources, also of one that is noted later', () => {
    const all = heard();
    all.arrived('arb-us', '0xa', 100.4);
    all.arrived('arb-eu', '0xa', 100.2);
    all.seen('arb-ref', '0xa', 100);
    all.settle(101);
    expect(all.told).toEqual([]);
    all.settle(103);
    expect(all.told).toEqual([
      ['arb-us', expect.closeTo(0.4)],
      ['arb-eu', expect.closeTo(0.2)],
    ]);
  });

  it('a block that nobody else has told of says nothing, until somebody does', () => {
    const all = heard();
    all.arrived('arb-eu', '0xa', 100);
    all.settle(110);
    expect(all.told).toEqual([]);
    all.arrived('arb-us', '0xa', 111);
    all.settle(114);
    expect(all.told).toEqual([
      ['arb-eu', 0],
      ['arb-us', 11],
    ]);
    // The same block again, after a reconnection.
    all.arrived('arb-us', '0xa', 120);
    all.settle(130);
    expect(all.told).toHaveLength(2);
  });

  it('remembers some minutes and no more', () => {
    const all = heard();
    for (let block = 0; block < 20_000; block++) all.arrived('arb-eu', `0x${block}`, block / 4);
    expect(all.size()).toBe(1_024);
    all.settle(1e6);
    all.seen('arb-us', '0x1', 5_000);
    all.settle(2e6);
    expect(all.told).toEqual([]);
  });
});

describe('a head that goes back', () => {
  const labels = { target: 'one', role: 'node', chain: 'arbitrum-one', region: 'eu', vantage: 'eu' } as const;
  const follow = async (chain: 'arbitrum-one' | 'ethereum', ...numbers: (number | undefined)[]) => {
    const registry = createRegistry(['slow']);
    const top = 1_000_000;
    const state = { verdict: 'live', detail: '', since: 0 } as const;
    const head = { number: top, timestamp: 0, hash: '0x' };
    const watch = {
      chain: knownChains[chain],
      state: () => ({ ...state, corroborated: { head, sources: 3, uncertainty: 0 } }),
    };
    const node = { ...{ node: { ...fleetNode, chain }, labels }, head, failure: undefined } as Parameters<
      typeof watchRewinds
    >[0][number] & { head: typeof head | undefined };
    const rewinds = watchRewinds([node], [watch], registry);
    for (const number of numbers) {
      node.head = number === undefined ? undefined : { ...head, number };
      rewinds.look();
    }
    return Number(/^headwatch_head_rewinds_total\{.*\} (\d+)$/m.exec(await registry.render('slow'))?.[1]);
  };

  it('far is a rewind, once; near is a load balancer or a reorganisation', async () => {
    expect(await follow('arbitrum-one', 999_000, 997_900, 997_904)).toBe(1);
    expect(await follow('arbitrum-one', 999_000, 998_100, 999_100)).toBe(0);
    expect(await follow('ethereum', 999_000, 998_930)).toBe(1);
    expect(await follow('ethereum', 999_000, 998_950)).toBe(0);
  });
  it('over a time without answers too, and not from a height that nobody has reached', async () => {
    expect(await follow('arbitrum-one', 999_000, undefined, 990_000)).toBe(1);
    expect(await follow('arbitrum-one', 999_000, 2_000_000, 999_004)).toBe(0);
  });
});
