/** Thresholds about Ethereum's own clients and their pairs, as one; docs/nodes.md prints them. Seconds unless said. */
export const ethereumLimits = {
  /** A consensus node that says so for this long has lost its execution client. */
  executionOffline: 60,
  /** A restart of an execution client leaves its consensus node optimistic for a slot or two. */
  optimistic: 120,
  /** Epochs between the clock and the last finalized one: 2 as a rule, 3 at the start of an epoch. */
  finalityEpochs: 4,
  finalityFor: 60,
  /** Fewer peers than this cannot be trusted to tell the chain. Count. */
  peers: 3,
  peersFor: 300,
  /** Blocks that a reorganisation takes back; one or two are routine. */
  deepReorg: 3,
  /** A reorganisation is over when it is seen: it is told for this long. */
  reorgShown: 75,
  /** Fetches in a row that did not get every blob. Count. */
  blobMisses: 3,
  /** A recent blob is fetched this often, and this often while the last one was missing. */
  blobEvery: 300,
  blobRetry: 30,
  /** A pair that is apart for this long is broken. */
  pairBroken: 60,
  /** Slots behind the clock by a consensus node's own word: one is routine, an epoch's sixth is not. Count. */
  slotsLate: 2,
  slotsLost: 5,
  /** Into its slot a block is attested after a third of it, and is likely to be replaced after two thirds. */
  arrivalLate: 4,
  arrivalLost: 8,
} as const;
