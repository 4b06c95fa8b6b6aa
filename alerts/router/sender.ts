/**
 * Works one sink's part of the outbox off: pages first, a few at a time. While a sink fails it is asked with one job at
 * a time, after a pause that grows; a job that fails on its own backs off, so that it cannot hold up the others.
 */
import type { Sink } from '../../collector/catalogue/labels.ts';
import type { Pace } from './pace.ts';
import { type Job, longestWait } from './store/outbox.ts';
import type { Store } from './store/store.ts';

/** What became of a job, decided by whoever delivers; the store is already written for `settled`. */
export type After =
  | { readonly kind: 'settled' }
  /** Nothing was sent, so nothing is known of the sink. */
  | { readonly kind: 'idle' }
  /** The sink did not take it. */
  | { readonly kind: 'failed' }
  /** The sink asked for silence of at least so many seconds. */
  | { readonly kind: 'paused'; readonly seconds: number }
  /** The sink refuses us, not this message: each further try counts towards a ban, so they become rare. */
  | { readonly kind: 'refused' };

export interface Sender {
  /** Something may be due: look now. */
  wake(): void;
  /** Stops taking jobs and waits for those under way. */
  stop(): Promise<void>;
}

export interface SenderOptions {
  readonly store: Store;
  readonly sink: Sink;
  readonly deliver: (job: Job) => Promise<After>;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  readonly random?: () => number;
  /** Holds jobs back that would be too many for the sink. */
  readonly pace?: { readonly pace: Pace; readonly isUrgent: (job: Job) => boolean };
}

const concurrency = 4;
const sinkCap = 5;
const jobCap = 15;

/** Doubling from half a minute to ten: at most a few dozen tries in the ten minutes that Discord counts to 10,000. */
const refusedPause = (refusals: number): number => Math.min(600, 30 * 2 ** Math.min(refusals, 5));

/** Seconds: 0.5, 1, 2 … up to `cap`, of which between half and all is taken at random. */
export const backoff = (failures: number, cap: number, random: () => number): number =>
  Math.min(cap, 0.5 * 2 ** Math.min(failures, 16)) * (0.5 + random() / 2);

export const createSender = (options: SenderOptions): Sender => {
  const { store, sink, deliver, now, onError, random = Math.random, pace } = options;
  const flying = new Map<number, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failures = 0;
  let refusals = 0;
  let pausedUntil = 0;
  // Whoever has mended a webhook or a key restarts us; a refusal from before is nothing to wait for.
  try {
    store.outbox.retryNow(sink, now());
  } catch (error) {
    onError(error);
  }

  const after = (job: Job, result: After): void => {
    if (result.kind === 'idle') {
      pace?.pace.giveBack();
      return;
    }
    if (result.kind === 'settled') {
      failures = 0;
      refusals = 0;
      return;
    }
    const at = now();
    if (result.kind === 'refused') {
      // Those that flew with the first one are the same refusal.
      if (at >= pausedUntil) {
        pausedUntil = at + refusedPause(refusals);
        refusals += 1;
      }
      store.outbox.later(job, pausedUntil);
      return;
    }
    if (result.kind === 'paused') {
      pausedUntil = Math.max(pausedUntil, at + result.seconds);
      store.outbox.later(job, pausedUntil);
      return;
    }
    pausedUntil = Math.max(pausedUntil, at + backoff(failures, sinkCap, random));
    failures += 1;
    store.outbox.later(job, at + backoff(job.attempts, jobCap, random));
  };

  /** It backs off like any that fails. Its place is spent: who throws may have sent. */
  const thrown = (job: Job): void => {
    pausedUntil = Math.max(pausedUntil, now() + 1);
    try {
      store.outbox.later(job, now() + backoff(job.attempts, jobCap, random));
    } catch (error) {
      // Then it is the store that throws, for every job.
      onError(error);
    }
  };

  const fly = async (job: Job): Promise<void> => {
    try {
      after(job, await deliver(job));
    } catch (error) {
      onError(error);
      thrown(job);
    } finally {
      flying.delete(job.id);
      wake();
    }
  };

  const pump = (): void => {
    timer = undefined;
    if (stopped) return;
    try {
      const at = now();
      // The clock was put back: the pause is over at a time that nobody asked for.
      if (pausedUntil > at + longestWait) pausedUntil = at;
      const width = failures + refusals > 0 ? 1 : concurrency;
      const free = width - flying.size;
      if (free > 0 && at >= pausedUntil) {
        // Urgent ones come first, so behind one that has to wait nobody has more right to go.
        for (const job of store.outbox.due(sink, at, free, [...flying.keys()])) {
          const wait = pace ? pace.pace.take(pace.isUrgent(job)) : 0;
          if (wait > 0) {
            schedule(wait);
            return;
          }
          flying.set(job.id, fly(job));
        }
      }
      // With no free place the end of a flight wakes us.
      if (flying.size >= width) return;
      const next = store.outbox.nextDue(sink, [...flying.keys()]);
      if (next !== undefined) schedule(Math.max(next, pausedUntil) - now());
    } catch (error) {
      onError(error);
      schedule(1);
    }
  };

  const schedule = (seconds: number): void => {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(pump, Math.min(60_000, Math.max(0, Math.ceil(seconds * 1000))));
  };

  const wake = (): void => schedule(0);

  return {
    wake,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await Promise.allSettled(flying.values());
    },
  };
};
