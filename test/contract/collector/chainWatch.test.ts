import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { independenceGroup } from '../../../collector/config/graph.ts';
import { parseFleet } from '../../../collector/config/load.ts';
import { silentLog } from '../../../collector/log.ts';
import { applyOverride } from '../../../collector/policy/ladder.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import type { EndpointPool } from '../../../collector/rpc/pool.ts';
import { assemble } from '../../../collector/tick/assemble.ts';
import { createChainWatch } from '../../../collector/tick/chainWatch.ts';
import { createControls } from '../../../collector/tick/controls.ts';
import type { EdgeRuntime, NodeRuntime } from '../../../collector/tick/runtime.ts';
import { nodeKinds } from '../../../exporters/index.ts';
import { kinds } from '../../../exporters/kinds.ts';
import { type FakeBlock, type FakeNode, startFakeNode, wellBehaved } from '../../support/fakeNode.ts';

/** Short rungs, so that a test takes a second; the relations between them are the shipped ones. */
const rungs = { deadline: 0.3, unreachable: 0.2, lagging: 15, stalled: 30, stale: 30, halted: 30, recovered: 0 };
const chainId = 42161;
const started = Date.now() / 1000;
/** Four blocks a second, as Arbitrum One makes them. */
const headAt = (wall: number): FakeBlock => ({ number: Math.floor(wall * 4), timestamp: Math.floor(wall) });
const fresh = (): FakeBlock => headAt(Date.now() / 1000);

const names = ['n1', 'n2', 'r1', 'r2', 'e1', 'c1'] as const;
let fakes: Record<(typeof names)[number], FakeNode>;
let pools: readonly EndpointPool[] = [];
let controls: ReturnType<typeof createControls>;

const build = () => {
  const text = `
service: { name: t }
vantage: eu
nodes:
  - { name: n1, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, rpc: "${fakes.n1.url}" }
  - { name: n2, kind: arbitrum-nitro, chain: arbitrum-one, region: eu, rpc: "${fakes.n2.url}" }
references:
  - { name: r1, chain: arbitrum-one, rpc: "${fakes.r1.url}" }
  - { name: r2, chain: arbitrum-one, rpc: "${fakes.r2.url}" }
edges:
  - { name: e1, chain: arbitrum-one, audience: members, journey: evm-generic, rpc: "${fakes.e1.url}", regions: { eu: [n1, n2] } }
controls: [{ url: "${fakes.c1.url}/" }]
`;
  const fleet = parseFleet(text, { file: 't', home: '/nonexistent', kinds, env: {}, readFile: () => undefined });
  const registry = createRegistry(['fast', 'slow']);
  const made = assemble({
    fleet,
    vantage: 'eu',
    central: true,
    kinds: nodeKinds,
    plainLight: nodeKinds.evm.light,
    recorder: registry,
  });
  pools = made.pools;
  controls = createControls(fleet);
  const chain = fleet.chains['arbitrum-one'];
  const base = fleet.ladders['arbitrum-one'];
  if (!chain || !base) throw new Error('the fleet has the chain');
  const watch = createChainWatch({
    chain,
    ladder: { ...applyOverride(base), ...rungs },
    vantage: 'eu',
    targets: made.targets,
    groupOf: (name) => independenceGroup(fleet, name),
    recorder: registry,
    controls,
    everythingFails: () => made.targets.every(({ failure }) => failure !== undefined) && controls.blind(),
    behindDeadEdge: () => false,
    log: silentLog,
  });
  const node = (name: string): NodeRuntime => {
    const found = made.targets.find((target) => target.labels.target === name);
    if (found?.role !== 'node') throw new Error(name);
    return found;
  };
  const edge = made.targets.find((target): target is EdgeRuntime => target.role === 'edge');
  if (!edge) throw new Error('e1');
  const ticks = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      await watch.run(Date.now() / 1000, false);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    // Questions that hang are judged at their deadline, after their tick, and then a control is asked.
    await new Promise((resolve) => setTimeout(resolve, 400));
  };
  return { watch, node, edge, ticks, registry };
};

beforeEach(async () => {
  const made = await Promise.all(
    names.map(async (name) => [name, await startFakeNode(wellBehaved(chainId, fresh))] as const),
  );
  fakes = Object.fromEntries(made) as typeof fakes;
  fakes.c1.answer = (_body, response) => response.end('ok');
});
afterEach(async () => {
  await controls.stop();
  await Promise.all([...pools.map((pool) => pool.close()), ...Object.values(fakes).map((fake) => fake.stop())]);
});

