/** The nodes and references of the simulated fleet: what each one answers, on which chain, with which page of metrics. */
import type { NitroChain } from './chain/nitroChain.ts';
import { viewOf } from './chain/view.ts';
import type { Backend } from './edge/subscriptions.ts';
import { acceptUpgrades, type Upgrades } from './edge/upgrade.ts';
import type { Endpoint, EndpointOptions } from './http/endpoint.ts';
import { beaconHandler, beaconNodeHandler, metricsHandler, rpcAnswers, rpcHandler } from './http/handlers.ts';
import { transportModes } from './http/misbehave.ts';
import { type ChainName, type SimNode, simNodes, widerNodes } from './layout.ts';
import type { Dialect } from './rpc/blocks.ts';
import { executionDialect } from './rpc/execution.ts';
import { nitroDialect } from './rpc/nitro.ts';
import { createNitroMetrics } from './rpc/nitroMetrics.ts';
import type { World } from './world.ts';

export const allNodes: Readonly<Record<string, SimNode>> = { ...simNodes, ...widerNodes };

type OneOf = Pick<SimNode, 'chain' | 'version' | 'validates'>;
export const dialectOf = (world: World, { chain, version, validates }: OneOf): Dialect =>
  chain === 'ethereum'
    ? executionDialect(version, world.ethereum, world.batches, world.treasury !== undefined)
    : nitroDialect(version, (t) => world.ethereum.headAt(t), nitroChain(world, chain), validates);

const nitroChain = ({ arbitrum, nova }: World, chain: ChainName): NitroChain =>
  chain === 'arbitrum-nova' ? nova : arbitrum;

export const handlerOf = (
  world: World,
  name: string,
  node: SimNode,
  active: Endpoint['active'],
): EndpointOptions['handle'] =>
  node.kind === 'consensus'
    ? beaconNodeHandler(beaconHandler(world.ethereum, world.batches, node.version, name, world.now), {
        chain: world.ethereum,
        name,
        clock: world.now,
        active,
      })
    : rpcHandler(world.chains[node.chain], dialectOf(world, node), name, world.now);

/** The real ones have a port of its own for it; here it is the same one, as on a public endpoint. */
export const nodeSocket = (world: World, name: string, node: SimNode, active: Endpoint['active']): Upgrades => {
  const chain = world.chains[node.chain];
  const answer = rpcAnswers(chain, dialectOf(world, node), world.now);
  const backend: Backend = {
    view: () => {
      const now = active();
      if (now?.mode === 'hang') return 'silent';
      return now && transportModes.has(now.mode) ? 'gone' : viewOf(chain, now, name, world.now());
    },
    mute: () => active()?.mode === 'ws_silent',
    answer: (body) => answer(name, body, active()),
  };
  return acceptUpgrades({
    active,
    refusal: () => undefined,
    random: world.random,
    headers: () => ({}),
    backend: () => backend,
  });
};

/** Our own Nitro nodes show their metrics, on a port beside the RPC. */
export const openMetrics = async (
  world: World,
  nodes: ReadonlyMap<string, Endpoint>,
): Promise<Map<string, Endpoint>> => {
  const pages = new Map<string, Endpoint>();
  for (const [name, { chain, page: shown, validates }] of Object.entries(allNodes)) {
    const node = nodes.get(name);
    if (!shown || !node) continue;
    const { page } = createNitroMetrics(world.now(), nitroChain(world, chain), validates);
    const handle = metricsHandler(world.chains[chain], name, node.active, page, world.now);
    pages.set(name, await world.open(`metrics:${name}`, { handle, path: '/debug/metrics/prometheus' }));
  }
  return pages;
};
