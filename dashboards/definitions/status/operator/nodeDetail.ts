/** What nodes say of themselves: peers, sync, tags, versions. */
import { metrics } from '../../../../collector/catalogue/index.ts';
import { by, sel } from '../../../../collector/catalogue/promql.ts';
import { spread } from '../../../kit/layout.ts';
import type { Panel, Row } from '../../../kit/model.ts';
import { flagScale, limit, noLimit, stateThresholds, unknownText } from '../../../kit/states.ts';
import type { Context } from '../../context.ts';

const base = { width: 12, height: 7, step: '15s', noValue: unknownText } as const;

const peers: Panel = {
  ...base,
  kind: 'graph',
  key: 'peers',
  title: 'Peers',
  about: {
    shows: 'Connected peers of the nodes that have any; an Arbitrum Nitro node has none.',
    healthy: 'Dozens, and steady.',
    act: 'Near zero: the p2p port or the firewall; the node will soon fall behind.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: [
    { expr: `max by ${by(metrics.peers, 'target', 'layer')} (${sel(metrics.peers)})`, legend: '{{target}} {{layer}}' },
  ],
};

const tagAge: Panel = {
  ...base,
  kind: 'graph',
  key: 'tag age',
  title: 'Age of safe and finalized',
  about: {
    shows: 'How old the block behind the safe and finalized tags is.',
    healthy: 'A saw-tooth: minutes for safe, about a quarter of an hour for finalized.',
    act: 'A straight climb on all nodes: Ethereum does not finalize. On one Nitro node: it does not read L1 or its blobs.',
  },
  unit: 's',
  decimals: 0,
  thresholds: noLimit,
  queries: [
    {
      expr: `time() - max by ${by(metrics.tagTimestamp, 'target', 'tag')} (${sel(metrics.tagTimestamp)})`,
      legend: '{{target}} {{tag}}',
    },
  ],
};

const tagDistance: Panel = {
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
  queries: [
    {
      expr:
        `max by ${by(metrics.headNumber, 'target')} (${sel(metrics.headNumber)})` +
        ` - on (target) group_right () max by ${by(metrics.tagNumber, 'target', 'tag')} (${sel(metrics.tagNumber)})`,
      legend: '{{target}} {{tag}}',
    },
  ],
};

const syncing: Panel = {
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
  queries: [{ expr: `max by ${by(metrics.syncing, 'target')} (${sel(metrics.syncing)})`, legend: '{{target}}' }],
};

const syncDistance: Panel = {
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
  thresholds: limit(2, 5),
  queries: [
    { expr: `max by ${by(metrics.syncDistance, 'target')} (${sel(metrics.syncDistance)})`, legend: '{{target}}' },
  ],
};

const consensusFlags: Panel = {
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
    { expr: `max by ${by(metrics.elOffline, 'target')} (${sel(metrics.elOffline)})`, legend: '{{target}} offline' },
    {
      expr: `max by ${by(metrics.optimistic, 'target')} (${sel(metrics.optimistic)})`,
      legend: '{{target}} optimistic',
    },
  ],
};

const versions: Panel = {
  ...base,
  kind: 'table',
  key: 'versions',
  title: 'Clients and chain ids',
  about: {
    shows: 'Client and version that each target reports, and the chain id that it answers.',
    healthy: 'The versions that you run; one chain id for all targets of a chain.',
    act: 'Another chain id is ✖ WRONG CHAIN: take the node out of service at once.',
  },
  unit: 'none',
  noValue: '?',
  height: 8,
  thresholds: stateThresholds,
  by: { target: 'Target', chain: 'Chain', client: 'Client', version: 'Version' },
  columns: [
    {
      title: 'Chain id',
      unit: 'none',
      decimals: 0,
      expr:
        `max by ${by(metrics.clientInfo, 'target', 'chain', 'client', 'version')} (${sel(metrics.clientInfo)})` +
        ` * on (target) group_left () max by ${by(metrics.chainId, 'target')} (${sel(metrics.chainId)})`,
    },
  ],
};

/** Kinds that have peers; a consensus node counts its own. */
const hasPeers = (context: Context): boolean => context.nodes.some((node) => node.kind !== 'arbitrum-nitro');

export const nodeDetailRow = (context: Context): Row => {
  const consensus = context.nodes.some((node) => node.layer === 'consensus');
  return {
    title: 'Nodes in detail',
    panels: spread(
      [
        ...(hasPeers(context) ? [peers] : []),
        tagAge,
        tagDistance,
        syncing,
        ...(consensus ? [syncDistance, consensusFlags] : []),
        versions,
      ],
      2,
    ),
  };
};
