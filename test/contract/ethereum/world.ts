/** Nodes of the simulated fleet under the collector's own probes: a test sets a mode, runs a probe, reads the registry. */
import { onTestFinished } from 'vitest';
import { Secret } from '../../../collector/config/secret.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import type { NodeHints, SlowProbe } from '../../../collector/probe/api.ts';
import { createAsker } from '../../../collector/probe/asker.ts';
import { createProbeRunner } from '../../../collector/probe/runner.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { createPool } from '../../../collector/rpc/pool.ts';
import { nodeKinds } from '../../../exporters/index.ts';

/** One node as the collector has it. @param executions URLs of execution nodes beside a consensus node */
export const watchNode = (
  kind: 'ethereum-execution' | 'ethereum-consensus' | 'arbitrum-nitro' | 'evm',
  url: string,
  executions: readonly string[] = [],
  on: keyof typeof knownChains = kind === 'arbitrum-nitro' ? 'arbitrum-one' : 'ethereum',
) => {
  const chain = knownChains[on];
  const labels = { target: 'one', role: 'node', chain: chain.name, region: 'eu', vantage: 'eu' } as const;
  const registry = createRegistry(['slow']);
  const askerTo = (address: string) => {
    const pool = createPool({ url: new Secret(address), headers: {}, via: 'direct' });
    onTestFinished(pool.close);
    return createAsker(pool, labels, registry);
  };
  const ask = askerTo(url);
  const light = nodeKinds[kind].light(chain);
  const hints: NodeHints = {};
  const node = {
    role: 'node',
    name: 'one',
    kind,
    layer: kind === 'ethereum-consensus' ? 'consensus' : 'execution',
    chain: chain.name,
    region: 'eu',
    state: 'serving',
    endpoint: { url: new Secret(url), headers: {}, via: 'direct' },
    parent: undefined,
    beacon: undefined,
    alias: 'One',
  } as const;
  const context = { node, chain, labels, ask, ownMetrics: undefined, executions: executions.map(askerTo), hints };
  const runs = new Map<string, ReturnType<typeof createProbeRunner>>();
  const probeOf = (name: string): SlowProbe => {
    const probe = nodeKinds[kind].slow.find((each) => each.name === name);
    if (!probe) throw new Error(`a ${kind} has no probe ${name}`);
    return probe;
  };
  onTestFinished(async () => {
    for (const name of runs.keys()) await probeOf(name).end?.(context);
  });
  return {
    hints,
    light: () => light.ask(ask, 2),
    /** How the run ended: `ok` or its reason. */
    run: async (name: string): Promise<string> => {
      const run = runs.get(name) ?? createProbeRunner(probeOf(name), context, registry);
      runs.set(name, run);
      return (await run()).reason;
    },
    /** Value of the one series with this name and these own labels; undefined when it is absent. */
    value: async (metric: string, own: Readonly<Record<string, string>> = {}): Promise<number | undefined> => {
      const lines = (await registry.render('slow'))
        .split('\n')
        .filter((line) => line.startsWith(`${metric}{`))
        .filter((line) => Object.entries(own).every(([key, value]) => line.includes(`${key}="${value}"`)));
      return lines.length === 0 ? undefined : Number(lines[0]?.split(' ').at(-1));
    },
    /** Own labels of the series of one metric. */
    text: () => registry.render('slow'),
  };
};
