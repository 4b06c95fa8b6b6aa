import type { NodeHints } from '../../collector/probe/api.ts';

/** Seconds after which a page of metrics says nothing of now any more: three of its rounds. */
const pageHolds = 45;

/**
 * What is known of the batches that a node has seen and read. Out of sync its `eth_syncing` says both; in sync it says
 * neither, but then it has read what it has seen, which its metrics tell: a node whose L1 is dead says "in sync" for ever.
 */
export const settleInbox = (hints: NodeHints, now = Date.now() / 1000): void => {
  const { nitroSync, inboxBatch, syncing } = hints;
  delete hints.inbox;
  if (nitroSync?.batchSeen !== undefined && nitroSync.batchProcessed !== undefined) {
    hints.inbox = { seen: nitroSync.batchSeen, read: nitroSync.batchProcessed };
  } else if (syncing === false && inboxBatch && now - inboxBatch.at <= pageHolds) {
    hints.inbox = { seen: inboxBatch.batch, read: inboxBatch.batch };
  }
};
