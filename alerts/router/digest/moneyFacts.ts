/** The public report of a month's money, from the books and what the chain said of them; read anew for each post. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { ChainFacts } from '../../../treasury/chainFacts.ts';
import { readFacts } from '../../../treasury/factsFile.ts';
import { dayAt } from '../../../treasury/months.ts';
import type { MonthReport } from '../../../treasury/report/model.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { booksVerdict, notBooked } from '../../../treasury/verdict.ts';

/** Why nothing is known; fit for everyone. */
export interface NoMoney {
  readonly because: string;
}
export type Money = MonthReport | NoMoney;

/** Undefined: nobody has asked the chain, or what it said cannot be read. That is the same to a reader. */
const factsOf = (home: string): ChainFacts | undefined => {
  try {
    return readFacts(home);
  } catch {
    return undefined;
  }
};

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
  try {
    const { begun, books, problems, historyProblems, historyOf } = booksVerdict(home, treasury, now);
    if (!begun) return { because: 'there are no books where this is written' };
    if (problems.length > 0)
      return { because: 'the books have faults, and are told in the report when they are mended' };
    if (historyProblems.length > 0)
      return { because: 'old rows of the books were changed, and nothing is told until they are as they were' };
    const unbooked = notBooked(books, month, dayAt(now));
    if (unbooked !== undefined) return { because: unbooked };
    const facts = factsOf(home);
    return monthReport({ service: service.name, treasury, books, facts, history: historyOf(month) }, month);
  } catch {
    return { because: 'the books cannot be read where this is written' };
  }
};
