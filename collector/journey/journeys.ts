/** The journeys of a collector: one for every edge that it asks and, in the central one, for every execution node. */
import type { Endpoint, Fleet, FleetNode } from '../config/fleet.ts';
import { edgeOfNode, nodesOfEdge } from '../config/graph.ts';
import type { Log } from '../log.ts';
import { limits } from '../policy/ladder.ts';
import { createAsker } from '../probe/asker.ts';
import { type JourneyCompany, type JourneyKinds, newCompany } from '../probe/journey.ts';
import type { FlightRecorder } from '../record/flightRecorder.ts';
import type { Recorder } from '../registry/registry.ts';
import { createPool, type EndpointPool } from '../rpc/pool.ts';
import type { ChainWatch } from '../tick/chainWatch.ts';
import type { Controls } from '../tick/controls.ts';
import { recordEdgeJourney } from '../tick/recordTarget.ts';
import type { EdgeRuntime, NodeRuntime, TargetRuntime } from '../tick/runtime.ts';
import { freshJourney, type JourneyRun, tookRun } from '../verdict/journey.ts';
import type { HeadView } from '../view.ts';
import { type JourneyPath, type RunningPath, runPath } from './runPath.ts';

export interface JourneysOptions {
  readonly fleet: Fleet;
  readonly targets: readonly TargetRuntime[];
  readonly watches: readonly Pick<ChainWatch, 'chain' | 'state'>[];
  readonly kinds: JourneyKinds;
  readonly recorder: Recorder;
  readonly controls: Controls;
  /** Nothing at all answers: then suspect ourselves. */
  readonly everythingFails: () => boolean;
  readonly log: Log;
  readonly record?: FlightRecorder;
}

export interface Journeys {
  start(): void;
  /** Of an edge whose light question is answered well again. */
  lightRecovered(edge: EdgeRuntime): void;
  stop(): Promise<void>;
}

/** Milliseconds between the first runs of two paths: soon, for until then the seconds of an edge are unknown. */
const firstSpacing = 50;

/** The chain through which nodes read their parent chain, as the first of them says. */
const parentChain = (fleet: Fleet, names: readonly string[]): string | undefined => {
  const parents = fleet.nodes.flatMap(({ name, parent }) => (names.includes(name) && parent ? [parent] : []));
  const known = [
    ...fleet.edges.map((edge) => [`edge:${edge.name}`, edge.chain] as const),
    ...fleet.nodes.map((node) => [`node:${node.name}`, node.chain] as const),
  ];
  return known.find(([name]) => parents.includes(name))?.[1];
};

/** What is asked, beside the endpoint itself, and for whom. */
interface Way {
  readonly target: EdgeRuntime | NodeRuntime;
  readonly kind: keyof JourneyKinds;
  readonly endpoint: Endpoint;
  readonly beacon: Endpoint | undefined;
  readonly socket: Endpoint | undefined;
  readonly parent: string | undefined;
}

const edgeWay = (fleet: Fleet, target: EdgeRuntime): Way => {
  const { edge } = target;
  const socket = edge.ws && { url: edge.ws, headers: edge.endpoint.headers, via: edge.endpoint.via };
  const parent = parentChain(fleet, nodesOfEdge(edge));
  return { target, kind: edge.journey, endpoint: edge.endpoint, beacon: edge.beacon, socket, parent };
};

/** Consensus nodes answer none of a journey's questions. */
const nodeWay = (fleet: Fleet, target: NodeRuntime): Way[] => {
  const node: FleetNode = target.node;
  if (node.layer !== 'execution' || node.state === 'parked') return [];
  const kind = edgeOfNode(fleet, node)?.edge.journey ?? 'evm-generic';
  const beacon = fleet.nodes.find(({ name }) => name === node.beacon)?.endpoint;
  return [
    { target, kind, endpoint: node.endpoint, beacon, socket: undefined, parent: parentChain(fleet, [node.name]) },
  ];
};

