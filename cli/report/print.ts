/** Renders a month to standard output, or to files that can be published. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MonthFigures } from '../../alerts/ledger/model.ts';
import { buildReport } from '../../alerts/ledger/report/buildReport.ts';
import { figuresCsv, intervalsCsv } from '../../alerts/ledger/report/csv.ts';
import { reportMarkdown } from '../../alerts/ledger/report/markdown.ts';
import type { Incidents } from '../../alerts/ledger/report/times.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { note } from '../io.ts';

export const formats = ['md', 'json', 'csv'] as const;
export type Format = (typeof formats)[number];

/** `dir/sla/YYYY-MM/`, beside `dir/pnl/YYYY-MM/`. */
const writePages = (dir: string, month: string, pages: Readonly<Record<string, string>>): void => {
  const place = join(dir, 'sla', month);
  mkdirSync(place, { recursive: true });
  for (const [name, text] of Object.entries(pages)) {
    writeFileSync(join(place, name), text);
    note(`wrote ${join(place, name)}`);
  }
};

export const printReport = (
  fleet: Fleet,
  months: readonly MonthFigures[],
  incidents: Incidents,
  to: { readonly format: Format; readonly out: string | undefined },
): void => {
  const report = buildReport(fleet, months, incidents);
  const json = (indent?: number): string => `${JSON.stringify(report, null, indent)}\n`;
  if (to.out === undefined) {
    process.stdout.write({ md: reportMarkdown, json: () => json(), csv: intervalsCsv }[to.format](report));
    return;
  }
  writePages(to.out, report.month, {
    'README.md': reportMarkdown(report),
    'report.json': json(2),
    'figures.csv': figuresCsv(report),
    'intervals.csv': intervalsCsv(report),
  });
};
