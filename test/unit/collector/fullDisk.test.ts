/** A disk that takes no more: the kernel refuses every write to a file, as it does for a process of a drill. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

it('a log that cannot be written does not end the process', () => {
  const home = mkdtempSync(join(tmpdir(), 'headwatch-log-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const program = `
    import { createLog } from './collector/log.ts';
    const log = createLog('full');
    for (let line = 0; line < 20_000; line++) log.warn({ line }, 'a line that has nowhere to go');
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.stdout.write('alive');
  `;
  const file = join(home, 'log');
  const { stdout, status } = spawnSync(
    'prlimit',
    ['--fsize=0', process.execPath, '--import', 'tsx', '--input-type=module', '--eval', program],
    { stdio: ['ignore', 'pipe', openSync(file, 'a')], encoding: 'utf8' },
  );
  expect({ stdout, status }).toEqual({ stdout: 'alive', status: 0 });
  expect(readFileSync(file, 'utf8')).toBe('');
});
