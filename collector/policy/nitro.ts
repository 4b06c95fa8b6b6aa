/** Thresholds about Arbitrum Nitro nodes and the sequencer's feed, as one; docs/nodes.md prints them. Seconds unless said. */
export const nitroLimits = {
  /** A node in order has a batch unread for a moment, again and again: this long without a break is none. */
  batchesBehind: 600,
  /** A feed that is made anew takes seconds, several times a day. */
  feedLost: 60,
  /** Messages that wait for execution, a minute's worth on Arbitrum One. Count. */
  messagesBehind: 240,
  executionBehind: 120,
  /** A source of the feed that brings nothing for so long, after the 30 s in which its connection is given up. */
  feedSilent: 60,
  /** On a quiet chain: so long without the feed, and a block that came meanwhile. */
  feedQuiet: 900,
  publisherBad: 120,
  /** Messages that a node holds behind a gap; a short one is filled by the feed's own backlog. */
  feedGap: 120,
  /** Gaps of a source within that time; a reconnection may cost one. Count, seconds. */
  feedGaps: 2,
  feedGapsShown: 900,
  /** What a validator disagrees with is told for this long. */
  validatorShown: 900,
  /** A page of metrics that is not there; a restart of the node takes less. */
  metricsGone: 600,
  /** Batches become safe and final every few minutes; this long without one is not the poster's rhythm. */
  tagsFrozen: 1800,
  /** A node names no safe or final block for a while after each start. */
  tagsLost: 600,
  /** Refusals are told for this long after the last. */
  throttled: 90,
} as const;
