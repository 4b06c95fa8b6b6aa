/** The simulated fleet in one process: one chain model, every node, reference, edge region and control on its own port. */

import type { NitroChain } from './chain/nitroChain.ts';
import { type Active, viewOf } from './chain/view.ts';
import { openControl } from './control.ts';
import { openEdge, type RunningEdge } from './edge/edge.ts';
import type { Backend } from './edge/subscriptions.ts';
import { acceptUpgrades, type Upgrades } from './edge/upgrade.ts';
import { openFeed } from './feed/feed.ts';
import type { Endpoint, EndpointOptions } from './http/endpoint.ts';
import {
  beaconHandler,
  beaconNodeHandler,
  controlHandler,
  metricsHandler,
  rpcAnswers,
  rpcHandler,
} from './http/handlers.ts';
import { hostExporter } from './http/hostExporter.ts';
import { transportModes } from './http/misbehave.ts';
import {
  type ChainName,
  controlNames,
  feedNames,
  hostNames,
  type SimEdge,
  type SimNode,
  simEdges,
  simNodes,
  widerFeed,
  widerNodes,
} from './layout.ts';
import { feedModes, hostModes, type SimAction, type SimMode } from './modes.ts';
import type { Dialect } from './rpc/blocks.ts';
import { executionDialect } from './rpc/execution.ts';
import { nitroDialect } from './rpc/nitro.ts';
import { createNitroMetrics } from './rpc/nitroMetrics.ts';
import { activeOf, createSwitchboard, everyMode, type Lever, nodeModes } from './switchboard.ts';
import { keepTruth } from './truth.ts';
import type { Sim, SimOptions } from './types.ts';
import { createWorld, type World } from './world.ts';

/** A web page has no content that could be wrong. */
const pageModes: ReadonlySet<SimMode> = new Set([...transportModes].filter((mode) => nodeModes.has(mode)));

const allNodes: Readonly<Record<string, SimNode>> = { ...simNodes, ...widerNodes };

type OneOf = Pick<SimNode, 'chain' | 'version' | 'validates'>;
const dialectOf = (world: World, { chain, version, validates }: OneOf): Dialect =>
  chain === 'ethereum'
    ? executionDialect(version, world.ethereum, world.batches, world.treasury !== undefined)
    : nitroDialect(version, (t) => world.ethereum.headAt(t), nitroChain(world, chain), validates);

const nitroChain = ({ arbitrum, nova }: World, chain: ChainName): NitroChain =>
  chain === 'arbitrum-nova' ? nova : arbitrum;

const hostLeverModes: ReadonlySet<SimMode> = new Set([...pageModes, ...hostModes]);

/** A feed has no content of JSON-RPC that could be wrong. */
const feedLeverModes: ReadonlySet<SimMode> = new Set([...pageModes, ...feedModes, 'feed_gap', 'cut']);

const handlerOf = (world: World, name: string, node: SimNode, active: Endpoint['active']): EndpointOptions['handle'] =>
  node.kind === 'consensus'
    ? beaconNodeHandler(beaconHandler(world.ethereum, world.batches, node.version, name, world.now), {
        chain: world.ethereum,
        name,
        clock: world.now,
        active,
      })
    : rpcHandler(world.chains[node.chain], dialectOf(world, node), name, world.now);

