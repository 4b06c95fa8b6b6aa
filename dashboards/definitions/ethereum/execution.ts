/** Ethereum's execution nodes, and what both kinds tell of the chain: blocks taken back, fullness, pools, what is left to do. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { ethereumLimits } from '../../../collector/policy/ethereum.ts';
import type { Drill, GraphPanel } from '../../kit/model.ts';
import { hourStep } from '../../kit/queries.ts';
import { limit, noLimit, unknownText } from '../../kit/states.ts';
import { nodeCounts, nodeLines, type Scope } from '../scope.ts';

const base = { width: 12, height: 7, step: '15s', noValue: unknownText } as const;
const graph = { ...base, kind: 'graph', decimals: 0, thresholds: noLimit, unit: 'none' } as const;

type Of<P> = (scope: Scope, drill: Drill) => P;

export const reorganisations: Of<GraphPanel> = (scope, drill) => ({
  ...graph,
  key: 'ethereum reorgs',
  title: 'Blocks taken back',
  about: {
    shows: 'Depth of the last reorganisation of each node, by what it answers.',
    healthy: 'One block or two, now and then.',
    act: `${ethereumLimits.deepReorg} or more on all nodes: the chain. On one: it had been on a fork of its own.`,
  },
  thresholds: limit(ethereumLimits.deepReorg),
  queries: nodeLines(scope, metrics.reorgDepth, { legend: 'last depth' }),
  drill,
});

/** A panel of their own: the limit is one of depth. */
export const reorgCounts: Of<GraphPanel> = (scope, drill) => ({
  ...graph,
  key: 'ethereum reorg counts',
  title: 'How often blocks were taken back',
  about: {
    shows: `Reorganisations of each node within an hour: short ones, and deep ones of ${ethereumLimits.deepReorg} blocks or more.`,
    healthy: 'A few short ones.',
    act: 'Many on one node: late blocks, so look at its peers and its clock. On all: the network; wait.',
  },
  step: hourStep,
  queries: nodeCounts(scope, metrics.reorgs, { by: ['size'], legend: '{{size}}' }),
  drill,
});

export const fullness: Of<GraphPanel> = (scope, drill) => ({
  ...graph,
  key: 'ethereum fullness',
  title: 'Gas used of the limit',
  about: {
    shows: 'How full the newest block is.',
    healthy: 'Around one half.',
    act: 'Full for long: fees rise. Empty for long: look at a few blocks with an explorer.',
  },
  unit: 'percentunit',
  queries: [...nodeLines(scope, metrics.gasUsedRatio)],
  drill,
});

export const pools: Of<GraphPanel> = (scope, drill) => ({
  ...graph,
  key: 'ethereum pools',
  title: 'Transactions in the pool',
  about: {
    shows: 'Pending and queued transactions of the execution nodes that tell.',
    healthy: 'Thousands, and alike on all nodes.',
    act: 'Near zero on one node: it has no peers that pass transactions on.',
  },
  unit: 'none',
  queries: [...nodeLines(scope, metrics.txpool, { by: ['state'], legend: '{{state}}' })],
  drill,
});

export const remaining: Of<GraphPanel> = (scope, drill) => ({
  ...graph,
  key: 'ethereum remaining',
  title: 'Left to sync and to index',
  about: {
    shows: 'Blocks that a syncing node has yet to execute, and what a node at its head has yet to index.',
    healthy: 'Nothing.',
    act: 'Falling: wait. Standing: look at its disk. Indexing alone is no reason to take a node out.',
  },
  unit: 'none',
  queries: [
    ...nodeLines(scope, metrics.syncRemaining, { legend: 'blocks' }),
    ...nodeLines(scope, metrics.indexRemaining, { legend: 'index' }),
  ],
  drill,
});

export const ownWords: Of<GraphPanel> = (scope, drill) => ({
  ...graph,
  key: 'ethereum own metrics',
  title: 'From the clients’ own metrics',
  about: {
    shows:
      'Of nodes whose own metrics fleet.yaml names: blocks rejected and pool blobs missed within an hour, blocks that wait.',
    healthy: 'Nothing rejected, nothing waiting.',
    act: 'A rejected block that others accept: the client is too old for a fork. Blocks that wait: its disk.',
  },
  queries: [
    ...nodeCounts(scope, metrics.badBlocks, { legend: 'rejected' }),
    ...nodeCounts(scope, metrics.poolBlobsMissed, { legend: 'blobs missed' }),
    ...nodeLines(scope, metrics.blocksWaiting, { legend: 'waiting' }),
    ...nodeLines(scope, metrics.syncSlots, { legend: 'slots a second' }),
  ],
  drill,
});
