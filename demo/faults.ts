/**
 * The faults of the simulated fleet: what each one does to it, and what headwatch owes for it. The simulator acts on
 * `does`, the drill measures against `owes`; names are part of the command line.
 */
import type { Cause } from '../collector/catalogue/labels.ts';
import type { Ladder } from '../collector/policy/ladder.ts';

/** How a simulated endpoint misbehaves. One mode at a time per target. */
export const simModes = [
  'refuse', // the port is closed
  'reset', // the connection is accepted, then reset
  'hang', // the request is read and never answered
  'http_429', // plain text, as a throttled Nitro answers
  'http_502', // a Cloudflare-like HTML page
  'html', // 200 with a web page
  'garbage', // 200 with bytes that are not JSON
  'truncated', // a JSON body cut in the middle, connection closed
  'huge', // a body that goes on for 100 MB
  'error_in_200', // a JSON-RPC error in an HTTP 200
  'null_block', // result: null
  'decimal_numbers', // numbers where hex belongs
  'future', // a head one hour in the future
  'wrong_chain', // another chain's id and heads
  'freeze', // the head stops, HTTP answers 200
  'lag', // the head is always `seconds` old
  'syncing', // eth_syncing is an object, the head trails ever further
  'diverge', // other hashes at the same heights
  'runaway', // a height far above everyone's
  'feed_lost', // Nitro: the head saw-tooths by batches
  'blobs_lost', // Nitro: batches seen but not processed, safe and finalized freeze; consensus: blobs are gone
  'logs_fail', // eth_getLogs answers an error while heads are fine
  'logs_clamped', // eth_getLogs answers [] for what its index lacks
  'hash_null', // eth_getBlockByHash knows no block, not even the head just announced
  'gas_odd', // eth_gasPrice fifty times the others'
  'calls_fail', // eth_call answers an error
  'head_regress', // two backends of different height behind one name; `seconds` apart
  'http_522', // edge: Cloudflare's own page, the node did not answer it
  'challenge', // edge: Cloudflare's 403 page that wants a browser
  'rate_1015', // edge: Cloudflare's 429 for too many requests
  'open', // edge: any key is served
  'ws_silent', // edge: subscriptions are accepted and deliver nothing
] as const;
export type SimMode = (typeof simModes)[number];

/** What only an edge does; every other mode is for nodes, references and edges alike. */
export const edgeModes: ReadonlySet<SimMode> = new Set(['http_522', 'challenge', 'rate_1015', 'open', 'ws_silent']);

export interface SimAction {
  /** A target of the simulator: a node, a reference, `edge:NAME:REGION`, `edge:NAME` (all regions) or `chain:NAME`. */
  readonly target: string;
  /** `halt` is for `chain:` targets only. */
  readonly mode: SimMode | 'halt';
  /** For `lag`: how old the head is, in seconds. */
  readonly seconds?: number;
}

export type PageClass = 'outage' | 'risk' | 'budget' | 'monitor';

export interface Owed {
  /** Cards that must appear (0 or 1); cascades included. */
  readonly cards: 0 | 1;
  /** Pages that must appear, at most one of each class. */
  readonly pages: readonly PageClass[];
  /** Scope and region on the card. */
  readonly scope: string;
  readonly region: string;
  readonly cause: Cause;
  /** Seconds from injection until the truth crosses the shipped threshold of the first card; null when none is owed. */
  readonly cardDue: ((ladder: Ladder) => number) | null;
  /** The same for the page. */
  readonly pageDue: ((ladder: Ladder) => number) | null;
}

export interface Fault {
  readonly title: string;
  /** Whose ladder the thresholds come from. */
  readonly chain: 'arbitrum-one' | 'ethereum';
  readonly does: readonly SimAction[];
  readonly owes: Owed;
}

const none: Owed = {
  cards: 0,
  pages: [],
  scope: '',
  region: '',
  cause: 'unattributed',
  cardDue: null,
  pageDue: null,
};

const arbEu = { scope: 'edge:arb', region: 'eu', cause: 'own_node' } as const;

/** A Nitro node of the eu pool that answers badly: unreachable after its rung, drained by the balancer, no page. */
const badAnswers = (title: string, mode: SimMode): Fault => ({
  title,
  chain: 'arbitrum-one',
  does: [{ target: 'arb-eu', mode }],
  owes: { ...arbEu, cards: 1, pages: [], cardDue: (ladder) => ladder.unreachable, pageDue: null },
});

const badEdge = (title: string, target: string, region: string, mode: SimMode): Fault => ({
  title,
  chain: 'arbitrum-one',
  does: [{ target, mode }],
  owes: {
    cards: 1,
    pages: ['outage'],
    scope: 'edge:arb',
    region,
    cause: 'edge',
    cardDue: (ladder) => ladder.pageBad,
    pageDue: (ladder) => ladder.pageBad,
  },
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
    owes: { ...arbEu, cards: 1, pages: [], cardDue: () => 0, pageDue: null },
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
  'edge-down': badEdge('the edge answers 502 in one region', 'edge:arb:eu', 'eu', 'http_502'),
  'edge-hang-one-region': badEdge('the edge hangs in one region', 'edge:arb:ap', 'ap', 'hang'),
  'edge-429-one-region': badEdge('the edge throttles in one region', 'edge:arb:us', 'us', 'http_429'),
  'edge-wrong-chain': badEdge('the edge serves another chain in one region', 'edge:arb:us', 'us', 'wrong_chain'),
  'edge-stale-one-region': {
    title: "one region's pool answers 200 with an old head",
    chain: 'arbitrum-one',
    does: [{ target: 'edge:arb:eu', mode: 'freeze' }],
    owes: {
      cards: 1,
      pages: ['outage'],
      scope: 'edge:arb',
      region: 'eu',
      cause: 'edge',
      cardDue: (ladder) => ladder.stale + ladder.pageBad,
      pageDue: (ladder) => ladder.stale + ladder.pageBad,
    },
  },
  'chain-halt': {
    title: 'Arbitrum itself stands still',
    chain: 'arbitrum-one',
    does: [{ target: 'chain:arbitrum-one', mode: 'halt' }],
    owes: {
      cards: 1,
      pages: [],
      scope: 'chain:arbitrum-one',
      region: 'all',
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
      region: 'eu',
      cause: 'own_node',
      cardDue: (ladder) => ladder.unreachable,
      pageDue: (ladder) => ladder.unreachable,
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
      region: 'eu',
      cause: 'own_node',
      cardDue: (ladder) => ladder.unreachable,
      pageDue: null,
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
    title: 'a node answers an absurd height: it must not make anyone else lag',
    chain: 'arbitrum-one',
    does: [{ target: 'arb-us', mode: 'runaway' }],
    owes: none,
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;
