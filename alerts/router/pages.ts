/** What the router itself says to PagerDuty: its own page, resolves that Alertmanager owes, acknowledgements. */
import { dedupKeyOf } from '../pagerduty-client/dedupKey.ts';
import type { PagerDutyEvent } from '../pagerduty-client/events.ts';
import type { StoredAlert } from './incident.ts';
import type { Store } from './store/store.ts';

/** An event, and the group that it is about: a late resolve must not close a page that fires again. */
export interface OwedEvent {
  readonly groupKey: string;
  readonly event: PagerDutyEvent;
  /** A trigger before which what is open under its key is resolved: an acknowledged one would take it in silently. */
  readonly anew?: boolean;
}

const put = (store: Store, owed: OwedEvent, now: number, dueAt: number): void => {
  const key = `${owed.anew ? 'anew' : owed.event.action}:${owed.groupKey}`;
  store.outbox.put(
    { sink: 'pagerduty', key, incidentId: null, payload: JSON.stringify(owed), priority: 0, dueAt },
    now,
  );
};
const owe = (store: Store, groupKey: string, event: PagerDutyEvent, now: number, dueAt = now): void =>
  put(store, { groupKey, event }, now, dueAt);

const triggerOf = (alert: StoredAlert, groupKey: string, doubt?: string): PagerDutyEvent => ({
  action: 'trigger',
  dedupKey: dedupKeyOf(groupKey),
  summary: `${doubt ? 'State unverified, taken as open: ' : ''}${alert.annotations.summary ?? alert.name}`,
  source: 'headwatch-router',
  severity: 'critical',
  at: alert.startsAt,
  component: alert.labels.scope ?? 'self',
  group: alert.labels.region ?? 'all',
  class: alert.pageClass ?? 'monitor',
  details: {
    ...(doubt ? { doubt } : {}),
    description: alert.annotations.description ?? null,
    action: alert.annotations.action ?? null,
    runbook: alert.annotations.runbook_url ?? null,
  },
});

export const oweTrigger = (store: Store, alert: StoredAlert, now: number): void => {
  if (alert.groupKey !== null) owe(store, alert.groupKey, triggerOf(alert, alert.groupKey), now);
};

/** Alertmanager says the same to PagerDuty as to us, in the same moment: what undoes it must come after. Seconds. */
const afterNative = 3;

/**
 * Pages again what Alertmanager has resolved at PagerDuty although nobody can say that it is over. Under the same key:
 * where that resolve never arrived, nothing rings.
 */
export const oweReopening = (store: Store, alerts: readonly StoredAlert[], doubt: string, now: number): void => {
  for (const alert of alerts) {
    if (alert.severity !== 'page' || alert.groupKey === null) continue;
    owe(store, alert.groupKey, triggerOf(alert, alert.groupKey, doubt), now, now + afterNative);
  }
};

/** Pages for an outage in a group that Alertmanager has open since an earlier one. */
export const oweAnew = (store: Store, alerts: readonly StoredAlert[], now: number): void => {
  for (const alert of alerts) {
    if (alert.groupKey === null) continue;
    const event = triggerOf(alert, alert.groupKey);
    put(store, { groupKey: alert.groupKey, event, anew: true }, now, now + afterNative);
  }
};

/**
 * While our own event was under way, Alertmanager may have said the opposite, and nobody knows which came first: what is
 * true now is said once more.
 */
export const oweCrossed = (store: Store, { groupKey, event }: OwedEvent, now: number): void => {
  const [live] = store.liveAlerts().filter((alert) => alert.groupKey === groupKey);
  const dueAt = now + afterNative;
  if (event.action === 'resolve' && live) owe(store, groupKey, triggerOf(live, groupKey), now, dueAt);
  if (event.action === 'trigger' && !live)
    owe(store, groupKey, { action: 'resolve', dedupKey: dedupKeyOf(groupKey) }, now, dueAt);
};

/** One resolve per group of pages that is over. Groups with anything not over keep their page. */
export const oweResolves = (store: Store, alerts: readonly StoredAlert[], now: number): void => {
  const groups = new Set(
    alerts.flatMap((alert) => (alert.severity === 'page' && alert.groupKey ? [alert.groupKey] : [])),
  );
  for (const groupKey of groups) {
    if (!store.groupLives(groupKey)) owe(store, groupKey, { action: 'resolve', dedupKey: dedupKeyOf(groupKey) }, now);
  }
};

/** @returns of how many groups PagerDuty is to be told */
export const oweAcknowledgements = (store: Store, alerts: readonly StoredAlert[], now: number): number => {
  const live = alerts.filter((alert) => alert.severity === 'page' && alert.status !== 'resolved');
  const groups = new Set(live.flatMap((alert) => (alert.groupKey ? [alert.groupKey] : [])));
  for (const groupKey of groups) {
    owe(store, groupKey, { action: 'acknowledge', dedupKey: dedupKeyOf(groupKey) }, now);
  }
  return groups.size;
};

/** Whether an event is still right: by the time it goes, its group may fire again, or be over. */
export const stillOwed = (store: Store, owed: OwedEvent): boolean => {
  const lives = store.groupLives(owed.groupKey);
  return owed.event.action === 'resolve' ? !lives : owed.event.action === 'change' || lives;
};
