/** A vantage's directory in a home: written once it was asked for, then kept up to date, and gone with its vantage. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { homeTree, loadForGeneration, vantageTree } from '../../../cli/generation.ts';
import { compareTree, writeTree } from '../../../cli/tree.ts';
import { headwatchProcess } from './command.ts';

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'headwatch-vantages-'));
  file = join(home, 'fleet.yaml');
  cpSync('fleet.example.yaml', file);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const drift = async () => compareTree(await homeTree(loadForGeneration(file), file));
const edit = (from: string, to: string) => writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

test('only the vantages that were asked for, which then drift with fleet.yaml', async () => {
  writeTree(await homeTree(loadForGeneration(file), file));
  expect(existsSync(join(home, 'generated/vantages'))).toBe(false);
  writeTree(vantageTree(loadForGeneration(file), file, 'us'));
  expect(await drift()).toEqual([]);
  expect(readdirSync(join(home, 'generated/vantages'))).toEqual(['us']);

  edit('https://www.debian.org/', 'https://www.kernel.org/');
  expect(await drift()).toEqual([{ path: 'vantages/us/fleet.yaml', what: 'changed' }]);
  writeTree(await homeTree(loadForGeneration(file), file));
  expect(readFileSync(join(home, 'generated/vantages/us/fleet.yaml'), 'utf8')).toContain('www.kernel.org');

  edit('  - { name: us }\n', '');
  const gone = (await drift()).filter(({ path }) => path.startsWith('vantages/'));
  expect(gone.map(({ path, what }) => `${what} ${path}`)).toEqual([
    'orphan vantages/us/README.md',
    'orphan vantages/us/fleet.yaml',
    'orphan vantages/us/prometheus-agent.yml',
  ]);
});

test('the command: where it writes, what else lies there, and what it refuses', async () => {
  const out = join(home, 'out');
  const run = (...args: string[]) => headwatchProcess(['generate', '--config', file, ...args]);
  expect((await run('--vantage', 'ap', '--out', out)).code).toBe(0);
  writeFileSync(join(out, 'mine.txt'), '');
  const checked = await run('--vantage', 'ap', '--out', out, '--check', '--json');
  expect(checked).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(checked.out)).toEqual({ ok: true, checked: true, files: 3, drift: [] });
  rmSync(join(out, 'fleet.yaml'));
  expect(await run('--vantage', 'ap', '--out', out, '--check')).toMatchObject({ code: 1, err: '' });

  expect(await run('--vantage', 'eu')).toEqual({
    code: 2,
    out: '',
    err: '--vantage: found "eu", expected one of us, ap\n',
  });
  expect(await run('--out', out)).toMatchObject({ code: 2, err: '--out goes with one --vantage\n' });
}, 60_000);
