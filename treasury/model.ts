/** The books: what people write down. One line of a ledger file is one movement; a correction is a line of its own. */
import type { Amount, Price } from './money.ts';

export const movementKinds = ['income', 'expense', 'transfer'] as const;
export type MovementKind = (typeof movementKinds)[number];

/**
 * Of an expense the first three; of income the next two. `own` is neither earned nor spent: a transfer between own
 * addresses, and the two legs of an exchange (an expense in one currency, an income in another), or what was there before
 * the books began (an income).
 */
export const movementCategories = ['fixed', 'support', 'research', 'dues', 'other', 'own'] as const;
export type MovementCategory = (typeof movementCategories)[number];

/** Where something stands, for messages and for reports: `2026.csv`, line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

export interface Movement {
  readonly id: string;
  /** YYYY-MM-DD, UTC: the day of the movement, of a row with `tx` that of its block; its month is the report's. */
  readonly date: string;
  readonly kind: MovementKind;
  readonly category: MovementCategory;
  /** Alias of a member or of who was paid. */
  readonly party: string;
  /** Above zero; which way it goes is `kind`'s. A reversing row takes back the row that it names. */
  readonly amount: Amount;
  /** 0x…, lower case; absent where nothing moved on the chain. */
  readonly tx?: string;
  /** Number of an invoice or receipt. */
  readonly reference?: string;
  /** YYYY-MM: the month that was served or paid for. */
  readonly serviceMonth: string;
  /** Of one whole coin in the currency of the report; absent for that currency itself. */
  readonly price?: Price;
  readonly priceSource?: string;
  /** Id of the row that this one takes back. */
  readonly reverses?: string;
  readonly note: string;
  readonly place: Place;
}

export interface Member {
  readonly alias: string;
  readonly plan: string;
  /** YYYY-MM-DD. */
  readonly since: string;
  readonly until?: string;
  readonly dues: Amount;
  /** Agreed to be named in public. */
  readonly public: boolean;
  /** Left, and owes nothing any more; the name stays hidden. */
  readonly former?: boolean;
}

/** What is wrong with the books, as a sentence with its place. */
export interface BookProblem {
  readonly place: Place;
  readonly found: string;
  readonly expected: string;
}

export interface Books {
  /** In the order of the files. */
  readonly movements: readonly Movement[];
  readonly members: readonly Member[];
  /** Addresses, lower case, of those who are paid, by alias; of others nobody wrote them down. */
  readonly payees: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly BookProblem[];
}
