import { counter, gauge } from './define.ts';

/**
 * Why a node's load-balancer check says what it says, one at a time. The first eight go with 503, the others with 200.
 */
export const lbReasons = [
  'no_answer',
  'wrong_chain',
  'diverged',
  'behind',
  'recovering',
  'maintenance',
  'joining',
  'parked',
  'well',
  'not_asked_yet',
  'alone',
  'nobody_better',
  'halted',
  'unverifiable',
  'needed',
] as const;
export type LbReason = (typeof lbReasons)[number];

const labels = { target: 'open', chain: 'open', region: 'open' } as const;

/** Served by `headwatch sidecar` beside its nodes; one series a node. */
export const sidecarMetrics = {
  lbCheck: gauge({
    name: 'headwatch_lb_check',
    help: "What a node's load-balancer check answers: 1 for 200, 0 for 503.",
    labels,
    lane: 'sidecar',
  }),
  lbReason: gauge({
    name: 'headwatch_lb_reason',
    help: 'One-hot reason of that answer; every value always present.',
    labels: { ...labels, reason: lbReasons },
    lane: 'sidecar',
  }),
  lbHeard: gauge({
    name: 'headwatch_lb_members_heard',
    help: 'Other members of the same edges whose answer is fresh enough to compare with; without any, nothing drains.',
    labels,
    lane: 'sidecar',
  }),
  lbAsked: counter({
    name: 'headwatch_lb_requests_total',
    help: 'How often the check was asked, by what it answered.',
    labels: { ...labels, code: ['200', '503'] },
    lane: 'sidecar',
  }),
} as const;
