/** What every command shares: exit codes, where output goes, and how an error is told to a person. */
import { relative } from 'node:path';
import { ConfigError } from '../collector/config/configError.ts';

/** 0 fine, 1 failed, 2 bad config or usage. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

/** Results go to standard output; with `--json` JSON alone goes there. Progress and logs go to standard error. */
export const out = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

export const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

export const useColour = (stream: { readonly isTTY?: boolean } = process.stdout): boolean =>
  stream.isTTY === true && process.env.NO_COLOR === undefined;

/** A path as short as it can be said from here. */
export const shownPath = (path: string): string => {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
};

/** A failure that is the user's to mend: printed as it is, without a stack. */
export class CommandError extends Error {
  readonly exitCode: 1 | 2;
  constructor(message: string, exitCode: 1 | 2 = exitCodes.failed) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof ConfigError) return exitCodes.usage;
  if (error instanceof CommandError) return error.exitCode;
  return exitCodes.failed;
};

/** `ENOENT: no such file or directory, open '/x'` is for programmers: `/x: no such file or directory` is for people. */
export const errorWords = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const told = /^E[A-Z]+: (.+?), \w+/.exec(error.message)?.[1];
  return told !== undefined && 'path' in error && typeof error.path === 'string'
    ? `${error.path}: ${told}`
    : error.message;
};
