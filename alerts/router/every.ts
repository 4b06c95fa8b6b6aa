export interface Loop {
  stop(): Promise<void>;
}

/**
 * Runs `work` again `seconds` after it last ended, first after `first` seconds; never twice at once. An error is told
 * and forgotten: a loop does not end before `stop`, which waits for the run under way.
 */
export const every = (
  seconds: number,
  work: () => void | Promise<void>,
  onError: (error: unknown) => void,
  first = seconds,
): Loop => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      onError(error);
    }
    if (!stopped) plan(seconds);
  };
  const plan = (after: number): void => {
    timer = setTimeout(() => {
      running = run();
    }, after * 1000);
  };
  plan(first);
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
