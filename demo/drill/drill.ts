/** Faults over stacks: `jobs` stacks side by side, each takes the next fault when it is done with one. */
import { type Fault, type FaultName, faults } from '../faults/index.ts';
import { type StackOptions, startStack } from '../stack/stack.ts';
import type { DrillResult, DrillSummary } from './result.ts';
import { drillObjective, summarise } from './result.ts';
import { type Note, runFault } from './runFault.ts';

export interface DrillOptions extends Omit<StackOptions, 'objective'> {
  readonly faults: readonly FaultName[];
  readonly jobs: number;
  readonly note: Note;
  readonly onResult: (result: DrillResult) => void;
}

const settling = ' (after a start of Alertmanager, cards below a page are held back; --scale shortens that)';

const worker = async (queue: FaultName[], options: DrillOptions, done: DrillResult[]): Promise<void> => {
  const cloudflare = options.faults.some(asksCloudflare);
  const stack = await startStack({ members: true, ...options, cloudflare, objective: drillObjective });
  try {
    const forWarnings = options.faults.some((name) => faults[name].owes.pageDue === null);
    options.note(
      `stack ready in ${(stack.readyMs / 1000).toFixed(1)} s; letting it settle${forWarnings ? settling : ''}`,
    );
    await stack.settled(forWarnings);
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const result = await runFault(stack, stack.fleet, name, options.note);
      done.push(result);
      options.onResult(result);
    }
  } finally {
    await stack.stop();
    if (options.keep) options.note(`configuration and logs: ${stack.home}`);
  }
};

const asksCloudflare = (name: FaultName): boolean => {
  const fault: Fault = faults[name];
  return fault.asksCloudflare === true;
};

const drillGroup = async (options: DrillOptions): Promise<readonly DrillResult[]> => {
  const queue = [...options.faults];
  const done: DrillResult[] = [];
  const stacks = Math.max(1, Math.min(options.jobs, queue.length));
  const workers = Array.from({ length: stacks }, () => worker(queue, options, done));
  const ended = await Promise.allSettled(workers);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return done;
};

/** Faults that Cloudflare is asked about have stacks of their own: elsewhere its cards would be nobody's. */
export const drill = async (options: DrillOptions): Promise<DrillSummary> => {
  const started = Date.now();
  const done: DrillResult[] = [];
  for (const asking of [false, true]) {
    const group = options.faults.filter((name) => asksCloudflare(name) === asking);
    if (group.length > 0) done.push(...(await drillGroup({ ...options, faults: group })));
  }
  return summarise(done, (Date.now() - started) / 1000, options.scale ?? 1);
};
