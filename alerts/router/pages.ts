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

const owe = (store: Store, groupKey: string, event: PagerDutyEvent, now: number): void => {
  const owed: OwedEvent = { groupKey, event };
  const payload = JSON.stringify(owed);
  store.outbox.put(
    { sink: 'pagerduty', key: `${event.action}:${groupKey}`, incidentId: null, payload, priority: 0, dueAt: now },
    now,
  );
};

export const oweTrigger = (store: Store, alert: StoredAlert, now: number): void => {
  if (alert.groupKey === null) return;
  owe(
    store,
    alert.groupKey,
    {
      action: 'trigger',
      dedupKey: dedupKeyOf(alert.groupKey),
      summary: alert.annotations.summary ?? alert.name,
      source: 'headwatch-router',
      severity: 'critical',
      at: alert.startsAt,
      component: alert.labels.scope ?? 'self',
      class: alert.pageClass ?? 'monitor',
      details: { description: alert.annotations.description ?? null, action: alert.annotations.action ?? null },
    },
    now,
  );
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

export const oweAcknowledgements = (store: Store, alerts: readonly StoredAlert[], now: number): void => {
  const live = alerts.filter((alert) => alert.severity === 'page' && alert.status !== 'resolved');
  for (const groupKey of new Set(live.flatMap((alert) => (alert.groupKey ? [alert.groupKey] : [])))) {
    owe(store, groupKey, { action: 'acknowledge', dedupKey: dedupKeyOf(groupKey) }, now);
  }
};

/** Whether an event is still right: by the time it goes, its group may fire again, or be over. */
export const stillOwed = (store: Store, owed: OwedEvent): boolean => {
  const lives = store.groupLives(owed.groupKey);
  return owed.event.action === 'resolve' ? !lives : owed.event.action === 'change' || lives;
};
