/** How each victim is taken away and brought back: killed processes, sinks that fail, a store that cannot write. */
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isUp } from '../../stack/http.ts';
import type { Stack } from '../../stack/stack.ts';
import type { Mode, Sink } from '../../standins/main.ts';
import type { Victim } from './cells.ts';

export interface Removal {
  down(stack: Stack): Promise<void>;
  /** Resolves when it answers again. @throws Error when it had come back by itself */
  up(stack: Stack): Promise<void>;
}

const process = (name: string): Removal => ({
  down: ({ processes }) => processes.kill(name, 'SIGKILL'),
  up: async ({ processes }) => {
    if (processes.isRunning(name)) throw new Error(`${name} was running during its own outage`);
    await processes.restart(name);
  },
});

const sink = (name: Sink, mode: Mode): Removal => ({
  down: ({ standins }) => standins.setMode(name, mode),
  up: ({ standins }) => standins.setMode(name, 'ok'),
});

/**
 * The kernel refuses every write of the router's to a file (EFBIG); sockets and what is there already stay. Unlike a
 * small file system it needs no privileges, and unlike SQLite's own page limit it is not SQLite that is asked.
 */
const limitFiles = async ({ processes }: Stack, soft: '0' | 'unlimited'): Promise<void> => {
  const pid = processes.pid('router');
  if (pid === undefined) throw new Error('the router does not run');
  // The colon leaves the hard limit as it is.
  await promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${soft}:`]);
};

const storeTakesWrites = async (stack: Stack, wanted: boolean): Promise<void> => {
  const end = Date.now() + 10_000;
  while ((await isUp(`${stack.urls.router}/readyz`, 'ready')) !== wanted) {
    if (Date.now() > end) throw new Error(`the router's store ${wanted ? 'still takes no' : 'takes'} writes`);
    await sleep(100);
  }
  if (!stack.processes.isRunning('router')) throw new Error('the router ended because it could not write');
};

const storeFull: Removal = {
  down: async (stack) => {
    await limitFiles(stack, '0');
    await storeTakesWrites(stack, false);
  },
  up: async (stack) => {
    await limitFiles(stack, 'unlimited');
    await storeTakesWrites(stack, true);
  },
};

export const removals: Readonly<Record<Victim, Removal>> = {
  collector: process('collector'),
  router: process('router'),
  prometheus: process('prometheus'),
  alertmanager: process('alertmanager'),
  discord_down: sink('discord', 'down'),
  discord_429: sink('discord', '429'),
  pagerduty_5xx: sink('pagerduty', '5xx'),
  store_full: storeFull,
};