export const createJourneys = (options: JourneysOptions): Journeys => {
  const { fleet, targets, kinds, recorder, controls, log, record } = options;
  const edges = targets.filter((target): target is EdgeRuntime => target.role === 'edge');
  const nodes = targets.filter((target): target is NodeRuntime => target.role === 'node');
  const companies = new Map<string, JourneyCompany>();
  const pools: EndpointPool[] = [];
  const running = new Map<TargetRuntime, RunningPath>();

  /** Sockets of its own: a journey that hangs never keeps one from the light question. */
  const poolOf = (endpoint: Endpoint): EndpointPool => {
    const pool = createPool(endpoint);
    pools.push(pool);
    return pool;
  };
  const headOf = (chain: string | undefined): HeadView | undefined =>
    options.watches.find((watch) => watch.chain.name === chain)?.state().corroborated?.head;

  const pathOf = (way: Way, index: number, count: number): JourneyPath[] => {
    const { target } = way;
    const { labels } = target;
    const chain = fleet.chains[labels.chain];
    const ladder = fleet.ladders[labels.chain];
    if (!chain || !ladder) return [];
    const company = companies.get(chain.name) ?? newCompany();
    companies.set(chain.name, company);
    const journey = kinds[way.kind]({
      chain,
      ladder,
      labels,
      ask: createAsker(poolOf(way.endpoint), labels, recorder),
      beacon: way.beacon && createAsker(poolOf(way.beacon), labels, recorder),
      socket: way.socket,
      livepeer: fleet.livepeer,
      l1Head: () => headOf(way.parent),
      company,
      recorder,
    });
    const keep = ({ list, result }: JourneyRun): void => {
      const { step, reason: outcome } = result.ok ? { step: null, reason: 'ok' as const } : result;
      record?.event({ kind: 'journey', target: labels.target, list, outcome, step });
    };
    const serves = target.role === 'edge' || edgeOfNode(fleet, target.node) !== undefined;
    const every = (serves ? limits.journeyEvery : limits.journeyNodeEvery) * 1000;
    const phase = Math.floor((index * every) / count);
    if (target.role === 'node') {
      // Of a node the journey is a measurement: its verdict is the light question's alone.
      const lightFails = (): boolean => target.failure !== undefined;
      const took = (run: JourneyRun): void => {
        keep(run);
        if (!run.result.ok && run.result.reason === 'logs_differ') target.hints.logsDifferAt = Date.now() / 1000;
      };
      const first = serves ? phase : Math.min(phase, index * firstSpacing);
      return [{ journey, labels, lightFails, blindAfter: async () => false, took, every, first, phase }];
    }
    target.journey = freshJourney;
    recordEdgeJourney(recorder, target);
    return [
      {
        journey,
        labels,
        lightFails: () => target.journey?.lightFails === true,
        blindAfter: async (mono) => (await controls.blindAfter(mono)) || options.everythingFails(),
        took: (run) => {
          keep(run);
          target.journey = tookRun(target.journey ?? freshJourney, run);
          recordEdgeJourney(recorder, target);
        },
        every,
        first: index * firstSpacing,
        phase,
      },
    ];
  };

  const ways = [...edges.map((edge) => edgeWay(fleet, edge)), ...nodes.flatMap((node) => nodeWay(fleet, node))];
  const paths = ways.flatMap((way, index) =>
    pathOf(way, index, ways.length).map((path) => ({ target: way.target, path })),
  );

  return {
    start: () => {
      for (const { target, path } of paths) running.set(target, runPath(path, recorder, log));
    },
    lightRecovered: (edge) => running.get(edge)?.nudge(),
    stop: async () => {
      // What is under way ends with its sockets, not with its deadlines.
      const stopped = [...running.values()].map((path) => path.stop());
      await Promise.all(pools.map((pool) => pool.close()));
      await Promise.all(stopped);
    },
  };
};
