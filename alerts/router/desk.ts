/** The router's decisions over its store: every write that changes incidents goes through here, one transaction each. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits, scaled } from '../../collector/policy/ladder.ts';
import type { IncomingAlert } from './incident.ts';
import { applyAlerts, type LifecycleOptions, restate } from './lifecycle.ts';
import type { AlertmanagerView, PrometheusView } from './neighbours.ts';
import { oweResolves, oweTrigger } from './pages.ts';
import { reconcile } from './reconcile.ts';
import type { Store } from './store/store.ts';
import { silentAfter, silentAlert, silentFingerprint, watchdogName } from './watchdog.ts';

export interface DeskOptions {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly now: () => number;
  /** Monotonic seconds. */
  readonly mono?: () => number;
  readonly scale: number;
  /** Whether there is a sink to owe anything to. */
  readonly cards: boolean;
  readonly pages: boolean;
  /** Called after each write that may have made something owed. */
  readonly wake: () => void;
}

export interface Evidence {
  readonly alertmanagers: readonly (AlertmanagerView | undefined)[];
  readonly prometheus: PrometheusView | undefined;
}

export interface Desk {
  /** @throws when the store cannot write; then nothing of it was written. */
  receive(alerts: readonly IncomingAlert[]): void;
  learn(evidence: Evidence): void;
  checkWatchdog(): void;
  /** When the Watchdog last came, Unix seconds. */
  lastBeat(): number | undefined;
}

/** Prometheus is asked every ten seconds; without an answer for three of them it is not known to be well. */
const prometheusTrusted = 30;
const beatKey = 'watchdog_seen';

export const createDesk = (options: DeskOptions): Desk => {
  const { fleet, store, now, scale, cards, pages, wake } = options;
  const { mono = () => performance.now() / 1000 } = options;
  let heardAt = mono();
  let prometheusSeen: number | undefined;

  const rules = (verified: boolean): LifecycleOptions & { readonly reopenWithin: number } => ({
    fleet,
    now: now(),
    verified,
    cards,
    reopenWithin: scaled(limits.reopenWithin, scale),
  });
  const lastBeat = (): number | undefined => {
    const text = store.read(beatKey);
    return text === undefined ? undefined : Number(text);
  };
  const silent = (): boolean => store.latestAlert(silentFingerprint)?.status === 'firing';

  /** Raises or ends the router's own alert, page and resolve included. */
  const setSilent = (status: 'firing' | 'resolved'): void => {
    applyAlerts(store, [silentAlert(status, now(), fleet.vantage)], rules(true));
    const alert = store.latestAlert(silentFingerprint);
    if (!alert || !pages) return;
    if (status === 'firing') oweTrigger(store, alert, now());
    else oweResolves(store, [alert], now());
  };

  const beat = (): void => {
    store.write(beatKey, String(now()));
    heardAt = mono();
    if (silent()) setSilent('resolved');
  };

  return {
    receive: (incoming) => {
      const verified = prometheusSeen !== undefined && now() - prometheusSeen < prometheusTrusted;
      const isBeat = (alert: IncomingAlert): boolean => alert.labels.alertname === watchdogName;
      store.transaction(() => {
        if (incoming.some((alert) => isBeat(alert) && alert.status === 'firing')) beat();
        const told = incoming.filter((alert) => !isBeat(alert));
        applyAlerts(store, told, rules(verified));
      });
      wake();
    },
    learn: (evidence) => {
      if (evidence.prometheus) prometheusSeen = now();
      const live = store.liveAlerts();
      const over = store.alertsOverSince(now() - rules(true).reopenWithin);
      const findings = reconcile({ now: now(), scale, live, over, ...evidence, latest: store.latestAlert });
      if (findings.confirmed.length + findings.changes.length + findings.lost.length === 0) return;
      store.transaction(() => {
        for (const alert of findings.confirmed) store.saveAlert({ ...alert, seenAt: now() });
        restate(store, findings.changes, rules(true));
        if (pages) oweResolves(store, findings.silentlyResolved, now());
        applyAlerts(store, findings.lost, rules(true));
      });
      wake();
    },
    checkWatchdog: () => {
      if (mono() - heardAt < silentAfter(scale) || silent()) return;
      store.transaction(() => setSilent('firing'));
      wake();
    },
    lastBeat,
  };
};
