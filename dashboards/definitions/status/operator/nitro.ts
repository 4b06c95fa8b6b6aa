/** Arbitrum Nitro nodes and the sequencer's feed: what is behind a fresh head. */

import type { CounterDef, GaugeDef } from '../../../../collector/catalogue/define.ts';
import { metrics } from '../../../../collector/catalogue/index.ts';
import { by, rate, sel, window } from '../../../../collector/catalogue/promql.ts';
import { nitroLimits } from '../../../../collector/policy/nitro.ts';
import { spread } from '../../../kit/layout.ts';
import type { GraphPanel, Query, Row, TablePanel } from '../../../kit/model.ts';
import { answerScale, flagScale, limit, noLimit, stateThresholds, unknownText } from '../../../kit/states.ts';
import type { Context } from '../../context.ts';

const base = { width: 12, height: 7, step: '15s', noValue: unknownText } as const;
const graph = { ...base, kind: 'graph', decimals: 0, thresholds: noLimit, unit: 'none' } as const;

/** One line for each node. */
const perNode = (metric: GaugeDef, legend: string): Query => ({
  expr: `max by ${by(metric, 'target')} (${sel(metric)})`,
  legend,
});
const perSecond = <M extends CounterDef>(metric: M, labels: (keyof M['labels'] & string)[], legend: string): Query => ({
  expr: `sum by ${by(metric, ...labels)} (${rate(metric)})`,
  legend,
});

const sources: GraphPanel = {
  ...graph,
  key: 'nitro feed sources',
  title: 'Sources of the feed',
  about: {
    shows: 'Sources that each node counts as connected or not, and whether this monitor hears its own (1) or not (0).',
    healthy: 'At least one connected for each node.',
    act: 'None connected: the node falls back to batches. See the relay and NodeFeedLost.',
  },
  queries: [
    {
      expr: `max by ${by(metrics.nitroFeedSources, 'target', 'state')} (${sel(metrics.nitroFeedSources)})`,
      legend: '{{target}} {{state}}',
    },
    { expr: `max by ${by(metrics.feedConnected, 'feed')} (${sel(metrics.feedConnected)})`, legend: '{{feed}} heard' },
  ],
};

const feedAge: GraphPanel = {
  ...graph,
  key: 'feed delay',
  title: 'How late the feed is',
  about: {
    shows: "Age of the sequencer's newest message by its stamp, and time since any message, by source.",
    healthy: 'Both below two seconds on a busy chain; stamps are whole seconds.',
    act: 'Silence rises alone: the source or the way to it. Both rise at all sources: the sequencer.',
  },
  unit: 's',
  decimals: 1,
  thresholds: limit(5, 30),
  queries: [
    { expr: `max by ${by(metrics.feedDelay, 'feed')} (${sel(metrics.feedDelay)})`, legend: '{{feed}} delay' },
    {
      expr: `time() - max by ${by(metrics.feedLastMessage, 'feed')} (${sel(metrics.feedLastMessage)})`,
      legend: '{{feed}} silence',
    },
  ],
};

const behindFeed: GraphPanel = {
  ...graph,
  key: 'nitro feed lag',
  title: 'Nodes behind the feed',
  about: {
    shows: 'Blocks between the newest message of the feed and the head of each node, and how wrong that may be.',
    healthy: 'A few blocks, within the uncertainty.',
    act: 'One node rises: its feed or its execution. All rise: our source is ahead of theirs, or they share one relay.',
  },
  thresholds: limit(20, nitroLimits.messagesBehind),
  queries: [
    perNode(metrics.feedLag, '{{target}}'),
    { ...perNode(metrics.feedLagUncertainty, '{{target}} ± uncertainty') },
  ],
};

const backlog: GraphPanel = {
  ...graph,
  key: 'nitro backlog',
  title: 'What nodes have yet to do',
  about: {
    shows: 'By eth_syncing, which tells figures only while a node does not call itself in sync.',
    healthy: 'No lines at all, or short ones.',
    act: 'Batches: L1 or blobs. Messages to execute: disk and CPU. Behind a gap: the feed left messages out.',
  },
  queries: [
    perNode(metrics.nitroBatchesBehind, '{{target}}: batches to read'),
    perNode(metrics.nitroMessagesBehind, '{{target}}: messages to execute'),
    perNode(metrics.nitroFeedPending, '{{target}}: behind a gap of the feed'),
    perNode(metrics.nitroUnposted, '{{target}}: in no batch that it has read'),
  ],
};

const execution: GraphPanel = {
  ...graph,
  key: 'nitro execution',
  title: 'Time to execute a block',
  about: {
    shows: 'By quantile of the recent blocks of each node, as it measures itself.',
    healthy: 'Well below the time between two blocks (0.25 s on Arbitrum One).',
    act: 'Above it the node falls behind: disk latency first, then heavy callers.',
  },
  unit: 's',
  decimals: 3,
  thresholds: limit(0.125, 0.25),
  queries: [
    {
      expr: `max by ${by(metrics.nitroExecution, 'target', 'rank')} (${sel(metrics.nitroExecution)})`,
      legend: '{{target}} {{rank}}',
    },
  ],
};

