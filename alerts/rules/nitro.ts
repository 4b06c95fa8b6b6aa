/** Alerts about Arbitrum Nitro nodes whose heads are fresh: what they read, execute, pass on, refuse and show. */
import { metrics } from '../../collector/catalogue/index.ts';
import { over, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet, FleetNode } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { nitroLimits } from '../../collector/policy/nitro.ts';
import { unlessHalted } from './chain.ts';
import { anyOf, figure, indent } from './expressions.ts';
import {
  any,
  isWell,
  most,
  named,
  nitroAlert,
  nitroNodes,
  on,
  onChain,
  slowStep,
  span,
  withMetrics,
} from './nitroBase.ts';

const { nitroBatchesBehind, nitroMessagesBehind, nitroPublisherHealthy, nitroLimitChecks } = metrics;
const { nodeVerdict, tagNumber, tagLost, batchPosted } = metrics;
const { nitroValidations, nitroRivals, rpcRequests, probeSuccess, probeLastSuccess } = metrics;

export const NodeBatchesBehind = nitroAlert('NodeBatchesBehind', {
  severity: 'warning',
  expr: (fleet) => {
    const nodes = nitroNodes(fleet);
    const match = named(nodes);
    const whole = span(nitroBatchesBehind, match, nitroLimits.batchesBehind);
    return `max by ${on} (${sel(nitroBatchesBehind, match)}) > 0
  and on ${on}
max by ${on} (min_over_time(${whole})) > 0
  and on ${on}
max by ${on} (count_over_time(${whole})) >= ${most(nitroLimits.batchesBehind)}
  and on ${on}
${isWell(nodes)}`;
  },
  summary: 'A node has batches from L1 that it does not read.',
  description: `{{ $labels.target }} in {{ $labels.region }} has said for ${nitroLimits.batchesBehind / 60} minutes that it has seen batches on L1 that it has not read, while its head is fresh. Unread batches now: {{ $value | printf "%.0f" }}.`,
  impact: 'None yet: the head comes by the feed. After a restart, or a gap in the feed, the node stands still.',
  action: 'Look for "error reading inbox" in the node\'s log; then ask its beacon node for the blobs of a recent slot.',
  when: (fleet) => any(nitroNodes(fleet)),
});

export const NodeExecutionBehind = nitroAlert('NodeExecutionBehind', {
  severity: 'warning',
  expr: (fleet) =>
    `max by ${on} (${sel(nitroMessagesBehind, named(nitroNodes(fleet)))}) > ${nitroLimits.messagesBehind}`,
  for: nitroLimits.executionBehind,
  summary: 'A node executes more slowly than messages come.',
  description: `{{ $labels.target }} in {{ $labels.region }} has had more than ${nitroLimits.messagesBehind} messages that it has not executed for ${nitroLimits.executionBehind} s or more. Messages waiting: {{ $value | printf "%.0f" }}.`,
  impact: 'Its head trails further and further; the load balancer drains it once it is behind.',
  action:
    'Look at its disk latency and its CPU first, then for heavy callers (traces, wide log queries) on the same node.',
  when: (fleet) => any(nitroNodes(fleet)),
});

export const PublisherUnhealthy = nitroAlert('PublisherUnhealthy', {
  severity: 'warning',
  expr: (fleet) =>
    `max by ${on} (${sel(nitroPublisherHealthy, named(nitroNodes(fleet)))}) == 0\n${unlessHalted(fleet)}`,
  for: nitroLimits.publisherBad,
  summary: 'A node cannot pass transactions on to the sequencer.',
  description: `{{ $labels.target }} in {{ $labels.region }} has said for ${nitroLimits.publisherBad} s or more that it does not reach the sequencer. Reads go on.`,
  impact: 'Transactions that members send through this node fail, while everything that they read is fine.',
  action:
    'Compare with the other nodes: one alone has a forwarding target or a network of its own; all mean the sequencer.',
  when: (fleet) => any(nitroNodes(fleet)),
});

export const NodeTagsFrozen = nitroAlert('NodeTagsFrozen', {
  severity: 'info',
  expr: (fleet) => {
    const nodes = nitroNodes(fleet);
    // A quiet chain may post no batch for long.
    const busy = nodes.filter(({ chain }) => fleet.chains[chain]?.quiet === false);
    const numbers = span(tagNumber, named(busy), nitroLimits.tagsFrozen);
    const lost = span(tagLost, named(nodes), nitroLimits.tagsLost);
    // After a pause of the poster, or a halt, it takes until its first batches are final on L1.
    const pauses = [0, 1, 2, 3].map((turn) => {
      const ago = turn * limits.batchStopped;
      const then = ago === 0 ? '' : ` offset ${ago}s`;
      return `(time() - ${ago} - max by ${onChain} (${sel(batchPosted)}${then}) > ${limits.batchStopped})`;
    });
    const frozen = `(
  min by ${on} (max_over_time(${numbers}) - min_over_time(${numbers})) == 0
    and on ${on}
  max by ${on} (count_over_time(${numbers})) >= ${most(nitroLimits.tagsFrozen)}
    and on ${on}
  ${isWell(busy)}
    unless on ${onChain}
  (
${indent(anyOf(pauses), '    ')}
  )
)`;
    const gone = `(
  max by ${on} (min_over_time(${lost})) == 1
    and on ${on}
  max by ${on} (count_over_time(${lost})) >= ${most(nitroLimits.tagsLost)}
    and on ${on}
  ${isWell(nodes)}
)`;
    return `max by ${on} (\n${indent(anyOf([...(any(busy) ? [frozen] : []), gone]))}\n)`;
  },
  summary: 'Nothing becomes safe or final on a node whose head is fresh.',
  description: `{{ $labels.target }} in {{ $labels.region }} has had the same safe or finalized block for ${nitroLimits.tagsFrozen / 60} minutes, or has named none for ${nitroLimits.tagsLost / 60} although it had one.`,
  impact: 'Members that wait for safe or finalized blocks wait for ever; everything else goes on.',
  action:
    'See whether L1 finalizes and batches are posted; if they are, look at what the node reads L1 and blobs through.',
  when: (fleet) => any(nitroNodes(fleet)),
});

