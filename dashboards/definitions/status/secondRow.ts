/** Node by node and over time. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { sel } from '../../../collector/catalogue/promql.ts';
import type { GraphPanel, Row, TablePanel, TimelinePanel } from '../../kit/model.ts';
import { chainTitle } from '../../kit/names.ts';
import { plainText, tagged, union } from '../../kit/queries.ts';
import { edgeScale, limit, nodeScale, stateThresholds, unknownText } from '../../kit/states.ts';
import { type Context, edgeCode, nameOf, nodeCode } from '../context.ts';
import { ladderOf, strictest } from '../thresholds.ts';

const nodeTable = (context: Context): TablePanel => {
  const chains = [...new Set(context.nodes.map(({ chain }) => chain))];
  const rows = context.nodes.map((node) => ({
    node,
    labels: { node: nameOf(context, node), region: node.region, chain: chainTitle(node.chain) },
  }));
  return {
    kind: 'table',
    key: 'nodes',
    title: 'Nodes',
    about: {
      shows:
        'Each node: its verdict, and how far its head is behind the corroborated head (two independent sources), in seconds and in blocks (slots for consensus nodes).',
      healthy: chains
        .map((chain) => `${chainTitle(chain)}: less than ${ladderOf(context.fleet, chain).lagging} s behind`)
        .join('; '),
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
    by: { node: 'Node', region: 'Region', chain: 'Chain' },
    columns: [
      {
        title: 'Verdict',
        unit: 'none',
        states: nodeScale,
        expr: union(rows.map(({ node, labels }) => tagged(nodeCode(node), labels))),
      },
      {
        title: 'Behind',
        unit: 's',
        decimals: 1,
        thresholds: limit(strictest(context.fleet, chains, 'lagging'), strictest(context.fleet, chains, 'stalled')),
        expr: union(
          rows.map(({ node, labels }) =>
            tagged(`max(${sel(metrics.headLagSeconds, { target: node.name, role: 'node' })})`, labels),
          ),
        ),
      },
      {
        title: 'Blocks',
        unit: 'none',
        decimals: 0,
        expr: union(
          rows.map(({ node, labels }) =>
            tagged(`max(${sel(metrics.headLagBlocks, { target: node.name, role: 'node' })})`, labels),
          ),
        ),
      },
    ],
  };
};

const lagOverTime = (context: Context): GraphPanel => {
  const chains = [...new Set(context.nodes.map(({ chain }) => chain))];
  return {
    kind: 'graph',
    key: 'lag',
    title: 'Behind the chain, over time',
    about: {
      shows:
        'How far the head of each node is behind the corroborated head. A gap means: no answer, or nothing to compare with.',
      healthy: 'Flat, near zero, below the first dashed line.',
      act: 'One line that climbs is that node; all lines together are our Ethereum nodes, our network or our watcher.',
    },
    unit: 's',
    decimals: 1,
    noValue: unknownText,
    width: 12,
    height: 9,
    step: '1s',
    thresholds: limit(strictest(context.fleet, chains, 'lagging'), strictest(context.fleet, chains, 'stalled')),
    queries: context.nodes.map((node) => ({
      expr: `max(${sel(metrics.headLagSeconds, { target: node.name, role: 'node' })})`,
      legend: plainText(nameOf(context, node)),
    })),
  };
};

const verdicts = (context: Context): TimelinePanel => ({
  kind: 'timeline',
  key: 'verdicts',
  title: 'Verdicts of nodes, over time',
  about: {
    shows: `The verdict of each node. A bad one is left only after ${strictest(context.fleet, [...new Set(context.nodes.map(({ chain }) => chain))], 'recovered')} s without evidence for it.`,
    healthy: '✔ OK throughout.',
    act: 'Compare with the services below: a node that fell out while they stayed ✔ UP hurt nobody.',
  },
  unit: 'none',
  noValue: unknownText,
  width: 24,
  height: Math.max(5, 2 + context.nodes.length),
  step: '1s',
  thresholds: stateThresholds,
  states: nodeScale,
  queries: context.nodes.map((node) => ({ expr: nodeCode(node), legend: plainText(nameOf(context, node)) })),
});

const services = (context: Context): TimelinePanel => {
  const places = context.edges.flatMap((edge) => Object.keys(edge.regions).map((region) => ({ edge, region })));
  return {
    kind: 'timeline',
    key: 'services',
    title: 'Services by region, over time',
    about: {
      shows: 'What each second was worth to a member in the region.',
      healthy: '✔ UP throughout.',
      act: '? UNKNOWN: our watcher there was blind or silent, which says nothing about the service itself.',
    },
    unit: 'none',
    noValue: unknownText,
    width: 24,
    height: Math.max(5, 2 + places.length),
    step: '1s',
    thresholds: stateThresholds,
    states: edgeScale,
    queries: places.map(({ edge, region }) => ({
      expr: edgeCode(context.fleet, edge, region),
      legend: plainText(`${nameOf(context, edge)} ${region}`),
    })),
  };
};

export const secondRow = (context: Context): readonly Row[] => [
  {
    panels: [
      ...(context.edges.length > 0 ? [services(context)] : []),
      ...(context.nodes.length > 0 ? [nodeTable(context), lagOverTime(context), verdicts(context)] : []),
    ],
  },
];
