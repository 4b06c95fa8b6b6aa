/** Alerts about Arbitrum Nitro nodes whose heads are fresh, and about the sequencer's feed. */

import type { CounterDef, GaugeDef } from '../../collector/catalogue/define.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import { by, over, type Selector, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet, FleetNode } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { nitroLimits } from '../../collector/policy/nitro.ts';
import { unlessHalted } from './chain.ts';
import { type AlertDef, defineAlert } from './define.ts';
import { anyOf, figure, indent, lately } from './expressions.ts';

const { nitroBatchesBehind, nitroMessagesBehind, nitroFeedSources, nitroPublisherHealthy, nitroLimitChecks } = metrics;
const { nodeVerdict, tagNumber, tagLost, feedConnected, feedFaults, chainVerdict, feedLag, batchPosted } = metrics;
const {
  chainHeadTimestamp,
  nitroFeedPending,
  nitroValidations,
  nitroRivals,
  rpcRequests,
  probeSuccess,
  probeLastSuccess,
} = metrics;

/** All of it is scraped every 15 s. */
const slowStep = 15;
const on = by(nodeVerdict, 'target', 'region', 'chain');
const onChain = by(chainVerdict, 'chain');

const nitroNodes = (fleet: Fleet): readonly FleetNode[] =>
  fleet.nodes.filter(({ kind, state }) => kind === 'arbitrum-nitro' && state === 'serving');
const withMetrics = (fleet: Fleet): readonly FleetNode[] =>
  nitroNodes(fleet).filter((node) => node.metrics !== undefined);
const named = (nodes: readonly FleetNode[]) => ({ role: 'node', target: nodes.map(({ name }) => name) }) as const;
const any = (nodes: readonly FleetNode[]): boolean => nodes.length > 0;

/** Nobody needs to be told why a node that already counts as bad is slow. */
const isWell = (nodes: readonly FleetNode[]): string =>
  `max by ${on} (${lately(nodeVerdict, { ...named(nodes), verdict: 'ok' })}) == 1`;

/** A range over samples of the slow lane. */
const span = <M extends GaugeDef | CounterDef>(metric: M, match: Selector<M>, seconds: number): string =>
  `${sel(metric, match)}${window(seconds / slowStep, slowStep)}`;
/** Nine of ten samples of a time: a lost scrape proves nothing, and neither do a few samples. */
const most = (seconds: number): number => Math.floor((0.9 * seconds) / slowStep);

/** Those of quiet chains, and the others. */
const byPace = <T extends { readonly chain: string }>({ chains }: Fleet, all: readonly T[]) => {
  const isQuiet = ({ chain }: T): boolean => chains[chain]?.quiet === true;
  return { quiet: all.filter(isQuiet), busy: all.filter((each) => !isQuiet(each)) };
};

/** A quiet chain may bring nothing for long: only a block that came meanwhile proves that the feed left it out. */
const whileBlocksCome = ({ vantage }: Fleet): string =>
  `  and on ${onChain}
max by ${onChain} (changes(${over(chainHeadTimestamp, { vantage }, nitroLimits.feedQuiet)})) > 0`;

type NitroText = Pick<AlertDef, 'summary' | 'description' | 'impact' | 'action' | 'expr' | 'for' | 'when' | 'severity'>;

const nitroAlert = <const N extends string>(name: N, text: NitroText): AlertDef<N> =>
  defineAlert({
    name,
    group: 'slow',
    keepFiringFor: limits.keepFiring,
    scope: 'node:{{ $labels.target }}',
    region: '{{ $labels.region }}',
    ...text,
  });

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

const behindFeed = figure(
  ' It is ',
  `max(${sel(feedLag, { target: '$' })})`,
  'target',
  ' blocks behind what we hear of the feed ourselves.',
);

export const NodeFeedLost = nitroAlert('NodeFeedLost', {
  severity: 'warning',
  expr: (fleet) => {
    const { quiet, busy } = byPace(fleet, withMetrics(fleet));
    const sources = (nodes: readonly FleetNode[]) => ({ ...named(nodes), state: 'connected' }) as const;
    return anyOf([
      ...(any(busy) ? [`max by ${on} (${sel(nitroFeedSources, sources(busy))}) < 1\n${unlessHalted(fleet)}`] : []),
      // It counts a source from its first message on, and there may be none for long.
      ...(any(quiet)
        ? [
            `max by ${on} (max_over_time(${span(nitroFeedSources, sources(quiet), nitroLimits.feedQuiet)})) < 1\n${whileBlocksCome(fleet)}`,
          ]
        : []),
    ]);
  },
  for: nitroLimits.feedLost,
  summary: 'A node is connected to no source of the feed.',
  description: `{{ $labels.target }} in {{ $labels.region }} has had no connected source of the sequencer's feed for ${nitroLimits.feedLost} s or more.${behindFeed}`,
  impact: 'Its head comes batch by batch from L1: members that reach it get 200 with a head up to minutes old.',
  action: "Look at the feed's address in the node's configuration and at its relay; a public feed may refuse (429).",
  when: (fleet) => any(withMetrics(fleet)),
});

