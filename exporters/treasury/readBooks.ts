/** The books each minute: parsed only when a file or the day has changed. */
import type { FleetTreasury } from '../../collector/config/fleetTreasury.ts';
import { parseBooks, readBookFiles, treasuryDir } from '../../treasury/books.ts';
import type { Books } from '../../treasury/model.ts';
import { dayAt } from '../../treasury/months.ts';

export interface BooksNow {
  readonly books: Books;
  /** All their files. */
  readonly text: string;
}

/** @throws Error (of the reader, which takes Unix seconds) when a file is there but cannot be read */
export const createBooksReader = (home: string, treasury: FleetTreasury): ((now: number) => BooksNow) => {
  let known: (BooksNow & { readonly today: string }) | undefined;
  return (now) => {
    const files = readBookFiles(treasuryDir(home));
    const today = dayAt(now);
    const text = JSON.stringify(files);
    if (known?.text !== text || known.today !== today)
      known = { books: parseBooks(files, treasury, today), text, today };
    return known;
  };
};