const executionNodes = (fleet: Fleet): readonly FleetNode[] =>
  fleet.nodes.filter(({ layer, state }) => layer === 'execution' && state === 'serving');

/** By the node's own count of what it refused, and by what it has refused us while it was well. */
export const NodeThrottling = nitroAlert('NodeThrottling', {
  severity: 'warning',
  expr: (fleet) => {
    const counted = withMetrics(fleet);
    const asked = executionNodes(fleet);
    const said = `max by ${on} (increase(${span(nitroLimitChecks, { ...named(counted), outcome: 'refused' }, nitroLimits.throttled)})) > 0`;
    const ours = `${sel(rpcRequests, { ...named(asked), outcome: 'http_429' })}${window(nitroLimits.throttled / slowStep, slowStep)}`;
    const met = `(
  max by ${on} (increase(${ours})) > 0
    and on ${on}
  max by ${on} (increase(${ours} offset ${nitroLimits.throttled}s)) > 0
    and on ${on}
  ${isWell(asked)}
    and on ${on}
  max by ${on} (min_over_time(${over(nodeVerdict, { ...named(asked), verdict: 'ok' }, nitroLimits.throttled)})) == 1
)`;
    return anyOf([...(any(counted) ? [said] : []), met]);
  },
  summary: 'A node refuses calls at a limit of its own.',
  description: `{{ $labels.target }} in {{ $labels.region }} has answered "too many requests" (429) within the last ${nitroLimits.throttled} s, to other callers by its own count or to some of our questions.${figure(' Memory in use: ', `100 * max(${sel(metrics.nodeMemory, { target: '$', kind: 'used' })}) / (max(${sel(metrics.nodeMemory, { target: '$', kind: 'limit' })}) > 0)`, ['target', 'target'], ' % of its limit.')}`,
  impact: 'Some of the calls that members make through this node fail with 429, whichever they are.',
  action:
    "Look for the heavy caller in the edge's logs; give the node more memory, or raise its limit if there is some left.",
  when: (fleet) => any(executionNodes(fleet)),
});

export const ValidatorFailing = nitroAlert('ValidatorFailing', {
  severity: 'warning',
  expr: (fleet) => {
    const nodes = named(withMetrics(fleet));
    const within = nitroLimits.validatorShown;
    return anyOf([
      `max by ${on} (increase(${span(nitroValidations, { ...nodes, outcome: 'failed' }, within)})) > 0`,
      `max by ${on} (increase(${span(nitroRivals, nodes, within)})) > 0`,
    ]);
  },
  summary: 'The validator of a node does not agree with the chain.',
  description: `Within the last ${nitroLimits.validatorShown / 60} minutes the validator of {{ $labels.target }} in {{ $labels.region }} could not follow a block that the node had executed, or has seen an assertion on the parent chain that it disagrees with.`,
  impact:
    'None for reads while the head is right; but either this node computes wrongly, or someone asserts what is wrong.',
  action:
    "Compare the node's block hashes with others first; then read its log for the message or assertion in question.",
  when: (fleet) => any(withMetrics(fleet)),
});

const lastCame = figure(
  ' It last came ',
  `time() - max(${sel(probeLastSuccess, { target: '$', probe: 'node_metrics' })})`,
  'target',
  ' s ago.',
);
const showing = (fleet: Fleet): readonly FleetNode[] =>
  fleet.nodes.filter(({ state, metrics: page }) => state === 'serving' && page !== undefined);

export const NodeMetricsGone = nitroAlert('NodeMetricsGone', {
  severity: 'info',
  expr: (fleet) => {
    const nodes = showing(fleet);
    return `max by ${on} (${sel(probeSuccess, { ...named(nodes), probe: 'node_metrics' })}) == 0
  and on ${on}
${isWell(nodes)}`;
  },
  for: nitroLimits.metricsGone,
  summary: "A node's own page of metrics does not come.",
  description: `{{ $labels.target }} in {{ $labels.region }} is well, but the page of metrics that fleet.yaml names for it has not been there for ${nitroLimits.metricsGone / 60} minutes or more.${lastCame}`,
  impact: 'None for members. What only that page tells (its feed, batches, limits, starts) is not watched meanwhile.',
  action: "Look at the node's metrics flags after its last restart or upgrade, and at the way to that port.",
  when: (fleet) => any(showing(fleet)),
});
