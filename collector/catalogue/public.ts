import { gauge } from './define.ts';
import { chainVerdicts, edgeStates } from './labels.ts';

/**
 * Served to anyone on the router's public /metrics, for members' own Prometheus. Aliases and regions only; what is not
 * known is absent or `unknown`, never a zero.
 */
export const publicMetrics = {
  publicEdgeState: gauge({
    name: 'headwatch_public_edge_state',
    help: 'One-hot state of an RPC endpoint for members of a region; every value always present.',
    labels: { edge: 'open', chain: 'open', region: 'open', state: edgeStates },
    lane: 'public',
  }),
  publicHeadAge: gauge({
    name: 'headwatch_public_edge_head_age_seconds',
    help: 'Age of the newest block that the endpoint serves in a region; absent while it does not answer.',
    labels: { edge: 'open', chain: 'open', region: 'open' },
    lane: 'public',
  }),
  publicChainState: gauge({
    name: 'headwatch_public_chain_state',
    help: 'One-hot state of a chain itself: when it is halted, no endpoint of anyone has new blocks.',
    labels: { chain: 'open', state: chainVerdicts },
    lane: 'public',
  }),
  publicBudgetLeft: gauge({
    name: 'headwatch_public_sla_budget_left_seconds',
    help: 'Bad seconds of this month that the objective still allows; negative once it is missed. Absent when unknown.',
    labels: { edge: 'open' },
    lane: 'public',
  }),
  publicUpdated: gauge({
    name: 'headwatch_public_updated_timestamp_seconds',
    help: 'When the newest observation behind these figures was made.',
    labels: {},
    lane: 'public',
  }),
} as const;
