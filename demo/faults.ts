/**
 * The faults of the simulated fleet: what each one does to it, and what headwatch owes for it. The simulator acts on
 * `does`, the drill measures against `owes`; names are part of the command line.
 */
import type { AlertName } from '../alerts/rules/index.ts';
import type { Cause } from '../collector/catalogue/labels.ts';
import { cloudflareLimits } from '../collector/policy/cloudflare.ts';
import { ethereumLimits } from '../collector/policy/ethereum.ts';
import { type Ladder, limits } from '../collector/policy/ladder.ts';
import { lifeLimits } from '../collector/policy/life.ts';
import { nitroLimits } from '../collector/policy/nitro.ts';
import type { SimAction, SimMode } from './sim/modes.ts';

export { edgeModes, type SimAction, type SimMode, simModes } from './sim/modes.ts';

export type PageClass = 'outage' | 'risk' | 'budget' | 'monitor';

export interface Owed {
  /** Cards that must appear, cascades included: one for each region, for each (scope, region) is an incident. */
  readonly cards: number;
  /** Pages that must appear: a class once for each region. */
  readonly pages: readonly PageClass[];
  /** Scope and regions on the cards. */
  readonly scope: string;
  readonly regions: readonly string[];
  /** null where nothing is bad that could be blamed on anyone. */
  readonly cause: Cause | null;
  /** Seconds from injection until the truth crosses the shipped threshold of the first card; null when none is owed. */
  readonly cardDue: ((ladder: Ladder) => number) | null;
  /** The same for the page. */
  readonly pageDue: ((ladder: Ladder) => number) | null;
  /** Seconds by which the card may come before or after due by design, because its question is asked only so often. */
  readonly early?: number;
  readonly late?: number;
  /** Bad seconds at the start of an interval that nobody can see yet, for the same reason. */
  readonly unseen?: number;
  /** Seconds from the end of the fault until the card is over by design, where its alert looks back for minutes. */
  readonly ends?: number;
  /** Alerts that a card must name, and the seconds from injection within which it does. The fault is held until then. */
  readonly alerts?: Readonly<Partial<Record<AlertName, number>>>;
}

export interface Fault {
  readonly title: string;
  /** Whose ladder the thresholds come from. */
  readonly chain: 'arbitrum-one' | 'ethereum';
  readonly does: readonly SimAction[];
  /**
   * The fleet asks Cloudflare, which is owed a card of its own (scope `cloudflare`) with those of `owes.alerts` that are
   * about it; it is not counted among `owes.cards`. Without this a drill's fleet does not ask Cloudflare.
   */
  readonly asksCloudflare?: true;
  readonly owes: Owed;
}

const none: Owed = {
  cards: 0,
  pages: [],
  scope: '',
  regions: [],
  cause: null,
  cardDue: null,
  pageDue: null,
};

const arbEu = { scope: 'edge:arb', regions: ['eu'], cause: 'own_node' } as const;

/** A Nitro node of the eu pool that answers badly: unreachable after its rung, drained by the balancer, no page. */
const badAnswers = (title: string, mode: SimMode): Fault => ({
  title,
  chain: 'arbitrum-one',
  does: [{ target: 'arb-eu', mode }],
  owes: { ...arbEu, cards: 1, pages: [], cardDue: (ladder) => ladder.unreachable, pageDue: null },
});

/** Seconds: the cadence of the full journey, its repetition, and one more light answer. */
const seenByJourney = limits.journeyEvery + 2;

/** Members cannot use the edge in these regions from `after` on: a card and a page for each. */
const edgeOwes = (regions: readonly string[], after: (ladder: Ladder) => number): Owed => ({
  cards: regions.length,
  pages: regions.map(() => 'outage' as const),
  scope: 'edge:arb',
  regions,
  cause: 'edge',
  cardDue: (ladder) => after(ladder) + ladder.pageBad,
  pageDue: (ladder) => after(ladder) + ladder.pageBad,
});

const badEdge = (title: string, region: string, mode: SimMode): Fault => ({
  title,
  chain: 'arbitrum-one',
  does: [{ target: `edge:arb:${region}`, mode }],
  owes: edgeOwes([region], () => 0),
});