const pace: GraphPanel = {
  ...graph,
  key: 'nitro messages',
  title: 'Messages a second',
  about: {
    shows: 'Messages that nodes store, execute and read from batches, and that the feed brings, by kind.',
    healthy: 'All the same over some minutes: about 4 on Arbitrum One. Batches come in jumps.',
    act: 'Stored but not executed: execution. Stored and not from batches: L1. The feed below the nodes: our source.',
  },
  decimals: 1,
  queries: [
    {
      expr: `max by ${by(metrics.nitroMessages, 'target', 'stage')} (deriv(${sel(metrics.nitroMessages)}${window(20, 15)}))`,
      legend: '{{target}} {{stage}}',
    },
    perSecond(metrics.feedMessages, ['feed', 'kind'], '{{feed}}: {{kind}}'),
  ],
};

const unposted: GraphPanel = {
  ...graph,
  key: 'feed backlog',
  title: 'On the feed and not on L1',
  about: {
    shows: 'Messages of the feed beyond those that it knows to be on L1; the newest batch is never counted as there.',
    healthy: 'A saw-tooth between one batch and two, a few hundred messages.',
    act: 'A line that only rises: batches do not land on L1. It is the chain, not our nodes.',
  },
  queries: [
    {
      expr: `max by ${by(metrics.feedSequence, 'feed')} (${sel(metrics.feedSequence, { kind: 'latest' })}) - max by ${by(metrics.feedSequence, 'feed')} (${sel(metrics.feedSequence, { kind: 'confirmed' })})`,
      legend: '{{feed}}',
    },
  ],
};

const trouble: GraphPanel = {
  ...graph,
  key: 'feed faults',
  title: 'Feed faults and reorganisations',
  about: {
    shows:
      'In an hour: how connections of our listener ended, messages that were left out, blocks that nodes took back.',
    healthy: 'A reconnection now and then; no reorganisation.',
    act: 'http_429: too many connections from here. gap: the source loses messages. wrong_chain: another address.',
  },
  queries: [
    {
      expr: `3600 * sum by ${by(metrics.feedFaults, 'feed', 'reason')} (${rate(metrics.feedFaults)})`,
      legend: '{{feed}}: {{reason}}',
    },
    {
      expr: `3600 * sum by ${by(metrics.nitroReorgs, 'target')} (${rate(metrics.nitroReorgs)})`,
      legend: '{{target}}: reorganisations',
    },
  ],
};

const calls: GraphPanel = {
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
    perSecond(metrics.nodeRpcCalls, ['target', 'outcome'], '{{target}} {{outcome}}'),
    perSecond(metrics.nitroLimitChecks, ['target', 'outcome'], '{{target}} {{outcome}} at the limit'),
  ],
};

const bytes: GraphPanel = {
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
    {
      expr: `max by ${by(metrics.nodeMemory, 'target', 'kind')} (${sel(metrics.nodeMemory)})`,
      legend: '{{target}}: memory {{kind}}',
    },
    {
      expr: `max by ${by(metrics.nodeDisk, 'target', 'store')} (${sel(metrics.nodeDisk)})`,
      legend: '{{target}}: {{store}}',
    },
  ],
};

const facts: TablePanel = {
  ...base,
  kind: 'table',
  key: 'nitro facts',
  title: 'Nitro nodes now',
  about: {
    shows: 'What each node says of itself. Empty: it does not say, or was not asked.',
    healthy: 'Publisher ✔ YES, the rest ✔ NO; the same ArbOS format and nearly the same batch on all.',
    act: 'Publisher ✖ NO: PublisherUnhealthy. Another ArbOS format than the others: an old version, or another chain.',
  },
  unit: 'none',
  height: 8,
  width: 24,
  thresholds: stateThresholds,
  by: { target: 'Node' },
  columns: [
    {
      title: 'ArbOS format',
      expr: perNode(metrics.nitroArbosFormat, '').expr,
      unit: 'none',
      decimals: 0,
      thresholds: noLimit,
    },
    {
      title: 'Last batch read',
      expr: perNode(metrics.nitroInboxBatch, '').expr,
      unit: 'none',
      decimals: 0,
      thresholds: noLimit,
    },
    { title: 'Publisher', expr: perNode(metrics.nitroPublisherHealthy, '').expr, unit: 'none', states: answerScale },
    { title: 'Maintenance', expr: perNode(metrics.nitroMaintenance, '').expr, unit: 'none', states: flagScale },
    { title: 'Extraction stuck', expr: perNode(metrics.nitroInboxStuck, '').expr, unit: 'none', states: flagScale },
    { title: 'Safe or final block lost', expr: perNode(metrics.tagLost, '').expr, unit: 'none', states: flagScale },
  ],
};

export const nitroRow = ({ nodes, fleet }: Context): readonly Row[] => {
  const run = nodes.some(({ kind }) => kind === 'arbitrum-nitro');
  if (!run && (fleet.feeds ?? []).length === 0) return [];
  // The feed is heard where fleet.yaml names one, and a node's own metrics are read where it names their page.
  const hears = (fleet.feeds ?? []).length > 0;
  const reads = nodes.some(({ kind, metrics: page }) => kind === 'arbitrum-nitro' && page !== undefined);
  const panels = [
    ...(hears || reads ? [sources] : []),
    ...(hears ? [feedAge, behindFeed] : []),
    ...(run ? [backlog] : []),
    ...(reads ? [execution] : []),
    ...(hears || reads ? [pace] : []),
    ...(hears ? [unposted] : []),
    ...(hears || reads ? [trouble] : []),
    ...(reads ? [calls, bytes] : []),
    facts,
  ];
  return [{ title: 'Arbitrum Nitro and its feed', panels: spread(panels) }];
};
