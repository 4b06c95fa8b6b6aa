import { counter, gauge, histogram } from './define.ts';
import { failureReasons, layers, outcomes, tags, targetLabels, vantageLabels } from './labels.ts';

/** Served on /metrics, scraped every 15 s. */
export const slowMetrics = {
  rpcRequests: counter({
    name: 'headwatch_rpc_requests_total',
    help: 'Questions asked, by method and by how they ended; unsupported methods count apart from failures.',
    labels: { ...targetLabels, method: 'open', outcome: outcomes },
    lane: 'slow',
  }),
  headFailures: counter({
    name: 'headwatch_head_failures_total',
    help: 'Light questions that failed, by closed reason.',
    labels: { ...targetLabels, reason: failureReasons },
    lane: 'slow',
  }),
  rpcDuration: histogram({
    name: 'headwatch_rpc_duration_seconds',
    help: 'Round trip of answered questions, from the send of the request to its last byte.',
    labels: { ...targetLabels, method: 'open' },
    lane: 'slow',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
  }),
  probeSuccess: gauge({
    name: 'headwatch_probe_success',
    help: 'Whether the last run of a slow probe succeeded (1) or not (0); unsupported is not failed.',
    labels: { ...targetLabels, probe: 'open' },
    lane: 'slow',
  }),
  probeDuration: gauge({
    name: 'headwatch_probe_duration_seconds',
    help: 'How long the last run of a slow probe took.',
    labels: { ...targetLabels, probe: 'open' },
    lane: 'slow',
  }),
  probeLastSuccess: gauge({
    name: 'headwatch_probe_last_success_timestamp_seconds',
    help: 'When a slow probe last succeeded; stays while it fails.',
    labels: { ...targetLabels, probe: 'open' },
    lane: 'slow',
  }),
  probeOverruns: counter({
    name: 'headwatch_probe_overruns_total',
    help: 'Runs of a slow probe that were skipped because the previous one was still under way.',
    labels: { ...targetLabels, probe: 'open' },
    lane: 'slow',
  }),
  methodSupported: gauge({
    name: 'headwatch_rpc_method_supported',
    help: 'Whether the target offers an optional method (1) or answers that it does not exist (0).',
    labels: { ...targetLabels, method: 'open' },
    lane: 'slow',
  }),
  syncing: gauge({
    name: 'headwatch_syncing',
    help: 'What the node says of its own sync (1: not "false"). A hint: a stale node often says it is in sync.',
    labels: targetLabels,
    lane: 'slow',
  }),
  peers: gauge({
    name: 'headwatch_peers',
    help: 'Connected peers, where the kind of node has peers at all (an Arbitrum Nitro node has none).',
    labels: { ...targetLabels, layer: layers },
    lane: 'slow',
  }),
  tagNumber: gauge({
    name: 'headwatch_tag_number',
    help: 'Block number behind the safe and finalized tags; absent while the node has none.',
    labels: { ...targetLabels, tag: tags },
    lane: 'slow',
  }),
  tagTimestamp: gauge({
    name: 'headwatch_tag_timestamp_seconds',
    help: 'Block timestamp behind the safe and finalized tags.',
    labels: { ...targetLabels, tag: tags },
    lane: 'slow',
  }),
  clientInfo: gauge({
    name: 'headwatch_client_info',
    help: 'Client name and version as the node reports them; always 1.',
    labels: { ...targetLabels, client: 'open', version: 'open' },
    lane: 'slow',
  }),
  chainId: gauge({
    name: 'headwatch_chain_id',
    help: 'Chain id that the target reports.',
    labels: targetLabels,
    lane: 'slow',
  }),
  syncDistance: gauge({
    name: 'headwatch_consensus_sync_distance_slots',
    help: 'Slots between the wall clock and the head of a consensus node, as it says itself.',
    labels: targetLabels,
    lane: 'slow',
  }),
  elOffline: gauge({
    name: 'headwatch_consensus_el_offline',
    help: 'Whether a consensus node says that its execution client is offline (1).',
    labels: targetLabels,
    lane: 'slow',
  }),
  optimistic: gauge({
    name: 'headwatch_consensus_optimistic',
    help: 'Whether a consensus node follows blocks that its execution client has not verified (1).',
    labels: targetLabels,
    lane: 'slow',
  }),
  eventLoopDelay: gauge({
    name: 'headwatch_event_loop_delay_max_seconds',
    help: 'Longest event-loop delay of the collector since the last scrape.',
    labels: vantageLabels,
    lane: 'slow',
  }),
  buildInfo: gauge({
    name: 'headwatch_build_info',
    help: 'Version of headwatch that runs here; always 1.',
    labels: { ...vantageLabels, version: 'open' },
    lane: 'slow',
  }),
} as const;