/**
 * Until analytics have told of it: a minute is over, old enough to be counted (the demo waits a minute) and asked for
 * within the next, and the rule has held for its own time.
 */
const toldByCloudflare = 60 + 60 + 60 + 20 + cloudflareLimits.unreachableFor;

/** Answers 200 with an old head: bad once it is stale. */
const staleEdge = (title: string, target: string, regions: readonly string[]): Fault => ({
  title,
  chain: 'arbitrum-one',
  does: [{ target, mode: 'freeze' }],
  owes: edgeOwes(regions, (ladder) => ladder.stale),
});

/** The head is fine. Only the full journey sees it. */
const failingJourney = (title: string, region: string, mode: SimMode): Fault => {
  const fault = badEdge(title, region, mode);
  return { ...fault, owes: { ...fault.owes, unseen: seenByJourney } };
};

/** A metric that is scraped, a rule that is evaluated and a group that is held every 15 s. */
const slowLane = 3 * 15;

/** An Ethereum node that answers at the head and is not well: a warning on the card of the edge that it serves. */
const sickClient = (
  title: string,
  target: string,
  mode: SimMode,
  due: number,
  more: Partial<Pick<Owed, 'early' | 'late' | 'cause'>> = {},
): Fault => ({
  title,
  chain: 'ethereum',
  does: [{ target, mode }],
  owes: {
    cards: 1,
    pages: [],
    scope: 'edge:eth',
    regions: ['eu'],
    cause: 'own_node',
    cardDue: () => due,
    pageDue: null,
    late: slowLane,
    ...more,
  },
});

/** A batch of the simulated Arbitrum, and the block of Ethereum that it goes into. */
const batchRhythm = 105 + 12;

/** A Nitro node whose head is fresh and that is not well: a warning on the card of the edge that it serves. */
const sickNitro = (title: string, mode: SimMode, due: number): Fault => ({
  title,
  chain: 'arbitrum-one',
  does: [{ target: 'arb-eu', mode }],
  owes: { ...arbEu, cards: 1, pages: [], cardDue: () => due, pageDue: null, early: 15, late: slowLane },
});

