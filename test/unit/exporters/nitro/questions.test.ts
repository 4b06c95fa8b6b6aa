/** The smaller questions to a Nitro node: its publisher, its optional methods, its blocks, and what is never asked. */
import { describe, expect, it } from 'vitest';
import { readNitroBlock } from '../../../../exporters/arbitrumNitro/blockExtras.ts';
import { arbitrumNitro } from '../../../../exporters/arbitrumNitro/index.ts';
import { publisherProbe } from '../../../../exporters/arbitrumNitro/publisher.ts';
import { methodsProbe } from '../../../../exporters/methods.ts';
import { type Answer, probing } from '../support/probing.ts';

const publisher = async (answer: Answer) => {
  const node = probing(publisherProbe);
  await node.run({ rpc: { arb_checkPublisherHealth: answer } });
  return { values: node.values(), last: node.last() };
};

describe('the publisher of a Nitro node', () => {
  it('is well when the answer is null, and not when the node says why not', async () => {
    expect((await publisher({ result: null })).values).toEqual({ headwatch_nitro_publisher_healthy: 1 });
    const bad = { error: -32_000, message: 'sequencer temporarily not available' };
    expect((await publisher(bad)).values).toEqual({ headwatch_nitro_publisher_healthy: 0 });
    expect((await publisher({ error: -32_000, message: 'dial tcp: refused' })).values).toEqual({
      headwatch_nitro_publisher_healthy: 0,
    });
  });

  it.each([
    ['without the method', { error: -32_601 }],
    ['without a target', { error: -32_000, message: 'publishing transactions not supported by this endpoint' }],
  ])('of a node %s is not known, which is no failure', async (_what, answer) => {
    const { values, last } = await publisher(answer);
    expect(values).toEqual({});
    expect(last).toMatchObject({ ok: true });
  });

  it('is not known while the node does not answer, which is a failure of the question', async () => {
    const { values, last } = await publisher({ failure: 'http_429' });
    expect(values).toEqual({});
    expect(last).toMatchObject({ ok: false, reason: 'http_429' });
  });
});

it('an optional method that answers, well or with an error of its own, is offered; no answer says nothing', async () => {
  const node = probing(methodsProbe([{ method: 'a' }, { method: 'b' }, { method: 'c' }, { method: 'd' }]));
  await node.run({
    rpc: { a: { result: null }, b: { error: -32_000 }, c: { error: -32_601 }, d: { failure: 'timeout' } },
  });
  expect(node.values()).toEqual({
    'headwatch_rpc_method_supported{method="a"}': 1,
    'headwatch_rpc_method_supported{method="b"}': 1,
    'headwatch_rpc_method_supported{method="c"}': 0,
  });
});

describe('a Nitro block', () => {
  const header = {
    l1BlockNumber: '0x17f0d70',
    sendCount: '0x2c9a1',
    mixHash: '0x000000000002c9a100000000017f0d7000000000000000330000000000000000',
  };
  it('carries the L1 block, the count of messages to L1 and the ArbOS version', () => {
    expect(readNitroBlock(header)).toEqual({ l1BlockNumber: 25_103_728, sendCount: 182_689, arbosFormat: 51 });
  });
  it.each([
    ['another mixHash', { ...header, mixHash: `0x${'ab'.repeat(32)}` }],
    ['no fields of Nitro', { mixHash: header.mixHash }],
    ['a mixHash that is none', { ...header, mixHash: '0x1' }],
  ])('with %s is no Nitro block', (_what, other) => {
    expect(readNitroBlock(other)).toBeUndefined();
  });
});

it('txpool_status and net_peerCount are never asked of a Nitro node, nor anything that writes', async () => {
  const asked = new Set<string>();
  for (const probe of arbitrumNitro.slow) {
    const node = probing(probe);
    await node.run({ rpc: {} });
    for (const method of node.asked) asked.add(method);
  }
  expect([...asked].sort()).toEqual([
    'arb_checkPublisherHealth',
    'arb_findBatchContainingBlock',
    'arb_getMinRequiredNitroVersion',
    'arb_latestValidated',
    'arb_maintenanceStatus',
    'eth_call',
    'eth_chainId',
    'eth_getBlockByNumber',
    'eth_syncing',
    'web3_clientVersion',
  ]);
});
