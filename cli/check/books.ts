/** The books of the treasury for `headwatch check`: everything that is wrong with them, and what operators should know. */
import { join } from 'node:path';
import type { ConfigFault, Fleet } from '../../collector/config/fleet.ts';
import { counted } from '../../collector/config/words.ts';
import { balanceProblems } from '../../treasury/balanceProblems.ts';
import { hasLedger, noLedger, parseBooks, readBookFiles, treasuryDir } from '../../treasury/books.ts';
import type { ChainFacts } from '../../treasury/chainFacts.ts';
import { fiatCurrency } from '../../treasury/currencies.ts';
import { readFacts } from '../../treasury/factsFile.ts';
import { checkHistory } from '../../treasury/history.ts';
import type { BookProblem } from '../../treasury/model.ts';
import { dayAt, monthAt, previousMonth } from '../../treasury/months.ts';
import { owedWords, unpaidDues } from '../../treasury/unpaid.ts';
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

const chainWords = (facts: ChainFacts | undefined): readonly string[] => {
  if (!facts) return ['The books have not been checked against the chain yet: the collector does that.'];
  const wrong = facts.rows.filter(({ state }) => state === 'mismatch');
  const open = facts.rows.filter(({ state }) => state === 'unknown').length;
  return [
    `The chain, read up to block ${facts.scanned}: ${counted(facts.unreconciled.length, 'payment')} that the books lack, ${counted(wrong.length, 'row')} that it does not confirm, ${open} not checked yet.`,
    ...wrong.map(
      ({ id, why, found }) => `Row ${id} is not confirmed: ${why ?? ''}${found === undefined ? '' : ` (${found})`}`,
    ),
    ...facts.warnings,
  ];
};

/** @param now Unix seconds */
export const checkBooks = (
  { home, treasury }: Fleet,
  now = Date.now() / 1000,
): { readonly faults: readonly ConfigFault[]; readonly summary: CheckedBooks } | undefined => {
  if (!treasury) return undefined;
  const dir = treasuryDir(home);
  const files = readBookFiles(dir);
  const begun = hasLedger(files);
  const books = parseBooks(files, treasury, dayAt(now));
  const history = checkHistory(dir);
  let facts: ChainFacts | undefined;
  const words: string[] = [
    begun || history.checked ? history.words : `There are ${noLedger(shownPath(dir), dayAt(now))}`,
  ];
  try {
    facts = readFacts(home);
    words.push(...chainWords(facts));
  } catch (error) {
    words.push(errorWords(error));
  }
  const unbalanced = balanceProblems({ movements: books.movements, facts, treasury }, dayAt(now));
  words.push(...unpaidDues(books, fiatCurrency(treasury.currency), previousMonth(monthAt(now))).map(owedWords));
  const wrongRows = facts?.rows.filter(({ state }) => state === 'mismatch').length ?? 0;
  return {
    faults: [...books.problems, ...history.problems, ...unbalanced].map((problem) => ({
      path: placeWords(dir, problem),
      found: problem.found,
      expected: problem.expected,
    })),
    summary: {
      rows: books.movements.length,
      members: books.members.length,
      historyChecked: history.checked,
      unreconciled: facts ? facts.unreconciled.length + wrongRows : null,
      words,
    },
  };
};
