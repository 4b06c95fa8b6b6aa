/**
 * Do we see the Internet at all? The controls are asked every few seconds, and again at once when an edge fails: a
 * second is only booked as bad after a control, asked later than the failed question was sent, has answered.
 */
import type { FailureReason } from '../catalogue/labels.ts';
import type { Fleet } from '../config/fleet.ts';
import type { ClockReading } from '../rpc/dateClock.ts';
import { createPool, type EndpointPool } from '../rpc/pool.ts';

const every = 5_000;
const deadline = 2;
/** Failures of whoever answered: an HTTP status came back, so we see the Internet. */
const heard: ReadonlySet<FailureReason> = new Set([
  'http_4xx',
  'http_5xx',
  'http_429',
  'http_other',
  'http_forbidden',
  'edge_error',
  'edge_challenge',
  'too_large',
  'truncated',
]);

export interface Controls {
  /** True when controls are configured and none of them answers. Any HTTP answer counts: we only ask whether we see it. */
  blind(): boolean;
  /** The same, from a round that began after the given monotonic time. Resolves at once while the answer is known. */
  blindAfter(mono: number): Promise<boolean>;
  /** How our clock stands to that of each control that has answered lately. */
  clocks(): readonly ClockReading[];
  stop(): Promise<void>;
}

/** @param onRound told how many of those asked have answered */
export const createControls = (
  fleet: Fleet,
  onRound: (asked: number, answered: number) => void = () => undefined,
): Controls => {
  const pools = fleet.controls.map(({ url }): EndpointPool => createPool({ url, headers: {}, via: 'direct' }));
  let blind = false;
  let begun = Number.NEGATIVE_INFINITY;
  let running: Promise<boolean> | undefined;

  const answers = async (pool: EndpointPool): Promise<boolean> => {
    const seen = await pool.exchange({ method: 'GET', deadline });
    return seen.ok || heard.has(seen.reason);
  };
  const round = (): Promise<boolean> => {
    begun = performance.now();
    running = Promise.all(pools.map(answers)).then((seen) => {
      blind = seen.length > 0 && !seen.includes(true);
      onRound(seen.length, seen.filter((answered) => answered).length);
      running = undefined;
      return blind;
    });
    return running;
  };
  const timer = pools.length > 0 ? setInterval(() => running ?? round(), every) : undefined;
  timer?.unref();

  return {
    blind: () => blind,
    blindAfter: async (mono) => {
      if (pools.length === 0) return false;
      if (begun >= mono) return running ?? blind;
      // A round that began too early says nothing about the failed question: wait it out, then ask anew.
      await running;
      return begun >= mono ? (running ?? blind) : round();
    },
    clocks: () => pools.flatMap((pool) => pool.clock() ?? []),
    stop: async () => {
      clearInterval(timer);
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
};
