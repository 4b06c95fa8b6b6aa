/** Alerts to incidents: what changes, inside the caller's transaction. No clocks, no network. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { pageGroupKey } from '../routing/groupKey.ts';
import type { AlertStatus, Incident, IncomingAlert, Standing, StoredAlert } from './incident.ts';
import { severityOf } from './incident.ts';
import { incidentKeyOf } from './incidentKey.ts';
import { withState } from './incidentState.ts';
import { unpagedOf } from './newPages.ts';
import { oweCard } from './oweCard.ts';
import { oweAnew } from './pages.ts';
import type { Store } from './store/store.ts';
import { causeEntries, changesBetween, isCauseConfirmed, noteAll } from './timeline.ts';
import { within } from './within.ts';

export interface LifecycleOptions {
  readonly fleet: Fleet;
  readonly now: number;
  /**
   * Whether Prometheus is known to be well. While it is not, Alertmanager calls an alert resolved that was merely not
   * repeated (100 s after the last word, four minutes with Prometheus's own defaults), so its "resolved" is hearsay.
   */
  readonly verified: boolean;
  readonly cards: boolean;
  /** Whether the router may page; false by default. */
  readonly pages?: boolean;
  readonly reopenWithin?: number;
}

/** A firing message of the same episode this soon after its resolve is a late copy (retry, second Alertmanager). */
const lateCopy = 60;

/** What was to blame for other alerts says nothing of this one; what a person said of the incident stands. */
const causesFor = (store: Store, last: Incident, alert: IncomingAlert, now: number): Incident['causes'] => {
  const { causes, id } = last;
  const isKnown = store.alertsOf(id).some(({ labels }) => labels.alertname === alert.labels.alertname);
  if (isKnown || (causes.at(-1)?.cause ?? 'unattributed') === 'unattributed' || isCauseConfirmed(store, id))
    return causes;
  const anew = [...causes.slice(-19), { cause: 'unattributed', detail: '', at: now } as const];
  noteAll(store, id, causeEntries(causes, anew, now));
  return anew;
};

const incidentFor = (store: Store, alert: IncomingAlert, options: LifecycleOptions): Incident => {
  const { scope, region } = incidentKeyOf(options.fleet, alert.labels);
  const open = store.openIncident(scope, region);
  if (open) return open;
  const last = store.lastResolved(scope, region);
  const severity = severityOf(alert.labels);
  // To the second, it is within.
  const reopens = (options.reopenWithin ?? limits.reopenWithin) + 1;
  if (last?.resolvedAt && within(options.now, last.resolvedAt, reopens)) {
    const again: Incident = {
      ...last,
      state: 'firing',
      severity,
      resolvedAt: null,
      ackedAt: null,
      ackedBy: null,
      reopened: last.reopened + 1,
      causes: causesFor(store, last, alert, options.now),
    };
    store.saveIncident(again);
    return again;
  }
  const fresh: Incident = {
    id: store.nextId(options.now),
    scope,
    region,
    state: 'firing',
    severity,
    peak: severity,
    headline: alert.labels.alertname ?? 'Alert',
    openedAt: alert.startsAt,
    resolvedAt: null,
    ackedAt: null,
    ackedBy: null,
    messageId: null,
    sentAt: null,
    sentMaterial: null,
    heldUntil: null,
    reopened: 0,
    newPages: 0,
    causes: [],
  };
  store.saveIncident(fresh);
  return fresh;
};

/** The API of Alertmanager does not tell the group; only that of a page is ever needed. */
const groupOfUntold = ({ labels, origin }: IncomingAlert): string | null =>
  origin === 'alertmanager' && severityOf(labels) === 'page' ? pageGroupKey(labels) : null;

