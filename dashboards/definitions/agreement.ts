/** Whether everyone on a chain says the same of it. */
import { metrics } from '../../collector/catalogue/index.ts';
import { window } from '../../collector/catalogue/promql.ts';
import type { FleetNode } from '../../collector/config/fleet.ts';
import { edgeOfNode } from '../../collector/config/graph.ts';
import type { Drill, GraphPanel, Panel, TimelinePanel } from '../kit/model.ts';
import { hourStep } from '../kit/queries.ts';
import { answerScale, flagScale, noLimit, onlyZero, stateThresholds, unknownText } from '../kit/states.ts';
import type { Context } from './context.ts';
import { nodeCounts, nodeLines, type Scope } from './scope.ts';

const base = { width: 8, height: 8, step: '15s', noValue: unknownText } as const;

const hashes = (scope: Scope, drill: Drill): TimelinePanel => ({
  ...base,
  kind: 'timeline',
  key: 'hash agreement',
  title: 'The same blocks as the others',
  about: {
    shows: 'Whether each node has the block hash that two others agree on, 64 blocks down and at the finalized height.',
    healthy: '✔ YES throughout; a gap is a height that could not be compared.',
    act: '✖ NO three times running is a node on another fork: take it out of the pool.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: answerScale,
  queries: nodeLines(scope, metrics.hashAgreement, { by: ['height'], join: 'min', legend: '{{height}}' }),
  drill,
});

const logs = (scope: Scope, drill: Drill): GraphPanel => ({
  ...base,
  kind: 'graph',
  key: 'logs differ',
  title: 'Logs of settled blocks, compared',
  about: {
    shows: 'How often within five minutes each node was asked for the logs of settled blocks, and how that ended.',
    healthy: 'ok only.',
    act: 'logs_differ: take the node out of the pool, its index has lost logs.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: nodeLines(scope, metrics.journeySteps, {
    by: ['outcome'],
    match: { step: 'settled_logs' },
    join: 'sum',
    of: (series) => `increase(${series}${window(20, 15)})`,
    legend: '{{outcome}}',
  }),
  drill,
});

const ranges = (scope: Scope, drill: Drill): TimelinePanel => ({
  ...base,
  kind: 'timeline',
  key: 'future ranges',
  title: 'Cuts ranges without a word',
  about: {
    shows: 'Whether a node answers for logs of blocks that do not exist yet with an empty list instead of an error.',
    healthy: '✔ NO: it refuses, so that a reader with a cursor never goes past what is still to come.',
    act: '✖ YES: keep it from serving while it is behind.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: flagScale,
  queries: nodeLines(scope, metrics.futureRange, { match: { manner: 'cut' } }),
  drill,
});

const settledLogs = (scope: Scope, drill: Drill): TimelinePanel => ({
  ...base,
  kind: 'timeline',
  key: 'logs agreement',
  title: 'The same logs as the others',
  about: {
    shows: 'Whether each node gives the logs of the same settled blocks that two others agree on, every five minutes.',
    healthy: '✔ YES throughout; a gap is a window that could not be compared.',
    act: '✖ NO, two windows in a row: take the node out of the pool, its index has lost logs.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: answerScale,
  queries: nodeLines(scope, metrics.logsAgreement, { join: 'min' }),
  drill,
});

const replaced = (scope: Scope, drill: Drill): GraphPanel => ({
  ...base,
  kind: 'graph',
  key: 'safe replaced',
  title: 'Safe blocks that became others',
  about: {
    shows: 'How often within an hour a block that a node had called safe was another one later.',
    healthy: 'Never: what is safe is not meant to be taken back.',
    act: 'On one node: take it out, its database is broken. On all: the chain; read its status page.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: onlyZero(),
  step: hourStep,
  queries: nodeCounts(scope, metrics.safeReorgs),
  drill,
});

/**
 * For execution nodes: a consensus node has neither logs nor these hashes. Logs are compared where members read them, and by
 * the journey of an orchestrator where there is one.
 */
export const agreement = (
  { fleet, profile }: Context,
  nodes: readonly FleetNode[],
  scope: Scope,
  drill: Drill,
): readonly Panel[] => {
  const execution = nodes.filter(({ layer }) => layer === 'execution');
  const read = execution.some(({ chain }) =>
    fleet.edges.some((edge) => edge.audience === 'members' && edge.chain === chain),
  );
  const journeys = execution.some((node) => edgeOfNode(fleet, node)?.edge.journey === 'livepeer-orchestrator');
  const operator = profile === 'operator';
  return [
    hashes(scope, drill),
    ...(read && operator ? [settledLogs(scope, drill)] : []),
    ...(journeys ? [logs(scope, drill)] : []),
    ranges(scope, drill),
    ...(operator ? [replaced(scope, drill)] : []),
  ];
};
