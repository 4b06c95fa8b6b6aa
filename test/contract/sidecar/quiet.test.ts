/** The check on a quiet chain, whose last block is an hour old: whose word makes a node late there. */
import { rm } from 'node:fs/promises';
import { expect, it, type TestContext, vi } from 'vitest';
import { knownChains } from '../../../collector/policy/chains.ts';
import { type FakeBlock, startFakeNode, wellBehaved } from '../../support/fakeNode.ts';
import { check, startWorld } from './world.ts';

const chain = knownChains['arbitrum-nova'];
const now = (): number => Math.floor(Date.now() / 1000);
const soon = { timeout: 12_000, interval: 100 };
const last: FakeBlock = { number: 1000, timestamp: now() - 3600 };
const answer = (block: () => FakeBlock) => wellBehaved(chain.id, block);

const open = async (test: TestContext, extra = '') => {
  const world = await startWorld({ chain: chain.name, rungs: ', lagging: 2s', extra });
  test.onTestFinished(async () => {
    await world.stop();
    await rm(world.home, { recursive: true, force: true });
  });
  const { a, b } = world.members;
  for (const { node } of [a, b]) node.answer = answer(() => last);
  await vi.waitFor(async () => expect((await check(a)).reason).toBe('well'), soon);
  return world;
};

it('one member alone, whatever height it says, drains nobody', async (test) => {
  const { a, b } = (await open(test)).members;
  for (const further of [1_000_000, 10]) {
    b.node.answer = answer(() => ({ number: 1000 + further, timestamp: now() }));
    for (let second = 0; second < 5; second++) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(await check(a)).toMatchObject({ status: 200, reason: 'well' });
    }
  }
}, 40_000);

it('a member that has what three sources of the collector have does, and three are enough', async (test) => {
  let sources = 2;
  const next: FakeBlock = { number: 1010, timestamp: now() };
  const collector = await startFakeNode((_body, response) => {
    const head = { ...next, hash: '0x' };
    const chains = [{ name: chain.name, verdict: 'live', head, sources }];
    const at = Date.now() / 1000;
    response.end(JSON.stringify({ blind: false, now: at, at, chains, nodes: [] }));
  });
  test.onTestFinished(() => collector.stop());
  const { a, b } = (await open(test, `sidecar: { collector: "${collector.url}" }`)).members;
  b.node.answer = answer(() => next);
  for (let second = 0; second < 4; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await check(a)).status).toBe(200);
  }
  sources = 3;
  await vi.waitFor(async () => expect(await check(a)).toMatchObject({ status: 503, reason: 'behind' }), soon);
  expect((await check(b)).status).toBe(200);
}, 40_000);