/** The real ones have a port of its own for it; here it is the same one, as on a public endpoint. */
const nodeSocket = (world: World, name: string, node: SimNode, active: Endpoint['active']): Upgrades => {
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

const urlsOf = (endpoints: ReadonlyMap<string, Endpoint>): Record<string, string> =>
  Object.fromEntries([...endpoints].map(([name, { url }]) => [name, url]));

/** What becomes of every port of a process: it is gone, or it hangs. */
const wholeProcess: ReadonlySet<SimMode> = new Set(['refuse', 'reset', 'hang']);

/** @param beside the process's other port, if it has one */
const endpointLever = (endpoint: Endpoint, modes: ReadonlySet<SimMode>, beside?: Endpoint): Lever => ({
  modes,
  pull: async (action, since) => {
    const active = activeOf(action, since);
    await Promise.all([
      endpoint.apply(active),
      beside?.apply(active && wholeProcess.has(active.mode) ? active : undefined),
    ]);
  },
});

/** Our own Nitro nodes show their metrics, on a port beside the RPC. */
const openMetrics = async (world: World, nodes: ReadonlyMap<string, Endpoint>): Promise<Map<string, Endpoint>> => {
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

const lineLever = (endpoint: Endpoint): Lever => ({
  modes: new Set(['jitter'] as const),
  pull: async (action) => endpoint.jitter(action !== undefined),
});

/** A region obeys its own switch; without one, that of the whole edge. */
const edgeLevers = (name: string, regions: ReadonlyMap<string, Endpoint>): readonly [string, Lever][] => {
  interface Pulled {
    readonly action: SimAction;
    readonly since: number;
  }
  const own = new Map<string, Pulled>();
  let whole: Pulled | undefined;
  const refresh = async (): Promise<void> => {
    const changes = [...regions].map(([region, endpoint]) => {
      const pulled = own.get(region) ?? whole;
      return endpoint.apply(activeOf(pulled?.action, pulled?.since ?? 0));
    });
    await Promise.all(changes);
  };
  const ofRegion = (region: string): Lever => ({
    modes: everyMode,
    pull: (action, since) => {
      if (action) own.set(region, { action, since });
      else own.delete(region);
      return refresh();
    },
  });
  const ofAll: Lever = {
    modes: everyMode,
    pull: (action, since) => {
      whole = action && { action, since };
      return refresh();
    },
  };
  return [
    ...[...regions.keys()].map((region): [string, Lever] => [`edge:${name}:${region}`, ofRegion(region)]),
    [`edge:${name}`, ofAll],
  ];
};

const arbitrumLever = (world: World): Lever => ({
  modes: new Set(['halt', 'no_batches', 'safe_reorg'] as const),
  pull: async (action, since) => {
    const { arbitrum } = world;
    arbitrum.halt(action?.mode === 'halt', since);
    arbitrum.holdBatches(action?.mode === 'no_batches', since);
    // It happens at once and is not undone.
    if (action?.mode === 'safe_reorg') arbitrum.reorg(arbitrum.safeAt(since) - safeReorgDepth);
  },
});

/** So far below the safe block does Arbitrum part from what it was: further than the tag was one question ago. */
const safeReorgDepth = 1_000;

const novaLever = ({ nova }: World): Lever => ({
  modes: new Set(['halt', 'busy'] as const),
  pull: async (action, since) => {
    nova.halt(action?.mode === 'halt', since);
    nova.busy(action?.mode === 'busy', since);
  },
});

/** How many blocks a reorganisation takes back unless it is said. */
const reorgDepth = 3;

/** One mode at a time, as everywhere; a reorganisation happens at once and is not undone. */
const ethereumLever = (world: World): Lever => ({
  modes: new Set(['halt', 'no_finality', 'reorg'] as const),
  pull: async (action, since) => {
    world.ethereum.halt(action?.mode === 'halt', since);
    world.ethereum.unfinal(action?.mode === 'no_finality' ? since : undefined);
    if (action?.mode === 'reorg') world.ethereum.reorg(action.seconds ?? reorgDepth);
  },
});

const poolLever = (edge: RunningEdge, node: string): Lever => ({
  modes: new Set(['drain'] as const),
  pull: async (action) => edge.hold(node, action !== undefined),
});

const openAll = async (world: World): Promise<Sim> => {
  const nodes = new Map<string, Endpoint>();
  for (const [name, node] of Object.entries(allNodes)) {
    const active = (): Active | undefined => nodes.get(name)?.active();
    const upgrades = node.kind === 'consensus' ? undefined : nodeSocket(world, name, node, active);
    if (upgrades) world.atStop(upgrades.stop);
    const handle = handlerOf(world, name, node, active);
    nodes.set(name, await world.open(name, { handle, ...(upgrades ? { upgrade: upgrades.upgrade } : {}) }));
  }
  const controls = new Map<string, Endpoint>();
  for (const name of controlNames) controls.set(name, await world.open(name, { handle: controlHandler }));

  const pages = await openMetrics(world, nodes);
  const feeds = new Map<string, Endpoint>();
  for (const name of feedNames) feeds.set(name, await openFeed(world, `feed:${name}`, world.arbitrum));
  feeds.set(widerFeed, await openFeed(world, `feed:${widerFeed}`, world.nova));
  const hosts = new Map<string, Endpoint>();
  for (const name of hostNames) {
    const handle = hostExporter(() => hosts.get(name)?.active(), world.now);
    hosts.set(name, await world.open(`host:${name}`, { handle }));
  }

  const targets = urlsOf(nodes);
  const edges = new Map<string, RunningEdge>();
  for (const [name, edge] of Object.entries<SimEdge>(simEdges)) {
    const first = Object.values(edge.regions).flat()[0];
    const dialect = dialectOf(world, { chain: edge.chain, version: first ? simNodes[first].version : '' });
    edges.set(name, await openEdge(world, { name, edge, nodes, dialect }));
  }
  const regionUrls = (name: string): Record<string, string> => urlsOf(edges.get(name)?.regions ?? new Map());

  const levers = new Map<string, Lever>([
    ...[...nodes].map(([name, endpoint]): [string, Lever] => [
      name,
      endpointLever(endpoint, nodeModes, pages.get(name)),
    ]),
    ...[...feeds].map(([name, endpoint]): [string, Lever] => [`feed:${name}`, endpointLever(endpoint, feedLeverModes)]),
    ...[...hosts].map(([name, endpoint]): [string, Lever] => [`host:${name}`, endpointLever(endpoint, hostLeverModes)]),
    ...[...controls].map(([name, endpoint]): [string, Lever] => [name, endpointLever(endpoint, pageModes)]),
    ...[...edges].flatMap(([name, { regions }]) => edgeLevers(name, regions)),
    ...Object.entries<SimEdge>(simEdges).flatMap(([name, { regions }]) =>
      Object.values(regions)
        .flat()
        .flatMap((node): [string, Lever][] => {
          const edge = edges.get(name);
          return edge ? [[`pool:${node}`, poolLever(edge, node)]] : [];
        }),
    ),
    ...[...nodes, ...controls].map(([name, endpoint]): [string, Lever] => [`line:${name}`, lineLever(endpoint)]),
    ...[...edges].flatMap(([name, { regions }]) =>
      [...regions].map(([region, each]): [string, Lever] => [`line:edge:${name}:${region}`, lineLever(each)]),
    ),
    ['chain:arbitrum-one', arbitrumLever(world)],
    ['chain:arbitrum-nova', novaLever(world)],
    ['chain:ethereum', ethereumLever(world)],
  ]);
  const board = createSwitchboard(levers, world.now, world.changed);
  const truth = keepTruth(world, board, edges);
  const urls = {
    targets,
    edges: { arb: regionUrls('arb'), eth: regionUrls('eth') },
    metrics: urlsOf(pages),
    feeds: Object.fromEntries([...feeds].map(([name, { url }]) => [name, url.replace(/^http/, 'ws')])),
    hosts: urlsOf(hosts),
    controls: [...controls.values()].map(({ url }) => url),
    ...(world.treasury ? { treasury: world.treasury } : {}),
  };
  const control = await openControl({ board, truth, requests: world.counts.all, urls });
  world.atStop(control.stop);
  return {
    ...urls,
    control: control.url,
    set: board.set,
    fault: board.fault,
    clear: board.clear,
    truth,
    requests: world.counts.all,
    stop: world.stop,
  };
};

/** Starts everything; throws (and leaves nothing behind) when a part cannot start. */
export const startSim = async (options: SimOptions = {}): Promise<Sim> => {
  const world = await createWorld(options);
  try {
    return await openAll(world);
  } catch (error) {
    await world.stop();
    throw error;
  }
};
