/** One Ctrl-C may arrive twice: from the terminal, and again from `npm run` that passes it on. */
const sameKeystroke = 1_000;

/** Resolves on SIGINT or SIGTERM. A second signal, clearly later, ends the process at once. */
export const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    let first: number | undefined;
    const stop = (): void => {
      if (first === undefined) {
        first = performance.now();
        resolve();
      } else if (performance.now() - first > sameKeystroke) {
        process.exit(130);
      }
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
