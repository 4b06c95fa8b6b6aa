/** How often the fleet as a whole is looked at: not after each tick of a hundred chains, and never too seldom to tell. */
import { expect, it } from 'vitest';
import { createRegistry } from '../../../collector/registry/registry.ts';
import { createHouseKeeper } from '../../../collector/tick/house.ts';
import type { NodeRuntime } from '../../../collector/tick/runtime.ts';
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
