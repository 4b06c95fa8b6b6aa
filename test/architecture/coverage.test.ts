/** The coverage table of docs/nodes.md: every name in it exists, and every alert about a node or a chain is in it. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AlertName, alertNames, alerts } from '../../alerts/rules/index.ts';
import { hostMetrics } from '../../collector/catalogue/foreign.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import { faults } from '../../demo/faults/index.ts';

const page = readFileSync('docs/nodes.md', 'utf8');
const section = page.split(/^## /m).find((part) => part.startsWith('Coverage')) ?? '';
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| failure'))
  .map(
    (line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()) as readonly string[],
  );
const ticked = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? []);
const isReason = (cell = ''): boolean => /^(none: .{10}|not covered.*: .{10})/.test(cell);

const known = new Set([...Object.values(metrics), ...Object.values(hostMetrics)].map(({ name }) => name));
const faultNames = new Set(Object.keys(faults));
const names: ReadonlySet<string> = new Set(alertNames);
const listed = (cell = ''): readonly string[] => (isReason(cell) ? [] : cell.split(', '));

test('has its rows, each of five cells', () => {
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) expect(row, row[0]).toHaveLength(5);
});

describe.each(rows.map((row) => [row[0] ?? '', row] as const))('%s', (_failure, [, signal, alert, proof, drill]) => {
  test('names metrics, alerts, tests and faults that exist, or says why there is none', () => {
    for (const name of ticked(signal)) expect(known, name).toContain(name);
    for (const name of listed(alert)) expect(names, name).toContain(name);
    for (const file of ticked(proof)) expect(existsSync(file), file).toBe(true);
    if (!isReason(drill) && drill !== 'none')
      for (const name of ticked(drill)) expect(faultNames, name).toContain(name);
    // A failure that nothing tells says so; one that is told has a signal and a proof.
    if (isReason(alert)) return;
    expect(ticked(signal).length).toBeGreaterThan(0);
    expect(ticked(proof).length).toBeGreaterThan(0);
    expect(isReason(drill) || ticked(drill).length > 0, drill).toBe(true);
  });
});

test('every alert about a node or a chain is in it', () => {
  const told = new Set(rows.flatMap((row) => listed(row[2])));
  const due = alertNames.filter((name: AlertName) => /^(node|chain):/.test(alerts[name].scope));
  expect(due.filter((name) => !told.has(name))).toEqual([]);
  expect(due.length).toBeGreaterThan(30);
});
