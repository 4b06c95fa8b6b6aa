/** Faults over stacks: `jobs` stacks side by side, each takes the next fault when it is done with one. */
import { type Fault, type FaultName, faults } from '../faults/index.ts';
import type { StackOptions } from '../stack/options.ts';
import { startStack } from '../stack/stack.ts';
import { inTurn } from '../stack/turns.ts';
import type { DrillResult, DrillSummary } from './result.ts';
import { drillObjective, summarise } from './result.ts';
import { type Note, runFault } from './runFault.ts';

export interface DrillOptions extends Omit<StackOptions, 'objective'> {
  readonly faults: readonly FaultName[];
  readonly jobs: number;
  /** Whether the dashboards are asked what they show of each fault. */
  readonly panels?: boolean;
  readonly note: Note;
  readonly onResult: (result: DrillResult) => void;
}

const settling = ' (after a start of Alertmanager, cards below a page are held back; --scale shortens that)';

const worker = async (queue: FaultName[], options: DrillOptions, done: DrillResult[]): Promise<void> => {
  const { asksCloudflare = false, wider = false } = needsOf(options.faults);
  // Its parser of PromQL is not there where only what runs in production is installed.
  const prove = options.panels === true ? (await import('./panels/prove.ts')).provePanels : undefined;
  const wanted = { members: true, ...options, cloudflare: asksCloudflare, wider, objective: drillObjective };
  // The others may have done all of it by then.
  const stack = await inTurn(async () => (queue.length > 0 ? startStack(wanted) : undefined));
  if (!stack) return;
  try {
    const forWarnings = options.faults.some((name) => faults[name].owes.pageDue === null);
    options.note(
      `stack ready in ${(stack.readyMs / 1000).toFixed(1)} s; letting it settle${forWarnings ? settling : ''}`,
    );
    await stack.settled(forWarnings);
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const result = await runFault(stack, stack.fleet, name, options.note, prove);
      done.push(result);
      options.onResult(result);
    }
  } finally {
    await stack.stop();
    if (options.keep) options.note(`configuration and logs: ${stack.home}`);
  }
};

const needs = ({ asksCloudflare, wider }: Fault): string => `${asksCloudflare === true} ${wider === true}`;
/** All of a group need the same. */
const needsOf = ([first]: readonly FaultName[]): Partial<Fault> => (first ? faults[first] : {});

/** A stack that fails leaves its faults to the others. @throws what the first one failed of, when some were not drilled */
const drillGroup = async (options: DrillOptions, done: DrillResult[]): Promise<void> => {
  const queue = [...options.faults];
  const failures: unknown[] = [];
  const stacks = Math.max(1, Math.min(options.jobs, queue.length));
  const workers = Array.from({ length: stacks }, async () => {
    try {
      await worker(queue, options, done);
    } catch (error) {
      failures.push(error);
      const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      options.note(`a stack failed: ${line}`);
    }
  });
  await Promise.all(workers);
  const left = options.faults.filter((name) => done.every(({ fault }) => fault !== name));
  if (left.length === 0) return;
  options.note(`not drilled: ${left.join(', ')}`);
  throw failures[0];
};

/** Faults that want more of the fleet have stacks of their own: elsewhere it would be in the way of the others' figures. */
export const drill = async (options: DrillOptions): Promise<DrillSummary> => {
  const started = Date.now();
  const done: DrillResult[] = [];
  const failures: unknown[] = [];
  for (const group of new Set(options.faults.map((name) => needs(faults[name])))) {
    const own = options.faults.filter((name) => needs(faults[name]) === group);
    await drillGroup({ ...options, faults: own }, done).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
  return summarise(done, (Date.now() - started) / 1000, options.scale ?? 1);
};
