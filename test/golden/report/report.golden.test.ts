/** The report's pages as they are published, byte for byte. `vitest run -u` writes them anew: read them aloud then. */
import { describe, expect, test } from 'vitest';
import type { MonthFigures } from '../../../alerts/ledger/model.ts';
import { buildReport } from '../../../alerts/ledger/report/buildReport.ts';
import { figuresCsv, intervalsCsv } from '../../../alerts/ledger/report/csv.ts';
import { reportMarkdown } from '../../../alerts/ledger/report/markdown.ts';
import type { Incidents } from '../../../alerts/ledger/report/times.ts';
import { fleetOf } from '../../rules/support/fleets.ts';
import { eventful, incidents, provisional, quiet, youngLedger } from './months.ts';

const fleet = fleetOf('example');
const known: Incidents = { list: incidents, missing: null };
const unknown: Incidents = { list: [], missing: 'Times are not given: the router did not answer when this was made.' };

const cases: readonly (readonly [string, MonthFigures, Incidents])[] = [
  ['eventful', eventful, known],
  ['quiet', quiet, known],
  ['youngLedger', youngLedger, unknown],
  ['provisional', provisional, known],
];

describe.each(cases)('%s', (name, month, times) => {
  const report = buildReport(fleet, [month], times);

  test('Markdown', async () => {
    await expect(reportMarkdown(report)).toMatchFileSnapshot(`./${name}/README.md`);
  });
  test('JSON', async () => {
    await expect(`${JSON.stringify(report, null, 2)}\n`).toMatchFileSnapshot(`./${name}/report.json.txt`);
  });
  test('CSV', async () => {
    await expect(figuresCsv(report)).toMatchFileSnapshot(`./${name}/figures.csv`);
    await expect(intervalsCsv(report)).toMatchFileSnapshot(`./${name}/intervals.csv`);
  });
});
