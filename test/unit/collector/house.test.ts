/** How often the fleet as a whole is looked at: not after each tick of a hundred chains, and never too seldom to tell. */
import { expect, it } from 'vitest';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { createHouseKeeper } from '../../../collector/tick/house.ts';
import type { NodeRuntime } from '../../../collector/tick/runtime.ts';
import { linesOf } from '../../contract/journey/backend.ts';
import { parse } from '../config/support.ts';

it('a cause is known and gone within a quarter of a second, however many ticks are over meanwhile', () => {
  const fleet = parse(`
service: { name: t }
vantage: eu
nodes: [{ name: n1, kind: evm, chain: arbitrum-one, region: eu, rpc: "http://127.0.0.1:9" }]
`);
  const [node] = fleet.nodes;
  // What the keeper reads of a node: its name, its verdict and its hints.
  const target = { node, hints: {}, memory: { verdict: 'ok' } } as unknown as NodeRuntime;
  let now = 0;
  let looks = 0;
  const elsewhere = () => {
    looks += 1;
    return [];
  };
  const recorder = createRegistry(['fast', 'slow']);
  const house = { fleet, vantage: 'eu', watches: [], nodes: [target], edges: [], elsewhere, recorder };
  const keeper = createHouseKeeper(house, () => now);
  const tick = (): readonly string[] => {
    keeper.keep();
    now += 10;
    return keeper.causes().map(({ scope, cause }) => `${scope} ${cause}`);
  };

  expect(tick()).toEqual([]);
  Object.assign(target.memory, { verdict: 'unreachable' });
  const told = Array.from({ length: 25 }, tick);
  expect(told.at(-1)).toEqual(['node:n1 own_node']);
  expect(looks).toBe(2);
  Object.assign(target.memory, { verdict: 'ok' });
  expect(Array.from({ length: 25 }, tick).at(-1)).toEqual([]);
  expect(looks).toBe(3);
});

it('each layer says how many nodes it has, of how many, and may lose; while one is not known, nobody knows the latter', async () => {
  const line = (name: string, port: number): string =>
    `  - { name: ${name}, kind: evm, chain: arbitrum-one, region: eu, rpc: "http://127.0.0.1:${port}" }`;
  const fleet = parse(`
service: { name: t }
vantage: eu
nodes:
${[line('n1', 9), line('n2', 10), line('n3', 11)].join('\n')}
`);
  // What the keeper reads of a node: its name, its verdict and its hints.
  const nodes = fleet.nodes.map((node) => ({ node, hints: {}, memory: { verdict: 'ok' } }) as unknown as NodeRuntime);
  let now = 0;
  const recorder = createRegistry(['fast', 'slow']);
  const house = { fleet, vantage: 'eu', watches: [], nodes, edges: [], elsewhere: () => [], recorder };
  const keeper = createHouseKeeper(house, () => now);
  const counts = async (...verdicts: readonly string[]) => {
    for (const [index, verdict] of verdicts.entries()) Object.assign(nodes[index]?.memory ?? {}, { verdict });
    now += 5000;
    keeper.keep();
    return linesOf(await recorder.render('slow'), 'headwatch_layer_nodes{', 'scope="chain:arbitrum-one"').map((line) =>
      [/count="(\w+)"/.exec(line)?.[1], line.split(' ').at(-1)].join(' '),
    );
  };
  expect(await counts('ok', 'ok', 'ok')).toEqual(['total 3', 'have 3', 'can_lose 2']);
  expect(await counts('ok', 'lagging', 'stalled')).toEqual(['total 3', 'have 1', 'can_lose 0']);
  expect(await counts('ok', 'unknown', 'stalled')).toEqual(['total 3', 'have 1']);
  expect(await counts('lagging', 'stalled', 'unreachable')).toEqual(['total 3', 'have 0', 'can_lose -1']);
});
