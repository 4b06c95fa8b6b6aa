import { gauge } from './define.ts';

/** `heartbeat` is its name in fleet.yaml: the operators' own word, never public. */
const labels = { heartbeat: 'open' } as const;

/** What must happen, as it tells the router itself. Served on the router's private /metrics. */
export const heartbeatMetrics = {
  heartbeatSeen: gauge({
    name: 'headwatch_heartbeat_timestamp_seconds',
    help: 'When it last told that it ran well; absent until it has.',
    labels,
    lane: 'router',
  }),
  heartbeatKnown: gauge({
    name: 'headwatch_heartbeat_known_timestamp_seconds',
    help: 'When the router first read of it in fleet.yaml: what was never heard is late from then on.',
    labels,
    lane: 'router',
  }),
  heartbeatExpected: gauge({
    name: 'headwatch_heartbeat_expected_seconds',
    help: 'Age at which it is late: `every` and `grace` of fleet.yaml.',
    labels,
    lane: 'router',
  }),
  heartbeatFailed: gauge({
    name: 'headwatch_heartbeat_failed',
    help: 'Whether the last beat said that it failed (1) or ran well (0); absent before the first.',
    labels,
    lane: 'router',
  }),
  heartbeatSize: gauge({
    name: 'headwatch_heartbeat_size_bytes',
    help: 'Size of the last good result; absent where it tells none.',
    labels,
    lane: 'router',
  }),
  heartbeatLeast: gauge({
    name: 'headwatch_heartbeat_least_bytes',
    help: 'Size below which it has shrunk: `shrunk` of the median of up to seven good ones before, and at least one byte; absent where none told a size.',
    labels,
    lane: 'router',
  }),
  heartbeatTook: gauge({
    name: 'headwatch_heartbeat_duration_seconds',
    help: 'How long the last good one took; absent where it does not tell.',
    labels,
    lane: 'router',
  }),
} as const;
