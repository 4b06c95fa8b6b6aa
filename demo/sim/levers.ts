/** What of the simulated fleet can be switched, by the names of the control API. */
import type { RunningEdge } from './edge/edge.ts';
import type { Endpoint } from './http/endpoint.ts';
import { transportModes } from './http/misbehave.ts';
import { type SimEdge, simEdges } from './layout.ts';
import { feedModes, hostModes, type SimAction, type SimMode } from './modes.ts';
import { activeOf, everyMode, type Lever, nodeModes } from './switchboard.ts';
import type { World } from './world.ts';

/** A web page has no content that could be wrong. */
const pageModes: ReadonlySet<SimMode> = new Set([...transportModes].filter((mode) => nodeModes.has(mode)));

const hostLeverModes: ReadonlySet<SimMode> = new Set([...pageModes, ...hostModes]);

/** A feed has no content of JSON-RPC that could be wrong. */
const feedLeverModes: ReadonlySet<SimMode> = new Set([...pageModes, ...feedModes, 'feed_gap', 'cut']);

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

type Endpoints = ReadonlyMap<string, Endpoint>;

export interface Parts {
  readonly nodes: Endpoints;
  /** Pages of metrics beside them. */
  readonly pages: Endpoints;
  readonly feeds: Endpoints;
  readonly hosts: Endpoints;
  readonly controls: Endpoints;
  readonly edges: ReadonlyMap<string, RunningEdge>;
}

export const leversOf = (
  world: World,
  { nodes, pages, feeds, hosts, controls, edges }: Parts,
): ReadonlyMap<string, Lever> =>
  new Map<string, Lever>([
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
