/** Makes the operators' card of an incident owed, and says how far apart its edits are. */
import { type Incident, severities } from './incident.ts';
import type { Store } from './store/store.ts';
import { within } from './within.ts';

/** At most one edit per incident in this time, unless state or severity changed. */
export const editEvery = 10;

export const cardKey = (incidentId: string): string => `card:${incidentId}`;

/** Makes a card owed. Urgent ones go at once, the rest keep their distance from the last edit. */
export const oweCard = (store: Store, incident: Incident, urgent: boolean, now: number): void => {
  const spaced = !urgent && incident.sentAt !== null && within(now, incident.sentAt, editEvery);
  const dueAt = spaced ? Math.max(now, (incident.sentAt ?? now) + editEvery) : now;
  const priority = severities.indexOf(incident.severity);
  store.outbox.put(
    { sink: 'discord', key: cardKey(incident.id), incidentId: incident.id, payload: '{}', priority, dueAt },
    now,
  );
};
