/** What nodes say of themselves: peers, sync, tags, versions. */
import { metrics } from '../../collector/catalogue/index.ts';
import { ethereumLimits } from '../../collector/policy/ethereum.ts';
import type { Drill, GraphPanel, TablePanel, TimelinePanel } from '../kit/model.ts';
import { flagScale, least, limit, noLimit, stateThresholds, unknownText } from '../kit/states.ts';
import { nodeLines, type Scope, unionOf } from './scope.ts';

const base = { width: 12, height: 7, step: '15s', noValue: unknownText } as const;

type Of<P> = (scope: Scope, drill: Drill) => P;

export const peers: Of<GraphPanel> = (scope, drill) => ({
  ...base,
  kind: 'graph',
  key: 'peers',
  title: 'Peers',
  about: {
    shows: 'Connected peers of the nodes that have any; an Arbitrum Nitro node has none.',
    healthy: 'Dozens, and steady.',
    act: `Below ${ethereumLimits.peers}: the p2p port or the firewall; the node will soon fall behind.`,
  },
  unit: 'none',
  decimals: 0,
  thresholds: least(ethereumLimits.peers),
  queries: nodeLines(scope, metrics.peers, { by: ['layer'], legend: '{{layer}}' }),
  drill,
});

export const tagAge: Of<GraphPanel> = (scope, drill) => ({
  ...base,
  kind: 'graph',
  key: 'node tag age',
  title: 'Age of safe and finalized',
  about: {
    shows: 'How old the block behind the safe and finalized tags is.',
    healthy: 'A saw-tooth: minutes for safe, about a quarter of an hour for finalized.',
    act: 'A straight climb on all nodes: Ethereum does not finalize. On one Nitro node: it does not read L1 or its blobs.',
  },
  unit: 's',
  decimals: 0,
  thresholds: noLimit,
  queries: nodeLines(scope, metrics.tagTimestamp, {
    by: ['tag'],
    around: (expr) => `time() - ${expr}`,
    legend: '{{tag}}',
  }),
  drill,
});

/** Operators only: the two sides are joined by their names. */
export const tagDistance: Of<GraphPanel> = (scope, drill) => ({
  ...base,
  kind: 'graph',
  key: 'tag distance',
  title: 'Blocks from the head to safe and finalized',
  about: {
    shows: 'How many blocks the tags are below the node’s own head.',
    healthy: 'A saw-tooth of constant height.',
    act: 'As for the age of the tags.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: nodeLines(scope, metrics.tagNumber, { by: ['tag'], legend: '{{tag}}' }).map(({ expr, legend }) => ({
    expr: `${unionOf(nodeLines(scope, metrics.headNumber))} - on (target) group_right () ${expr}`,
    legend,
  })),
  drill,
});

export const syncing: Of<TimelinePanel> = (scope, drill) => ({
  ...base,
  kind: 'timeline',
  key: 'syncing',
  title: 'Syncing, as the node says',
  about: {
    shows: 'Whether the node itself says that it is syncing. A hint only: a stale node often says that it is in sync.',
    healthy: '✔ NO.',
    act: '✖ YES: wait, and keep it out of service until the verdict is ✔ OK.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: flagScale,
  queries: nodeLines(scope, metrics.syncing),
  drill,
});

export const syncDistance: Of<GraphPanel> = (scope, drill) => ({
  ...base,
  kind: 'graph',
  key: 'sync distance',
  title: 'Consensus: slots behind the clock',
  about: {
    shows: 'Slots between the wall clock and the head of each consensus node, as it says itself.',
    healthy: '0 or 1.',
    act: 'More: its peers or its disk; the execution node that it drives stands still with it.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: limit(ethereumLimits.slotsLate, ethereumLimits.slotsLost),
  queries: nodeLines(scope, metrics.syncDistance),
  drill,
});

export const consensusFlags: Of<TimelinePanel> = (scope, drill) => ({
  ...base,
  kind: 'timeline',
  key: 'consensus flags',
  title: 'Consensus: execution offline, optimistic',
  about: {
    shows: 'Whether a consensus node says that its execution client is offline, or that it follows unverified blocks.',
    healthy: '✔ NO for both.',
    act: '✖ YES: look at the execution node that it is paired with, and at their shared secret.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: flagScale,
  queries: [
    ...nodeLines(scope, metrics.elOffline, { legend: 'offline' }),
    ...nodeLines(scope, metrics.optimistic, { legend: 'optimistic' }),
  ],
  drill,
});

/** Operators only: a version tells a stranger what to attack. */
export const versions: Of<TablePanel> = (scope, drill) => ({
  ...base,
  kind: 'table',
  key: 'versions',
  title: 'Clients and chain ids',
  about: {
    shows: 'Client and version that each node reports, and the chain id that it answers.',
    healthy: 'The versions that you run; one chain id for all nodes of a chain.',
    act: 'Another chain id is ✖ WRONG CHAIN: take the node out of service at once.',
  },
  unit: 'none',
  noValue: '?',
  thresholds: stateThresholds,
  by: { target: 'Node', chain: 'Chain', client: 'Client', version: 'Version' },
  columns: [
    {
      title: 'Chain id',
      unit: 'none',
      decimals: 0,
      expr:
        unionOf(nodeLines(scope, metrics.clientInfo, { by: ['chain', 'client', 'version'] })) +
        ` * on (target) group_left () ${unionOf(nodeLines(scope, metrics.chainId))}`,
    },
  ],
  drill,
});
