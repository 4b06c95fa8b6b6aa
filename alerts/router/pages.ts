/** What the router itself says to PagerDuty: its own page, resolves that Alertmanager owes, acknowledgements. */
import { dedupKeyOf } from '../pagerduty-client/dedupKey.ts';
import type { PagerDutyEvent } from '../pagerduty-client/events.ts';
import type { StoredAlert } from './incident.ts';
import type { Store } from './store/store.ts';

/** An event, and the group that it is about: a late resolve must not close a page that fires again. */
export interface OwedEvent {
  readonly groupKey: string;
  readonly event: PagerDutyEvent;
}

const owe = (store: Store, groupKey: string, event: PagerDutyEvent, now: number, dueAt = now): void => {
  const owed: OwedEvent = { groupKey, event };
  const payload = JSON.stringify(owed);
  store.outbox.put(
    { sink: 'pagerduty', key: `${event.action}:${groupKey}`, incidentId: null, payload, priority: 0, dueAt },
    now,
  );
};

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
