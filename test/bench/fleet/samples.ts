/** Reads pages of metrics of the bench's collector: calls by kind of node and method, and what came too late. */

import { metrics } from '../../../collector/catalogue/index.ts';
import { budgetOf } from './budget.ts';
import { kindOfChain } from './fleetFile.ts';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const samplesOf = (page: string, name: string): readonly Sample[] =>
  page.split('\n').flatMap((line) => {
    if (!line.startsWith(`${name}{`)) return [];
    const labels = Object.fromEntries(
      [...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]),
    );
    return [{ labels, value: Number(line.slice(line.lastIndexOf(' ') + 1)) }];
  });

const keyOf = ({ labels }: Sample): string => JSON.stringify(labels);

const gained = (before: string, after: string, name: string): readonly Sample[] => {
  const old = new Map(samplesOf(before, name).map((sample) => [keyOf(sample), sample.value]));
  return samplesOf(after, name).map((sample) => ({ ...sample, value: sample.value - (old.get(keyOf(sample)) ?? 0) }));
};

export interface KindCalls {
  /** The kind; `… behind an edge` for nodes that members are served by. */
  readonly kind: string;
  readonly perDay: number;
  /** What docs/nodes.md promises at most. */
  readonly budget: number;
  readonly methods: readonly (readonly [string, number])[];
}

const behindEdge = ' behind an edge';

/** `nCHAIN-INDEX`: an edge is on every tenth chain, with five nodes. */
const kindOfNode = (target: string): string => {
  const [chain = 0, index = 0] = target.slice(1).split('-').map(Number);
  return chain % 10 === 0 && index < 5 ? `${kindOfChain(chain)}${behindEdge}` : kindOfChain(chain);
};

/** @param seconds between the two pages */
export const callsByKind = (before: string, after: string, seconds: number): readonly KindCalls[] => {
  const kinds = new Map<string, { readonly targets: Set<string>; readonly methods: Map<string, number> }>();
  for (const { labels, value } of gained(before, after, metrics.rpcRequests.name)) {
    const { role, target = '', method = '' } = labels;
    if (role !== 'node') continue;
    const kind = kindOfNode(target);
    const entry = kinds.get(kind) ?? { targets: new Set<string>(), methods: new Map<string, number>() };
    kinds.set(kind, entry);
    entry.targets.add(target);
    entry.methods.set(method, (entry.methods.get(method) ?? 0) + value);
  }
  return [...kinds].map(([kind, { targets, methods }]) => {
    const daily = (count: number): number => Math.round((count / targets.size / seconds) * 86_400);
    const byMethod = [...methods].map(([method, count]) => [method, daily(count)] as const);
    return {
      kind,
      budget: budgetOf(kind.replace(behindEdge, ''), kind.endsWith(behindEdge)),
      perDay: byMethod.reduce((sum, [, count]) => sum + count, 0),
      methods: byMethod.toSorted(([, a], [, b]) => b - a),
    };
  });
};

/** Ticks that ran late or not at all, and slow probes that were due before their last run was over. */
export const overrunsIn = (before: string, after: string): number => {
  const ticks = gained(before, after, metrics.ticks.name).filter(({ labels }) => labels.outcome !== 'ok');
  return [...ticks, ...gained(before, after, metrics.probeOverruns.name)].reduce((sum, { value }) => sum + value, 0);
};
