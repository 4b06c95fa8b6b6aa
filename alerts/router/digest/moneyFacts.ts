/** The public report of a month's money, from the books and what the chain said of them; read anew for each post. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { FleetTreasury } from '../../../collector/config/fleetTreasury.ts';
import { askApart } from '../../../treasury/apart.ts';
import type { ChainFacts } from '../../../treasury/chainFacts.ts';
import { readFacts } from '../../../treasury/factsFile.ts';
import { dayAt } from '../../../treasury/months.ts';
import type { MonthReport } from '../../../treasury/report/model.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { booksVerdict, notBooked } from '../../../treasury/verdict.ts';

/** Why nothing is known; fit for everyone. */
export interface NoMoney {
  readonly because: string;
  /** The question itself failed: an hour later it may be answered. */
  readonly later?: true;
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

/** What is needed of a fleet. */
interface Asked {
  readonly treasury: FleetTreasury;
  readonly home: string;
  readonly service: Pick<Fleet['service'], 'name'>;
}

/**
 * Asks git: too slow for the router itself, whose pages would wait.
 * @param now Unix seconds
 */
export const monthMoney = ({ treasury, home, service }: Asked, month: string, now: number): Money => {
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

/** Undefined for a fleet without a treasury. @throws when the signal ends it: then nothing is known, and nothing to be told */
export type AskMoney = (month: string, now: number, signal: AbortSignal) => Promise<Money | undefined>;

const child = new URL('moneyChild.ts', import.meta.url);

export const askMoney =
  ({ treasury, home, service }: Pick<Fleet, 'treasury' | 'home' | 'service'>): AskMoney =>
  async (month, now, signal) => {
    if (!treasury) return undefined;
    try {
      const asked: Asked = { treasury, home, service: { name: service.name } };
      // What monthMoney returned; all of it is plain data.
      return (await askApart(child, { ...asked, month, now }, signal)) as Money;
    } catch (error) {
      if (signal.aborted) throw error;
      return { because: 'nobody could be asked about the books', later: true };
    }
  };
