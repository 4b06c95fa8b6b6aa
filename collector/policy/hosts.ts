/** Thresholds about machines and about what must happen on them, as one; docs/hosts.md prints them. Seconds unless said. */
export const hostLimits = {
  /** An exporter that has given nothing for this long is gone, and with it perhaps its machine. */
  down: 120,
  /** Share of a disk that is left: below it is told, whatever the forecast says. */
  diskLeft: 0.1,
  /** A disk that would be full within this, at the pace of so much history, of which most must be there. */
  diskFullIn: 72 * 3600,
  diskHistory: 6 * 3600,
  diskHistoryShare: 0.8,
  diskFor: 600,
  /** Share of memory that processes could still get (MemAvailable). */
  memoryLeft: 0.1,
  memoryFor: 300,
  /** Share of all cores that is not idle; waiting for a disk is not idle. */
  cpuBusy: 0.9,
  cpuWindow: 300,
  cpuFor: 600,
  /** Ethereum's consensus clients drop messages of a peer whose clock is half a second off. */
  clockOffset: 0.5,
  /** Between the machine's clock and ours, at the moment of a scrape. */
  clockSkew: 2,
  /** The kernel's own word for "nobody sets this clock". */
  clockError: 16,
  clockFor: 120,
  /** A restart is told for this long, where the machine was known before within this. */
  restartShown: 900,
  restartKnown: 86_400,
  /** Two readings of one boot may differ by this much. */
  bootJitter: 60,
} as const;
