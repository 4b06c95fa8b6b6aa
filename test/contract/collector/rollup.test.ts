/** The reader of a rollup's contracts against a real HTTP listener. */
import { toFunctionSelector } from 'viem/utils';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../../collector/config/secret.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { createAsker } from '../../../collector/probe/asker.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { createPool } from '../../../collector/rpc/pool.ts';
import { rollupKind } from '../../../exporters/l1Link/index.ts';
import { hashOf, headerOf, startFakeNode } from '../../support/fakeNode.ts';

const bridge = '0x8315177aB297bA92A06054cE80a67Ed4DBd7ed3a';
const inbox = `0x${'11'.repeat(20)}`;
const word = (value: bigint | number): string => `0x${BigInt(value).toString(16).padStart(64, '0')}`;

let answers: Record<string, string>;
let head: { number: number; timestamp: number };
let logs: { blockNumber: string; blockHash: string; transactionHash: string; logIndex: string }[];
let asked: string[];

const names = Object.fromEntries(
  [
    'sequencerInbox()',
    'bridge()',
    'batchCount()',
    'sequencerReportedSubMessageCount()',
    'delayedMessageCount()',
    'totalDelayedMessagesRead()',
  ].map((signature) => [toFunctionSelector(signature), signature]),
);

beforeEach(() => {
  head = { number: 1000, timestamp: 100_000 };
  logs = [{ blockNumber: '0x3e0', blockHash: hashOf(992), transactionHash: hashOf(7), logIndex: '0x0' }];
  asked = [];
  answers = {
    'sequencerInbox()': word(BigInt(inbox)),
    'bridge()': word(BigInt(bridge)),
    'batchCount()': word(1_221_010),
    'sequencerReportedSubMessageCount()': word(440_373_400),
    'delayedMessageCount()': word(1_851_180),
    'totalDelayedMessagesRead()': word(1_851_178),
  };
});

const call = ({ to, data }: { to: string; data: string }): string => {
  const name = names[data.slice(0, 10)] ?? 'unknown';
  asked.push(`${name} of ${to.toLowerCase() === bridge.toLowerCase() ? 'bridge' : 'inbox'}`);
  return answers[name] ?? '0x';
};

const answer = (method: string, params: readonly unknown[]): unknown => {
  // What was sent by ourselves has the shape of its method.
  const [first] = params as [never];
  if (method === 'eth_call') return call(first);
  if (method === 'eth_getLogs') {
    asked.push('logs');
    return logs;
  }
  const number = method === 'eth_getBlockByHash' ? 992 : first === 'latest' ? head.number : Number(first);
  return headerOf({ number, timestamp: head.timestamp - (head.number - number) * 12 });
};

const open = async () => {
  const node = await startFakeNode((body, response) => {
    const { id, method, params } = JSON.parse(body);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result: answer(method, params) }));
  });
  const pool = createPool({ url: new Secret(node.url), headers: {}, via: 'direct' });
  onTestFinished(async () => {
    await pool.close();
    await node.stop();
  });
  const labels = { target: 'eth-a', role: 'node', chain: 'ethereum', region: 'eu', vantage: 'eu' } as const;
  const asker = createAsker(pool, labels, createRegistry(['fast', 'slow']));
  const probe = rollupKind(knownChains['arbitrum-one']);
  if (!probe) throw new Error('Arbitrum One is not known');
  return { ask: () => probe.ask(asker, 2) };
};

describe('the contracts of a rollup', () => {
  it('tell what was posted, and when, by way of the Bridge', async () => {
    const { ask } = await open();
    expect(await ask()).toEqual({ batchCount: 1_221_010, messages: 440_373_400, delayed: 2, postedAt: 100_000 - 96 });
    expect(asked).toContain('sequencerInbox() of bridge');
    expect(asked).toContain('batchCount() of inbox');
  });

  it('are asked for the time of a batch only when one has come, and for the inbox once an hour', async () => {
    const { ask } = await open();
    await ask();
    asked = [];
    await ask();
    expect(asked.toSorted()).toEqual([
      'batchCount() of inbox',
      'delayedMessageCount() of bridge',
      'sequencerReportedSubMessageCount() of bridge',
      'totalDelayedMessagesRead() of inbox',
    ]);
    answers['batchCount()'] = word(1_221_011);
    asked = [];
    await ask();
    expect(asked).toContain('logs');
  });

  it('give the oldest block that was looked through where there is no batch in any', async () => {
    logs = [];
    const { ask } = await open();
    expect((await ask()).postedAt).toBe(100_000 - 100 * 12);
  });

  it.each([
    ['an inbox that names another bridge', 'bridge()', word(5), 'contract_differs'],
    ['an address without a contract', 'batchCount()', '0x', 'bad_shape'],
    ['a short word', 'sequencerReportedSubMessageCount()', '0x12', 'bad_shape'],
  ])('are not believed: %s', async (_title, name, answer, reason) => {
    answers[name] = answer;
    const { ask } = await open();
    await expect(ask()).rejects.toMatchObject({ reason });
  });

  it('are known of no chain that is no rollup', () => {
    expect(rollupKind(knownChains.ethereum)).toBeUndefined();
  });
});
