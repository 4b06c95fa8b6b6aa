/** One edge: a load balancer with its health checks, and a listener per region: RPC, WebSocket, and the Beacon API. */
import { Agent, type IncomingMessage } from 'node:http';
import { type Active, viewOf } from '../chain/view.ts';
import { cloudflareHeaders, wrongKey } from '../http/cloudflare.ts';
import type { Endpoint, Exchange } from '../http/endpoint.ts';
import { beaconHandler, rpcAnswers, rpcHandler } from '../http/handlers.ts';
import { transportModes } from '../http/misbehave.ts';
import type { Reply } from '../http/reply.ts';
import type { SimEdge } from '../layout.ts';
import type { SimMode } from '../modes.ts';
import type { Dialect } from '../rpc/blocks.ts';
import type { Move } from '../types.ts';
import type { World } from '../world.ts';
import { checkNode } from './check.ts';
import { cloudflareSettings, getCheck, startCloudflareMonitor } from './cloudflareMonitor.ts';
import { keyedPath, keyOf } from './key.ts';
import { type Monitor, startMonitor } from './monitor.ts';
import { proxyTo } from './proxy.ts';
import { rotate, steer } from './steering.ts';
import type { Backend } from './subscriptions.ts';
import { acceptUpgrades, type Upgrades } from './upgrade.ts';

export interface RunningEdge {
  readonly regions: ReadonlyMap<string, Endpoint>;
  readonly drained: () => readonly string[];
  readonly moves: () => readonly Move[];
  /** Takes a node out of the load balancer by hand, or puts it back. */
  readonly hold: (node: string, on: boolean) => void;
  /** Nodes that a question of this region may reach now, first choice first. */
  readonly route: (region: string) => readonly string[];
  /** What each subscription through a region was last told, and when, Unix milliseconds. */
  readonly told: (region: string) => ReturnType<Upgrades['told']>;
}

export interface EdgeParts {
  readonly name: string;
  readonly edge: SimEdge;
  readonly nodes: ReadonlyMap<string, Endpoint>;
  /** How it answers by itself, while a mode of content is set on the edge. */
  readonly dialect: Dialect;
}

const isBeacon = (path: string): boolean => path.startsWith('/eth/');
/** Modes under which the edge still passes every question on. */
const passing: ReadonlySet<SimMode> = new Set(['open', 'ws_silent', 'lose_one', 'cut']);
const passes = (active: Active | undefined): boolean => active === undefined || passing.has(active.mode);

const keptMoves = 1000;

interface MonitorParts {
  /** The simulator's own check, which knows the truth. */
  readonly own: (node: string) => Promise<boolean>;
  readonly checking: Agent;
  readonly changed: () => void;
}

/** Cloudflare's monitor where every member has a check to ask, the simulator's own otherwise. */
const monitorOf = (world: World, nodes: readonly string[], { own, checking, changed }: MonitorParts): Monitor => {
  const { settings = 'default', checks = {} } = world.monitor ?? {};
  const common = { nodes, random: world.random, changed };
  if (!nodes.every((node) => checks[node] !== undefined))
    return startMonitor({ ...common, ...world.drain, check: own });
  const chosen = cloudflareSettings[settings];
  return startCloudflareMonitor({
    ...common,
    settings: chosen,
    check: (node) => getCheck(checks[node] ?? '', checking, chosen.timeoutSeconds),
  });
};

