/** What begins after the first ticks: a part that cannot is said, and members' seconds are judged without it. */
import type { Log } from './log.ts';

export interface LateParts {
  /** @returns undefined where it did not begin */
  readonly begin: <P>(part: string, start: () => Promise<P>) => Promise<P | undefined>;
  /** Which did not, in words; undefined while none is missing. */
  readonly missing: () => string | undefined;
}

export const createLateParts = (log: Log): LateParts => {
  const missing: string[] = [];
  return {
    begin: async (part, start) => {
      try {
        return await start();
      } catch (error) {
        missing.push(part);
        log.error(
          { part, error: error instanceof Error ? error.message : 'unknown' },
          'a part did not begin: nothing is known of it until the collector starts again',
        );
        return undefined;
      }
    },
    missing: () => (missing.length > 0 ? `did not begin, and the log says why: ${missing.join(', ')}` : undefined),
  };
};