/** The stored alert after a message, with the id of its incident, or undefined when the message says nothing new. */
const applyOne = (store: Store, alert: IncomingAlert, options: LifecycleOptions): string | undefined => {
  const { now } = options;
  const known = store.latestAlert(alert.fingerprint);
  if (alert.status === 'resolved') {
    if (!known || known.status === 'resolved') return undefined;
    // A resolve of an earlier episode, delivered late: the present one goes on. None began later than now.
    if (alert.endsAt !== null && alert.endsAt <= known.startsAt && known.startsAt <= now) return undefined;
    const status: AlertStatus = options.verified ? 'resolved' : 'unverified';
    if (known.status === status && known.endsAt !== null) return undefined;
    store.saveAlert({ ...known, status, endsAt: alert.endsAt ?? now, seenAt: now });
    return known.incidentId;
  }
  const live = known && known.status !== 'resolved' ? known : undefined;
  if (known?.status === 'resolved' && known.endsAt !== null) {
    // The reconcile loop brings it back if it does fire.
    if (alert.startsAt < known.endsAt && within(now, known.seenAt, lateCopy)) return undefined;
  }
  const incidentId = live?.incidentId ?? incidentFor(store, alert, options).id;
  store.saveAlert({
    incidentId,
    fingerprint: alert.fingerprint,
    name: alert.labels.alertname ?? 'Alert',
    severity: severityOf(alert.labels),
    pageClass: alert.labels.page_class ?? null,
    origin: alert.origin,
    labels: alert.labels,
    annotations: alert.annotations,
    groupKey: alert.groupKey ?? known?.groupKey ?? groupOfUntold(alert),
    status: 'firing',
    // A restarted Prometheus names a new start for what never stopped.
    startsAt: live ? Math.min(live.startsAt, alert.startsAt) : alert.startsAt,
    endsAt: null,
    seenAt: now,
  });
  return incidentId;
};

/** What of an alert list is news: who is in it and how each stands. */
const listing = (alerts: readonly StoredAlert[]): string =>
  alerts
    .map((alert) => `${alert.fingerprint}:${alert.status}`)
    .sort()
    .join(' ');

/**
 * Applies messages and makes the cards owed that they change. Idempotent: a redelivery, a second Alertmanager's copy or
 * a changed startsAt of a firing alert changes nothing that a card shows.
 * @returns ids of the incidents that changed
 */
export const applyAlerts = (
  store: Store,
  incoming: readonly IncomingAlert[],
  options: LifecycleOptions,
): readonly string[] => {
  const before = new Map<string, Standing>();
  const remember = (incident: Incident | undefined): void => {
    if (incident && !before.has(incident.id))
      before.set(incident.id, { incident, alerts: store.alertsOf(incident.id) });
  };
  const touched = new Set<string>();
  const keys = new Set<string>();
  for (const alert of incoming) {
    const { scope, region } = incidentKeyOf(options.fleet, alert.labels);
    const key = `${scope} ${region}`;
    if (!keys.has(key)) remember(store.openIncident(scope, region) ?? store.lastResolved(scope, region));
    keys.add(key);
    const known = store.latestAlert(alert.fingerprint);
    if (known) remember(store.incident(known.incidentId));
    const id = applyOne(store, alert, options);
    if (id) touched.add(id);
  }
  return [...touched].filter((id) => settle(store, id, before.get(id), options));
};

const settle = (store: Store, id: string, before: Standing | undefined, options: LifecycleOptions): boolean => {
  const stored = store.incident(id);
  if (!stored) return false;
  const alerts = store.alertsOf(id);
  const after = withState(stored, alerts, before, options.now);
  store.saveIncident(after);
  const was = before?.incident;
  const unsent = after.sentAt === null;
  const urgent =
    unsent ||
    !was ||
    was.state !== after.state ||
    was.severity !== after.severity ||
    was.ackedAt !== after.ackedAt ||
    was.newPages !== after.newPages;
  const changed = urgent || listing(before?.alerts ?? []) !== listing(alerts);
  noteAll(store, id, changesBetween(before, { incident: after, alerts }, options.fleet, options.now));
  if (changed && options.cards) oweCard(store, after, urgent, options.now);
  if (options.pages) oweAnew(store, unpagedOf(before, alerts), options.now);
  return changed;
};

/** Changes the status of stored alerts (the reconcile loop's findings) and settles their incidents. */
export const restate = (
  store: Store,
  changes: readonly { readonly alert: StoredAlert; readonly status: AlertStatus }[],
  options: LifecycleOptions,
): void => {
  const before = new Map<string, Standing>();
  for (const { alert, status } of changes) {
    if (!before.has(alert.incidentId)) {
      const incident = store.incident(alert.incidentId);
      if (incident) before.set(alert.incidentId, { incident, alerts: store.alertsOf(alert.incidentId) });
    }
    const endsAt = status === 'resolved' ? (alert.endsAt ?? options.now) : status === 'firing' ? null : alert.endsAt;
    store.saveAlert({ ...alert, status, endsAt, seenAt: status === 'unverified' ? alert.seenAt : options.now });
  }
  for (const [id, state] of before) settle(store, id, state, options);
};
