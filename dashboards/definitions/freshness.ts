/** How fresh nodes are, and what is made of it: the same panels for each chain and for one node. */
import { verdictEvery } from '../../alerts/slo/panelRecordings.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { FleetNode } from '../../collector/config/fleet.ts';
import type { Drill, GraphPanel, TablePanel, Threshold, TimelinePanel } from '../kit/model.ts';
import { chainTitle } from '../kit/names.ts';
import { plainText, tagged, union } from '../kit/queries.ts';
import { nodeScale, stateThresholds, unknownText } from '../kit/states.ts';
import { type Context, nameOf, nodeCode, worstCode } from './context.ts';
import { nodeLines, type Scope } from './scope.ts';
import { byRungs, ladderOf, rungSaid } from './thresholds.ts';

const chainsOf = (nodes: readonly FleetNode[]): readonly string[] => [...new Set(nodes.map(({ chain }) => chain))];

/** Behind the chain: the rungs that the verdicts are made of. */
const behind = ({ fleet }: Context, nodes: readonly FleetNode[]): readonly Threshold[] =>
  byRungs(fleet, chainsOf(nodes), 'lagging', 'stalled');

const inTime = (context: Context, nodes: readonly FleetNode[]): string =>
  chainsOf(nodes)
    .map((chain) => `${chainTitle(chain)}: less than ${ladderOf(context.fleet, chain).lagging} s behind`)
    .join('; ');

/** @param nodes watched ones, at least one */
export const nodeTable = (context: Context, nodes: readonly FleetNode[], drill: Drill): TablePanel => {
  const chains = chainsOf(nodes);
  const rows = nodes.map((node) => ({
    node,
    labels: { node: nameOf(context, node), region: node.region, chain: chainTitle(node.chain) },
  }));
  return {
    kind: 'table',
    key: 'nodes',
    title: 'Nodes',
    about: {
      shows:
        'Each node: its verdict, its head, and how far that is behind the corroborated head (two independent sources), in seconds and in blocks (slots for consensus nodes).',
      healthy: `${inTime(context, nodes)}.`,
      act:
        context.memberEdges.length > 0
          ? 'The balancer takes a node that is not ✔ OK out of service; members notice nothing while others are well.'
          : 'Look at the node that is not ✔ OK: does it answer, does it advance, does it follow the right chain?',
    },
    unit: 'none',
    noValue: '?',
    width: 12,
    height: 9,
    thresholds: stateThresholds,
    by: { node: 'Node', region: 'Region', ...(chains.length > 1 ? { chain: 'Chain' } : {}) },
    drill,
    columns: [
      {
        title: 'Verdict',
        unit: 'none',
        states: nodeScale,
        expr: union(rows.map(({ node, labels }) => tagged(nodeCode(node), shownOf(labels, chains)))),
      },
      {
        title: 'Head',
        unit: 'none',
        decimals: 0,
        expr: union(
          rows.map(({ node, labels }) =>
            tagged(`max(${sel(metrics.headNumber, { target: node.name, role: 'node' })})`, shownOf(labels, chains)),
          ),
        ),
      },
      {
        title: 'Behind',
        unit: 's',
        decimals: 1,
        thresholds: behind(context, nodes),
        expr: union(
          rows.map(({ node, labels }) =>
            tagged(`max(${sel(metrics.headLagSeconds, { target: node.name, role: 'node' })})`, shownOf(labels, chains)),
          ),
        ),
      },
      {
        title: 'Blocks',
        unit: 'none',
        decimals: 0,
        expr: union(
          rows.map(({ node, labels }) =>
            tagged(`max(${sel(metrics.headLagBlocks, { target: node.name, role: 'node' })})`, shownOf(labels, chains)),
          ),
        ),
      },
    ],
  };
};

/** A column that is the same in each row is left out. */
const shownOf = (
  { chain, ...labels }: { node: string; region: string; chain: string },
  chains: readonly string[],
): Record<string, string> => (chains.length > 1 ? { ...labels, chain } : labels);

export const lagOverTime = (context: Context, nodes: readonly FleetNode[], scope: Scope, drill: Drill): GraphPanel => ({
  kind: 'graph',
  key: 'lag',
  title: 'Behind the chain, over time',
  about: {
    shows:
      'How far the head of each node is behind the corroborated head. A gap means: no answer, or nothing to compare with.',
    healthy: `Flat, near zero. ${inTime(context, nodes)}.`,
    act: `One line that climbs is that node; all lines together are ${nodes.some(({ kind }) => kind === 'arbitrum-nitro') ? 'our Ethereum nodes, ' : ''}our network or our watcher.`,
  },
  unit: 's',
  decimals: 1,
  noValue: unknownText,
  width: 12,
  height: 9,
  step: '1s',
  thresholds: behind(context, nodes),
  queries: nodeLines(scope, metrics.headLagSeconds),
  drill,
});

export const verdicts = (context: Context, nodes: readonly FleetNode[], drill: Drill): TimelinePanel => ({
  kind: 'timeline',
  key: 'verdicts',
  title: 'Verdicts of nodes, over time',
  about: {
    shows: `The worst verdict of each node within each ${verdictEvery} s. A bad one is left only after ${rungSaid(context.fleet, chainsOf(nodes), 'recovered')} without evidence for it.`,
    healthy: '✔ OK throughout.',
    act: 'A node that fell out while the services stayed ✔ UP hurt nobody; several at once are what they share.',
  },
  unit: 'none',
  noValue: unknownText,
  width: 24,
  height: Math.max(5, 2 + nodes.length),
  step: `${verdictEvery}s`,
  thresholds: stateThresholds,
  states: nodeScale,
  queries: nodes.map((node) => ({ expr: worstCode(node), legend: plainText(nameOf(context, node)) })),
  drill,
});
