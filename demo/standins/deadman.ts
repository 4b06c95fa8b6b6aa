/**
 * The outside watchers: each knows one URL and notices when nothing comes any more. Alertmanager beats the first, the
 * router the second.
 */
import type { Asked, DeadmanFacts, Received } from './types.ts';

export interface Beats {
  readonly beats: number;
  /** Unix milliseconds; null before the first. */
  readonly lastAt: number | null;
  readonly lastMinute: number;
}

export const routerIdOf = (id: string): string => `${id}-router`;

const createPulse = (now: () => number) => {
  let beats = 0;
  const recent: number[] = [];
  return {
    count: (): number => beats,
    add(at: number): number {
      beats += 1;
      recent.push(at);
      if (recent.length > 600) recent.shift();
      return beats;
    },
    told(): Beats {
      const since = now() - 60_000;
      return { beats, lastAt: recent.at(-1) ?? null, lastMinute: recent.filter((at) => at > since).length };
    },
    clear() {
      beats = 0;
      recent.length = 0;
    },
  };
};

export const createDeadman = (options: { readonly id: string; readonly now: () => number }) => {
  const pulses = { pipeline: createPulse(options.now), router: createPulse(options.now) } as const;
  const ids = { pipeline: options.id, router: routerIdOf(options.id) } as const;
  const isAt = (pathname: string, id: string): boolean =>
    pathname === `/deadman/${id}` || pathname.startsWith(`/deadman/${id}/`);

  return {
    receive(asked: Asked): Received<DeadmanFacts> {
      const { pathname } = asked.url;
      const of = isAt(pathname, ids.router) ? 'router' : 'pipeline';
      const pulse = pulses[of];
      const facts = { of, beat: pulse.count() } as const;
      return {
        facts,
        settle() {
          if (!isAt(pathname, ids[of]))
            return { answer: { status: 404, body: 'not found' }, accepted: false, reason: 'unknown id', facts };
          if (!['GET', 'HEAD', 'POST'].includes(asked.method))
            return {
              answer: { status: 405, headers: { Allow: 'GET, HEAD, POST' } },
              accepted: false,
              reason: 'method not allowed',
              facts,
            };
          const beat = pulse.add(asked.at);
          return { answer: { status: 200, body: 'OK' }, accepted: true, reason: null, facts: { of, beat } };
        },
      };
    },
    beats: (): Beats => pulses.pipeline.told(),
    routerBeats: (): Beats => pulses.router.told(),
    clear() {
      pulses.pipeline.clear();
      pulses.router.clear();
    },
  };
};
export type Deadman = ReturnType<typeof createDeadman>;
