/** `kill -9` in the middle of appends: nothing that was said to be written is lost, and nothing is there twice. */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openLedgerStore } from '../../../alerts/ledger/store.ts';

const child = fileURLToPath(new URL('./appendChild.ts', import.meta.url));

/** The seconds that the process said were on the disk before it was killed after some lines. */
const appendUntilKilled = (dir: string, lines: number): Promise<readonly number[]> =>
  new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, ['--import', 'tsx', child, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    process_.once('error', reject);
    process_.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split('\n').length > lines) process_.kill('SIGKILL');
    });
    process_.once('close', () => resolve(said.split('\n').slice(0, -1).map(Number)));
  });

test('three lives, each killed while it writes, and each time a line torn', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'headwatch-killed-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, '2026-10.jsonl');
  const said: number[] = [];
  for (const lines of [3, 40, 7]) {
    said.push(...(await appendUntilKilled(dir, lines)));
    // A kill seldom hits the one write itself: tear the last line as a full disk or a power cut would.
    const text = readFileSync(file, 'utf8');
    if (text.endsWith('\n')) appendFileSync(file, '{"v":1,"type":"span","edge":"arb","region":"eu","fro');
    else truncateSync(file, statSync(file).size - 3);
  }
  const store = openLedgerStore(dir);
  const spans = store.read('2026-10').flatMap((entry) => (entry.type === 'span' ? [entry] : []));
  spans.forEach((span, index) => {
    if (index > 0) expect(span.from).toBe(spans[index - 1]?.to);
  });
  const written = new Set(spans.map(({ from }) => from));
  expect(written.size).toBe(spans.length);
  expect(said.length).toBeGreaterThanOrEqual(50);
  expect(said.filter((from) => !written.has(from))).toEqual([]);
  expect(store.problems.length).toBeGreaterThanOrEqual(3);
  for (const problem of store.problems) expect(problem).toMatch(/^2026-10\.jsonl, line \d+: n/);
});
