/**
 * The simulated fleet as a process of its own: `process.ts [options as JSON]`. Prints one JSON line with its URLs when
 * it is up; stops on SIGTERM, SIGINT, or when the parent that it has a channel to goes away.
 */
import { startSim } from './main.ts';
import type { SimOptions, SimUrls } from './types.ts';

const readOptions = (text: string | undefined): SimOptions => {
  const value: unknown = JSON.parse(text ?? '{}');
  if (typeof value !== 'object' || value === null) throw new Error('options are a JSON object');
  return value; // every option is optional, and what it holds is checked where it is used
};

try {
  const sim = await startSim(readOptions(process.argv[2]));
  const { control, targets, edges, metrics, feeds, hosts, controls, treasury } = sim;
  const urls: SimUrls = { control, targets, edges, metrics, feeds, hosts, controls, ...(treasury ? { treasury } : {}) };
  const stop = (): void => {
    sim.stop().finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
  process.stdout.write(`${JSON.stringify(urls)}\n`);
} catch (error) {
  process.stderr.write(`simulator: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
