/** The questions that we ask nodes ourselves: how long answers take, and how they fail. */
import { metrics } from '../../collector/catalogue/index.ts';
import type { Drill, GraphPanel } from '../kit/model.ts';
import { noLimit, unknownText } from '../kit/states.ts';
import { bucketStep } from './buckets.ts';
import { asOne, nodeQuantiles, nodeRates, type Scope } from './scope.ts';
import type { Deadline } from './thresholds.ts';

const base = { kind: 'graph', width: 12, height: 8, step: '15s', noValue: unknownText } as const;

export const byMethod = (scope: Scope, { said, thresholds }: Deadline, drill: Drill): GraphPanel => ({
  ...base,
  key: 'rpc latency by method',
  title: 'RPC latency by method, p95',
  about: {
    shows: 'Round trip of our own answered questions by method, over the nodes of this page; 95 of 100 are faster.',
    healthy: `Flat, and far below the deadline of a light question (${said}).`,
    act: 'One method that rises alone points at a node’s database rather than at the network.',
  },
  unit: 's',
  decimals: 3,
  thresholds,
  step: bucketStep,
  queries: nodeQuantiles(asOne(scope), metrics.rpcDuration, [0.95], { by: ['method'], legend: '{{method}}' }),
  drill,
});

export const byNode = (scope: Scope, { thresholds }: Deadline, drill: Drill): GraphPanel => ({
  ...base,
  key: 'rpc latency by node',
  title: 'RPC latency by node, median and p95',
  about: {
    shows: 'Round trip of our own answered questions, all methods. Failures are not in it.',
    healthy: 'Flat. What lies between here and a far node is in it, so nodes differ by their distance.',
    act: 'One node that rises is slow itself, or the way to it is; all at once: look at our own network.',
  },
  unit: 's',
  decimals: 3,
  thresholds,
  step: bucketStep,
  queries: nodeQuantiles(scope, metrics.rpcDuration, [0.5, 0.95]),
  drill,
});

export const asked = (scope: Scope, drill: Drill): GraphPanel => ({
  ...base,
  key: 'rpc asked',
  title: 'Questions that we ask',
  about: {
    shows: 'Our own questions a second to each node, by how they ended. Methods that it lacks are rpc_unsupported.',
    healthy: 'ok, about one a second and some; rpc_unsupported where a node lacks a method.',
    act: 'Less than one a second: the monitor is late, or the node keeps us waiting. See the errors below.',
  },
  unit: 'reqps',
  decimals: 2,
  thresholds: noLimit,
  queries: nodeRates(scope, metrics.rpcRequests, { by: ['outcome'], legend: '{{outcome}}' }),
  drill,
});

export const failures = (scope: Scope, drill: Drill): GraphPanel => ({
  ...base,
  key: 'rpc failed',
  title: 'Questions that failed, by reason',
  about: {
    shows: 'Questions a second that a node answered badly or not at all, by closed reason.',
    healthy: 'Nothing above zero.',
    act: 'timeout, refused and reset: the host or the way to it. http_429: someone asks too often. wrong_chain: stop it.',
  },
  unit: 'cps',
  decimals: 2,
  thresholds: noLimit,
  queries: nodeRates(scope, metrics.rpcRequests, {
    by: ['outcome'],
    match: { outcome: { not: ['ok', 'rpc_unsupported', 'cancelled'] } },
    legend: '{{outcome}}',
  }),
  drill,
});

export const lightFailures = (scope: Scope, drill: Drill): GraphPanel => ({
  ...base,
  key: 'head failed',
  title: 'Light questions that failed, by reason',
  about: {
    shows: 'Questions a second for the latest header that failed, by closed reason; every tick asks once.',
    healthy: 'Nothing above zero.',
    act: 'null_result, bad_shape and future_block: it answers, but nonsense. Ask it by hand with /debug/probe.',
  },
  unit: 'cps',
  decimals: 2,
  thresholds: noLimit,
  queries: nodeRates(scope, metrics.headFailures, { by: ['reason'], legend: '{{reason}}' }),
  drill,
});
