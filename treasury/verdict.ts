/** Whether the books of a home are fit to be told of: what is wrong in them, and what git says of their past. */
import type { FleetTreasury } from '../collector/config/fleetTreasury.ts';
import { hasLedger, parseBooks, readBookFiles, treasuryDir } from './books.ts';
import { checkHistory, type History } from './history.ts';
import { membersFile, namedIn } from './members.ts';
import type { BookProblem, Books } from './model.ts';
import { type MonthHistory, monthHistory } from './monthHistory.ts';
import { dayAt, monthOf } from './months.ts';
import { namesOfFormer } from './relations.ts';

export interface BooksVerdict {
  /** False: nobody has begun them here, or they are elsewhere; then nothing is known, and no sum is zero. */
  readonly begun: boolean;
  readonly books: Books;
  /** What is wrong in the files as they are. */
  readonly problems: readonly BookProblem[];
  /** What was done to rows that had been committed; rows that name someone who was taken out of members.yaml. */
  readonly historyProblems: readonly BookProblem[];
  /** Whether git was asked. False is no proof of anything; `history.words` says why. */
  readonly checked: boolean;
  readonly history: History;
  /** What a month's page says of git. */
  readonly historyOf: (month: string) => MonthHistory;
}

/**
 * Sums of books with problems of either kind are not told. Asks git: too slow for each minute.
 * @param now Unix seconds
 * @throws Error when a file is there but cannot be read
 */
export const booksVerdict = (home: string, treasury: FleetTreasury, now = Date.now() / 1000): BooksVerdict => {
  const dir = treasuryDir(home);
  const files = readBookFiles(dir);
  const books = parseBooks(files, treasury, dayAt(now));
  const history = checkHistory(dir);
  // A broken members.yaml names nobody, and is told of already.
  const membersRead = !books.problems.some(({ place }) => place.file === membersFile);
  const former = membersRead ? namesOfFormer(books, namedIn(history.committed?.members ?? [])) : [];
  return {
    begun: hasLedger(files),
    books,
    problems: books.problems,
    historyProblems: [...history.problems, ...former],
    checked: history.checked,
    history,
    historyOf: (month) => monthHistory(files, history, month),
  };
};

/**
 * Why books have nothing to say of a month; undefined when they do. Months without rows between others are quiet ones.
 * @param month YYYY-MM
 * @param today YYYY-MM-DD
 */
export const notBooked = (
  { movements }: Pick<Books, 'movements'>,
  month: string,
  today: string,
): string | undefined => {
  const first = movements.map(({ date }) => monthOf(date)).sort()[0];
  if (first === undefined) return 'the books have no row yet';
  if (month < first) return `the books begin with ${first}`;
  return month > monthOf(today) ? `${month} has not begun yet` : undefined;
};
