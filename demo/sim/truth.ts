/** Keeps the record of truth over time: what was switched, and what each region of each edge was really worth. */
import type { RunningEdge } from './edge/edge.ts';
import { type ChainName, type SimEdge, simEdges } from './layout.ts';
import { entered, isLeftBehind, type Ledger, newLedger, trueState } from './record.ts';
import { activeOf, type Switchboard } from './switchboard.ts';
import type { EdgeTruth, TrueState, Truth } from './types.ts';
import type { World } from './world.ts';

/** A head gets old by itself: beside every switch, the world is looked at this often. */
const everyMs = 200;

export const keepTruth = (world: World, board: Switchboard, edges: ReadonlyMap<string, RunningEdge>): (() => Truth) => {
  const startedAt = world.now();
  const ledgers = new Map<string, Ledger>();
  const chainNames: readonly ChainName[] = ['arbitrum-one', 'arbitrum-nova', 'ethereum'];
  const places = Object.entries<SimEdge>(simEdges).flatMap(([edge, { chain, regions }]) =>
    Object.keys(regions).map((region) => ({ edge, chain, region, key: `edge:${edge}:${region}` })),
  );
  let last = startedAt;

  const activeFor = (target: string) => {
    const action = board.actions().find((candidate) => candidate.target === target);
    return activeOf(action, action?.since ?? 0);
  };

  const routed = (edge: string, region: string): string | undefined => {
    const nodes = edges.get(edge)?.route(region) ?? [];
    // A refused connection moves on within the pool at once; any other fault is met.
    return nodes.find((node) => activeFor(node)?.mode !== 'refuse') ?? nodes[0];
  };

  const stateOf = (edge: string, region: string, chain: ChainName): { state: TrueState; node: string | null } => {
    const model = world.chains[chain];
    const own = activeFor(`edge:${edge}:${region}`) ?? activeFor(`edge:${edge}`);
    if (own) return { state: trueState(chain, model, own, world.now()), node: null };
    const nodes = edges.get(edge)?.route(region) ?? [];
    const reached = nodes.filter((node) => activeFor(node)?.mode !== 'refuse');
    const states = (reached.length > 0 ? reached : nodes).map((node) =>
      trueState(chain, model, activeFor(node), world.now()),
    );
    const told = edges.get(edge)?.told(region) ?? [];
    const behind = told.some((each) => isLeftBehind(chain, model, each, world.now()));
    const state = behind ? 'bad' : (states.find((candidate) => candidate === 'bad') ?? states[0] ?? 'bad');
    return { state, node: routed(edge, region) ?? null };
  };

  const look = (): void => {
    const now = world.now();
    for (const { edge, region, chain, key } of places) {
      const ledger = ledgers.get(key) ?? newLedger(startedAt);
      ledgers.set(key, entered(ledger, stateOf(edge, region, chain).state, Math.max(0, now - last), now));
    }
    last = now;
  };

  world.onChange(look);
  const timer = setInterval(look, everyMs);
  world.atStop(() => clearInterval(timer));

  const heads = (): Truth['chains'] =>
    Object.fromEntries(
      chainNames.map((name) => {
        const model = world.chains[name];
        const head = model.block(model.headAt(world.now()));
        return [name, { number: head?.number ?? 0, timestamp: head?.timestamp ?? 0, hash: head?.hash ?? '' }];
      }),
    );

  return () => {
    look();
    const edgeTruth = places.map(({ edge, region, chain, key }): EdgeTruth => {
      const { state, since, seconds, badIntervals } = ledgers.get(key) ?? newLedger(startedAt);
      return { edge, region, state, since, seconds, badIntervals, node: stateOf(edge, region, chain).node };
    });
    return {
      now: world.now(),
      startedAt,
      actions: board.actions(),
      log: board.log(),
      edges: edgeTruth,
      drained: Object.fromEntries([...edges].map(([name, edge]) => [name, edge.drained()])),
      moves: [...edges.values()].flatMap(({ moves }) => moves()).toSorted((a, b) => a.at - b.at),
      chains: heads(),
    };
  };
};
