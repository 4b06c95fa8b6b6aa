/** The outside watcher: it knows one URL and notices when nothing comes any more. */
import type { Asked, DeadmanFacts, Received } from './types.ts';

export interface Beats {
  readonly beats: number;
  /** Unix milliseconds; null before the first. */
  readonly lastAt: number | null;
  readonly lastMinute: number;
}

export const createDeadman = (options: { readonly id: string; readonly now: () => number }) => {
  let beats = 0;
  const recent: number[] = [];
  const prefix = `/deadman/${options.id}`;

  return {
    receive(asked: Asked): Received<DeadmanFacts> {
      const { pathname } = asked.url;
      const known = pathname === prefix || pathname.startsWith(`${prefix}/`);
      const facts = { beat: beats };
      return {
        facts,
        settle() {
          if (!known)
            return { answer: { status: 404, body: 'not found' }, accepted: false, reason: 'unknown id', facts };
          if (!['GET', 'HEAD', 'POST'].includes(asked.method))
            return {
              answer: { status: 405, headers: { Allow: 'GET, HEAD, POST' } },
              accepted: false,
              reason: 'method not allowed',
              facts,
            };
          beats += 1;
          recent.push(asked.at);
          if (recent.length > 600) recent.shift();
          return { answer: { status: 200, body: 'OK' }, accepted: true, reason: null, facts: { beat: beats } };
        },
      };
    },
    beats(): Beats {
      const since = options.now() - 60_000;
      return { beats, lastAt: recent.at(-1) ?? null, lastMinute: recent.filter((at) => at > since).length };
    },
    clear() {
      beats = 0;
      recent.length = 0;
    },
  };
};
export type Deadman = ReturnType<typeof createDeadman>;
