/**
 * The router's own beat to an outside watcher. It is given only while everything that the router is for works, so
 * silence is the signal, and the only one.
 */
import type { Secret } from '../../../collector/config/secret.ts';
import type { Log } from '../../../collector/log.ts';
import { limits } from '../../../collector/policy/ladder.ts';
import type { Store } from '../store/store.ts';
import { silentAfter } from '../watchdog.ts';

export interface FitnessSources {
  readonly store: Pick<Store, 'outbox' | 'read'>;
  /** Unix seconds. */
  readonly now: () => number;
  /** Why the store takes no writes. */
  readonly notReady: () => string | undefined;
  /** When the Watchdog last came, Unix seconds. */
  readonly lastBeat: () => number | undefined;
  /** When Prometheus was last known to be well, Unix seconds. */
  readonly prometheusSeen: () => number | undefined;
  /** When the ledger job last ran through, Unix seconds. */
  readonly ledgerRun: () => number | undefined;
}

/**
 * Alertmanager goes on telling of the Watchdog for minutes after Prometheus has died, and nobody judges anything
 * meanwhile. Longer than a restart, so that one costs a beat at most.
 */
const prometheusSilent = 90;

const isOld = (at: number | undefined, now: number, seconds: number): boolean =>
  at === undefined || Math.abs(now - at) > seconds;

export const knowsPrometheus = (
  { prometheusSeen, now }: Pick<FitnessSources, 'prometheusSeen' | 'now'>,
  seconds: number,
): boolean => !isOld(prometheusSeen(), now(), seconds);

/** Why the router is not fit to be called alive, in fixed words; undefined while it is. */
export const unfitness = (sources: FitnessSources): string | undefined => {
  const { store, now, notReady, lastBeat, ledgerRun } = sources;
  const why = notReady();
  if (why !== undefined) return why;
  if (store.outbox.isStuck(now(), limits.beatDrained)) return 'a message waits in the outbox';
  if (isOld(lastBeat(), now(), silentAfter)) return 'the Watchdog does not come';
  if (!knowsPrometheus(sources, prometheusSilent)) return 'Prometheus does not answer, or has just started';
  if (isOld(ledgerRun(), now(), limits.ledgerLate)) return 'the ledger job does not run through';
  return undefined;
};

export interface BeatOptions {
  readonly url: Secret;
  readonly now: () => number;
  readonly unfit: () => string | undefined;
  readonly log: Log;
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

export interface Beat {
  beat(): Promise<void>;
  /** When the watcher last took a beat, Unix seconds; of this process. */
  lastAt(): number | undefined;
  /** Why there was none at the last try, in fixed words. */
  silence(): string | undefined;
}

export const createBeat = ({ url, now, unfit, log, timeoutMs = 5000, fetch: ask = fetch }: BeatOptions): Beat => {
  let lastAt: number | undefined;
  let silence: string | undefined = 'not tried yet';

  /** Errors of fetch name the address: only their kind is told. */
  const knock = async (): Promise<string | undefined> => {
    try {
      // A redirect would hand the secret address to a stranger; the watchers that we know answer themselves.
      const response = await ask(url.reveal(), { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
      await response.body?.cancel();
      return response.ok ? undefined : `the dead man's URL answered ${response.status}`;
    } catch {
      return "the dead man's URL did not answer";
    }
  };

  return {
    beat: async () => {
      const before = silence;
      silence = unfit() ?? (await knock());
      if (silence === undefined) lastAt = now();
      if (silence === before) return;
      if (silence === undefined) log.info("the dead man's beat goes out");
      else log.warn({ why: silence }, "no dead man's beat");
    },
    lastAt: () => lastAt,
    silence: () => silence,
  };
};
