/** Ethereum's consensus nodes, and the pairs that they make with execution nodes. */
import { metrics } from '../../../collector/catalogue/index.ts';
import type { PairState } from '../../../collector/catalogue/labels.ts';
import { ethereumLimits } from '../../../collector/policy/ethereum.ts';
import type { Drill, GraphPanel, StateText, TablePanel, TimelinePanel } from '../../kit/model.ts';
import { hourStep } from '../../kit/queries.ts';
import {
  answerScale,
  colors,
  limit,
  noLimit,
  onlyZero,
  state,
  stateThresholds,
  unknownState,
  unknownText,
} from '../../kit/states.ts';
import { nodeCounts, nodeLines, nodeQuantiles, nodeStates, type Scope, unionOf } from '../scope.ts';

const codes: Readonly<Record<PairState, StateText>> = {
  unknown: unknownState,
  ok: state(1, '✔ OK', colors.good),
  execution_syncing: state(2, '▲ EXECUTION SYNCS', colors.warn),
  optimistic: state(3, '▲ OPTIMISTIC', colors.warn),
  consensus_behind: state(4, '▲ CONSENSUS BEHIND', colors.warn),
  apart: state(5, '✖ APART', colors.bad),
  engine_broken: state(6, '✖ ENGINE LINK', colors.bad),
  consensus_down: state(7, '✖ CONSENSUS DOWN', colors.bad),
  execution_down: state(8, '✖ EXECUTION DOWN', colors.bad),
  both_down: state(9, '✖ BOTH DOWN', colors.bad),
};
const scale = Object.values(codes).toSorted((a, b) => a.from - b.from);

const base = { width: 12, height: 7, step: '15s', noValue: unknownText } as const;
const graph = { ...base, kind: 'graph', decimals: 0, thresholds: noLimit, unit: 'none' } as const;

type Of<P> = (scope: Scope, drill: Drill) => P;

export const pairs: Of<TimelinePanel> = (scope, drill) => ({
  ...base,
  kind: 'timeline',
  key: 'ethereum pairs',
  title: 'Execution and consensus, as pairs',
  about: {
    shows: 'Each execution node and the consensus node that drives it, judged together.',
    healthy: '✔ OK.',
    act: '✖ ENGINE LINK: the engine API between the two (port, JWT). ▲ CONSENSUS BEHIND: mend that one first.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: scale,
  queries: nodeStates(scope, metrics.pairState, 'state', codes),
  drill,
});

export const finality: Of<GraphPanel> = (scope, drill) => ({
  ...graph,
  key: 'ethereum finality',
  title: 'Epochs since the last final one',
  about: {
    shows: 'Epochs between the clock and the last finalized and justified ones, by consensus node.',
    healthy: 'Finalized 2, and 3 at the start of an epoch; justified one less.',
    act: 'All nodes rise: Ethereum does not finalize; restart nothing. One alone: it is on a fork, or has just started.',
  },
  thresholds: limit(ethereumLimits.finalityEpochs - 1, ethereumLimits.finalityEpochs),
  queries: [
    ...nodeLines(scope, metrics.finalityLag),
    ...nodeLines(scope, metrics.justifiedLag, { legend: 'justified' }),
  ],
  drill,
});

export const arrival: Of<GraphPanel> = (scope, drill) => ({
  ...graph,
  key: 'ethereum arrival',
  title: 'Arrival of blocks',
  about: {
    shows:
      'From the start of a slot to the event by which each consensus node tells its block: median and 95th percentile.',
    healthy: `Median 1 to 3 s, and ${ethereumLimits.arrivalLate} s at most for nearly all.`,
    act: 'Late on one node: its peers or its load. Late on all: the network, or our own clock.',
  },
  unit: 's',
  decimals: 1,
  thresholds: limit(ethereumLimits.arrivalLate, ethereumLimits.arrivalLost),
  queries: nodeQuantiles(scope, metrics.headArrival, [0.5, 0.95]),
  drill,
});

export const streams: Of<TimelinePanel> = (scope, drill) => ({
  ...base,
  kind: 'timeline',
  key: 'ethereum events',
  title: 'Event streams',
  about: {
    shows: 'Whether the event stream of each consensus node is open and has brought an event.',
    healthy: '✔ YES.',
    act: '✖ NO: reorganisations and arrival are not seen there; look at how its connections end.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: answerScale,
  queries: [...nodeLines(scope, metrics.eventsUp)],
  drill,
});

export const streamEnds: Of<GraphPanel> = (scope, drill) => ({
  ...graph,
  key: 'ethereum events ends',
  title: 'How event streams ended',
  about: {
    shows: 'Connections of the event streams that ended within an hour, by reason.',
    healthy: 'Nothing, or a restart.',
    act: 'silent: the node delivers nothing. http_4xx: it does not know a topic that is asked for.',
  },
  step: hourStep,
  queries: nodeCounts(scope, metrics.eventsEnds, { by: ['reason'], legend: '{{reason}}' }),
  drill,
});

export const blobs: Of<GraphPanel> = (scope, drill) => ({
  ...graph,
  key: 'ethereum blobs',
  title: 'Blobs of recent batches',
  about: {
    shows: 'Fetches in a row that did not get every blob.',
    healthy: '0.',
    act: 'Missing: the node does not keep all data columns. An Arbitrum node that reads its batches there stands still.',
  },
  thresholds: onlyZero(ethereumLimits.blobMisses),
  queries: nodeLines(scope, metrics.blobMisses, { legend: 'missing in a row' }),
  drill,
});

/** Without limits: what is served is most of it. */
export const blobFetches: Of<GraphPanel> = (scope, drill) => ({
  ...graph,
  key: 'ethereum blob fetches',
  title: 'How fetches of blobs ended',
  about: {
    shows: 'Fetches of the blobs of recent batches within an hour, by how they ended.',
    healthy: `served ${3600 / ethereumLimits.blobEvery} times, and nothing else.`,
    act: 'Fewer, and nothing else: batches are rare, or L1 is not read. missing: the node does not keep all data columns.',
  },
  step: hourStep,
  queries: nodeCounts(scope, metrics.blobFetches, { by: ['outcome'], legend: '{{outcome}}' }),
  drill,
});

export const custody: Of<GraphPanel> = (scope, drill) => ({
  ...graph,
  key: 'ethereum custody',
  title: 'Data columns kept',
  about: {
    shows: 'Groups of data columns that each consensus node keeps, where it says so.',
    healthy: '128 on every node that Arbitrum nodes fetch blobs from.',
    act: 'Fewer: start it as a supernode, and let it backfill.',
  },
  queries: [...nodeLines(scope, metrics.custodyGroups)],
  drill,
});

export const driven: Of<TablePanel> = (scope, drill) => ({
  ...base,
  kind: 'table',
  key: 'ethereum driven',
  title: 'Execution clients, as their consensus nodes name them',
  about: {
    shows: 'Which execution client each consensus node says that it drives.',
    healthy: 'The client and version of the node that fleet.yaml pairs it with.',
    act: 'Another one: fleet.yaml pairs the wrong two, or it drives a client that is not in the fleet.',
  },
  unit: 'none',
  noValue: '?',
  thresholds: stateThresholds,
  by: { target: 'Consensus node', client: 'Client', version: 'Version' },
  columns: [
    {
      title: 'Named',
      unit: 'none',
      decimals: 0,
      expr: unionOf(nodeLines(scope, metrics.executionClient, { by: ['client', 'version'] })),
    },
  ],
  drill,
});
