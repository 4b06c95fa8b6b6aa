/** Renders the books of a month to standard output, or to files that can be published. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { balancesCsv, movementsCsv, sumsCsv } from '../../treasury/report/csv.ts';
import { monthJournal } from '../../treasury/report/journal.ts';
import { monthMarkdown } from '../../treasury/report/markdown.ts';
import type { MonthReport } from '../../treasury/report/model.ts';
import { note } from '../io.ts';

export const pnlFormats = ['md', 'json', 'csv', 'journal'] as const;
export type PnlFormat = (typeof pnlFormats)[number];

export const printPnl = (
  report: MonthReport,
  to: { readonly format: PnlFormat; readonly out: string | undefined },
): void => {
  const json = (indent?: number): string => `${JSON.stringify(report, null, indent)}\n`;
  if (to.out === undefined) {
    const texts = { md: monthMarkdown, json: () => json(), csv: movementsCsv, journal: monthJournal };
    process.stdout.write(texts[to.format](report));
    return;
  }
  const place = join(to.out, 'pnl', report.month);
  mkdirSync(place, { recursive: true });
  const pages = {
    'README.md': monthMarkdown(report),
    'report.json': json(2),
    'movements.csv': movementsCsv(report),
    'sums.csv': sumsCsv(report),
    'balances.csv': balancesCsv(report),
    'month.journal': monthJournal(report),
  };
  for (const [name, text] of Object.entries(pages)) {
    writeFileSync(join(place, name), text);
    note(`wrote ${join(place, name)}`);
  }
};
