import { counter, gauge } from './define.ts';
import { agreedHeights, rangeManners, targetLabels } from './labels.ts';

/** Whether those who serve one chain serve the same one. Served on /metrics, scraped every 15 s. */
export const consistencyMetrics = {
  hashAgreement: gauge({
    name: 'headwatch_hash_agreement',
    help: 'Whether the target has the block hash that two independent sources or more agree on (1) or another one (0); absent while it cannot be compared.',
    labels: { ...targetLabels, height: agreedHeights },
    lane: 'slow',
  }),
  logsAgreement: gauge({
    name: 'headwatch_logs_agreement',
    help: 'Whether the target gives the logs of settled blocks that two independent sources or more agree on (1), or others, twice in a row (0); absent while it cannot be compared.',
    labels: targetLabels,
    lane: 'slow',
  }),
  safeReorgs: counter({
    name: 'headwatch_safe_reorgs_total',
    help: 'Blocks that a node had called safe and that were others later.',
    labels: targetLabels,
    lane: 'slow',
  }),
  futureRange: gauge({
    name: 'headwatch_future_range',
    help: 'One-hot manner of answering eth_getLogs for blocks that do not exist yet: an error, or cut to what there is without a word; absent before it was asked.',
    labels: { ...targetLabels, manner: rangeManners },
    lane: 'slow',
  }),
} as const;
