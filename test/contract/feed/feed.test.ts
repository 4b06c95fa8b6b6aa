/** The client of the sequencer's feed against the simulated broadcaster, and what it makes of each of its faults. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Secret } from '../../../collector/config/secret.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import type { Feed } from '../../../collector/probe/feed.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { SimMode } from '../../../demo/sim/modes.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { feedKind } from '../../../exporters/feed/index.ts';
import { latest, until } from '../sim/client.ts';

let sim: Sim;
const opened: Feed[] = [];
const chain = knownChains['arbitrum-one'];

const listen = (url = sim.feeds['arb-feed'] ?? '', id: number = chain.id) => {
  const registry = createRegistry(['slow']);
  const endpoint = { url: new Secret(url), headers: {}, via: 'direct' } as const;
  const feed = feedKind({
    feed: { name: 'arb-feed', chain: chain.name, endpoint },
    chain: { ...chain, id },
    labels: { feed: 'arb-feed', chain: chain.name, vantage: 'eu' },
    recorder: registry,
  });
  opened.push(feed);
  const text = () => registry.render('slow');
  const faults = async (reason: string): Promise<number> => {
    const line = (await text())
      .split('\n')
      .find((each) => each.includes(`reason="${reason}"`) && each.includes('feed_faults'));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  return { feed, facts: () => feed.facts(Date.now() / 1000), faults, text };
};
const set = (mode: SimMode, on: boolean) => sim.set({ target: 'feed:arb-feed', mode }, on);

beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
});
afterEach(async () => {
  for (const feed of opened.splice(0)) feed.stop();
  await sim.clear();
});
afterAll(() => sim.stop());

it('catches up, and then knows how late it is, where L1 is, and what heights its numbers are', async () => {
  const { feed, facts, text } = listen();
  await until(async () => facts().delay !== undefined);
  const head = await latest(sim.targets['arb-eu'] ?? '');
  const { connected, latest: newest, confirmed, delay } = facts();
  expect(connected).toBe(true);
  expect(delay).toBeLessThan(2);
  expect((newest ?? 0) - (confirmed ?? 0)).toBeGreaterThan(420);
  expect((newest ?? 0) - (confirmed ?? 0)).toBeLessThan(900);
  expect(feed.facts(0).offset).toBeUndefined();
  await until(async () => (facts().latest ?? 0) > Number(head.number) - 22_207_817);
  feed.tookHead({ number: Number(head.number), timestamp: Number(head.timestamp), hash: head.hash });
  expect(facts().offset).toEqual({ low: 22_207_817, high: 22_207_817 });
  expect(await text()).toMatch(/headwatch_feed_messages_total\{[^}]*kind="delayed"[^}]*\} \d/);
});

it('counts each time that it leaves messages out, and stays connected', async () => {
  const { facts, faults } = listen();
  await until(async () => facts().delay !== undefined);
  await set('feed_gap', true);
  await until(async () => (await faults('gap')) > 0);
  const { latest: before = 0 } = facts();
  await until(async () => (facts().latest ?? 0) > before);
  expect(facts().connected).toBe(true);
});

it('goes on where it was after a cut, and misses nothing', async () => {
  const { facts, faults } = listen();
  await until(async () => facts().delay !== undefined);
  const before = facts().latest ?? 0;
  await set('cut', true);
  await until(async () => (await faults('reset')) > 0);
  await set('cut', false);
  await until(async () => facts().connected && (facts().latest ?? 0) > before + 4);
  expect(await faults('gap')).toBe(0);
});

it.each([
  ['refuse', 'refused'],
  ['http_429', 'http_429'],
  ['html', 'http_other'],
  ['huge', 'too_large'],
] as const)('a feed in mode %s is not connected: %s', async (mode, reason) => {
  await set(mode, true);
  const { facts, faults } = listen();
  await until(async () => (await faults(reason)) > 0);
  expect(facts()).toMatchObject({ connected: false, latest: undefined, delay: undefined });
});

it('frames that are none are counted and make nothing of a connection', async () => {
  await set('garbage', true);
  const { facts, faults } = listen();
  await until(async () => (await faults('truncated')) > 1);
  expect(facts().connected).toBe(false);
});

it('a connection that is open and brings nothing is not a connected feed', async () => {
  await set('feed_silent', true);
  const { facts, faults } = listen();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(facts()).toMatchObject({ connected: false, lastMessageAt: undefined });
  expect(await faults('reset')).toBe(0);
});

it('the feed of another chain is left', async () => {
  const { facts, faults } = listen(undefined, 421_614);
  await until(async () => (await faults('wrong_chain')) > 0);
  expect(facts().latest).toBeUndefined();
});

it('nothing of its address shows', async () => {
  await set('refuse', true);
  const { faults, text } = listen(`${sim.feeds['arb-feed']}/planted-key-0000000000`);
  await until(async () => (await faults('refused')) > 0);
  expect(await text()).not.toMatch(/planted|127\.0\.0\.1/);
});