export const faults = {
  'node-down': badAnswers('a Nitro node refuses connections', 'refuse'),
  'node-reset': badAnswers('a Nitro node resets connections', 'reset'),
  'node-hang': badAnswers('a Nitro node accepts and never answers', 'hang'),
  'node-429': badAnswers('a Nitro node throttles (429)', 'http_429'),
  'node-502': badAnswers('a Nitro node answers 502', 'http_502'),
  'node-html': badAnswers('a Nitro node answers a web page with 200', 'html'),
  'node-garbage': badAnswers('a Nitro node answers garbage with 200', 'garbage'),
  'node-truncated': badAnswers('a Nitro node cuts its answers off', 'truncated'),
  'node-huge': badAnswers('a Nitro node answers 100 MB', 'huge'),
  'node-error-in-200': badAnswers('a Nitro node answers JSON-RPC errors inside 200', 'error_in_200'),
  'node-null-block': badAnswers('a Nitro node answers null for its head', 'null_block'),
  'node-decimal': badAnswers('a Nitro node answers numbers where hex belongs', 'decimal_numbers'),
  'node-future': badAnswers('a Nitro node answers a head in the future', 'future'),
  'node-wrong-chain': {
    title: 'a Nitro node is on another chain',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'wrong_chain' }],
    owes: { ...arbEu, cards: 1, pages: [], cardDue: () => 0, pageDue: null },
  },
  'node-stall': {
    title: 'the head of a Nitro node stops while HTTP answers 200',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'freeze' }],
    owes: { ...arbEu, cards: 1, pages: [], cardDue: (ladder) => ladder.lagging, pageDue: null },
  },
  'node-lag': {
    title: 'a Nitro node is 20 s behind',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'lag', seconds: 20 }],
    // Until it is drained members meet a head below the one before; the light question does not mind.
    owes: { ...arbEu, cards: 1, pages: [], cardDue: () => 0, pageDue: null, unseen: seenByJourney },
  },
  'node-diverge': {
    title: 'a Nitro node has other block hashes than everyone else',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'diverge' }],
    owes: { ...arbEu, cards: 1, pages: [], cardDue: (ladder) => ladder.diverged, pageDue: null },
  },
  'node-syncing': {
    title: 'a Nitro node says that it syncs and falls behind',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'syncing' }],
    owes: { ...arbEu, cards: 1, pages: [], cardDue: (ladder) => ladder.lagging, pageDue: null },
  },
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
    owes: { ...arbEu, cards: 1, pages: [], cardDue: (ladder) => 2 * ladder.lagging, pageDue: null },
  },
  'node-feed-lost': {
    title: 'a drained Nitro node loses its feed and goes by batches',
    chain: 'arbitrum-one',
    // In service, the quick check of the simulated balancer lets it in and out with each batch, and members pay for that.
    does: [
      { target: 'pool:arb-us', mode: 'drain' },
      { target: 'arb-us', mode: 'feed_lost' },
    ],
    owes: {
      scope: 'edge:arb',
      regions: ['us'],
      cause: 'feed',
      cards: 1,
      pages: [],
      cardDue: (ladder) => ladder.lagging,
      pageDue: null,
      // Whoever had subscribed through the node before it was drained stays with it, and has its old head.
      unseen: seenByJourney,
      alerts: { NodeFeedLost: nitroLimits.feedLost + slowLane },
    },
  },
  'node-blobs-lost': {
    title: 'a Nitro node sees batches and cannot read their blobs; its head is fresh by the feed',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-eu', mode: 'blobs_lost' }],
    owes: {
      ...arbEu,
      cause: 'blob_path',
      cards: 1,
      pages: [],
      cardDue: () => limits.inboxHolds + 30,
      pageDue: null,
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
      cards: 1,
      pages: [],
      cardDue: () => limits.inboxHolds + 30,
      pageDue: null,
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
      cards: 1,
      pages: [],
      cardDue: () => lifeLimits.clockSkewFor,
      pageDue: null,
      // Dates of the last minutes are weighed together.
      late: slowLane + 120,
      ends: 120 + limits.keepFiring + slowLane,
    },
  },
  'node-tags-swapped': sickNitro('a Nitro node calls a block final that it does not call safe', 'tags_swapped', 60),
  'node-logs-lost': {
    title: 'a drained Nitro node has lost logs and answers without a word',
    chain: 'arbitrum-one',
    // In service, members would meet it, and that is a page of its own.
    does: [
      { target: 'pool:arb-us', mode: 'drain' },
      { target: 'arb-us', mode: 'logs_clamped' },
    ],
    owes: {
      scope: 'edge:arb',
      regions: ['us'],
      cause: 'own_node',
      cards: 1,
      pages: [],
      // A new window of settled blocks is compared once a minute.
      cardDue: () => 60,
      pageDue: null,
      early: 60,
      late: slowLane,
      // It is told while there was a difference within five minutes, and a minute more.
      ends: 300 + limits.keepFiring + slowLane,
      alerts: { NodeLogsDiffer: 60 + slowLane },
    },
  },
  'batches-stop': {
    title: 'no batch of Arbitrum is posted to Ethereum any more',
    chain: 'arbitrum-one',
    does: [{ target: 'chain:arbitrum-one', mode: 'no_batches' }],
    owes: {
      scope: 'chain:arbitrum-one',
      regions: ['all'],
      cause: 'batch_poster',
      cards: 1,
      pages: [],
      cardDue: () => limits.batchStopped,
      pageDue: null,
      // Counted from the last batch, which may be a batch's time old.
      early: batchRhythm,
      late: slowLane,
      alerts: { BatchPosterStopped: limits.batchStopped + slowLane },
    },
  },
  'feed-silent': {
    title: "a source of the sequencer's feed stays open and brings nothing",
    chain: 'arbitrum-one',
    does: [{ target: 'feed:arb-feed', mode: 'feed_silent' }],
    owes: {
      cards: 1,
      pages: [],
      scope: 'chain:arbitrum-one',
      regions: ['all'],
      cause: null,
      // The connection is given up after 30 s.
      cardDue: () => 30 + nitroLimits.feedSilent,
      pageDue: null,
      late: slowLane,
    },
  },
  'edge-down': badEdge('the edge answers 502 in one region', 'eu', 'http_502'),
  'origin-522': {
    ...badEdge('Cloudflare does not reach the origin of one region (522), which is well', 'eu', 'http_522'),
    asksCloudflare: true,
    owes: {
      ...edgeOwes(['eu'], () => 0),
      alerts: { OriginUnreachable: toldByCloudflare + 3 * 15 },
    },
  },
  'pool-down': {
    title: 'a node is out of the load balancer, and its pool has no other',
    chain: 'arbitrum-one',
    does: [{ target: 'pool:arb-us', mode: 'drain' }],
    asksCloudflare: true,
    // Members are served by the other pools. Health is read every minute, and again before it is believed.
    owes: { ...none, alerts: { PoolDown: 60 + cloudflareLimits.poolDownFor + 3 * 15 } },
  },
  'edge-hang-one-region': badEdge('the edge hangs in one region', 'ap', 'hang'),
  'edge-429-one-region': badEdge('the edge throttles in one region', 'us', 'http_429'),
  'edge-wrong-chain': badEdge('the edge serves another chain in one region', 'us', 'wrong_chain'),
  'edge-challenge': badEdge('Cloudflare wants a browser in one region (403)', 'us', 'challenge'),
  'edge-stale': staleEdge('every region answers 200 with an old head', 'edge:arb', ['eu', 'us', 'ap']),
  'edge-stale-one-region': staleEdge("one region's pool answers 200 with an old head", 'edge:arb:eu', ['eu']),
  'edge-open': {
    title: 'the edge serves any key',
    chain: 'arbitrum-one',
    does: [{ target: 'edge:arb', mode: 'open' }],
    owes: {
      cards: 1,
      pages: [],
      scope: 'edge:arb',
      regions: ['all'],
      cause: null,
      cardDue: () => limits.keyCheckEvery,
      pageDue: null,
      early: limits.keyCheckEvery,
      late: slowLane,
    },
  },
  'journey-logs-fail': failingJourney('heads are fresh, eth_getLogs fails in one region', 'eu', 'logs_fail'),
  'journey-inconsistent': failingJourney('a block just announced is not known by its hash', 'us', 'hash_null'),
  'journey-calls-fail': failingJourney('heads are fresh, eth_call fails in one region', 'ap', 'calls_fail'),
  'chain-halt': {
    title: 'Arbitrum itself stands still',
    chain: 'arbitrum-one',
    does: [{ target: 'chain:arbitrum-one', mode: 'halt' }],
    owes: {
      cards: 1,
      pages: [],
      scope: 'chain:arbitrum-one',
      regions: ['all'],
      cause: 'upstream_chain',
      cardDue: (ladder) => ladder.halted,
      pageDue: null,
    },
  },
  'l1-node-down': {
    title: 'one of two Ethereum nodes refuses connections: the L1 edge runs on its last node',
    chain: 'ethereum',
    does: [{ target: 'eth-a', mode: 'refuse' }],
    owes: {
      cards: 1,
      pages: ['risk'],
      scope: 'edge:eth',
      regions: ['eu'],
      cause: 'own_node',
      cardDue: (ladder) => ladder.unreachable,
      pageDue: (ladder) => ladder.unreachable,
    },
  },
  'l1-edge-down': {
    title: 'the L1 edge answers 502 while the nodes behind it are well',
    chain: 'ethereum',
    does: [{ target: 'edge:eth:eu', mode: 'http_502' }],
    owes: {
      cards: 1,
      pages: [],
      scope: 'edge:eth',
      regions: ['eu'],
      cause: 'edge',
      cardDue: (ladder) => ladder.pageBad,
      pageDue: null,
      alerts: { InternalEdgeDown: 20 },
    },
  },
  'beacon-down': {
    title: 'a consensus node refuses connections',
    chain: 'ethereum',
    does: [{ target: 'beacon-a', mode: 'refuse' }],
    owes: {
      cards: 1,
      pages: [],
      scope: 'edge:eth',
      regions: ['eu'],
      cause: 'own_node',
      cardDue: (ladder) => ladder.unreachable,
      pageDue: null,
    },
  },
  'engine-cut': {
    title: 'an Ethereum node gets no blocks from its consensus node; both answer, and neither says that it syncs',
    chain: 'ethereum',
    does: [{ target: 'eth-a', mode: 'freeze' }],
    owes: {
      cards: 1,
      pages: ['risk'],
      scope: 'edge:eth',
      regions: ['eu'],
      cause: 'own_node',
      cardDue: (ladder) => ladder.lagging,
      pageDue: (ladder) => ladder.lagging,
      // A slot: whoever missed one is a whole one behind.
      early: 12,
      late: 12,
      alerts: { PairBroken: 60 + ethereumLimits.pairBroken + slowLane },
    },
  },
  'pair-behind': {
    title: 'a consensus node stops, and the Ethereum node that it drives with it',
    chain: 'ethereum',
    does: [
      { target: 'beacon-a', mode: 'freeze' },
      { target: 'eth-a', mode: 'freeze' },
    ],
    owes: {
      cards: 1,
      pages: ['risk'],
      scope: 'edge:eth',
      regions: ['eu'],
      cause: 'own_node',
      cardDue: (ladder) => ladder.lagging,
      pageDue: (ladder) => ladder.lagging,
      early: 12,
      late: 12,
    },
  },
  'beacon-el-offline': sickClient(
    'a consensus node has lost its execution client, which goes on answering',
    'beacon-a',
    'el_offline',
    ethereumLimits.executionOffline,
  ),
  'beacon-optimistic': sickClient(
    'a consensus node follows blocks that nobody has verified',
    'beacon-a',
    'optimistic',
    ethereumLimits.optimistic,
  ),
  'beacon-not-final': sickClient(
    'one consensus node alone does not finalize',
    'beacon-a',
    'not_final',
    ethereumLimits.finalityFor,
  ),
  'beacon-no-columns': sickClient(
    'a consensus node cannot put the blobs of recent batches together',
    'beacon-b',
    'no_columns',
    ethereumLimits.blobEvery + 2 * ethereumLimits.blobRetry,
    // Whichever asks for a blob first: the node's own probe, or the journey over the edge in front of it.
    { early: ethereumLimits.blobEvery + 2 * ethereumLimits.blobRetry, cause: 'blob_path' },
  ),
  'eth-few-peers': sickClient('an Ethereum node has one peer left', 'eth-a', 'few_peers', ethereumLimits.peersFor),
  'l1-reorg': {
    title: 'Ethereum takes back four blocks',
    chain: 'ethereum',
    does: [{ target: 'chain:ethereum', mode: 'reorg', seconds: 4 }],
    owes: {
      cards: 1,
      pages: [],
      scope: 'edge:eth',
      regions: ['eu'],
      cause: 'upstream_chain',
      cardDue: () => 0,
      pageDue: null,
      late: slowLane,
    },
  },
  'l1-not-final': {
    title: 'Ethereum does not finalize',
    chain: 'ethereum',
    does: [{ target: 'chain:ethereum', mode: 'no_finality' }],
    owes: {
      cards: 1,
      pages: [],
      scope: 'chain:ethereum',
      regions: ['all'],
      cause: 'l1_finality',
      cardDue: () => ethereumLimits.finalityFor,
      pageDue: null,
      late: slowLane,
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
  'node-runaway': {
    title: 'a drained node answers an absurd height: it must not make anyone else lag',
    chain: 'arbitrum-one',
    // In service, whoever asks before it is drained could never use the edge again.
    does: [
      { target: 'pool:arb-us', mode: 'drain' },
      { target: 'arb-us', mode: 'runaway' },
    ],
    owes: none,
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;
