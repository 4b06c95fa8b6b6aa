/** The wall clock is put back, as NTP does after a boot with a wrong one: nothing owed waits for the lost time. */
import { expect, onTestFinished, test } from 'vitest';
import { createDesk } from '../../../alerts/router/desk.ts';
import { holdCard, holdFor } from '../../../alerts/router/hold.ts';
import type { Incident } from '../../../alerts/router/incident.ts';
import { applyAlerts } from '../../../alerts/router/lifecycle.ts';
import type { AlertmanagerView, PrometheusView } from '../../../alerts/router/neighbours.ts';
import { createSender } from '../../../alerts/router/sender.ts';
import { alertOf, fleetOf, labelsOf, temporaryStore } from './fleet.ts';

const t0 = 1_795_000_000;

test('a pause and a job from before a step of an hour do not last an hour', async () => {
  const store = temporaryStore();
  let now = t0;
  const sent: number[] = [];
  const delivered = new Map<number, () => void>();
  const after = (count: number): Promise<void> => new Promise((resolve) => delivered.set(count, resolve));
  const sender = createSender({
    store,
    sink: 'discord',
    now: () => now,
    onError: (error) => expect.unreachable(String(error)),
    deliver: async (job) => {
      sent.push(now);
      setTimeout(() => delivered.get(sent.length)?.());
      if (sent.length < 3) return { kind: 'paused', seconds: 600 };
      store.outbox.done(job, now);
      return { kind: 'settled' };
    },
  });
  onTestFinished(() => sender.stop());
  const first = after(1);
  store.outbox.put({ sink: 'discord', key: 'k', incidentId: null, payload: '{}', priority: 0, dueAt: now }, now);
  sender.wake();
  await first;

  now = t0 + 599;
  sender.wake();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(sent).toEqual([t0]);

  now = t0 - 3600;
  const second = after(2);
  sender.wake();
  await second;
  // What the sink asks for after the step counts by the new clock.
  sender.wake();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(sent).toEqual([t0, t0 - 3600]);
});

test('a first card that waits for inhibition waits no longer than it can', async () => {
  // Of an incident, this is all that a hold reads.
  const incident = { sentAt: null, severity: 'warning', state: 'firing', heldUntil: t0 + 5 } as Incident;
  const hold = (now: number) =>
    holdCard(incident, [], { now: () => now, settled: 180, starts: async () => [], views: async () => [] });
  expect(await hold(t0)).toEqual({ until: t0 + 5 });
  expect(await hold(t0 + 5)).toBe('send');
  expect(await hold(t0 + 5 - holdFor - 3600)).toBe('send');
});

const back = 1800;

const heldBy = (now: number, ...alerts: readonly Readonly<Record<string, string>>[]): AlertmanagerView => ({
  startedAt: now - 3600,
  alerts: [{ alertname: 'Watchdog', scope: 'self', region: 'all' }, ...alerts].map((labels) => ({
    ...{ ...alertOf(labels, 'firing', now - 600), groupKey: null },
    ...{ active: true, inhibited: false, silenced: false },
  })),
});
const fires = (now: number, ...alerts: readonly Readonly<Record<string, string>>[]): PrometheusView => ({
  ...{ startedAt: now - 3600, alerts, firing: alerts },
});

const bench = () => {
  const store = temporaryStore();
  let now = t0;
  const common = { store, fleet: fleetOf(), scale: 1, cards: true, pages: true, wake: () => undefined };
  const desk = createDesk({ ...common, now: () => now, mono: () => 0 });
  return { store, desk, at: (time: number) => (now = time) };
};

test('an outage after the step opens its card: the end of the one before lies in the future', () => {
  const { store, desk, at } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)], fires(t0, labelsOf.edgeDown));
  at(t0 + 60);
  desk.receive([alertOf(labelsOf.edgeDown, 'resolved', t0, { endsAt: t0 + 60 })], fires(t0 + 60));
  expect(store.openIncidents()).toEqual([]);
  at(t0 + 80 - back);
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0 + 80 - back)], fires(t0 + 80 - back, labelsOf.edgeDown));
  expect(store.openIncidents()).toMatchObject([{ state: 'firing', headline: 'EdgeDown' }]);
});

test('an outage that goes on through the step ends when it ends, told or not', () => {
  const { store, desk, at } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)], fires(t0, labelsOf.edgeDown));
  const later = t0 + 60 - back;
  at(later);
  desk.receive([alertOf(labelsOf.edgeDown, 'resolved', t0 - back, { endsAt: later })], fires(later));
  expect(store.openIncidents()).toEqual([]);

  const other = bench();
  other.desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)], fires(t0, labelsOf.edgeDown));
  other.at(later);
  other.desk.learn({ alertmanagers: [heldBy(later)], prometheus: fires(later) });
  expect(other.store.openIncidents()).toEqual([]);
});

test('a webhook lost after the step is made up for', () => {
  const { store, desk, at } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)], fires(t0, labelsOf.edgeDown));
  at(t0 + 60);
  desk.receive([alertOf(labelsOf.edgeDown, 'resolved', t0, { endsAt: t0 + 60 })], fires(t0 + 60));
  const later = t0 + 120 - back;
  at(later);
  desk.learn({ alertmanagers: [heldBy(later, labelsOf.edgeDown)], prometheus: fires(later, labelsOf.edgeDown) });
  expect(store.openIncidents()).toMatchObject([{ state: 'firing' }]);
});

test('what Prometheus said before the step vouches for nothing after it', () => {
  const { store, desk, at } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)], fires(t0, labelsOf.edgeDown));
  at(t0 + 60 - back);
  desk.receive([alertOf(labelsOf.edgeDown, 'resolved', t0 - back, { endsAt: t0 + 60 - back })]);
  expect(store.openIncidents()).toMatchObject([{ state: 'unknown' }]);
});

test('an incident that ended before the step is not the one that opens long after it', () => {
  const store = temporaryStore();
  const apply = (now: number, status: 'firing' | 'resolved', startsAt: number): void =>
    void applyAlerts(
      store,
      [alertOf(labelsOf.edgeDown, status, startsAt, status === 'resolved' ? { endsAt: now } : {})],
      {
        ...{ fleet: fleetOf(), now, verified: true, cards: true },
      },
    );
  apply(t0, 'firing', t0);
  apply(t0 + 60, 'resolved', t0);
  apply(t0 - back, 'firing', t0 - back);
  expect(store.lastIncidents(9)).toHaveLength(2);
  apply(t0 - back + 60, 'resolved', t0 - back);
  expect(store.openIncidents()).toEqual([]);
});
