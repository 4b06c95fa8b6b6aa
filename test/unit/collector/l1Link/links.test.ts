/** The watch as a whole: what a Nitro node is called while the Ethereum node that it reads through is well, dead, back. */
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { watchLinks } from '../../../../collector/l1Link/links.ts';
import { silentLog } from '../../../../collector/log.ts';
import { createRegistry } from '../../../../collector/registry/registry.ts';
import { assemble } from '../../../../collector/tick/assemble.ts';
import type { NodeRuntime } from '../../../../collector/tick/runtime.ts';
import { nodeKinds } from '../../../../exporters/index.ts';
import { parse } from '../../config/support.ts';

const fleet = parse(`
service: { name: t }
vantage: eu
nodes:
  - { name: arb-eu, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, rpc: "http://127.0.0.1:1", parent: "node:eth-a" }
  - { name: eth-a, kind: ethereum-execution, chain: ethereum, region: eu, rpc: "http://127.0.0.1:2", beacon: beacon-a }
  - { name: beacon-a, kind: ethereum-consensus, chain: ethereum, region: eu, rpc: "http://127.0.0.1:3" }
references:
  - { name: arb-ref, chain: arbitrum-one, rpc: "http://127.0.0.1:4" }
  - { name: eth-ref, chain: ethereum, rpc: "http://127.0.0.1:5" }
`);
const now = () => Date.now() / 1000;
const said = (node: NodeRuntime | undefined, verdict: NodeRuntime['memory']['verdict']): void => {
  if (node) node.memory = { ...node.memory, verdict };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('is healthy, then not known while nobody is left to say what is final, and cut off once a consensus node says it', async () => {
  const recorder = createRegistry(['fast', 'slow']);
  const { targets, pools } = assemble({
    fleet,
    vantage: 'eu',
    central: true,
    kinds: nodeKinds,
    plainLight: nodeKinds.evm.light,
    recorder,
  });
  onTestFinished(async () => void (await Promise.all(pools.map((pool) => pool.close()))));
  const find = (name: string): NodeRuntime | undefined =>
    targets.find((one): one is NodeRuntime => one.role === 'node' && one.node.name === name);
  const [arb, eth, beacon] = [find('arb-eu'), find('eth-a'), find('beacon-a')];
  for (const target of targets) target.head = { number: 1, timestamp: now(), hash: '0x1' };
  if (arb) arb.lag = { seconds: 0, blocks: 0 };
  for (const node of [arb, eth, beacon]) said(node, 'ok');
  const final = (age: number) => ({ number: 1, timestamp: now() - age, hash: '0x1' });
  if (arb) arb.hints.finalized = final(1150);
  if (eth) eth.hints.finalized = final(1000);

  const links = watchLinks({
    fleet,
    vantage: 'eu',
    targets,
    recorder,
    log: silentLog,
    kind: () => ({
      firstBlock: 0,
      // The batches go on whatever becomes of our own nodes: a reference is asked.
      ask: async () => ({ batchCount: Math.floor(now() / 60), messages: 1, delayed: 0, postedAt: now() - 60 }),
    }),
    watches: Object.values(fleet.chains).map((chain) => ({
      chain,
      state: () => ({ verdict: 'live' as const, since: 0, detail: '', corroborated: undefined }),
    })),
  });
  const state = () => links.verdicts().get('arb-eu')?.state;
  links.start();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(state()).toBe('healthy');

  // Both stand with what was final then.
  said(eth, 'unreachable');
  said(beacon, 'unreachable');
  if (eth) eth.failure = 'refused';
  for (const minutes of [10, 20]) {
    await vi.advanceTimersByTimeAsync(minutes * 60_000);
    expect(links.verdicts().get('arb-eu')).toMatchObject({
      state: 'unknown',
      detail: expect.stringContaining('no L1 node'),
    });
  }
  said(beacon, 'ok');
  if (beacon) beacon.hints.finalEpochAt = now() - 1000;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(state()).toBe('own_l1');
  links.stop();
});
