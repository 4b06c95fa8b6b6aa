/** Which changes of a card ring, card by card, with the clock in hand. */
import { expect, test } from 'vitest';
import { renderCard } from '../../../alerts/notifiers/renderCard.ts';
import { afterCard } from '../../../alerts/router/beside.ts';
import { applyAlerts } from '../../../alerts/router/lifecycle.ts';
import { facts } from './cardStates.ts';
import { alertOf, fleetOf, labelsOf, temporaryStore } from './fleet.ts';

const t0 = 1_795_000_000;
const fleet = fleetOf();

const bench = () => {
  const store = temporaryStore();
  let now = t0;
  const hear = (at: number, labels: Readonly<Record<string, string>>, status: 'firing' | 'resolved' = 'firing') => {
    now = at;
    const alert = alertOf(labels, status, status === 'firing' ? at : t0, status === 'firing' ? {} : { endsAt: at });
    store.transaction(() => applyAlerts(store, [alert], { fleet, now, verified: true, cards: true }));
  };
  const acknowledge = (): void => {
    const [open] = store.openIncidents();
    if (open) store.saveIncident({ ...open, ackedAt: now, ackedBy: 'operator' });
  };
  /** The pending card is delivered; what it rings with, and whether the ring would still go. */
  const deliver = (): string | undefined => {
    const [open] = store.openIncidents();
    if (!open) throw new Error('nothing is open');
    const card = renderCard(open, store.alertsOf(open.id), { fleet, facts: facts(), now });
    const posted = open.messageId === null ? { messageId: 'm' } : undefined;
    store.saveIncident({ ...open, messageId: 'm', sentAt: now });
    afterCard({ store, now: () => now, rings: true }, open, card, posted);
    const ring = store.outbox.due('discord', now + 60, 9, []).find(({ key }) => key.startsWith('ping:'));
    if (!ring) return undefined;
    const { key, content } = JSON.parse(ring.payload) as { key: string; content: string }; // written by afterCard
    store.savePost({ incidentId: open.id, kind: 'ping', messageId: 'p', sentAt: now, material: key });
    store.outbox.drop(ring);
    return content.split(' · ')[0];
  };
  return { store, hear, acknowledge, deliver };
};

test('an outage after an acknowledged risk rings; what joins an acknowledged outage does not', () => {
  const { hear, acknowledge, deliver } = bench();
  hear(t0, labelsOf.redundancyGone);
  expect(deliver()).toBeUndefined();
  acknowledge();
  hear(t0 + 20, labelsOf.edgeDown);
  expect(deliver()).toBe('🔔 Another page');
  acknowledge();
  hear(t0 + 40, { ...labelsOf.edgeDown, alertname: 'JourneyFailing' });
  expect(deliver()).toBeUndefined();
});

test('a page that ended and fires again rings, although another one kept the incident open and acknowledged', () => {
  const { hear, acknowledge, deliver } = bench();
  hear(t0, labelsOf.edgeDown);
  deliver();
  hear(t0 + 40, { ...labelsOf.edgeDown, alertname: 'BudgetFastBurn' });
  expect(deliver()).toBeUndefined();
  acknowledge();
  hear(t0 + 90, labelsOf.edgeDown, 'resolved');
  expect(deliver()).toBeUndefined();
  hear(t0 + 102, labelsOf.edgeDown);
  expect(deliver()).toBe('🔔 Another page');
});
