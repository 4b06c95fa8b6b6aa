/** `headwatch check --probe` against the simulated fleet: the tables that a person reads, well and with sick nodes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoFleetYaml } from '../../../demo/fleetFile.ts';
import { startSim } from '../../../demo/sim/main.ts';
import type { Sim } from '../../../demo/sim/types.ts';
import { headwatch } from '../../unit/config/command.ts';

let sim: Sim;
let home: string;
beforeAll(async () => {
  sim = await startSim({ anvil: 'none', latencyMs: { min: 0, max: 0 } });
  home = mkdtempSync(join(tmpdir(), 'headwatch-probe-'));
  const unused = 'http://127.0.0.1:9';
  const listens = { collector: '127.0.0.1:11', router: '127.0.0.1:9', public: '127.0.0.1:10' };
  const others = { prometheus: unused, alertmanager: unused, discordApi: unused, pagerduty: unused, vantages: {} };
  writeFileSync(join(home, 'fleet.yaml'), demoFleetYaml(sim, { ...listens, ...others }));
});
afterAll(async () => {
  await sim.stop();
  rmSync(home, { recursive: true, force: true });
});

const probe = async () => {
  const ran = await headwatch(['check', '--probe', '--config', join(home, 'fleet.yaml')], {
    ARB_EDGE_RPC: sim.edges.arb.eu ?? '',
    ETH_EDGE_RPC: sim.edges.eth.eu ?? '',
    ETH_EDGE_BEACON: sim.edges.eth.eu ?? '',
  });
  // The key of an edge is in its address.
  for (const { eu = '' } of Object.values(sim.edges)) expect(ran.out + ran.err).not.toContain(new URL(eu).pathname);
  const tables = new Map(
    ran.out.split('\n\n').map((part) => {
      const [title = '', ...lines] = part.trimEnd().split('\n');
      return [title, lines.map((line) => line.trim().split(/ {2,}/))] as const;
    }),
  );
  const table = (title: string): readonly (readonly string[])[] =>
    [...tables].find(([each]) => each.startsWith(title))?.[1] ?? [];
  const about = (title: string, name: string): string =>
    table(title)
      .find((row) => row.includes(name))
      ?.join(' | ') ?? '';
  return { ...ran, table, about };
};

test('a fleet that is well: each source with its head and client, each layer with what it may lose, exit 0', async () => {
  const { code, table, about } = await probe();
  expect(code).toBe(0);
  const [heading, ...sources] = table('Sources');
  expect(heading).toEqual(['name', 'kind', 'chain', 'answers', 'head', 'behind', 'client', 'methods', 'note']);
  expect(sources.map(([name]) => name)).toEqual([
    ...['arb-eu', 'arb-us', 'arb-ap', 'eth-a', 'eth-b', 'beacon-a', 'beacon-b'],
    ...['arb-ref-1', 'arb-ref-2', 'eth-ref-1', 'eth-ref-2', 'arb', 'eth'],
  ]);
  expect(about('Sources', 'arb-eu')).toMatch(
    /^arb-eu \| arbitrum-nitro \| arbitrum-one \| \d+ ms \| \d{9} \| 0\.\d s \| nitro\/v3\.10\.0-\w+ \| no net_peerCount$/,
  );
  expect(about('Sources', 'eth-a')).toMatch(/ \| ethereum \| \d+ ms \| \d{8} \| 0\.\d s \| Geth\/v[^|]+ \| all$/);
  expect(about('Sources', 'beacon-a')).toMatch(/ethereum-consensus .* \| Prysm\/v7\.1\.0[^|]* \| -$/);
  expect(table('Layers')).toEqual([
    ['edge arb', '3 of 3, can lose 2'],
    ['edge eth', '2 of 2, can lose 1'],
    ['arbitrum-one execution', '3 of 3, can lose 2'],
    ['ethereum execution', '2 of 2, can lose 1'],
    ['ethereum consensus', '2 of 2, can lose 1'],
  ]);
  const losses = 'What the loss of each thing costs';
  expect(about(losses, 'edge:eth')).toBe('!! | edge:eth | arb-eu, arb-us and arb-ap cannot read L1');
  expect(about(losses, 'provider:alpha')).toBe('provider:alpha | edge arb 1 of 3, can lose 0 more');
  expect(about(losses, 'node:beacon-a')).toContain('eth-a stands still without it');
}, 30_000);

test('with a node gone, one behind and a consensus node that fails it says which, why, and what is left; exit 1', async () => {
  await sim.set({ target: 'arb-eu', mode: 'refuse' }, true);
  await sim.set({ target: 'arb-us', mode: 'lag', seconds: 60 }, true);
  await sim.set({ target: 'beacon-a', mode: 'http_502' }, true);
  const { code, table, about } = await probe();
  expect(code).toBe(1);
  expect(about('Sources', 'arb-eu')).toBe('arb-eu | arbitrum-nitro | arbitrum-one | NO | - | ? | - | - | refused');
  expect(about('Sources', 'arb-us')).toMatch(/ \| \d+ ms \| \d{9} \| (59|60|61)\.\d s \| nitro\/v3\.10\.0/);
  expect(about('Sources', 'beacon-a')).toMatch(/ \| NO \| - \| \? \| - \| - \| http_5xx$/);
  expect(table('Layers')).toEqual([
    ['edge arb', '1 of 3, can lose 0'],
    ['edge eth', '2 of 2, can lose 1'],
    ['arbitrum-one execution', '1 of 3, can lose 0'],
    ['ethereum execution', '2 of 2, can lose 1'],
    ['ethereum consensus', '1 of 2, can lose 0'],
  ]);
}, 30_000);
