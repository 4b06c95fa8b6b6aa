/** What leaves the house: tables that are whole, and nothing of the machine that made them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkHistory } from '../../../treasury/history.ts';
import { monthHistory } from '../../../treasury/monthHistory.ts';
import { balancesCsv, movementsCsv, sumsCsv } from '../../../treasury/report/csv.ts';
import { monthReport } from '../../../treasury/report/monthReport.ts';
import { books, facts } from './club.ts';
import { treasury } from './random.ts';

const root = mkdtempSync(join(tmpdir(), 'headwatch-published-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('each row of a table has a field for each column, and no column is there twice', () => {
  const report = monthReport({ service: 'club', treasury, books, facts }, '2026-09');
  for (const page of [movementsCsv, sumsCsv, balancesCsv]) {
    const [header = '', ...rows] = page(report).trimEnd().split(/\r?\n/);
    const columns = header.split(',');
    expect(new Set(columns).size).toBe(columns.length);
    expect(rows.length).toBeGreaterThan(0);
    // Quoted commas are the only others.
    for (const row of rows) expect(row.replaceAll(/"(?:[^"]|"")*"/g, '').split(',')).toHaveLength(columns.length);
  }
});

test('what git says stays with the operator: a page names no directory of the host', () => {
  // A repository that is none: git says so, and where.
  writeFileSync(join(root, '.git'), `gitdir: ${join(root, 'elsewhere')}\n`);
  writeFileSync(join(root, '2026.csv'), '');
  const history = checkHistory(root);
  expect(history).toMatchObject({ checked: false });
  expect(history.words).toContain(root);
  const told = monthHistory({}, history, '2026-09');
  expect(told.why).toMatch(/^git cannot tell/);
  expect(JSON.stringify(told)).not.toContain(root);
});
