/** The router's side of the SLA ledger: whatever is wrong with it, alerts go on. */
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Log } from '../../collector/log.ts';
import type { Recorder } from '../../collector/registry/registry.ts';
import { createLedger, type Ledger } from '../ledger/index.ts';
import { prometheusSource } from '../ledger/prometheusSource.ts';
import type { Store } from './store/store.ts';

export interface LedgerDeskOptions {
  readonly fleet: Fleet;
  readonly store: Pick<Store, 'read' | 'write'>;
  readonly now: () => number;
  readonly scale: number;
  readonly registry: Recorder;
  readonly log: Log;
}

export interface LedgerDesk {
  /** Undefined while its files cannot be read; tried again with each run. */
  readonly ledger: () => Ledger | undefined;
  readonly run: () => Promise<void>;
  readonly failed: (error: unknown) => void;
  /** What members should know of it, as sentences. */
  readonly standing: () => readonly string[];
  /** Ends the run under way after the question that it waits for. */
  readonly stop: () => void;
}

export const startLedger = ({ fleet, store, now, scale, registry, log }: LedgerDeskOptions): LedgerDesk => {
  const stopping = new AbortController();
  const open = (): Ledger | undefined => {
    try {
      const ledger = createLedger({
        ...{ fleet, now, scale, recorder: registry, memory: store, signal: stopping.signal },
        source: prometheusSource({ url: fleet.prometheus.url, signal: stopping.signal }),
      });
      for (const problem of ledger.problems) log.error({ problem }, 'a line of the SLA ledger cannot be read');
      return ledger;
    } catch (error) {
      failed(error);
      return undefined;
    }
  };
  const failed = (error: unknown): void => {
    // Our own sentences, and Node's about files; no answer of anyone is in them.
    if (!stopping.signal.aborted)
      log.error(
        { error: error instanceof Error ? error.message : 'error' },
        'the SLA ledger could not be brought up to date',
      );
  };
  let ledger = open();
  return {
    ledger: () => ledger,
    run: async () => {
      ledger ??= open();
      await ledger?.run();
    },
    failed,
    standing: () => (ledger ? [] : ['The service level is not kept: the files of the ledger cannot be read.']),
    stop: () => stopping.abort(),
  };
};
