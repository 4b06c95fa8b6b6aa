import { counter, gauge } from './define.ts';
import {
  causes,
  chainLabels,
  chainVerdicts,
  edgeFaults,
  edgeStates,
  journeyStates,
  nodeConditions,
  nodeVerdicts,
  targetLabels,
  tickOutcomes,
  vantageLabels,
} from './labels.ts';

/** Served on /metrics/fast, scraped each second, read by the paging rules: about 300 series for the example fleet. */
export const fastMetrics = {
  ticks: counter({
    name: 'headwatch_ticks_total',
    help: 'Fast-lane ticks by how they went: tainted ones ran late and prove nothing, missed ones never ran.',
    labels: { ...chainLabels, outcome: tickOutcomes },
    lane: 'fast',
  }),
  headSuccess: gauge({
    name: 'headwatch_head_success',
    help: 'Whether the last light question (latest header) to the target was answered well (1) or not (0).',
    labels: targetLabels,
    lane: 'fast',
  }),
  headNumber: gauge({
    name: 'headwatch_head_number',
    help: 'Latest block number (execution) or head slot (consensus) that the target answered; absent when it did not.',
    labels: targetLabels,
    lane: 'fast',
  }),
  headTimestamp: gauge({
    name: 'headwatch_head_timestamp_seconds',
    help: 'Timestamp of the last head that the target answered; stays while the target does not answer.',
    labels: targetLabels,
    lane: 'fast',
  }),
  headLagSeconds: gauge({
    name: 'headwatch_head_lag_seconds',
    help: 'Seconds behind the corroborated head of the same tick; absent without an answer or a comparison.',
    labels: targetLabels,
    lane: 'fast',
  }),
  headLagBlocks: gauge({
    name: 'headwatch_head_lag_blocks',
    help: 'Blocks (slots for consensus nodes) behind the corroborated head of the same tick.',
    labels: targetLabels,
    lane: 'fast',
  }),
  headLagUncertainty: gauge({
    name: 'headwatch_head_lag_uncertainty_seconds',
    help: 'How far the measured lag may be off: the round trips and the age of the answers it was computed from.',
    labels: targetLabels,
    lane: 'fast',
  }),
  nodeVerdict: gauge({
    name: 'headwatch_node_verdict',
    help: 'One-hot verdict of a node; every value always present.',
    labels: { ...targetLabels, verdict: nodeVerdicts },
    lane: 'fast',
  }),
  chainVerdict: gauge({
    name: 'headwatch_chain_verdict',
    help: 'One-hot verdict of a chain as a whole: live, halted upstream, or unverifiable from here.',
    labels: { ...chainLabels, verdict: chainVerdicts },
    lane: 'fast',
  }),
  chainHeadNumber: gauge({
    name: 'headwatch_chain_head_number',
    help: 'Corroborated head: the highest block that two independent sources have reached.',
    labels: chainLabels,
    lane: 'fast',
  }),
  chainHeadTimestamp: gauge({
    name: 'headwatch_chain_head_timestamp_seconds',
    help: 'Block timestamp of the corroborated head.',
    labels: chainLabels,
    lane: 'fast',
  }),
  chainSources: gauge({
    name: 'headwatch_chain_sources',
    help: 'Independent live sources of the chain in the last tick; below three the corroborated head is weaker.',
    labels: chainLabels,
    lane: 'fast',
  }),
  vantageBlind: gauge({
    name: 'headwatch_vantage_blind',
    help: 'Whether this vantage cannot see the Internet (1): then it says nothing about anyone else.',
    labels: vantageLabels,
    lane: 'fast',
  }),
  edgeState: gauge({
    name: 'headwatch_edge_state',
    help: 'One-hot state of the last judged second of an edge, as a member in the region lived it.',
    labels: { ...targetLabels, state: edgeStates },
    lane: 'fast',
  }),
  edgeSeconds: counter({
    name: 'headwatch_edge_seconds_total',
    help: 'Seconds of an edge by what they were worth to a member in the region; the states add up to elapsed time.',
    labels: { ...targetLabels, state: edgeStates },
    lane: 'fast',
  }),
  edgeFaultSeconds: counter({
    name: 'headwatch_edge_fault_seconds_total',
    help: 'Bad seconds of an edge by what was wrong with them; the faults add up to the bad seconds.',
    labels: { ...targetLabels, fault: edgeFaults },
    lane: 'fast',
  }),
  edgeJourney: gauge({
    name: 'headwatch_edge_journey',
    help: 'One-hot state of the full journey over an edge; a failure counts once a second run has confirmed it.',
    labels: { ...targetLabels, state: journeyStates },
    lane: 'fast',
  }),
  collectorStart: gauge({
    name: 'headwatch_collector_start_timestamp_seconds',
    help: 'When the collector process started; its counters begin at zero then.',
    labels: vantageLabels,
    lane: 'fast',
  }),
  edgeNodes: gauge({
    name: 'headwatch_edge_nodes',
    help: 'Serving nodes behind an edge by condition; only positive evidence makes one bad.',
    labels: { target: 'open', ...chainLabels, condition: nodeConditions },
    lane: 'fast',
  }),
  edgeNodesNeeded: gauge({
    name: 'headwatch_edge_nodes_needed',
    help: 'Nodes that must not be bad for the edge to be redundant and to carry its load.',
    labels: { target: 'open', ...chainLabels },
    lane: 'fast',
  }),
  cause: gauge({
    name: 'headwatch_cause',
    help: 'What is to blame for what is wrong with a scope, as far as it is known; absent while nothing is wrong.',
    labels: { scope: 'open', region: 'open', vantage: 'open', cause: causes },
    lane: 'fast',
  }),
} as const;
