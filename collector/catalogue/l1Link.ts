import { gauge } from './define.ts';
import { chainLabels, l1LinkStates, targetLabels } from './labels.ts';

/** How rollups stand on their parent chain, and how our nodes stand to it. Served on /metrics, scraped every 15 s. */
export const l1LinkMetrics = {
  batchCount: gauge({
    name: 'headwatch_batches_posted',
    help: 'Batches of a rollup that were delivered to its parent chain (SequencerInbox.batchCount).',
    labels: chainLabels,
    lane: 'slow',
  }),
  batchPosted: gauge({
    name: 'headwatch_batch_posted_timestamp_seconds',
    help: 'When the last batch was delivered; the start of what was looked through where there was none in it.',
    labels: chainLabels,
    lane: 'slow',
  }),
  batchBacklog: gauge({
    name: 'headwatch_batch_backlog_messages',
    help: 'Messages (blocks) of a rollup that are in no batch on its parent chain yet.',
    labels: chainLabels,
    lane: 'slow',
  }),
  delayedBacklog: gauge({
    name: 'headwatch_delayed_backlog_messages',
    help: 'Messages sent from the parent chain that no batch has taken in yet.',
    labels: chainLabels,
    lane: 'slow',
  }),
  rollupSeen: gauge({
    name: 'headwatch_rollup_seen_timestamp_seconds',
    help: "When a rollup's contracts on its parent chain were last read; stays while they cannot be.",
    labels: chainLabels,
    lane: 'slow',
  }),
  l1Link: gauge({
    name: 'headwatch_l1_link',
    help: 'One-hot state of the way between an Arbitrum node and its parent chain; every value always present.',
    labels: { ...targetLabels, state: l1LinkStates },
    lane: 'slow',
  }),
} as const;
