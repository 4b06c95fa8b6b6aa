/** Thresholds about the life of a node, as one; docs/nodes.md prints them. Seconds unless said. */
const day = 86_400;

export const lifeLimits = {
  /** Before a deadline an upgrade is a line for operators, twice, and then a warning, twice: each is told anew. */
  upgradeSoon: 30 * day,
  upgradeNear: 14 * day,
  upgradeDue: 7 * day,
  upgradeLast: 2 * day,
  /** An alert lasts so much longer than until the next one is due: no card ends in between. */
  upgradeOverlap: 3600,
  /** A clock that is off by more makes every age a lie; sequencers refuse at an hour, people notice much earlier. */
  clockSkew: 2,
  /** A step of the clock that is put right at once is no story. */
  clockSkewFor: 120,
  /** Clocks of others that must agree before ours is doubted. Count. */
  clockSources: 3,
  certificate: 14 * day,
  /** Certificates are renewed weeks ahead: often enough. */
  certificateEvery: 6 * 3600,
  certificateRetry: 600,
  /** Starts within an hour; more than these are a loop. Count. */
  restartsAnHour: 2,
  /** A node that has gone back by more blocks than this has lost some of its data. Count. */
  rewind: 1000,
  /** On a chain of slow blocks, two epochs: no reorganisation of a healthy network goes so deep. Count. */
  rewindSlow: 64,
  /** A rewind is told for this long. */
  rewindShown: 900,
  /** A subscription that brings nothing, while the head goes on by HTTP. */
  subscriptionSilent: 60,
} as const;

/** Seconds a block from which on a chain counts as one of slow blocks. */
const slowBlocks = 6;

export const rewindLimit = ({ blockTime }: { readonly blockTime: number }): number =>
  blockTime >= slowBlocks ? lifeLimits.rewindSlow : lifeLimits.rewind;
