/**
 * The stack's child processes: started with their output in files, ready when they say so, ended by process group, and
 * gone with the parent however it dies (watchdog.mjs).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isUp } from './http.ts';

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Polled until it answers 2xx with `says` in its body. */
  readonly ready?: string;
  readonly says?: string;
  /** Ready when the first line of standard output is one JSON object; `start` returns it. */
  readonly announces?: boolean;
}

export interface Processes {
  /** Resolves when the process is ready, with what it announced. Rejects with the end of its log. */
  start(spec: ProcessSpec): Promise<unknown>;
  /** Runs a process that is to end by itself; rejects unless it exits 0. Returns its standard output. */
  run(spec: ProcessSpec): Promise<string>;
  /** Ends it and waits until it is gone; it stays known for `restart`. */
  kill(name: string, signal?: NodeJS.Signals): Promise<void>;
  restart(name: string): Promise<void>;
  isRunning(name: string): boolean;
  pid(name: string): number | undefined;
  /** Ends all and waits: SIGTERM, then SIGKILL after the grace. */
  stop(): Promise<void>;
}

export interface ProcessesOptions {
  readonly logs: string;
  /** Removed by the watchdog if the parent dies without cleaning up. */
  readonly directories?: readonly string[];
  readonly graceMs?: number;
  readonly readyWithinMs?: number;
  /** Told when a process ends that nobody ended. */
  readonly onUnexpectedExit?: (name: string, how: string, log: string) => void;
}

interface Entry {
  readonly spec: ProcessSpec;
  readonly child: ChildProcess;
  readonly exited: Promise<string>;
  how: string | undefined;
  wanted: boolean;
}

const tail = (file: string, lines = 12): string => {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
};

const announcement = (file: string): unknown => {
  const text = tail(file, 10_000);
  const line = text.split('\n').find((one) => one.startsWith('{') && one.endsWith('}'));
  return line === undefined ? undefined : JSON.parse(line);
};

/** A process group: children of children (the simulator's anvil) go with it. False when nothing is left of it. */
const signalGroup = (pid: number, signal: NodeJS.Signals): boolean => {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
};

export const createProcesses = (options: ProcessesOptions): Processes => {
  const { logs, graceMs = 3000, readyWithinMs = 60_000 } = options;
  mkdirSync(logs, { recursive: true });
  const entries = new Map<string, Entry>();
  const watchdog = spawn(
    process.execPath,
    [fileURLToPath(new URL('watchdog.mjs', import.meta.url)), ...(options.directories ?? [])],
    { stdio: ['pipe', 'ignore', 'ignore'], detached: true },
  );
  watchdog.stdin.on('error', () => undefined);
  let stopping = false;

  const files = (name: string) => ({ out: join(logs, `${name}.out`), log: join(logs, `${name}.log`) });

  const launch = (spec: ProcessSpec): Entry => {
    const { out, log } = files(spec.name);
    const descriptors = [openSync(out, spec.announces ? 'w' : 'a'), openSync(log, 'a')] as const;
    // Detached: a Ctrl-C on the terminal reaches the parent alone, which ends the others in order.
    const child = spawn(spec.command, [...spec.args], {
      stdio: ['ignore', ...descriptors],
      detached: true,
      env: { ...process.env, ...spec.env },
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    });
    for (const descriptor of descriptors) closeSync(descriptor);
    const exited = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
    });
    const entry: Entry = { spec, child, exited, how: undefined, wanted: true };
    if (child.pid !== undefined) watchdog.stdin.write(`+${child.pid}\n`);
    void exited.then((how) => {
      entry.how = how;
      if (child.pid !== undefined) {
        signalGroup(child.pid, 'SIGKILL');
        watchdog.stdin.write(`-${child.pid}\n`);
      }
    });
    return entry;
  };

  const failure = (entry: Entry, what: string): Error => {
    const { out, log } = files(entry.spec.name);
    return new Error(`${entry.spec.name} ${what}\n${[tail(log), tail(out, 3)].join('\n').trim()}`);
  };

  const untilReady = async (entry: Entry): Promise<unknown> => {
    const end = Date.now() + readyWithinMs;
    for (;;) {
      if (entry.how !== undefined) throw failure(entry, `ended before it was ready (${entry.how})`);
      const said = entry.spec.announces ? announcement(files(entry.spec.name).out) : undefined;
      const announced = !entry.spec.announces || said !== undefined;
      if (announced && (entry.spec.ready === undefined || (await isUp(entry.spec.ready, entry.spec.says)))) return said;
      if (Date.now() > end) throw failure(entry, `was not ready after ${readyWithinMs / 1000} s`);
      await sleep(40);
    }
  };

  const end = async (entry: Entry, signal: NodeJS.Signals): Promise<void> => {
    entry.wanted = false;
    const { pid } = entry.child;
    if (pid === undefined || entry.how !== undefined) return;
    signalGroup(pid, signal);
    const late = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
    await entry.exited;
    clearTimeout(late);
  };

  const begin = async (spec: ProcessSpec): Promise<unknown> => {
    if (stopping) throw new Error(`${spec.name} not started: the stack is stopping`);
    const entry = launch(spec);
    entries.set(spec.name, entry);
    const said = await untilReady(entry);
    void entry.exited.then((how) => {
      if (entry.wanted) options.onUnexpectedExit?.(spec.name, how, tail(files(spec.name).log));
    });
    return said;
  };

  const known = (name: string): Entry => {
    const entry = entries.get(name);
    if (!entry) throw new Error(`no process named ${name}; there are ${[...entries.keys()].join(', ')}`);
    return entry;
  };

  return {
    start: begin,
    run: async (spec) => {
      const entry = launch(spec);
      entries.set(spec.name, entry);
      const how = await entry.exited;
      if (how !== 'exit code 0') throw failure(entry, `failed (${how})`);
      return readFileSync(files(spec.name).out, 'utf8');
    },
    kill: (name, signal = 'SIGKILL') => end(known(name), signal),
    restart: async (name) => {
      const entry = known(name);
      await end(entry, 'SIGTERM');
      await begin(entry.spec);
    },
    isRunning: (name) => known(name).how === undefined,
    pid: (name) => entries.get(name)?.child.pid,
    stop: async () => {
      stopping = true;
      await Promise.all([...entries.values()].map((entry) => end(entry, 'SIGTERM')));
      if (watchdog.exitCode !== null || watchdog.signalCode !== null) return;
      const gone = new Promise((resolve) => watchdog.once('exit', resolve));
      watchdog.stdin.end();
      await gone;
    },
  };
};
