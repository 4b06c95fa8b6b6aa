/** Files that hold secrets, and the token that `generate` makes where fleet.yaml names one. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { writePrivate } from '../../../cli/tree.ts';
import { headwatch } from './command.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'headwatch-private-'));
  const made = home;
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
});

const modeOf = (...path: string[]): string => (statSync(join(home, ...path)).mode & 0o777).toString(8);

test('a file is replaced, not written over: whoever has it open reads the old text to its end', () => {
  writePrivate(home, new Map([['alertmanager.yml', 'old']]));
  const before = statSync(join(home, 'alertmanager.yml')).ino;
  // What a run that was killed left behind, wide open and pointing elsewhere.
  const stranger = join(home, 'stranger');
  writeFileSync(stranger, 'untouched', { mode: 0o644 });
  symlinkSync(stranger, join(home, 'alertmanager.yml.new'));
  writePrivate(home, new Map([['alertmanager.yml', 'new']]));
  expect(readFileSync(join(home, 'alertmanager.yml'), 'utf8')).toBe('new');
  expect(statSync(join(home, 'alertmanager.yml')).ino).not.toBe(before);
  expect(modeOf('alertmanager.yml')).toBe('600');
  expect(readFileSync(stranger, 'utf8')).toBe('untouched');
  expect(readdirSync(home).sort()).toEqual(['alertmanager.yml', 'stranger']);
});

test('generate makes the token that fleet.yaml names, once, and Alertmanager shows it; --check makes nothing', async () => {
  const minimal = readFileSync('fleet.minimal.yaml', 'utf8');
  writeFileSync(join(home, 'fleet.yaml'), `${minimal}\nrouter: { token_file: secrets/router_token }\n`);
  const config = ['--config', join(home, 'fleet.yaml')];
  await headwatch(['generate', '--check', ...config]);
  expect(readdirSync(home)).toEqual(['fleet.yaml']);

  const first = await headwatch(['generate', '--runtime', join(home, 'runtime'), ...config]);
  expect(first.code).toBe(0);
  const token = readFileSync(join(home, 'secrets', 'router_token'), 'utf8').trim();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect([modeOf('secrets'), modeOf('secrets', 'router_token')]).toEqual(['700', '600']);
  const runtime = readFileSync(join(home, 'runtime', 'alertmanager.yml'), 'utf8');
  expect(runtime).toContain(`credentials_file: ${join(home, 'secrets', 'router_token')}`);
  expect(first.out + first.err + runtime).not.toContain(token);
  await headwatch(['generate', ...config]);
  expect(readFileSync(join(home, 'secrets', 'router_token'), 'utf8').trim()).toBe(token);
});

test('a token that is too short, and one in the place of the name of its file, are refused unprinted', async () => {
  const minimal = readFileSync('fleet.minimal.yaml', 'utf8');
  const file = join(home, 'fleet.yaml');
  const checked = async (line: string): Promise<string> => {
    writeFileSync(file, `${minimal}\n${line}\n`);
    const { code, err } = await headwatch(['check', '--config', file]);
    expect(code).toBe(2);
    return err;
  };
  mkdirSync(join(home, 'secrets'));
  writeFileSync(join(home, 'secrets', 'router_token'), 'planted\n');
  const short = await checked('router: { token_file: secrets/router_token }');
  expect(short).toContain('router.token_file: found a file with something else in it, expected a file that holds one');
  const inline = await checked('router: { token_file: plantedPlantedPlantedPlantedPlantedPlanted123 }');
  expect(inline).toContain('router.token_file: found [redacted], expected the name of a file that holds the secret');
  expect(short + inline).not.toContain('lanted');
});
