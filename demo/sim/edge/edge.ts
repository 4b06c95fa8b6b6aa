/** One edge: a load balancer with its health checks, and a listener per region. */
import { Agent } from 'node:http';
import { cloudflareHeaders } from '../http/cloudflare.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { rpcHandler } from '../http/handlers.ts';
import type { SimEdge } from '../layout.ts';
import type { Dialect } from '../rpc/blocks.ts';
import type { World } from '../world.ts';
import { checkNode } from './check.ts';
import { startMonitor } from './monitor.ts';
import { proxyTo } from './proxy.ts';
import { rotate, steer } from './steering.ts';

export interface RunningEdge {
  readonly regions: ReadonlyMap<string, Endpoint>;
  readonly drained: () => readonly string[];
  /** Nodes that a question of this region may reach now, first choice first. */
  readonly route: (region: string) => readonly string[];
}

export interface EdgeParts {
  readonly name: string;
  readonly edge: SimEdge;
  readonly urls: Readonly<Record<string, string>>;
  /** How it answers by itself, while a mode of content is set on the edge. */
  readonly dialect: Dialect;
}

export const openEdge = async (world: World, { name, edge, urls, dialect }: EdgeParts): Promise<RunningEdge> => {
  const chain = world.chains[edge.chain];
  const agent = new Agent({ keepAlive: true });
  const checking = new Agent({ keepAlive: false });
  const pools = { regions: edge.regions as Readonly<Record<string, readonly string[]>> };
  const monitor = startMonitor({
    nodes: [...new Set(Object.values(pools.regions).flat())],
    ...world.drain,
    check: (node) => checkNode(urls[node] ?? '', checking, chain, world.now),
    random: world.random,
    changed: world.changed,
  });
  world.atStop(() => {
    monitor.stop();
    agent.destroy();
    checking.destroy();
  });

  const route = (region: string): readonly string[] => steer(pools, region, monitor.healthy);
  const regions = new Map<string, Endpoint>();
  for (const region of Object.keys(pools.regions)) {
    const target = `edge:${name}:${region}`;
    const headers = () => cloudflareHeaders(region, world.random);
    const own = rpcHandler(chain, dialect, target, world.now);
    let turn = 0;
    const endpoint = await world.open(target, {
      headers,
      handle: async (exchange) => {
        if (exchange.active) return { ...(await own(exchange)), headers: headers() };
        turn += 1;
        const choose = () => rotate(route(region), turn).map((node) => urls[node] ?? '');
        proxyTo({ agent, choose, headers }, exchange);
        return undefined;
      },
    });
    regions.set(region, endpoint);
  }
  return { regions, drained: monitor.drained, route };
};
