/**
 * What the chain says of the books. Written by the exporter to `data/treasury/` of the home, read by reports and pages:
 * balances and prices of a month's end cannot be asked later, because our nodes keep no old state.
 */

/**
 * A row against the chain. `unknown`: not asked yet, not final yet, or the node cannot tell (behind, pruned, silent); it is
 * never called wrong for that. `none`: the row names no transaction, was taken back, or takes one back.
 */
export const rowStates = ['verified', 'mismatch', 'unknown', 'none'] as const;
export type RowState = (typeof rowStates)[number];

/** Why a row does not match; the first that applies. */
export const mismatches = [
  'not_found',
  'failed_tx',
  'wrong_token',
  'wrong_recipient',
  'wrong_amount',
  'wrong_direction',
  'used_twice',
  'wrong_date',
] as const;
export type Mismatch = (typeof mismatches)[number];

export interface RowFact {
  readonly id: string;
  readonly state: RowState;
  readonly why?: Mismatch;
  /** What the chain has instead, as text for people. */
  readonly found?: string;
  /** Unix seconds of the block; of a row that was matched: a verified one, and one of another day (`wrong_date`). */
  readonly at?: number;
  /** Own addresses that it left and reached, lower case; of a row that was matched to payments of one such address. */
  readonly from?: string;
  readonly to?: string;
  /** Whom the chain paid, or who paid us, lower case; of a matched row with one counterparty that is known. */
  readonly counterparty?: string;
}

/** A payment that the chain has and the books lack. Base units as a decimal string. */
export interface Unreconciled {
  /** Absent of a difference of balances whose transaction is not known. */
  readonly tx?: string;
  /** Index of the log; below zero where there is none: native coins, differences of balances. */
  readonly log: number;
  /** `own`: between two own addresses, `address` paid. */
  readonly direction: 'in' | 'out' | 'own';
  /** The own one, lower case. */
  readonly address: string;
  readonly counterparty?: string;
  readonly currency: string;
  readonly units: string;
  readonly block: number;
  /** Unix seconds of the block. */
  readonly at: number;
  /** Of a difference between balances of more than one block: Unix seconds of the earlier one. It moved after that, up to `at`. */
  readonly after?: number;
}

/** Something that arrived and is no money of ours: told apart so that nobody can clutter the report. */
export interface Ignored {
  readonly tx: string;
  readonly token: string;
  readonly why: 'unknown_token' | 'zero_amount' | 'dust';
  readonly at: number;
}

/**
 * Logs of an own contract in a block, the receipt of a transaction, transfers of other tokens in a block: larger than any
 * answer that is read, at any node.
 */
export const unreadKinds = ['own', 'receipt', 'others'] as const;

/** What of a month nobody could be asked: neither that there was something, nor that there was nothing. */
export interface Unread {
  /** YYYY-MM. */
  readonly month: string;
  readonly what: (typeof unreadKinds)[number];
  readonly count: number;
  /** The last of them, and its Unix seconds. */
  readonly block: number;
  readonly at: number;
}

/** Incoming amounts below the dust of fleet.yaml: real money, which nobody has to book. */
export interface DustSum {
  /** YYYY-MM. */
  readonly month: string;
  readonly address: string;
  readonly currency: string;
  /** Base units, summed. */
  readonly units: string;
  readonly count: number;
}

/**
 * Money about which nothing is said, because it may be what rows mean that no node can tell of. `units` 0 and no rows: a
 * wallet sent what nobody found, and as much came in the same stretch.
 */
export interface HeldBack {
  readonly address: string;
  readonly currency: string;
  readonly direction: 'in' | 'out';
  readonly units: string;
  readonly block: number;
  readonly at: number;
  /** As of an unreconciled one. */
  readonly after?: number;
  /** Ids of those rows. */
  readonly rows: readonly string[];
}

/** Of one address and currency at the last finalized block of a month. */
export interface MonthBalance {
  /** YYYY-MM. */
  readonly month: string;
  readonly address: string;
  readonly currency: string;
  readonly units: string;
  readonly block: number;
  readonly at: number;
  /** Gas paid by own addresses in the month, base units of the native coin. */
  readonly gasUnits?: string;
  /** No node could be asked in time: a later balance less what moved since then. */
  readonly computed?: true;
}

export interface PriceFact {
  readonly currency: string;
  /** In the currency of the report, decimal text. */
  readonly price: string;
  /** `chainlink:0x…` or `manual`. */
  readonly source: string;
  /** When the feed was last updated, Unix seconds. */
  readonly at: number;
}

export interface ChainFacts {
  /** Last finalized block that was read without a gap from `since`. */
  readonly scanned: number;
  readonly since: number;
  /** Unix seconds of the block `since`; absent: not known, so a month that it may lie in is not called whole. */
  readonly sinceAt?: number;
  /** Unix seconds of the block `scanned`: up to then the chain has been read, however late our clock is. */
  readonly at: number;
  /** Our clock at the end of the last round, Unix seconds. */
  readonly askedAt: number;
  /**
   * Unix seconds between which balances of native coins are known, of every own address and without a gap: nothing else tells
   * of what moves without a log. Absent: of some address none is known.
   */
  readonly coins?: { readonly from: number; readonly to: number };
  /** What each row with a transaction said when it was held against the chain (`markOf` of rowFacts.ts), by id. */
  readonly asked?: Readonly<Record<string, string>>;
  readonly rows: readonly RowFact[];
  readonly unreconciled: readonly Unreconciled[];
  readonly heldBack: readonly HeldBack[];
  readonly dust: readonly DustSum[];
  readonly ignored: readonly Ignored[];
  /** How many were ignored since ever, by reason, at least where some are `unread`; `ignored` lists the latest of them. */
  readonly ignoredCounts: Readonly<Record<Ignored['why'], number>>;
  readonly unread?: readonly Unread[];
  readonly balances: readonly MonthBalance[];
  /** At `scanned`, of the month that runs; an address or currency that could not be asked is not in it. */
  readonly latest: readonly MonthBalance[];
  /** Of each currency the first one of each UTC day and the last one of each month; of this one the latest. */
  readonly prices: readonly PriceFact[];
  /** Sentences for people: a token whose decimals differ from fleet.yaml's, a month whose balance is lost. */
  readonly warnings: readonly string[];
}
