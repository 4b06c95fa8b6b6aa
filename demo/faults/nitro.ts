/** Nitro nodes whose heads may be fresh, and that are not well: feed, L1, logs, clock. */
import { limits } from '../../collector/policy/ladder.ts';
import { lifeLimits } from '../../collector/policy/life.ts';
import { nitroLimits } from '../../collector/policy/nitro.ts';
import type { Fault } from './fault.ts';
import { aCard, arbEu, drainedNitro, seenByJourney, sickNitro, slowLane } from './owes.ts';

export const nitroFaults = {
  'node-publisher-bad': sickNitro(
    'a Nitro node cannot pass transactions on to the sequencer, and reads are fine',
    'publisher_bad',
    nitroLimits.publisherBad,
  ),
  'node-throttled': sickNitro('a Nitro node refuses calls of others at its limit of memory', 'throttled', 0),
  'node-execution-behind': {
    title: 'a Nitro node executes half of what comes',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'execution_behind' }],
    // It loses a second in two.
    owes: { ...arbEu, ...aCard, cardDue: (ladder) => 2 * ladder.lagging },
  },
  // In service, the quick check of the simulated balancer lets it in and out with each batch.
  'node-feed-lost': drainedNitro('a drained Nitro node loses its feed and goes by batches', 'feed_lost', {
    cause: 'feed',
    cardDue: (ladder) => ladder.lagging,
    // Whoever had subscribed through the node before it was drained stays with it, and has its old head.
    unseen: seenByJourney,
    alerts: { NodeFeedLost: nitroLimits.feedLost + slowLane },
  }),
  'node-blobs-lost': {
    title: 'a Nitro node sees batches and cannot read their blobs; its head is fresh by the feed',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'blobs_lost' }],
    owes: {
      ...arbEu,
      cause: 'blob_path',
      ...aCard,
      cardDue: () => limits.inboxHolds + 30,
      late: slowLane,
      alerts: { NodeBlobPathBroken: limits.inboxHolds + 30 + slowLane },
    },
  },
  'node-l1-lost': {
    title: 'a Nitro node sees nothing of L1 any more; its head is fresh by the feed, and it says that it is in sync',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'l1_lost' }],
    owes: {
      ...arbEu,
      cause: 'own_l1',
      ...aCard,
      cardDue: () => limits.inboxHolds + 30,
      early: 30,
      late: slowLane,
      alerts: { NodeL1PathBroken: limits.inboxHolds + 30 + slowLane },
    },
  },
  'node-clock-off': {
    title: 'the clock of a Nitro node is a minute fast',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'skew', seconds: 60 }],
    owes: {
      ...arbEu,
      ...aCard,
      cardDue: () => lifeLimits.clockSkewFor,
      // Dates of the last minutes are weighed together.
      late: slowLane + 120,
      ends: 120 + limits.keepFiring + slowLane,
    },
  },
  'node-tags-swapped': sickNitro('a Nitro node calls a block final that it does not call safe', 'tags_swapped', 60),
  'node-final-other': {
    title: 'a Nitro node has other final blocks, and the same above them',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'final_other' }],
    owes: {
      ...arbEu,
      ...aCard,
      // Three heights, one each 30 s.
      cardDue: () => 90,
      late: 30 + slowLane,
      ends: 30 + limits.keepFiring + slowLane,
      alerts: { NodeHashesDiffer: 90 + 30 + slowLane },
    },
  },
  'node-feed-gap': drainedNitro('a drained Nitro node holds messages of its feed behind a gap', 'feed_gap', {
    cause: 'feed',
    cardDue: (ladder) => ladder.lagging,
    unseen: seenByJourney,
    alerts: { NodeFeedGap: nitroLimits.feedGap + slowLane },
  }),
  'node-logs-lost': drainedNitro('a drained Nitro node has lost logs and answers without a word', 'logs_clamped', {
    cause: 'own_node',
    // A new window of settled blocks is compared once a minute.
    cardDue: () => 60,
    early: 60,
    late: slowLane,
    // It is told while there was a difference within five minutes, and a minute more.
    ends: 300 + limits.keepFiring + slowLane,
    alerts: { NodeLogsDiffer: 60 + slowLane },
  }),
} as const satisfies Record<string, Fault>;
