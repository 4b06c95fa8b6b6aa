/** What is behind the fresh head of an Arbitrum Nitro node, by golden signal. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { window } from '../../../collector/catalogue/promql.ts';
import { knownChains } from '../../../collector/policy/chains.ts';
import { nitroLimits } from '../../../collector/policy/nitro.ts';
import type { Drill, GraphPanel } from '../../kit/model.ts';
import { hourStep } from '../../kit/queries.ts';
import { limit, noLimit, unknownText, upTo } from '../../kit/states.ts';
import { nodeCounts, nodeLines, nodeRates, type Scope } from '../scope.ts';

const base = { width: 12, height: 7, step: '15s', noValue: unknownText } as const;
const graph = { ...base, kind: 'graph', decimals: 0, thresholds: noLimit, unit: 'none' } as const;

/** Seconds between two blocks. */
const { blockTime } = knownChains['arbitrum-one'];

type Graph = (scope: Scope, drill: Drill) => GraphPanel;

export const execution: Graph = (scope, drill) => ({
  ...graph,
  key: 'nitro execution',
  title: 'Time to execute a block',
  about: {
    shows: 'By quantile of the recent blocks of each node, as it measures itself.',
    healthy: `Well below the time between two blocks (${blockTime} s on Arbitrum One).`,
    act: 'Above it the node falls behind: disk latency first, then heavy callers.',
  },
  unit: 's',
  decimals: 3,
  thresholds: upTo(blockTime),
  queries: nodeLines(scope, metrics.nitroExecution, { by: ['rank'], legend: '{{rank}}' }),
  drill,
});

export const behindFeed: Graph = (scope, drill) => ({
  ...graph,
  key: 'nitro feed lag',
  title: 'Nodes behind the feed',
  about: {
    shows: 'Blocks between the newest message of the feed and the head of each node, and how wrong that may be.',
    healthy: 'A few blocks, within the uncertainty.',
    act: 'One node rises: its feed or its execution. All rise: our source is ahead of theirs, or they share one relay.',
  },
  thresholds: limit(nitroLimits.messagesBehind),
  queries: [
    ...nodeLines(scope, metrics.feedLag),
    ...nodeLines(scope, metrics.feedLagUncertainty, { legend: '± uncertainty' }),
  ],
  drill,
});

export const messages: Graph = (scope, drill) => ({
  ...graph,
  key: 'nitro messages',
  title: 'Messages a second, by node',
  about: {
    shows: 'Messages that each node stores, executes and reads from batches.',
    healthy: 'All the same over some minutes: about 4 on Arbitrum One. Batches come in jumps.',
    act: 'Stored but not executed: execution. Stored and not from batches: L1.',
  },
  decimals: 1,
  queries: nodeLines(scope, metrics.nitroMessages, {
    by: ['stage'],
    of: (series) => `deriv(${series}${window(20, 15)})`,
    legend: '{{stage}}',
  }),
  drill,
});

export const calls: Graph = (scope, drill) => ({
  ...graph,
  key: 'node calls',
  title: 'Calls that nodes serve',
  about: {
    shows:
      'Calls of everyone a second as nodes count them: asked, failed, and passed or refused at the limit of memory.',
    healthy: 'No refusals; failures a small and steady part.',
    act: 'Refusals: find the heavy caller at the edge. Failures rise: compare with the journey of that node.',
  },
  unit: 'cps',
  decimals: 1,
  queries: [
    ...nodeRates(scope, metrics.nodeRpcCalls, { by: ['outcome'], legend: '{{outcome}}' }),
    ...nodeRates(scope, metrics.nitroLimitChecks, { by: ['outcome'], legend: '{{outcome}} at the limit' }),
  ],
  drill,
});

