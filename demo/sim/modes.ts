/** How the simulated fleet can be told to misbehave. One mode at a time per target. */
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
  'final_other', // other hashes at the heights that it calls final, and the same as everyone above
  'runaway', // a height far above everyone's
  'feed_lost', // Nitro: the head saw-tooths by batches
  'blobs_lost', // Nitro: batches seen but not processed, safe and finalized freeze; consensus: blobs are gone
  'l1_lost', // Nitro: its L1 endpoint is gone: no batch is seen any more, safe and finalized freeze, and it says that it is in sync
  'execution_behind', // Nitro: messages come by the feed faster than they are executed
  'publisher_bad', // Nitro: it cannot reach the sequencer to pass transactions on
  'throttled', // Nitro: it refuses calls of others at its limit of memory
  'feed_gap', // a feed leaves messages out, again and again; Nitro: what came behind a gap waits for a batch
  'validator_failing', // Nitro with a validator: this cannot follow blocks, and sees an assertion that it disagrees with
  'validator_idle', // Nitro with a validator: this validates nothing any more
  'feed_silent', // a feed: connections stay open and bring nothing
  'indexing', // execution: eth_syncing is an object although the head is live, where the client does that
  'few_peers', // one peer is left
  'no_tags', // execution: safe and finalized are unknown, in the client's own words
  'tags_swapped', // execution: safe is what should be finalized, and the other way round
  'el_offline', // consensus: its execution client is gone, and it is optimistic
  'optimistic', // consensus: it follows blocks that its execution client has not verified
  'not_final', // consensus: this node alone calls an old epoch final
  'blobs_short', // consensus: fewer blobs than were asked for
  'no_columns', // consensus: too few data columns to put blobs together, in the client's own words
  'blobs_legacy', // consensus: it knows the older route of blobs alone
  'events_silent', // consensus: the event stream stays open and brings nothing
  'upgrade', // an upgrade is planned, `seconds` after it is switched on: ArbOS, or a fork that this client knows
  'restart', // Nitro: its own counters have begun anew
  'skew', // its Date header is off by `seconds`
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
  'ws_silent', // subscriptions are accepted and deliver nothing
  'lose_one', // the next request is read and never answered; everything after it is well
  'cut', // every open connection is cut once, subscriptions included; whoever comes again is welcome
  'disk_full', // a machine: the disk of its nodes has 4 % left
  'memory_short', // a machine: processes hold nearly all of its memory
  'clock_off', // a machine: nobody sets its clock, which is `seconds` fast
] as const;
export type SimMode = (typeof simModes)[number];

/** What only an edge does; every other mode is for nodes, references and edges alike. */
export const edgeModes: ReadonlySet<SimMode> = new Set(['http_522', 'challenge', 'rate_1015', 'open']);

/** What only a broadcaster of the sequencer's feed does, beside faults of the transport. */
export const feedModes: ReadonlySet<SimMode> = new Set(['feed_silent']);

/** What only a machine does, beside faults of the transport to its exporter. */
export const hostModes: ReadonlySet<SimMode> = new Set(['disk_full', 'memory_short', 'clock_off']);

export interface SimAction {
  /**
   * A target of the simulator: a node, a reference, `edge:NAME:REGION`, `edge:NAME` (all regions), `chain:NAME`,
   * `pool:NODE`, the node's place in the load balancer, `line:TARGET`, the way to a listener, or `host:NAME`, a machine.
   */
  readonly target: string;
  /**
   * `halt`, `no_batches`, `no_finality`, `reorg`, `safe_reorg` and `busy` are for `chain:` targets only: it stands still,
   * its batches are not posted (Arbitrum), it has not become final for six epochs (Ethereum), its last blocks are others
   * from now on (Ethereum), so are they from below its safe one (Arbitrum One), somebody uses it (Nova); `drain` for `pool:` ones: a person has taken the node out;
   * `jitter` for `line:` ones: answers take 10 to 200 ms, one in a hundred a second or two.
   */
  readonly mode: SimMode | 'halt' | 'no_batches' | 'no_finality' | 'reorg' | 'safe_reorg' | 'busy' | 'drain' | 'jitter';
  /** For `reorg`: how many blocks (not seconds). For `lag`: how old the head is; for `head_regress`: how far apart the two are; for `skew` and `clock_off`: how fast the clock is; for `upgrade`: how long until it. Seconds. */
  readonly seconds?: number;
}
