/** The simulated fleet in one process: one chain model, every node, reference, edge region and control on its own port. */

import type { Active } from './chain/view.ts';
import { openControl } from './control.ts';
import { openEdge, type RunningEdge } from './edge/edge.ts';
import { openFeed } from './feed/feed.ts';
import type { Endpoint } from './http/endpoint.ts';
import { controlHandler } from './http/handlers.ts';
import { hostExporter } from './http/hostExporter.ts';
import { controlNames, feedNames, hostNames, type SimEdge, simEdges, simNodes, widerFeed } from './layout.ts';
import { leversOf } from './levers.ts';
import { allNodes, dialectOf, handlerOf, nodeSocket, openMetrics } from './nodes.ts';
import { createSwitchboard } from './switchboard.ts';
import { keepTruth } from './truth.ts';
import type { Sim, SimOptions } from './types.ts';
import { createWorld, type World } from './world.ts';

const urlsOf = (endpoints: ReadonlyMap<string, Endpoint>): Record<string, string> =>
  Object.fromEntries([...endpoints].map(([name, { url }]) => [name, url]));

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

  const levers = leversOf(world, { nodes, pages, feeds, hosts, controls, edges });
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
