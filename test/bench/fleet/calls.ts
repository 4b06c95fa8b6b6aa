/** What the nodes of the bench are asked, counted where it arrives, by kind of node and method. */
import { budgetOf } from './budget.ts';
import { kindOfChain } from './fleetFile.ts';

/** Counted in so many seconds. */
export interface CountedCalls {
  readonly seconds: number;
  readonly kinds: Readonly<
    Record<string, { readonly nodes: number; readonly methods: Readonly<Record<string, number>> }>
  >;
}

export interface KindCalls {
  /** The kind; `… behind an edge` for nodes that members are served by. */
  readonly kind: string;
  readonly perDay: number;
  /** What docs/nodes.md promises at most. */
  readonly budget: number;
  readonly methods: readonly (readonly [string, number])[];
}

const behindEdge = ' behind an edge';

/** `/CHAIN/nINDEX`: an edge is on every tenth chain, with five nodes. Undefined: an edge, a reference. */
const kindOfNode = (path: string): string | undefined => {
  const [, chain, index] = /^\/(\d+)\/n(\d+)$/.exec(path)?.map(Number) ?? [];
  if (chain === undefined || index === undefined) return undefined;
  return chain % 10 === 0 && index < 5 ? `${kindOfChain(chain)}${behindEdge}` : kindOfChain(chain);
};

export const countCalls = () => {
  let counts = new Map<string, Map<string, number>>();
  let since = performance.now();
  return {
    add: (path: string, method: string): void => {
      const methods = counts.get(path) ?? new Map<string, number>();
      counts.set(path, methods);
      methods.set(method, (methods.get(method) ?? 0) + 1);
    },
    /** Since the last time. */
    take: (): CountedCalls => {
      const kinds: Record<string, { nodes: number; methods: Record<string, number> }> = {};
      for (const [path, methods] of counts) {
        const kind = kindOfNode(path);
        if (kind === undefined) continue;
        const entry = kinds[kind] ?? { nodes: 0, methods: {} };
        kinds[kind] = entry;
        entry.nodes += 1;
        for (const [method, count] of methods) entry.methods[method] = (entry.methods[method] ?? 0) + count;
      }
      const seconds = (performance.now() - since) / 1000;
      counts = new Map();
      since = performance.now();
      return { seconds, kinds };
    },
  };
};

export const callsByKind = ({ seconds, kinds }: CountedCalls): readonly KindCalls[] =>
  Object.entries(kinds).map(([kind, { nodes, methods }]) => {
    const daily = (count: number): number => Math.round((count / nodes / seconds) * 86_400);
    const byMethod = Object.entries(methods).map(([method, count]) => [method, daily(count)] as const);
    return {
      kind,
      budget: budgetOf(kind.replace(behindEdge, ''), kind.endsWith(behindEdge)),
      perDay: byMethod.reduce((sum, [, count]) => sum + count, 0),
      methods: byMethod.toSorted(([, a], [, b]) => b - a),
    };
  });
