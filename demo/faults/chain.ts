/** Arbitrum as a whole: its batches, its feed, a halt; and references that nobody needs to hear of. */
import { limits } from '../../collector/policy/ladder.ts';
import { lifeLimits } from '../../collector/policy/life.ts';
import { nitroLimits } from '../../collector/policy/nitro.ts';
import type { Fault } from './fault.ts';
import { aCard, drainedNitro, none, slowLane } from './owes.ts';

/** A batch of the simulated Arbitrum, and the block of Ethereum that it goes into. */
const batchRhythm = 105 + 12;

export const chainFaults = {
  'batches-stop': {
    title: 'no batch of Arbitrum is posted to Ethereum any more',
    chain: 'arbitrum-one',
    does: [{ target: 'chain:arbitrum-one', mode: 'no_batches' }],
    owes: {
      scope: 'chain:arbitrum-one',
      regions: ['all'],
      cause: 'batch_poster',
      ...aCard,
      cardDue: () => limits.batchStopped,
      // Counted from the last batch, which may be a batch's time old.
      early: batchRhythm,
      late: slowLane,
      alerts: { BatchPosterStopped: limits.batchStopped + slowLane },
    },
  },
  'safe-replaced': {
    title: 'Arbitrum takes back blocks that it had called safe',
    chain: 'arbitrum-one',
    does: [{ target: 'chain:arbitrum-one', mode: 'safe_reorg' }],
    owes: {
      scope: 'edge:arb',
      regions: ['eu', 'us', 'ap'],
      cause: 'upstream_chain',
      cards: 3,
      pages: [],
      cardDue: () => 0,
      pageDue: null,
      // The safe block of a minute ago is asked for again.
      late: 75 + slowLane,
      unseen: 1,
      ends: lifeLimits.rewindShown + limits.keepFiring + slowLane,
      alerts: { SafeBlockReplaced: 75 + slowLane },
    },
  },
  'feed-gaps': {
    title: 'a source of the feed leaves messages out, again and again',
    chain: 'arbitrum-one',
    does: [{ target: 'feed:arb-feed', mode: 'feed_gap' }],
    owes: {
      ...aCard,
      scope: 'chain:arbitrum-one',
      regions: ['all'],
      cause: null,
      // One each 15 s, and one more than is borne.
      cardDue: () => nitroLimits.feedGaps * 15,
      late: 15 + slowLane,
      ends: nitroLimits.feedGapsShown + limits.keepFiring + slowLane,
      alerts: { FeedGaps: nitroLimits.feedGaps * 15 + 15 + slowLane },
    },
  },
  'feed-silent': {
    title: "a source of the sequencer's feed stays open and brings nothing",
    chain: 'arbitrum-one',
    does: [{ target: 'feed:arb-feed', mode: 'feed_silent' }],
    owes: {
      ...aCard,
      scope: 'chain:arbitrum-one',
      regions: ['all'],
      cause: null,
      // The connection is given up after 30 s.
      cardDue: () => 30 + nitroLimits.feedSilent,
      late: slowLane,
    },
  },
  'chain-halt': {
    title: 'Arbitrum itself stands still',
    chain: 'arbitrum-one',
    does: [{ target: 'chain:arbitrum-one', mode: 'halt' }],
    owes: {
      ...aCard,
      scope: 'chain:arbitrum-one',
      regions: ['all'],
      cause: 'upstream_chain',
      cardDue: (ladder) => ladder.halted,
    },
  },
  'reference-429': {
    title: 'a public reference throttles: nobody needs to know',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-ref-1', mode: 'http_429' }],
    owes: none,
  },
  'reference-runaway': {
    title: 'a reference answers an absurd height: it must not make anyone lag',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-ref-1', mode: 'runaway' }],
    owes: none,
  },
  // In service, whoever asks before it is drained could never use the edge again.
  'node-runaway': drainedNitro('a drained node answers an absurd height: it makes nobody else lag', 'runaway', {
    cause: 'own_node',
    // Nobody can hold its head against anything; settled blocks are compared once a minute, and twice before they count.
    cardDue: () => 60,
    late: 65,
    // Where a question met it, a block that it called safe has become another one: that is told for a quarter of an hour.
    ends: lifeLimits.rewindShown + limits.keepFiring + slowLane,
    alerts: { NodeDiverged: 60 + 65 },
  }),
} as const satisfies Record<string, Fault>;
