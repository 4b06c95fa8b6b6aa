/** Runs a command of headwatch as a person would, and knows whether anything is left of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { cloneDir } from '../../../demo/stack/programs.ts';
import { inTurn } from '../../../demo/stack/turns.ts';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly err: () => string;
  readonly ended: Promise<Ran>;
}

const start = (args: readonly string[], temporary: string): Running => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...args], {
    cwd: cloneDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => {
    out += data;
  });
  child.stderr.on('data', (data: Buffer) => {
    err += data;
  });
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, out, err }));
  return { child, err: () => err, ended };
};

/** tsx keeps what it has compiled here; without it every start would compile the house anew. */
const compiled = `tsx-${userInfo().uid}`;

/** Starts the command in its turn: the next one may start when this one says that its stack is ready, or has ended. */
const startInTurn = (args: readonly string[]): Promise<{ temporary: string; running: Running }> =>
  inTurn(async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'headwatch-e2e-'));
    await symlink(join(tmpdir(), compiled), join(temporary, compiled));
    const running = start(args, temporary);
    const said = new Promise<void>((resolve) => {
      running.child.stderr?.on('data', () => {
        if (/ready (after|in) /i.test(running.err())) resolve();
      });
    });
    await Promise.race([said, running.ended]);
    return { temporary, running };
  });

/** Gives the command a temporary directory of its own and tells afterwards what is left in it and because of it. */
export const withCommand = async (
  args: readonly string[],
  body: (running: Running) => Promise<void>,
): Promise<{ readonly ran: Ran; readonly files: string[]; readonly processes: string[] }> => {
  const { temporary, running } = await startInTurn(args);
  try {
    await body(running);
    const ran = await running.ended;
    return {
      ran,
      files: readdirSync(temporary).filter((name) => name !== compiled),
      processes: processesOf(temporary),
    };
  } finally {
    running.child.kill('SIGKILL');
    await running.ended;
    await rm(temporary, { recursive: true, force: true });
  }
};

/** Command lines of living processes that were started with this temporary directory (Linux). */
const processesOf = (temporary: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const belongs = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${temporary}\0`);
        return belongs ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')] : [];
      } catch {
        return []; // it ended between the two, or is another user's
      }
    })
    .filter((line) => line.trim() !== '');
