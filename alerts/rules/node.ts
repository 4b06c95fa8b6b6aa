/**
 * Alerts about nodes: one for each bad verdict. The hysteresis lives in the collector, so a rule fires at the first
 * evaluation in which the verdict is there, and holds over a lost scrape.
 */
import { metrics } from '../../collector/catalogue/index.ts';
import type { NodeVerdict } from '../../collector/catalogue/labels.ts';
import { by, sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { type AlertDef, defineAlert } from './define.ts';
import { figure, lately } from './expressions.ts';

const { nodeVerdict, headLagSeconds, headTimestamp } = metrics;

/** A node that joins is expected to sync, and a parked one to be gone: only serving nodes are anyone's trouble. */
export const serving = (fleet: Fleet) => {
  const others = fleet.nodes.filter((node) => node.state !== 'serving').map((node) => node.name);
  return others.length > 0 ? ({ role: 'node', target: { not: others } } as const) : ({ role: 'node' } as const);
};

const headAge = figure(
  ' The newest head that it gave is ',
  `time() - max(${sel(headTimestamp, { role: 'node', target: '$' })})`,
  'target',
  ' s old.',
);

const behind = figure(
  ' It is ',
  `max(${lately(headLagSeconds, { role: 'node', target: '$' })})`,
  'target',
  ' s behind the corroborated head.',
);

interface NodeAlertText {
  readonly summary: string;
  readonly description: string;
  readonly impact: string;
  readonly action: string;
}

const nodeAlert = <const N extends string>(
  name: N,
  verdict: Exclude<NodeVerdict, 'ok' | 'unknown'>,
  text: NodeAlertText,
): AlertDef<N> =>
  defineAlert({
    name,
    severity: 'warning',
    group: 'fast',
    expr: (fleet: Fleet) =>
      `max by ${by(nodeVerdict, 'target', 'region', 'chain')} (${lately(nodeVerdict, { ...serving(fleet), verdict })}) == 1`,
    keepFiringFor: limits.keepFiring,
    scope: 'node:{{ $labels.target }}',
    region: '{{ $labels.region }}',
    ...text,
    when: (fleet: Fleet) => fleet.nodes.some((node) => node.state === 'serving'),
  });

const drained = 'None while the load balancer drains the node; without another node in the region, errors.';

export const NodeUnreachable = nodeAlert('NodeUnreachable', 'unreachable', {
  summary: 'A node does not answer well.',
  description: `{{ $labels.target }} in {{ $labels.region }} gives no good answer.${headAge}`,
  impact: drained,
  action: 'See whether the process runs and its port listens; restart it if it hangs.',
});

export const NodeWrongChain = nodeAlert('NodeWrongChain', 'wrong_chain', {
  summary: 'A node is on the wrong chain.',
  description:
    '{{ $labels.target }} in {{ $labels.region }} reports a chain id that is not that of {{ $labels.chain }}.',
  impact: 'Members that reach it sign for, and read from, another chain.',
  action: 'Take the node out of the pool now; then look at its chain configuration and its address in fleet.yaml.',
});

export const NodeDiverged = nodeAlert('NodeDiverged', 'diverged', {
  summary: 'A node follows another fork.',
  description:
    '{{ $labels.target }} in {{ $labels.region }} has other block hashes than everyone else at the same heights.',
  impact: 'Members that reach it see transactions and logs that the chain does not have.',
  action: 'Take the node out of the pool now; then compare its version and database with a healthy one.',
});

export const NodeStalled = nodeAlert('NodeStalled', 'stalled', {
  summary: 'The head of a node stands still while the chain goes on.',
  description: `{{ $labels.target }} in {{ $labels.region }} answers, but its head does not move.${headAge}${behind}`,
  impact: 'Members that reach it get 200 with an old head, the failure that hurts them most.',
  action: "See that the load balancer has drained it; then look at the node's feed, its parent chain and its disk.",
});

export const NodeSyncing = nodeAlert('NodeSyncing', 'syncing', {
  summary: 'A serving node is syncing.',
  description: `{{ $labels.target }} in {{ $labels.region }} says that it syncs, and its head trails.${behind}`,
  impact: drained,
  action: 'Leave it to catch up if it gains on the head; otherwise look at its disk, its peers and its parent chain.',
});

export const NodeLagging = nodeAlert('NodeLagging', 'lagging', {
  summary: 'A node is behind the chain.',
  description: `{{ $labels.target }} in {{ $labels.region }} is behind.${behind}`,
  impact: 'Members that reach it read an old head; the load balancer may drain it.',
  action: "Look at the node's load, disk and feed; compare with the other nodes of the chain.",
});

/** Every bad verdict has its alert, or this does not compile. */
export const alertOfVerdict = {
  unreachable: NodeUnreachable,
  wrong_chain: NodeWrongChain,
  diverged: NodeDiverged,
  stalled: NodeStalled,
  syncing: NodeSyncing,
  lagging: NodeLagging,
} as const satisfies Record<Exclude<NodeVerdict, 'ok' | 'unknown'>, AlertDef>;

export const NodesUnseen = defineAlert({
  name: 'NodesUnseen',
  severity: 'warning',
  group: 'slow',
  expr: (fleet: Fleet) =>
    `min by ${by(nodeVerdict, 'chain')} (${lately(nodeVerdict, { ...serving(fleet), verdict: 'unknown' })}) == 1`,
  for: limits.blindFor,
  keepFiringFor: limits.keepFiring,
  scope: 'chain:{{ $labels.chain }}',
  region: 'all',
  summary: 'Nothing is known of any node of a chain.',
  description: `Every node of {{ $labels.chain }} has been unknown for ${limits.blindFor} s or more: the monitor cannot reach or compare them, so it calls none of them bad.`,
  impact: 'None known: but a node that fails now would not be noticed, only the edge in front of it.',
  action: "Look at the way from the collector's host to the nodes (VPN, firewall), then at its references.",
  when: (fleet: Fleet) => fleet.nodes.some((node) => node.state === 'serving'),
});
