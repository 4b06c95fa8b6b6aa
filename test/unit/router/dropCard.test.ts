/** A card that Alertmanager calls muted is dropped; what came in while Alertmanager was asked is not. */
import { expect, test } from 'vitest';
import { type CardDesk, deliverCard } from '../../../alerts/router/cards.ts';
import { holdCard } from '../../../alerts/router/hold.ts';
import { applyAlerts } from '../../../alerts/router/lifecycle.ts';
import type { AlertmanagerView } from '../../../alerts/router/neighbours.ts';
import { facts } from './cardStates.ts';
import { alertOf, fleetOf, labelsOf, temporaryStore } from './fleet.ts';

const t0 = 1_795_000_000;
const fleet = fleetOf();

/** A node's warning whose hold is over, while Alertmanager takes its time to say that it is inhibited. */
const bench = () => {
  const store = temporaryStore();
  const hear = (labels: Readonly<Record<string, string>>, at: number): void =>
    void store.transaction(() =>
      applyAlerts(store, [alertOf(labels, 'firing', at)], { fleet, now: at, verified: true, cards: true }),
    );
  hear(labelsOf.nodeLagging, t0);
  const [open] = store.openIncidents();
  if (!open) throw new Error('nothing is open');
  store.saveIncident({ ...open, heldUntil: t0 + 10 });
  const muted = { ...alertOf(labelsOf.nodeLagging, 'firing', t0), active: false, inhibited: true, silenced: false };
  let answer: (views: readonly AlertmanagerView[]) => void = () => undefined;
  const asked = new Promise<readonly AlertmanagerView[]>((resolve) => {
    answer = resolve;
  });
  const now = () => t0 + 11;
  const posted: string[] = [];
  const desk: CardDesk = {
    ...{ fleet, store, now, facts: () => facts(), cost: async () => null, cause: async () => undefined },
    sink: {
      post: async (card) => {
        posted.push(card.content);
        return { kind: 'ok', messageId: '1' };
      },
      edit: async () => ({ kind: 'ok', messageId: undefined }),
      close: () => undefined,
    },
    hold: (incident, alerts) =>
      holdCard(incident, alerts, { now, settled: 180, starts: async () => [t0 - 20], views: () => asked }),
    commit: async (write) => write(),
    ...{ count: () => undefined, beside: () => undefined, onDelivered: () => undefined, onRejected: () => undefined },
  };
  const deliver = () => {
    const [job] = store.outbox.due('discord', t0 + 60, 1, []);
    if (!job) throw new Error('nothing is owed');
    return deliverCard(desk, job);
  };
  return { store, hear, deliver, posted, answer: () => answer([{ startedAt: t0 - 20, alerts: [muted] }]) };
};

test('muted, and nothing new: no card, and no incident', async () => {
  const { store, deliver, answer } = bench();
  const delivered = deliver();
  answer();
  expect(await delivered).toEqual({ kind: 'idle' });
  expect(store.lastIncidents(9)).toEqual([]);
  expect(store.outbox.size('discord').pending).toBe(0);
});

test.each([
  ['a page', labelsOf.edgeDown],
  ['another warning', labelsOf.nodeStalled],
] as const)(
  '%s that comes in while Alertmanager is asked keeps its incident, its alerts and its card',
  async (_, labels) => {
    const { store, hear, deliver, posted, answer } = bench();
    const delivered = deliver();
    hear(labels, t0 + 11);
    answer();
    expect(await delivered).toEqual({ kind: 'idle' });
    expect(store.openIncidents()).toHaveLength(1);
    expect(store.latestAlert(alertOf(labels, 'firing', t0).fingerprint)).toMatchObject({ status: 'firing' });
    expect(store.outbox.due('discord', t0 + 11, 9, [])).toHaveLength(1);
    expect(await deliver()).toEqual({ kind: 'settled' });
    expect(posted).toHaveLength(1);
  },
);