export const nodeSources: Graph = (scope, drill) => ({
  ...graph,
  key: 'nitro feed sources',
  title: 'Sources of the feed, by node',
  about: {
    shows: 'Sources of the feed that each node counts as connected or not.',
    healthy: 'At least one connected for each node.',
    act: 'None connected: the node falls back to batches. See the relay and NodeFeedLost.',
  },
  queries: nodeLines(scope, metrics.nitroFeedSources, { by: ['state'], legend: '{{state}}' }),
  drill,
});

export const rewound: Graph = (scope, drill) => ({
  ...graph,
  key: 'nitro reorganisations',
  title: 'Blocks that nodes took back',
  about: {
    shows: 'Reorganisations that each node executed within an hour.',
    healthy: 'None: Arbitrum takes nothing back but after an accident.',
    act: 'On one node: see its restarts and its feed. On all: read the status page of the chain.',
  },
  step: hourStep,
  queries: nodeCounts(scope, metrics.nitroReorgs),
  drill,
});

/** With what a validator says, where one runs. */
export const refuted: Graph = (scope, drill) => {
  const panel = rewound(scope, drill);
  return {
    ...panel,
    title: 'Blocks taken back, and what validators refuse',
    about: {
      ...panel.about,
      shows:
        'Within an hour: reorganisations that it executed; where it runs a validator, blocks that this could not follow, and rival assertions.',
      act: 'Validations that fail: compare its hashes with the others. Rivals: read the log for the assertion in question.',
    },
    queries: [
      ...panel.queries,
      ...nodeCounts(scope, metrics.nitroValidations, { match: { outcome: 'failed' }, legend: 'validations failed' }),
      ...nodeCounts(scope, metrics.nitroRivals, { legend: 'rival assertions' }),
    ],
  };
};

const bySyncing = 'By eth_syncing, which tells figures only while a node does not call itself in sync';
const noLines = 'No lines at all, or short ones.';

export const backlog: Graph = (scope, drill) => ({
  ...graph,
  key: 'nitro backlog',
  title: 'What nodes have yet to do',
  about: {
    shows: `${bySyncing}: messages to execute, and those behind a gap of the feed.`,
    healthy: noLines,
    act: 'Messages to execute: disk and CPU. Behind a gap: the feed left messages out.',
  },
  thresholds: limit(nitroLimits.messagesBehind),
  queries: [
    ...nodeLines(scope, metrics.nitroMessagesBehind, { legend: 'to execute' }),
    ...nodeLines(scope, metrics.nitroFeedPending, { legend: 'behind a gap of the feed' }),
  ],
  drill,
});

/** The limit of messages to execute says nothing of these: hundreds are in no batch at any time. */
export const unread: Graph = (scope, drill) => ({
  ...graph,
  key: 'nitro unread',
  title: 'What nodes have yet to read from L1',
  about: {
    shows: `${bySyncing}: batches to read, and messages that no batch holds which it has read.`,
    healthy: noLines,
    act: 'Batches that stay: L1 or blobs. Messages that only grow, on all nodes: batches do not land on L1; it is the chain.',
  },
  queries: [
    ...nodeLines(scope, metrics.nitroBatchesBehind, { legend: 'batches to read' }),
    ...nodeLines(scope, metrics.nitroUnposted, { legend: 'messages in no batch' }),
  ],
  drill,
});

export const bytes: Graph = (scope, drill) => ({
  ...graph,
  key: 'node bytes',
  title: 'Memory and databases of nodes',
  about: {
    shows: 'Memory in use and its limit as the node counts it (not its whole process), and the size of its databases.',
    healthy: 'Memory below its limit; databases grow by gigabytes a day.',
    act: 'Memory at the limit: the node refuses calls. For what is left on the disk see the machine itself.',
  },
  unit: 'bytes',
  queries: [
    ...nodeLines(scope, metrics.nodeMemory, { by: ['kind'], legend: 'memory {{kind}}' }),
    ...nodeLines(scope, metrics.nodeDisk, { by: ['store'], legend: '{{store}}' }),
  ],
  drill,
});
