/** The monthly report of income and expense, as data: what `report.json` holds. Amounts are exact decimal text. */
import type { BalanceVerdict } from '../balances.ts';
import type { Mismatch, RowState } from '../chainFacts.ts';
import type { MovementCategory, MovementKind } from '../model.ts';

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
  readonly gas: string | null;
  readonly closing: string;
  readonly chain: string | null;
  /** False: `chain` is of a month that still ran. */
  readonly final: boolean;
  readonly difference: string | null;
  readonly verdict: BalanceVerdict;
  readonly why: string | null;
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
  readonly gas: string | null;
  readonly closing: string | null;
  readonly difference: string | null;
}

export interface ReportedPayment {
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  readonly direction: 'in' | 'out' | 'own';
  readonly amount: string;
  readonly currency: string;
  /** Name of the own address. */
  readonly address: string;
  readonly counterparty: string | null;
  readonly tx: string | null;
  readonly link: string | null;
}

export interface ReportedPrice {
  readonly currency: string;
  readonly price: string;
  readonly source: string;
  readonly date: string;
}

export interface Unreconciled {
  /** Payments of the month that the books lack, and rows of it that the chain does not confirm. */
  readonly count: number;
  /** Whether the whole month was read and every row of it was told. If not, the count is the least that it can be. */
  readonly complete: boolean;
  readonly payments: readonly ReportedPayment[];
  readonly mismatches: number;
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
  readonly read: { readonly from: number; readonly to: number; readonly at: number } | null;
  /** Null: not checked against the chain, so nobody knows. */
  readonly unreconciled: Unreconciled | null;
  readonly states: Readonly<Record<RowState, number>>;
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
  /** Value of all closing balances of the chain and of fiat; null: not known. */
  readonly worth: string | null;
  /** Prices that `worth` used. */
  readonly prices: readonly ReportedPrice[];
  readonly members: { readonly count: number; readonly named: readonly string[] };
  /** Expense by member; null: not known. */
  readonly costPerMember: string | null;
  /** Months that `worth` lasts at the mean expense of the last three months, cut off after one decimal. */
  readonly runwayMonths: string | null;
  /** Arrived up to now in all, and are no money of ours. */
  readonly ignored: { readonly unknownTokens: number; readonly zeroAmounts: number; readonly dust: number } | null;
  readonly movements: readonly ReportedMovement[];
  /** What the chain's reader had to say. */
  readonly warnings: readonly string[];
}