export const openEdge = async (world: World, { name, edge, nodes, dialect }: EdgeParts): Promise<RunningEdge> => {
  const chain = world.chains[edge.chain];
  const agent = new Agent({ keepAlive: true });
  const checking = new Agent({ keepAlive: false });
  const pools = { regions: edge.regions as Readonly<Record<string, readonly string[]>> };
  const urlOf = (node: string): string => nodes.get(node)?.url ?? '';
  const members = [...new Set(Object.values(pools.regions).flat())];
  const moves: Move[] = [];
  let out: readonly string[] = [];
  const changed = (): void => {
    const now = monitor.drained();
    const moved = members.filter((node) => now.includes(node) !== out.includes(node));
    for (const node of moved) moves.push({ at: world.now(), edge: name, node, drained: now.includes(node) });
    moves.splice(0, moves.length - keptMoves);
    out = now;
    world.changed();
  };
  const monitor: Monitor = monitorOf(world, members, {
    own: (node) => checkNode(urlOf(node), checking, chain, world.now),
    checking,
    changed,
  });
  world.atStop(() => {
    monitor.stop();
    agent.destroy();
    checking.destroy();
  });

  const key = keyOf(world.seed, name);
  const route = (region: string): readonly string[] => steer(pools, region, monitor.healthy);
  const answer = rpcAnswers(chain, dialect, world.now);

  const openRegion = async (region: string): Promise<Endpoint> => {
    const target = `edge:${name}:${region}`;
    const headers = () => cloudflareHeaders(region, world.random);
    const ownRpc = rpcHandler(chain, dialect, target, world.now);
    const ownBeacon = beaconHandler(world.ethereum, world.batches, dialect.clientVersion, target, world.now);
    let turn = 0;

    const refusal = (request: IncomingMessage, active: Active | undefined): Reply | undefined =>
      keyedPath(request.url ?? '/').key === key || active?.mode === 'open' ? undefined : wrongKey(headers());

    const own = (exchange: Exchange, rest: string): Promise<Reply> | Reply =>
      isBeacon(rest) ? ownBeacon({ ...exchange, path: rest }) : ownRpc(exchange);

    /** A beacon stands beside each node; the RPC of a node is at its root. */
    const addresses = (rest: string): readonly string[] => {
      turn += 1;
      const chosen = rotate(route(region), turn);
      if (!isBeacon(rest)) return chosen.map((node) => `${urlOf(node)}/`);
      return chosen.flatMap((node) => edge.beacons?.[node] ?? []).map((beacon) => urlOf(beacon) + rest);
    };

    /** A connection stays with the node that it was steered to. */
    const backend = (): Backend => {
      const node = route(region).find((each) => nodes.get(each)?.active()?.mode !== 'refuse') ?? '';
      const active = (): Active | undefined => {
        const mine = endpoint.active();
        return passes(mine) ? nodes.get(node)?.active() : mine;
      };
      return {
        view: () => {
          const now = active();
          if (now?.mode === 'hang') return 'silent';
          if (now && transportModes.has(now.mode)) return 'gone';
          return viewOf(chain, now, node, world.now());
        },
        mute: () => endpoint.active()?.mode === 'ws_silent',
        answer: (body) => answer(node, body, active()),
      };
    };

    const upgrades: Upgrades = acceptUpgrades({
      active: () => endpoint.active(),
      refusal: (request) => refusal(request, endpoint.active()),
      random: world.random,
      headers,
      backend,
    });
    const endpoint: Endpoint = await world.open(target, {
      headers,
      path: `/${key}`,
      upgrade: upgrades.upgrade,
      handle: async (exchange) => {
        const refused = refusal(exchange.request, exchange.active);
        if (refused) return refused;
        const { rest } = keyedPath(exchange.request.url ?? '/');
        if (!passes(exchange.active)) return { ...(await own(exchange, rest)), headers: headers() };
        proxyTo({ agent, choose: () => addresses(rest), headers }, exchange);
        return undefined;
      },
    });
    world.atStop(upgrades.stop);
    tellers.set(region, upgrades.told);
    return endpoint;
  };

  const regions = new Map<string, Endpoint>();
  const tellers = new Map<string, Upgrades['told']>();
  for (const region of Object.keys(pools.regions)) regions.set(region, await openRegion(region));
  return {
    regions,
    drained: monitor.drained,
    moves: () => moves,
    hold: monitor.hold,
    route,
    told: (region) => tellers.get(region)?.() ?? [],
  };
};
