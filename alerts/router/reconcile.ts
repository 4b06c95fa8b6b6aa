/**
 * What the store believes against what Alertmanager and Prometheus hold, decided as a pure function. Alertmanager loses
 * resolves (silenced, inhibited or restarted meanwhile), and a restarted one is empty for about a minute: absence is
 * evidence only when everyone who could know is known to be well.
 */
import { limits, scaled } from '../../collector/policy/ladder.ts';
import type { AnyAlert } from '../rules/define.ts';
import { alerts } from '../rules/index.ts';
import { heldIn } from './heldLabels.ts';
import type { AlertStatus, IncomingAlert, StoredAlert } from './incident.ts';
import type { AlertmanagerView, HeldAlert, PrometheusView } from './neighbours.ts';
import { watchdogName } from './watchdog.ts';
import { within } from './within.ts';

/** Alertmanager tells these elsewhere; the router is not their messenger. */
const notOurs: ReadonlySet<string> = new Set(
  Object.values<AnyAlert>(alerts)
    .filter((alert) => (alert.delivery ?? 'router') !== 'router')
    .map((alert) => alert.name),
);

/** An alert that a webhook just told may be missing from an answer that was on its way already. */
const settling = 5;
/** Alertmanager gets this long to deliver an alert by itself: group_wait, inhibition and a few retries. */
const lostAfter = 30;
/** Without any confirmation for this long nobody knows whether it still fires. */
const unverifiedAfter = 300;
/** A restarted Prometheus needs this long to judge its rules on fresh samples again. */
const prometheusSettled = limits.keepFiring;

export interface Evidence {
  readonly now: number;
  readonly scale: number;
  /** Firing and unverified alerts of the store. */
  readonly live: readonly StoredAlert[];
  /** Alerts of the store that were resolved a short while ago. */
  readonly over: readonly StoredAlert[];
  /** One per configured Alertmanager; undefined for one that does not answer. */
  readonly alertmanagers: readonly (AlertmanagerView | undefined)[];
  readonly prometheus: PrometheusView | undefined;
  /** The latest life of an alert that an Alertmanager holds and the store does not have as live. */
  readonly latest: (fingerprint: string) => StoredAlert | undefined;
}

export interface Findings {
  /** Still firing: only the time of confirmation moves. */
  readonly confirmed: readonly StoredAlert[];
  readonly changes: readonly { readonly alert: StoredAlert; readonly status: AlertStatus }[];
  /**
   * Of those, over: PagerDuty is owed their resolve. Alertmanager never said so, or said so when nobody could know, and
   * then we have paged again.
   */
  readonly resolved: readonly StoredAlert[];
  /** Firing in Alertmanager, but no webhook ever told; or told as resolved, while Prometheus goes on firing it. */
  readonly lost: readonly IncomingAlert[];
  /** Fingerprints of the latter that no Alertmanager holds: it has told PagerDuty, too, that they are over. */
  readonly unheard: ReadonlySet<string>;
}

const absenceProves = (evidence: Evidence): boolean => {
  const settled = scaled(limits.alertmanagerSettled, evidence.scale);
  return (
    evidence.alertmanagers.length > 0 &&
    evidence.alertmanagers.every(
      (view) =>
        view !== undefined &&
        !within(evidence.now, view.startedAt, settled) &&
        view.alerts.some((alert) => alert.labels.alertname === watchdogName),
    ) &&
    prometheusKnows(evidence)
  );
};

/** Whether what Prometheus does not list is over. */
export const prometheusKnows = ({ prometheus, now }: Pick<Evidence, 'prometheus' | 'now'>): boolean =>
  prometheus !== undefined && !within(now, prometheus.startedAt, prometheusSettled);

type Holds = (alert: StoredAlert) => boolean;

const statusOf = (alert: StoredAlert, holds: Holds, evidence: Evidence): AlertStatus | 'confirmed' => {
  const { now, scale } = evidence;
  // Just told: the answers below may be older than that.
  if (alert.status === 'unverified' && within(now, alert.seenAt, settling)) return alert.status;
  if (holds(alert)) return alert.status === 'firing' ? 'confirmed' : 'firing';
  if (within(now, alert.seenAt, settling)) return alert.status;
  if (absenceProves(evidence)) return 'resolved';
  // Alertmanager said resolved while Prometheus could not be asked; now it can, and agrees.
  if (alert.status === 'unverified' && alert.endsAt !== null && prometheusKnows(evidence)) return 'resolved';
  return within(now, alert.seenAt, scaled(unverifiedAfter, scale)) ? alert.status : 'unverified';
};

const lostAlerts = (evidence: Evidence, held: readonly HeldAlert[]): readonly IncomingAlert[] => {
  const live = new Set(evidence.live.map((alert) => alert.fingerprint));
  const found = new Map<string, IncomingAlert>();
  for (const alert of held) {
    if (!alert.active || live.has(alert.fingerprint) || notOurs.has(alert.labels.alertname ?? '')) continue;
    if (within(evidence.now, alert.startsAt, lostAfter)) continue;
    const known = evidence.latest(alert.fingerprint);
    if (known && within(evidence.now, known.seenAt, lostAfter)) continue;
    found.set(alert.fingerprint, { ...alert, startsAt: Math.min(evidence.now, alert.startsAt) });
  }
  return [...found.values()];
};

/**
 * Alertmanager resolves what it has not been told of for 100 s, or four minutes where Prometheus's own defaults rule.
 * When only its own line to Prometheus is cut, that is a false "resolved", and whoever can still ask Prometheus knows
 * better. What one of them holds, and keeps silent or inhibited, it was told of: that is nothing lost.
 */
const stillFiring = ({ over, prometheus, now }: Evidence, muted: ReadonlySet<string>): readonly IncomingAlert[] => {
  if (over.length === 0) return [];
  const fires = heldIn(prometheus?.firing ?? []);
  return over
    .filter((alert) => alert.origin === 'alertmanager' && !within(now, alert.seenAt, settling) && fires(alert))
    .filter(({ fingerprint }) => !muted.has(fingerprint))
    .map(({ fingerprint, labels, annotations, groupKey, endsAt, seenAt }) => {
      const since = { startsAt: endsAt ?? seenAt, endsAt: null };
      return { fingerprint, labels, annotations, groupKey, ...since, status: 'firing', origin: 'alertmanager' };
    });
};

export const reconcile = (evidence: Evidence): Findings => {
  const held = evidence.alertmanagers.flatMap((view) => view?.alerts ?? []);
  const fingerprints = new Set(held.map((alert) => alert.fingerprint));
  const inPrometheus = heldIn(evidence.prometheus?.alerts ?? []);
  const holds: Holds = (alert) => fingerprints.has(alert.fingerprint) || inPrometheus(alert);
  const confirmed: StoredAlert[] = [];
  const changes: { alert: StoredAlert; status: AlertStatus }[] = [];
  for (const alert of evidence.live) {
    if (alert.origin !== 'alertmanager') continue;
    const status = statusOf(alert, holds, evidence);
    if (status === 'confirmed') confirmed.push(alert);
    else if (status !== alert.status) changes.push({ alert, status });
  }
  const resolved = changes.flatMap(({ alert, status }) => (status === 'resolved' ? [alert] : []));
  const muted = held.filter((alert) => alert.inhibited || alert.silenced).map(({ fingerprint }) => fingerprint);
  const denied = stillFiring(evidence, new Set(muted));
  const unheard = new Set(denied.map(({ fingerprint }) => fingerprint).filter((each) => !fingerprints.has(each)));
  return { confirmed, changes, resolved, lost: [...lostAlerts(evidence, held), ...denied], unheard };
};
