/** The monthly report of income and expense, as data: what `report.json` holds. Amounts are exact decimal text. */
import type { BalanceVerdict } from '../balances.ts';
import type { Mismatch, RowState } from '../chainFacts.ts';
import type { MovementCategory, MovementKind } from '../model.ts';
import type { MonthHistory } from '../monthHistory.ts';

export interface ReportedSum {
  readonly kind: MovementKind;
  readonly category: MovementCategory;
  readonly currency: string;
  readonly amount: string;
  readonly rows: number;
  /** In the currency of the report; null when a row has no price. */
  readonly value: string | null;
}

export interface ReportedMovement {
  readonly id: string;
  readonly date: string;
  readonly kind: MovementKind;
  readonly category: MovementCategory;
  /** Fit for everyone: `a member` for one who did not agree to be named. */
  readonly party: string;
  /** Address that the chain paid, or that paid us, lower case; of a confirmed row with one such. */
  readonly counterparty: string | null;
  readonly counterpartyLink: string | null;
  /** Below zero in a row that takes another back. */
  readonly amount: string;
  readonly currency: string;
  readonly value: string | null;
  readonly price: string | null;
  readonly priceSource: string | null;
  readonly tx: string | null;
  /** Page of an explorer; null where none is known. */
  readonly link: string | null;
  readonly reference: string | null;
  readonly serviceMonth: string;
  readonly reverses: string | null;
  /** Id of the row that took this one back, in these books as they are. */
  readonly reversedBy: string | null;
  readonly state: RowState;
  readonly why: Mismatch | null;
  /** What the chain has instead. */
  readonly found: string | null;
  readonly note: string;
}

export interface ReportedBalance {
  readonly currency: string;
  readonly opening: string;
  /** Month at whose end the opening begins with the chain's balance; null: with the first row of the books. */
  readonly anchor: string | null;
  readonly in: string;
  readonly out: string;
  /** What came below the dust of fleet.yaml, which nobody books. */
  readonly dust: string;
  readonly gas: string | null;
  /** opening + in + dust − out − gas. */
  readonly closing: string;
  readonly chain: string | null;
  /** False: `chain` is of a month that still ran. */
  readonly final: boolean;
  /** Whether `chain` was worked out from a later balance. */
  readonly computed: boolean;
  readonly difference: string | null;
  readonly verdict: BalanceVerdict;
  readonly why: string | null;
  /** Ids of rows of later months that make up for the difference; null where none do. */
  readonly correctedBy: readonly string[] | null;
}

/** By the chain's records at both ends. */
export interface ReportedAddressBalance {
  readonly name: string;
  readonly address: string;
  readonly link: string | null;
  readonly currency: string;
  readonly opening: string | null;
  readonly in: string | null;
  readonly out: string | null;
  readonly dust: string;
  readonly gas: string | null;
  readonly closing: string | null;
  readonly difference: string | null;
}

export interface ReportedPayment {
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  /** The first day that it may be of, where that is in another month; null: it is of `date`'s month. */
  readonly after: string | null;
  readonly direction: 'in' | 'out' | 'own';
  readonly amount: string;
  readonly currency: string;
  /** Name of the own address. */
  readonly address: string;
  readonly counterparty: string | null;
  readonly tx: string | null;
  readonly link: string | null;
}

/** Incoming payments below the dust of fleet.yaml: real money, in no row. */
export interface ReportedDust {
  readonly currency: string;
  /** In whole coins. */
  readonly below: string;
  readonly payments: number;
  readonly amount: string;
}

/** A price of a row more than 5 % off the feed's of that day. */
export interface ReportedPriceDoubt {
  readonly id: string;
  readonly date: string;
  readonly currency: string;
  readonly price: string;
  readonly feed: string;
  /** Above the feed's, one decimal; below zero: below it. */
  readonly percent: string;
}

export interface ReportedPrice {
  readonly currency: string;
  readonly price: string;
  readonly source: string;
  readonly date: string;
}

export interface Unreconciled {
  /** Payments of the month that the books lack or have in another one, and rows of it that the chain does not confirm. */
  readonly count: number;
  /** Whether the whole month was read and every row of it was told. If not, the count is the least that it can be. */
  readonly complete: boolean;
  /** Whether balances of native coins were read from before the month to after it: what moves without a log shows only there. */
  readonly coinsFollowed: boolean;
  readonly payments: readonly ReportedPayment[];
  /** How many of them are of this month or of one beside it: no balance was read at its end. They are not in the count. */
  readonly across: number;
  readonly mismatches: number;
  /** Ids of rows of other months whose payment the chain has in this one. */
  readonly elsewhere: readonly string[];
  /** Differences of balances that are not judged, because rows that nobody could tell of may explain them. */
  readonly heldBack: number;
  /** Payments of earlier months that the books still lack. */
  readonly earlier: number;
}

export interface MonthReport {
  readonly version: 1;
  readonly service: string;
  /** YYYY-MM, UTC. */
  readonly month: string;
  readonly chain: string;
  /** Fiat that figures are told in. */
  readonly currency: string;
  /** Null: the chain was not asked. */
  readonly read: {
    readonly from: number;
    /** Last final block that was read; of a settled month, that month's; null: which one that was is not known. */
    readonly to: number | null;
    /** Unix seconds of that block. */
    readonly at: number;
    /** Our clock; null in a settled month. */
    readonly askedAt: number | null;
  } | null;
  /** The month is over and all of it was told: as long as the books of it stay as they are, so does this report. */
  readonly settled: boolean;
  /** Null: not checked against the chain, so nobody knows. */
  readonly unreconciled: Unreconciled | null;
  readonly states: Readonly<Record<RowState, number>>;
  /** Of the rows without a transaction those in coins, which move on a chain. */
  readonly coinsWithoutHash: number;
  readonly history: MonthHistory;
  readonly totals: {
    readonly income: string;
    readonly expense: string;
    readonly result: string;
    /** Rows without a price, which are in none of the three. */
    readonly unpriced: number;
  };
  /** By kind, category and currency. */
  readonly sums: readonly ReportedSum[];
  readonly balances: readonly ReportedBalance[];
  readonly addresses: readonly ReportedAddressBalance[];
  readonly dust: readonly ReportedDust[];
  /** Value of all closing balances of the chain and of fiat; null: not known. */
  readonly worth: string | null;
  /** Without the currencies of `unvalued`; null: nothing could be valued. */
  readonly worthAtLeast: string | null;
  /** Currencies that are in no value: no price, or no balance. */
  readonly unvalued: readonly string[];
  /** Prices that `worth` used. */
  readonly prices: readonly ReportedPrice[];
  readonly priceDoubts: readonly ReportedPriceDoubt[];
  readonly members: { readonly count: number; readonly named: readonly string[] };
  /** Expense by member; null: not known. */
  readonly costPerMember: string | null;
  /** Months that `worthAtLeast` lasts at the mean expense of the last three whole months, cut off after one decimal. */
  readonly runwayMonths: string | null;
  /** Arrived up to now in all, and are no money of ours; null in a settled month. */
  readonly ignored: {
    readonly unknownTokens: number;
    /** Some could not be counted: there are more. */
    readonly moreTokens: boolean;
    readonly zeroAmounts: number;
    readonly dust: number;
  } | null;
  readonly movements: readonly ReportedMovement[];
  /** What the chain's reader had to say; none in a settled month. */
  readonly warnings: readonly string[];
}
