/** When the treasury needs someone. Seconds unless said. */
export const treasuryLimits = {
  /** A payment that the books lack for longer is told of. */
  unreconciled: 3 * 86_400,
  /** The chain was last read longer ago: figures that it confirms are not known. It is read each few minutes. */
  unread: 6 * 3600,
  /** A coin that is in no value, or what is there without one, is told of after so long: feeds come back. */
  unvalued: 86_400,
  /** A feed's price must be too old, or a row must not match, for so long: a round may be under way. */
  settles: 900,
  /** Months of fixed cost that the balance should cover. */
  shortMonths: 1,
  /** Months that are enough: dues and savings take weeks until they are felt. */
  enoughMonths: 3,
} as const;