describe('a chain that is watched', () => {
  it('is live and everyone ok when everyone is', async () => {
    const { watch, node, edge, ticks } = build();
    await ticks(3);
    expect(watch.state()).toMatchObject({ verdict: 'live' });
    expect(watch.state().corroborated?.sources).toBe(4);
    expect([node('n1').memory.verdict, node('n2').memory.verdict, edge.judgement.state]).toEqual(['ok', 'ok', 'good']);
  });

  it('one runaway node or reference changes nobody else’s verdict', async () => {
    for (const rogue of ['n2', 'r1'] as const) {
      fakes[rogue].answer = wellBehaved(chainId, () => ({ number: 9e9, timestamp: fresh().timestamp }));
    }
    fakes.r1.answer = wellBehaved(chainId, fresh);
    const { node, edge, ticks } = build();
    await ticks(3);
    expect(node('n1').memory.verdict).toBe('ok');
    expect(node('n1').lag?.blocks).toBeLessThanOrEqual(1);
    expect(edge.judgement.state).toBe('good');
  });

  it('a node on another chain is told so and does not count as a source', async () => {
    fakes.n2.answer = wellBehaved(42170, () => ({ number: 5, timestamp: fresh().timestamp }));
    const { watch, node, ticks } = build();
    await ticks(3);
    expect(node('n2').memory).toMatchObject({ verdict: 'wrong_chain' });
    expect(watch.state().corroborated?.sources).toBe(3);
    expect(node('n1').memory.verdict).toBe('ok');
  });

  it('a halt is one chain verdict and no node verdict, and the edge’s seconds are halted', async () => {
    const frozen = headAt(started - 40);
    for (const name of ['n1', 'n2', 'r1', 'r2', 'e1'] as const) fakes[name].answer = wellBehaved(chainId, () => frozen);
    const { watch, node, edge, ticks } = build();
    await ticks(3);
    expect(watch.state().verdict).toBe('halted');
    expect([node('n1').memory.verdict, node('n2').memory.verdict]).toEqual(['ok', 'ok']);
    expect(edge.seconds).toMatchObject({ bad: 0, halted: 3 });
  });

  it('without two references the same halt is unverifiable', async () => {
    const frozen = headAt(started - 40);
    for (const name of ['n1', 'n2', 'r1', 'e1'] as const) fakes[name].answer = wellBehaved(chainId, () => frozen);
    fakes.r2.answer = (_body, response) => response.writeHead(429).end('Too many requests');
    const { watch, ticks } = build();
    await ticks(3);
    expect(watch.state().verdict).toBe('unverifiable');
  });

  it('an edge that serves old heads with 200 is bad while its nodes are ok', async () => {
    fakes.e1.answer = wellBehaved(chainId, () => headAt(Date.now() / 1000 - 31));
    const { node, edge, ticks } = build();
    await ticks(3);
    expect(edge.judgement).toMatchObject({ state: 'bad', reason: 'behind' });
    expect(edge.judgement.detail).toMatch(/^answers 200 with a head 3\d s behind$/);
    expect(node('n1').memory.verdict).toBe('ok');
  });

  it('a hanging edge is bad second by second and holds nobody else up', async () => {
    fakes.e1.answer = () => undefined;
    const { node, edge, ticks } = build();
    await ticks(3);
    expect(edge.seconds).toMatchObject({ good: 0, bad: 3, unknown: 0 });
    expect(node('n1').memory.verdict).toBe('ok');
  });

  it('a failing edge while the controls do not answer either is unknown', async () => {
    fakes.e1.answer = (_body, response) => response.socket?.destroy();
    fakes.c1.answer = (_body, response) => response.socket?.destroy();
    const { edge, ticks } = build();
    await ticks(3);
    expect(edge.seconds).toMatchObject({ good: 0, bad: 0, unknown: 3 });
    expect(edge.judgement.reason).toBe('monitor_blind');
  });

  it('when nothing at all answers, nodes are unknown: suspect ourselves', async () => {
    for (const name of names) fakes[name].answer = (_body, response) => response.socket?.destroy();
    const { node, ticks } = build();
    await controls.blindAfter(performance.now());
    await ticks(5);
    expect(node('n1').memory).toMatchObject({ verdict: 'unknown', reason: 'monitor_blind' });
  });

  it('a head an hour in the future is a failure of that node alone', async () => {
    fakes.n2.answer = wellBehaved(chainId, () => headAt(Date.now() / 1000 + 3600));
    const { watch, node, ticks, registry } = build();
    await ticks(6);
    expect(node('n2').memory).toMatchObject({
      verdict: 'unreachable',
      reason: 'bad_answer',
      lastFailure: 'future_block',
    });
    expect(node('n1').memory.verdict).toBe('ok');
    expect(watch.state().verdict).toBe('live');
    expect(await registry.render('slow')).toMatch(
      /headwatch_head_failures_total\{target="n2".*reason="future_block"\} \d/,
    );
  });

  it('when everyone’s head is in the future it is our own clock, and nobody is blamed', async () => {
    const ahead = () => headAt(Date.now() / 1000 + 60);
    for (const name of ['n1', 'n2', 'r1', 'r2', 'e1'] as const) fakes[name].answer = wellBehaved(chainId, ahead);
    const { node, edge, ticks } = build();
    await ticks(4);
    expect([node('n1').memory.verdict, node('n2').memory.verdict, edge.judgement.state]).toEqual(['ok', 'ok', 'good']);
  });

  it('level gauges of a node that fails disappear; its head’s timestamp stays', async () => {
    const { ticks, registry } = build();
    await ticks(2);
    expect(await registry.render('fast')).toMatch(/headwatch_head_number\{target="n1"/);
    fakes.n1.answer = (_body, response) => response.writeHead(502).end('x');
    await ticks(2);
    const text = await registry.render('fast');
    expect(text).not.toMatch(/headwatch_head_(number|lag_seconds|lag_blocks)\{target="n1"/);
    expect(text).toMatch(/headwatch_head_timestamp_seconds\{target="n1"/);
    expect(text).toMatch(/headwatch_head_success\{target="n1".*\} 0/);
  });
});
