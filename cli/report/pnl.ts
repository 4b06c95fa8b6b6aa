/** `headwatch report pnl`: the books of a home as a report; refused while anything is wrong with them. */
import { publicText } from '../../alerts/ledger/report/publicText.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { hasLedger, noLedger, parseBooks, readBookFiles, treasuryDir } from '../../treasury/books.ts';
import { readFacts } from '../../treasury/factsFile.ts';
import { checkHistory } from '../../treasury/history.ts';
import { dayAt } from '../../treasury/months.ts';
import type { MonthReport } from '../../treasury/report/model.ts';
import { monthReport } from '../../treasury/report/monthReport.ts';
import { problemWords } from '../check/books.ts';
import { CommandError, exitCodes, note, shownPath } from '../io.ts';

export const pnlOf = (fleet: Fleet, month: string): MonthReport => {
  const { treasury } = fleet;
  if (!treasury) throw new CommandError('fleet.yaml has no treasury, so there are no books', exitCodes.usage);
  const dir = treasuryDir(fleet.home);
  const today = dayAt(Date.now() / 1000);
  const files = readBookFiles(dir);
  if (!hasLedger(files)) throw new CommandError(`there are ${noLedger(shownPath(dir), today)}`, exitCodes.usage);
  const books = parseBooks(files, treasury, today);
  const history = checkHistory(dir);
  const problems = [...books.problems, ...history.problems];
  if (problems.length > 0)
    throw new CommandError(
      `the books are not fit to be published:\n${problems.map((problem) => `  ${problemWords(dir, problem)}`).join('\n')}`,
      exitCodes.usage,
    );
  if (!history.checked) note(`warning: ${history.words}`);
  return monthReport(
    {
      service: fleet.service.name,
      treasury,
      books,
      facts: readFacts(fleet.home),
      publicText: (text) => publicText(fleet, text),
    },
    month,
  );
};
