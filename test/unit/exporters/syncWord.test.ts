/** What a node says of its sync stands until it has answered again: the pair is judged each second, and asked each fifth. */
import { expect, test } from 'vitest';
import { knownChains } from '../../../collector/policy/chains.ts';
import type { Asker, NodeHints, SlowProbe } from '../../../collector/probe/api.ts';
import { createProbeRunner } from '../../../collector/probe/runner.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { failed } from '../../../collector/rpc/observation.ts';
import { syncingProbe as consensusProbe } from '../../../exporters/ethereumConsensus/probes.ts';
import { syncingProbe as executionProbe } from '../../../exporters/evmProbes.ts';
import { fleetNode } from './support/node.ts';

const labels = { target: 'one', role: 'node', chain: 'ethereum', region: 'eu', vantage: 'eu' } as const;
const timing = { sentWall: 0, sentMono: 0, receivedMono: 0 };

/** Whatever is asked has no answer, and that only when the test says so. */
const held = (probe: SlowProbe, hints: NodeHints) => {
  let giveUp = (): void => undefined;
  const promise = new Promise<ReturnType<typeof failed>>((resolve) => {
    giveUp = () => resolve(failed('timeout', timing));
  });
  const ask: Asker = { rpc: () => promise, get: () => promise, text: () => promise };
  const context = { node: fleetNode, chain: knownChains.ethereum, labels, ask, ownMetrics: undefined, hints };
  return { run: createProbeRunner(probe, context, createRegistry(['slow']))(), giveUp };
};

test.each<[string, SlowProbe, NodeHints]>([
  ['an execution node', executionProbe, { syncing: true }],
  ['a consensus node', consensusProbe, { syncing: false, optimistic: false, elOffline: true }],
])(
  'of %s: it is known while the next question is under way, and not after that had no answer',
  async (_who, probe, said) => {
    const hints = { ...said };
    const { run, giveUp } = held(probe, hints);
    await Promise.resolve();
    expect(hints).toEqual(said);
    giveUp();
    expect(await run).toMatchObject({ ok: false, reason: 'timeout' });
    expect(hints).toEqual({});
  },
);
