/** `headwatch report pnl`: the books of a home as a report; refused while anything is wrong with them. */
import { isPublicWord, publicText } from '../../alerts/ledger/report/publicText.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { noLedger, treasuryDir } from '../../treasury/books.ts';
import { readFacts } from '../../treasury/factsFile.ts';
import { dayAt } from '../../treasury/months.ts';
import { hiddenInIds } from '../../treasury/relations.ts';
import type { MonthReport } from '../../treasury/report/model.ts';
import { monthReport } from '../../treasury/report/monthReport.ts';
import { booksVerdict, notBooked } from '../../treasury/verdict.ts';
import { problemWords } from '../check/books.ts';
import { CommandError, exitCodes, note, shownPath } from '../io.ts';

/** @param now Unix seconds */
export const pnlOf = (fleet: Fleet, month: string, now = Date.now() / 1000): MonthReport => {
  const { treasury, home } = fleet;
  if (!treasury) throw new CommandError('fleet.yaml has no treasury, so there are no books', exitCodes.usage);
  const dir = treasuryDir(home);
  const today = dayAt(now);
  const { begun, books, problems, historyProblems, checked, history, historyOf } = booksVerdict(home, treasury, now);
  if (!begun) throw new CommandError(`there are ${noLedger(shownPath(dir), today)}`, exitCodes.usage);
  const hidden = hiddenInIds(books.movements, (word) => isPublicWord(fleet, word));
  const faults = [...problems, ...historyProblems, ...hidden];
  if (faults.length > 0)
    throw new CommandError(
      `the books are not fit to be published:\n${faults.map((problem) => `  ${problemWords(dir, problem)}`).join('\n')}`,
      exitCodes.usage,
    );
  const silent = notBooked(books, month, today);
  if (silent !== undefined) throw new CommandError(`there is no report of ${month}: ${silent}`, exitCodes.usage);
  if (!checked) note(`warning: ${history.words}`);
  return monthReport(
    {
      service: fleet.service.name,
      treasury,
      books,
      facts: readFacts(home),
      history: historyOf(month),
      publicText: (text) => publicText(fleet, text),
    },
    month,
  );
};
