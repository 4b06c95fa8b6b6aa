/** What `demo` and `drill` share: names of faults, and stacks that end with the command. */
import { type FaultName, faults } from '../demo/faults/index.ts';
import { MissingBinariesError } from '../demo/stack/binaries.ts';
import { CommandError, exitCodes, note } from './io.ts';

// Object.keys loses the key type of a literal.
export const faultNames = Object.keys(faults) as FaultName[];

export const faultNamed = (name: string): FaultName => {
  const known = faultNames.find((fault) => fault === name);
  if (known) return known;
  throw new CommandError(`--fault: found ${name}, expected one of ${faultNames.join(', ')}`, exitCodes.usage);
};

/** Told when the person at the terminal wants it to end. */
export interface Interrupt {
  readonly signal: AbortSignal;
  readonly stopped: Promise<undefined>;
}

/** One Ctrl-C under `npm run` arrives twice: from the terminal, and passed on by the wrappers. Milliseconds. */
const oneKeyPress = 1000;

/** The first Ctrl-C ends everything in order; a second one at once, and the stack's watchdog cleans up behind it. */
const listen = (): Interrupt => {
  const controller = new AbortController();
  let since = 0;
  const stopped = new Promise<undefined>((resolve) => {
    const stop = (): void => {
      if (controller.signal.aborted && Date.now() - since < oneKeyPress) return;
      if (controller.signal.aborted) process.exit(130);
      since = Date.now();
      note('Stopping…');
      controller.abort();
      resolve(undefined);
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  });
  return { signal: controller.signal, stopped };
};

/**
 * Runs what uses stacks until it is done or interrupted; undefined when it was interrupted.
 * @throws CommandError when Prometheus or Alertmanager are not to be had
 */
export const interruptible = async <T>(body: (interrupt: Interrupt) => Promise<T>): Promise<T | undefined> => {
  const interrupt = listen();
  try {
    return await body(interrupt);
  } catch (error) {
    // What fails because everything was told to end is no failure.
    if (interrupt.signal.aborted) return undefined;
    throw error instanceof MissingBinariesError ? new CommandError(error.message) : error;
  }
};
