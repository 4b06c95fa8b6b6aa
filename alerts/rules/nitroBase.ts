/** What the alerts about Nitro nodes and the sequencer's feed share: their nodes, their labels, ranges of the slow lane. */
import type { CounterDef, GaugeDef } from '../../collector/catalogue/define.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import { by, type Selector, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet, FleetNode } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { type AlertDef, defineAlert } from './define.ts';
import { lately } from './expressions.ts';

const { nodeVerdict, chainVerdict } = metrics;

/** All of it is scraped every 15 s. */
export const slowStep = 15;
export const on = by(nodeVerdict, 'target', 'region', 'chain');
export const onChain = by(chainVerdict, 'chain');

export const nitroNodes = (fleet: Fleet): readonly FleetNode[] =>
  fleet.nodes.filter(({ kind, state }) => kind === 'arbitrum-nitro' && state === 'serving');
export const withMetrics = (fleet: Fleet): readonly FleetNode[] =>
  nitroNodes(fleet).filter((node) => node.metrics !== undefined);
export const named = (nodes: readonly FleetNode[]) =>
  ({ role: 'node', target: nodes.map(({ name }) => name) }) as const;
export const any = (nodes: readonly FleetNode[]): boolean => nodes.length > 0;

/** Nobody needs to be told why a node that already counts as bad is slow. */
export const isWell = (nodes: readonly FleetNode[]): string =>
  `max by ${on} (${lately(nodeVerdict, { ...named(nodes), verdict: 'ok' })}) == 1`;

/** A range over samples of the slow lane. */
export const span = <M extends GaugeDef | CounterDef>(metric: M, match: Selector<M>, seconds: number): string =>
  `${sel(metric, match)}${window(seconds / slowStep, slowStep)}`;
/** Nine of ten samples of a time: a lost scrape proves nothing, and neither do a few samples. */
export const most = (seconds: number): number => Math.floor((0.9 * seconds) / slowStep);

type NitroText = Pick<AlertDef, 'summary' | 'description' | 'impact' | 'action' | 'expr' | 'for' | 'when' | 'severity'>;

export const nitroAlert = <const N extends string>(name: N, text: NitroText): AlertDef<N> =>
  defineAlert({
    name,
    group: 'slow',
    keepFiringFor: limits.keepFiring,
    scope: 'node:{{ $labels.target }}',
    region: '{{ $labels.region }}',
    ...text,
  });
