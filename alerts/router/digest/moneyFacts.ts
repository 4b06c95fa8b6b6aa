/** The public report of a month's money, from the books and what the chain said of them; read anew for each post. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import { readBooks, treasuryDir } from '../../../treasury/books.ts';
import { readFacts } from '../../../treasury/factsFile.ts';
import { checkHistory } from '../../../treasury/history.ts';
import type { MonthReport } from '../../../treasury/report/model.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';

/** Why there is no report: files that are not here, or books that are not fit to be told. */
export type NoMoney = 'unreadable' | 'unfit';
export type Money = MonthReport | NoMoney;

/**
 * Undefined for a fleet without a treasury.
 * @param now Unix seconds
 */
export const monthMoney = (
  { treasury, home, service }: Pick<Fleet, 'treasury' | 'home' | 'service'>,
  month: string,
  now: number,
): Money | undefined => {
  if (!treasury) return undefined;
  const dir = treasuryDir(home);
  try {
    const books = readBooks(dir, treasury, now);
    if (books.problems.length > 0 || checkHistory(dir).problems.length > 0) return 'unfit';
    return monthReport({ service: service.name, treasury, books, facts: readFacts(home) }, month);
  } catch {
    return 'unreadable';
  }
};
