import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { vi } from 'vitest';
import { registerCheck } from '../../../cli/commands/check.ts';
import { registerGenerate } from '../../../cli/commands/generate.ts';
import { registerInit } from '../../../cli/commands/init.ts';
import { exitCodeOf } from '../../../cli/io.ts';

export const root = join(import.meta.dirname, '../../..');

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process, from the root, and returns what it wrote and how it would have ended. */
export const headwatch = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> => {
  const written = { out: '', err: '' };
  const into = (stream: keyof typeof written) => (text: string | Uint8Array) => {
    written[stream] += text.toString();
    return true;
  };
  const spies = [
    vi.spyOn(process, 'cwd').mockReturnValue(root),
    vi.spyOn(process.stdout, 'write').mockImplementation(into('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(into('err')),
  ];
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  let code = 0;
  try {
    const program = new Command('headwatch').exitOverride();
    for (const register of [registerInit, registerCheck, registerGenerate]) register(program);
    await program.parseAsync(args, { from: 'user' });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    written.err += `${error instanceof Error ? error.message : error}\n`;
    code = exitCodeOf(error);
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
  return { code, ...written };
};

/** Runs the real command line, as a user does, with nothing in the environment. Slower by the start of a process. */
export const headwatchProcess = (args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const options = { cwd: root, env: { PATH: process.env.PATH }, timeout: 60_000 };
    execFile(process.execPath, [join(root, 'bin/headwatch.mjs'), ...args], options, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, out, err });
    });
  });