export const NodeFeedGap = nitroAlert('NodeFeedGap', {
  severity: 'warning',
  expr: (fleet) => {
    const match = named(nitroNodes(fleet));
    const whole = span(nitroFeedPending, match, nitroLimits.feedGap);
    return `max by ${on} (${sel(nitroFeedPending, match)}) > 0
  and on ${on}
max by ${on} (min_over_time(${whole})) > 0
  and on ${on}
max by ${on} (count_over_time(${whole})) >= ${most(nitroLimits.feedGap)}
${unlessHalted(fleet)}`;
  },
  summary: 'A node waits for messages that its feed has left out.',
  description: `{{ $labels.target }} in {{ $labels.region }} has held messages of the sequencer's feed behind a gap for ${nitroLimits.feedGap} s or more. Messages that wait: {{ $value | printf "%.0f" }}.`,
  impact: 'Its head stands still until the missing messages come with a batch from L1, which takes minutes.',
  action:
    "Look at the node's source of the feed or its relay; a restart of the node fetches the backlog of the feed anew.",
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

const feeds = (fleet: Fleet): readonly string[] => (fleet.feeds ?? []).map(({ name }) => name);
const onFeed = by(feedConnected, 'feed', 'chain');

export const FeedSilent = defineAlert({
  name: 'FeedSilent',
  severity: 'warning',
  group: 'slow',
  expr: (fleet) => {
    const { quiet, busy } = byPace(fleet, fleet.feeds ?? []);
    const match = (of: typeof quiet) => ({ vantage: fleet.vantage, feed: of.map(({ name }) => name) });
    return anyOf([
      ...(busy.length > 0
        ? [
            `max by ${onFeed} (${sel(feedConnected, match(busy))}) == 0
  and on ${onChain}
max by ${onChain} (${lately(chainVerdict, { vantage: fleet.vantage, verdict: 'live' })}) == 1`,
          ]
        : []),
      ...(quiet.length > 0
        ? [
            `max by ${onFeed} (max_over_time(${span(feedConnected, match(quiet), nitroLimits.feedQuiet)})) == 0\n${whileBlocksCome(fleet)}`,
          ]
        : []),
    ]);
  },
  for: nitroLimits.feedSilent,
  keepFiringFor: limits.keepFiring,
  scope: 'chain:{{ $labels.chain }}',
  region: 'all',
  summary: "A source of the sequencer's feed brings nothing, while the chain goes on.",
  description: `{{ $labels.feed }} of {{ $labels.chain }} has brought no message to this monitor for ${nitroLimits.feedSilent} s or more.`,
  impact: 'None while the nodes have the feed from elsewhere; those that listen to this source fall back to batches.',
  action:
    'If it is a relay of yours, look at its process and its own source; a public one may refuse us alone (429, 403).',
  when: (fleet) => feeds(fleet).length > 0,
});

export const FeedGaps = defineAlert({
  name: 'FeedGaps',
  severity: 'info',
  group: 'slow',
  expr: (fleet) => {
    const match = { vantage: fleet.vantage, feed: feeds(fleet), reason: 'gap' } as const;
    return `max by ${onFeed} (increase(${span(feedFaults, match, nitroLimits.feedGapsShown)})) > ${nitroLimits.feedGaps}`;
  },
  keepFiringFor: limits.keepFiring,
  scope: 'chain:{{ $labels.chain }}',
  region: 'all',
  summary: "A source of the sequencer's feed leaves messages out, again and again.",
  description: `{{ $labels.feed }} of {{ $labels.chain }} has left out messages more than ${nitroLimits.feedGaps} times within ${nitroLimits.feedGapsShown / 60} minutes.`,
  impact:
    'None while the nodes have the feed from elsewhere; one that listens to this source stands still at each gap.',
  action: 'If it is a relay of yours, look at its memory and its own source; else give the nodes a second source.',
  when: (fleet) => feeds(fleet).length > 0,
});
