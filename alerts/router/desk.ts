/** The router's decisions over its store: every write that changes incidents goes through here, one transaction each. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits, scaled } from '../../collector/policy/ladder.ts';
import { heldIn } from './heldLabels.ts';
import type { IncomingAlert, StoredAlert } from './incident.ts';
import { applyAlerts, type LifecycleOptions, restate } from './lifecycle.ts';
import type { AlertmanagerView, PrometheusView } from './neighbours.ts';
import { oweReopening, oweResolves, oweTrigger } from './pages.ts';
import { prometheusKnows, reconcile } from './reconcile.ts';
import type { Store } from './store/store.ts';
import { silentAfter, silentAlert, silentFingerprint, watchdogName } from './watchdog.ts';
import { within } from './within.ts';

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
  /**
   * Takes a webhook.
   * @param prometheus what Prometheus said when it was asked after the webhook had come: it decides what a resolve is
   * worth; undefined when it did not answer
   * @throws when the store cannot write; then nothing of it was written.
   */
  receive(alerts: readonly IncomingAlert[], prometheus?: PrometheusView): void;
  learn(evidence: Evidence): void;
  checkWatchdog(): void;
  /** When the Watchdog last came, Unix seconds. */
  lastBeat(): number | undefined;
  /** When Prometheus was last known to be well, Unix seconds; of this process. */
  prometheusSeen(): number | undefined;
}

/**
 * Prometheus is asked every ten seconds, and when something is called over. Heard of within three of these, it has not
 * been away for as long as Alertmanager waits; one answer that does not come is no reason to wake anybody.
 */
const prometheusTrusted = 30;

/** Why a page that Alertmanager has resolved is open: for whoever is woken by it again. */
const doubts = {
  firing: 'Alertmanager resolved this page, but Prometheus fires it still: the way between the two is cut.',
  unasked: 'Alertmanager resolved this page, but Prometheus cannot be asked whether it is over.',
} as const;

/** Whether Alertmanager has something to say of it that Prometheus has to confirm. */
export const needsProof = (alerts: readonly IncomingAlert[]): boolean =>
  alerts.some(({ status, labels }) => status === 'resolved' && labels.alertname !== watchdogName);

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
    pages,
    reopenWithin: scaled(limits.reopenWithin, scale),
  });
  const lastBeat = (): number | undefined => {
    const text = store.read(beatKey);
    return text === undefined ? undefined : Number(text);
  };
  const silent = (): boolean => store.latestAlert(silentFingerprint)?.status === 'firing';

  /** Raises or ends the router's own alert, page and resolve included. */
  const setSilent = (status: 'firing' | 'resolved'): void => {
    applyAlerts(store, [silentAlert(status, now(), fleet)], rules(true));
    const alert = store.latestAlert(silentFingerprint);
    if (!alert || !pages) return;
    if (status === 'firing') oweTrigger(store, alert, now());
    else oweResolves(store, [alert], now());
  };

  const beat = (): void => {
    store.write(beatKey, String(now()));
    if (silent()) setSilent('resolved');
  };

  /** What of these the store does not hold for over. */
  const standing = (fingerprints: readonly string[]): readonly StoredAlert[] =>
    fingerprints.flatMap((each) => store.latestAlert(each) ?? []).filter(({ status }) => status !== 'resolved');

  /** Alertmanager has told PagerDuty the same. A group of which something fires it has not resolved there. */
  const reopen = (told: readonly IncomingAlert[], denied: readonly IncomingAlert[]): void => {
    const firing = new Set(told.filter(({ status }) => status === 'firing').map(({ groupKey }) => groupKey));
    const ended = told.filter(({ status, groupKey }) => status === 'resolved' && !firing.has(groupKey));
    const contradicted = new Set(denied.map(({ fingerprint }) => fingerprint));
    for (const alert of standing(ended.map(({ fingerprint }) => fingerprint))) {
      oweReopening(store, [alert], contradicted.has(alert.fingerprint) ? doubts.firing : doubts.unasked, now());
    }
  };

  return {
    receive: (incoming, prometheus) => {
      if (prometheusKnows({ prometheus, now: now() })) prometheusSeen = now();
      const verified = prometheusSeen !== undefined && within(now(), prometheusSeen, prometheusTrusted);
      const fires = heldIn(prometheus?.firing ?? []);
      const isBeat = (alert: IncomingAlert): boolean => alert.labels.alertname === watchdogName;
      const beats = incoming.some((alert) => isBeat(alert) && alert.status === 'firing');
      // Heard is heard, also while nothing can be written: a full disk is not a pipeline that is silent.
      if (beats) heardAt = mono();
      store.transaction(() => {
        if (beats) beat();
        const told = incoming.filter((alert) => !isBeat(alert));
        // Alertmanager resolves what it has not heard of for a while. Who can ask Prometheus knows better.
        const denied = told.filter((alert) => alert.status === 'resolved' && fires(alert));
        const refuted = new Set(denied);
        applyAlerts(
          store,
          told.filter((alert) => !refuted.has(alert)),
          rules(verified),
        );
        if (pages) reopen(told, denied);
      });
      wake();
    },
    learn: (evidence) => {
      if (prometheusKnows({ prometheus: evidence.prometheus, now: now() })) prometheusSeen = now();
      const live = store.liveAlerts();
      const over = store.alertsOverSince(now() - rules(true).reopenWithin);
      const findings = reconcile({ now: now(), scale, live, over, ...evidence, latest: store.latestAlert });
      if (findings.confirmed.length + findings.changes.length + findings.lost.length === 0) return;
      store.transaction(() => {
        for (const alert of findings.confirmed) store.saveAlert({ ...alert, seenAt: now() });
        restate(store, findings.changes, rules(true));
        if (pages) oweResolves(store, findings.resolved, now());
        applyAlerts(store, findings.lost, rules(true));
        if (pages) oweReopening(store, standing([...findings.unheard]), doubts.firing, now());
      });
      wake();
    },
    checkWatchdog: () => {
      if (mono() - heardAt < silentAfter || silent()) return;
      store.transaction(() => setSilent('firing'));
      wake();
    },
    lastBeat,
    prometheusSeen: () => prometheusSeen,
  };
};
