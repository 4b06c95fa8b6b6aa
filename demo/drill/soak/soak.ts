/** Noise over one stack for as long as asked, and what came of it. Nothing should. */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StackOptions } from '../../stack/options.ts';
import { type Stack, startStack } from '../../stack/stack.ts';
import { drillObjective } from '../result.ts';
import type { Note } from '../runFault.ts';
import { readCost } from '../sla.ts';
import { type Planned, planSoak } from './plan.ts';
import { type SoakResult, soakResult } from './result.ts';

export interface SoakOptions extends Omit<StackOptions, 'objective'> {
  /** How long noise goes on. */
  readonly seconds: number;
  readonly seed: number;
  readonly note: Note;
}

/** What is evaluated, grouped and sent every 15 s has come by then; seconds are booked and scraped. */
const afterwards = 60;
/** How often to say how it goes. */
const tellEvery = 60;

/** Stops processes of the stack as a garbage collector, or a busy host, does. */
const freeze = (stack: Stack, names: readonly string[], signal: 'SIGSTOP' | 'SIGCONT'): void => {
  for (const name of names) {
    const pid = stack.processes.pid(name);
    if (pid !== undefined && stack.processes.isRunning(name)) process.kill(pid, signal);
  }
};

const happen = async (stack: Stack, { does, pauses = [], seconds }: Planned, signal?: AbortSignal): Promise<void> => {
  await Promise.all(does.map((action) => stack.sim.set(action, true)));
  freeze(stack, pauses, 'SIGSTOP');
  try {
    await sleep(seconds * 1000, undefined, { signal });
  } finally {
    freeze(stack, pauses, 'SIGCONT');
  }
  await Promise.all(does.map((action) => stack.sim.set(action, false)));
};

const soakOn = async (stack: Stack, { seconds, seed, note, signal }: SoakOptions): Promise<SoakResult> => {
  const plan = planSoak(seconds, seed);
  // Every noise waits for its time, and all of them for the end.
  if (signal) setMaxListeners(0, signal);
  const since = (await stack.standins.log()).at(-1)?.seq ?? 0;
  const before = await stack.sim.truth();
  const startedAt = Date.now();
  const elapsed = (): number => (Date.now() - startedAt) / 1000;
  const wait = (until: number): Promise<void> =>
    sleep(Math.max(0, (until - elapsed()) * 1000), undefined, { ...(signal ? { signal } : {}) });

  const log = async () => stack.standins.log(since);
  const tell = async (): Promise<void> => {
    for (let next = tellEvery; next < seconds + afterwards; next += tellEvery) {
      await wait(next);
      const so = soakResult({ seconds, seed, plan, startedAt, log: await log(), cost: undefined });
      note(`${next} s: ${so.false_pages} false pages, ${so.false_cards} false cards`);
    }
  };
  const noise = plan.map(async (each) => {
    await wait(each.at);
    await happen(stack, each, signal);
  });
  await Promise.all([...noise, tell(), wait(seconds + afterwards)]);
  const cost = await readCost(stack.urls.prometheus, stack.fleet, { before, after: await stack.sim.truth() }).catch(
    (error: unknown) => {
      note(`the seconds cannot be read back: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    },
  );
  return soakResult({ seconds, seed, plan, startedAt, log: await log(), cost });
};

/** @throws when the stack cannot start, or is told to end */
export const soak = async (options: SoakOptions): Promise<SoakResult> => {
  const stack = await startStack({ ...options, objective: drillObjective });
  try {
    options.note(`stack ready in ${(stack.readyMs / 1000).toFixed(1)} s; letting it settle`);
    await stack.settled(false);
    return await soakOn(stack, options);
  } finally {
    await stack.stop();
    if (options.keep) options.note(`configuration and logs: ${stack.home}`);
  }
};
