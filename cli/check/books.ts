/** The books of the treasury for `headwatch check`: everything that is wrong with them, and what operators should know. */
import { join } from 'node:path';
import { isPublicWord } from '../../alerts/ledger/report/publicText.ts';
import type { ConfigFault } from '../../collector/config/configError.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { counted } from '../../collector/config/words.ts';
import { unbalanced } from '../../treasury/balanceProblems.ts';
import { noLedger, treasuryDir } from '../../treasury/books.ts';
import type { ChainFacts, RowFact } from '../../treasury/chainFacts.ts';
import { fiatCurrency } from '../../treasury/currencies.ts';
import { readFacts } from '../../treasury/factsFile.ts';
import { priceDoubts } from '../../treasury/feedPrices.ts';
import type { BookProblem } from '../../treasury/model.ts';
import { dayAt, monthAt, previousMonth } from '../../treasury/months.ts';
import { hiddenInIds } from '../../treasury/relations.ts';
import { mismatchWords } from '../../treasury/report/words.ts';
import { rowFactsOf } from '../../treasury/rowFacts.ts';
import { slipsOf } from '../../treasury/slips.ts';
import { owedWords, unpaidDues } from '../../treasury/unpaid.ts';
import { booksVerdict } from '../../treasury/verdict.ts';
import { errorWords, shownPath } from '../io.ts';

/** What `check --json` has under `treasury`. */
export interface CheckedBooks {
  readonly rows: number;
  readonly members: number;
  /** Whether git was asked about old rows. */
  readonly historyChecked: boolean;
  /** Null: not checked against the chain. */
  readonly unreconciled: number | null;
  /** Sentences, for operators only. */
  readonly words: readonly string[];
}

const placeWords = (dir: string, { place: { file, line, column } }: BookProblem): string =>
  `${shownPath(join(dir, file))}:${line}${column === undefined ? '' : `:${column}`}`;

/** `ledger/treasury/2026.csv:3:12: found …, expected …`. */
export const problemWords = (dir: string, problem: BookProblem): string =>
  `${placeWords(dir, problem)}: found ${problem.found}, expected ${problem.expected}`;

const timeWords = (at: number): string => new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');

const chainWords = (facts: ChainFacts | undefined, rows: readonly RowFact[]): readonly string[] => {
  if (!facts) return ['The books have not been checked against the chain yet: the collector does that.'];
  const wrong = rows.filter(({ state }) => state === 'mismatch');
  const open = rows.filter(({ state }) => state === 'unknown').length;
  const { scanned, at, unreconciled, heldBack, warnings } = facts;
  return [
    `The chain, read up to block ${scanned} of ${timeWords(at)} UTC: ${counted(unreconciled.length, 'payment')} that the books lack, ${counted(wrong.length, 'row')} that it does not confirm, ${open} not checked yet.`,
    ...(heldBack.length > 0
      ? [
          `${counted(heldBack.length, 'difference')} of balances not judged: rows that no node can tell of may explain it.`,
        ]
      : []),
    ...wrong.map(
      ({ id, why, found }) =>
        `Row ${id} is not confirmed: ${why === undefined ? '' : mismatchWords[why]}${found === undefined ? '' : ` (${found})`}.`,
    ),
    ...warnings,
  ];
};

/** Names of those who owe are for operators at their terminal; a log of a pipeline gets their number. */
const duesWords = (owed: readonly string[], named: boolean): readonly string[] => {
  if (named || owed.length === 0) return owed;
  return [`${counted(owed.length, 'month')} of dues not paid in full: whose, --dues says.`];
};

interface CheckOptions {
  /** Unix seconds. */
  readonly now?: number;
  /** Whether to name those who owe dues. */
  readonly dues?: boolean;
}

export const checkBooks = (
  fleet: Fleet,
  { now = Date.now() / 1000, dues = false }: CheckOptions = {},
): { readonly faults: readonly ConfigFault[]; readonly summary: CheckedBooks } | undefined => {
  const { home, treasury } = fleet;
  if (!treasury) return undefined;
  const dir = treasuryDir(home);
  const { begun, books, problems, historyProblems, checked, history } = booksVerdict(home, treasury, now);
  const words: string[] = [begun || checked ? history.words : `There are ${noLedger(shownPath(dir), dayAt(now))}`];
  let facts: ChainFacts | undefined;
  let rows: readonly RowFact[] = [];
  try {
    facts = readFacts(home);
    rows = [...rowFactsOf(books, facts).values()];
    words.push(...chainWords(facts, rows));
  } catch (error) {
    words.push(errorWords(error));
  }
  const balances = unbalanced({ movements: books.movements, facts, treasury }, dayAt(now));
  const owed = unpaidDues(books, fiatCurrency(treasury.currency), previousMonth(monthAt(now))).map(owedWords);
  words.push(
    ...balances.words,
    ...priceDoubts(books.movements, facts, treasury).map(
      ({ id, percent }) =>
        `The price of row ${id} is ${percent.replace('-', '')} % ${percent.startsWith('-') ? 'below' : 'above'} the feed's of that day.`,
    ),
    ...slipsOf(books),
    ...duesWords(owed, dues),
  );
  const hidden = hiddenInIds(books.movements, (word) => isPublicWord(fleet, word));
  return {
    faults: [...problems, ...historyProblems, ...hidden, ...balances.problems].map((problem) => ({
      path: placeWords(dir, problem),
      found: problem.found,
      expected: problem.expected,
    })),
    summary: {
      rows: books.movements.length,
      members: books.members.length,
      historyChecked: checked,
      unreconciled: facts ? facts.unreconciled.length + rows.filter(({ state }) => state === 'mismatch').length : null,
      words,
    },
  };
};
