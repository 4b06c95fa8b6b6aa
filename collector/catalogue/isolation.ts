import { counter, gauge } from './define.ts';

export const isolationResults = ['closed', 'open', 'unknown'] as const;
export type IsolationResult = (typeof isolationResults)[number];

/** Whether origins are closed to all but Cloudflare, and edges lead to it alone; lane `slow`, central collector only. */
export const isolationMetrics = {
  isolation: gauge({
    name: 'headwatch_isolation_result',
    help: 'One-hot, by origin: whether each of its ports was closed to the public route when it was last tried.',
    labels: { origin: 'open', result: isolationResults },
    lane: 'slow',
  }),
  isolationChecked: counter({
    name: 'headwatch_isolation_checks_total',
    help: 'How often the isolation of all origins was tried from outside.',
    labels: { result: isolationResults },
    lane: 'slow',
  }),
  isolationAt: gauge({
    name: 'headwatch_isolation_checked_timestamp_seconds',
    help: 'When it was last tried.',
    labels: {},
    lane: 'slow',
  }),
  edgeBehind: gauge({
    name: 'headwatch_edge_behind_cloudflare',
    help: "1 when every address of an edge's hostname is Cloudflare's, 0 when one is not; absent when it did not resolve.",
    labels: { target: 'open' },
    lane: 'slow',
  }),
} as const;
