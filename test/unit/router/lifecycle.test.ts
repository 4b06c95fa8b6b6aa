import { expect, test } from 'vitest';
import type { IncomingAlert } from '../../../alerts/router/incident.ts';
import { applyAlerts, type LifecycleOptions } from '../../../alerts/router/lifecycle.ts';
import type { Store } from '../../../alerts/router/store/store.ts';
import { alertOf, fleetOf, labelsOf, temporaryStore } from './fleet.ts';

const fleet = fleetOf();
const t0 = 1_795_000_000;

const apply = (store: Store, now: number, alerts: readonly IncomingAlert[], more: Partial<LifecycleOptions> = {}) =>
  store.transaction(() => applyAlerts(store, alerts, { fleet, now, verified: true, cards: true, ...more }));

/** As if the pending cards had been delivered at this time. */
const deliver = (store: Store, now: number): number => {
  const jobs = store.outbox.due('discord', now + 1e6, 100, []);
  for (const job of jobs) {
    const incident = store.incident(job.incidentId ?? '');
    if (incident) store.saveIncident({ ...incident, messageId: `m-${incident.id}`, sentAt: now });
    store.outbox.drop(job);
  }
  return jobs.length;
};

test("a node's warning and its edge's page are one incident, escalated and calmed again", () => {
  const store = temporaryStore();
  apply(store, t0, [alertOf(labelsOf.nodeStalled, 'firing', t0 - 5)]);
  expect(store.openIncidents()).toMatchObject([{ scope: 'edge:arb', region: 'eu', severity: 'warning' }]);
  deliver(store, t0);

  apply(store, t0 + 3, [alertOf(labelsOf.edgeDown, 'firing', t0 + 2)]);
  expect(store.openIncidents()).toMatchObject([{ severity: 'page', headline: 'EdgeDown', openedAt: t0 - 5 }]);
  // A change of severity does not wait for the ten seconds between edits.
  expect(store.outbox.due('discord', t0 + 3, 9, [])).toHaveLength(1);
  deliver(store, t0 + 3);

  apply(store, t0 + 100, [alertOf(labelsOf.edgeDown, 'resolved', t0 + 2, { endsAt: t0 + 100 })]);
  expect(store.openIncidents()).toMatchObject([{ state: 'firing', severity: 'warning', headline: 'NodeStalled' }]);
  deliver(store, t0 + 100);

  apply(store, t0 + 120, [alertOf(labelsOf.nodeStalled, 'resolved', t0 - 5, { endsAt: t0 + 119 })]);
  expect(store.lastIncidents(9)).toMatchObject([{ state: 'resolved', peak: 'page', resolvedAt: t0 + 119 }]);
  expect(deliver(store, t0 + 120)).toBe(1);
});

test('redelivery, a second Alertmanager and another startsAt change nothing', () => {
  const store = temporaryStore();
  const firing = alertOf(labelsOf.edgeDown, 'firing', t0);
  apply(store, t0, [firing, firing]);
  expect(deliver(store, t0)).toBe(1);
  for (const copy of [firing, { ...firing, startsAt: t0 + 40 }, { ...firing, groupKey: null }]) {
    expect(apply(store, t0 + 41, [copy])).toEqual([]);
  }
  expect(deliver(store, t0 + 42)).toBe(0);
  expect(store.liveAlerts()).toMatchObject([{ startsAt: t0, groupKey: firing.groupKey }]);
  expect(store.lastIncidents(9)).toHaveLength(1);

  const resolved = alertOf(labelsOf.edgeDown, 'resolved', t0 + 40, { endsAt: t0 + 90 });
  expect(apply(store, t0 + 90, [resolved])).toHaveLength(1);
  expect(apply(store, t0 + 91, [resolved])).toEqual([]);
  // The first delivery, retried late by the other Alertmanager: it must not open the incident again.
  expect(apply(store, t0 + 95, [firing])).toEqual([]);
  expect(store.openIncidents()).toEqual([]);
});

test('a late resolve of an earlier episode does not end the present one', () => {
  const store = temporaryStore();
  apply(store, t0, [alertOf(labelsOf.edgeDown, 'firing', t0)]);
  expect(apply(store, t0 + 1, [alertOf(labelsOf.edgeDown, 'resolved', t0 - 500, { endsAt: t0 - 400 })])).toEqual([]);
  expect(store.openIncidents()).toMatchObject([{ state: 'firing' }]);
});

test('a resolve of what was never heard of opens nothing', () => {
  const store = temporaryStore();
  expect(apply(store, t0, [alertOf(labelsOf.edgeDown, 'resolved', t0 - 100)])).toEqual([]);
  expect(store.lastIncidents(9)).toEqual([]);
  expect(store.outbox.size('discord').pending).toBe(0);
});

test('within 15 minutes the same incident reopens on its card; after that there is a new one', () => {
  const store = temporaryStore();
  const cycle = (from: number, to: number): void => {
    apply(store, from, [alertOf(labelsOf.edgeDown, 'firing', from)]);
    deliver(store, from);
    apply(store, to, [alertOf(labelsOf.edgeDown, 'resolved', from, { endsAt: to })]);
    deliver(store, to);
  };
  cycle(t0, t0 + 100);
  cycle(t0 + 900, t0 + 1000);
  const again = store.lastIncidents(9);
  expect(again).toMatchObject([{ reopened: 1, openedAt: t0, resolvedAt: t0 + 1000 }]);
  expect(again[0]?.messageId).toBe(`m-${again[0]?.id}`);
  cycle(t0 + 2000, t0 + 2100);
  expect(store.lastIncidents(9).map((incident) => incident.reopened)).toEqual([0, 1]);
});

test('an incident that another alert reopens does not blame what was to blame before, unless a person said so', () => {
  const causes = [{ cause: 'edge', detail: 'the nodes behind it are well', at: t0 + 5 }] as const;
  const reopenedBy = (labels: typeof labelsOf.edgeDown | typeof labelsOf.nodeStalled, by: string | null) => {
    const store = temporaryStore();
    apply(store, t0, [alertOf(labelsOf.edgeDown, 'firing', t0)]);
    const [open] = store.openIncidents();
    if (!open) throw new Error('no incident');
    store.saveIncident({ ...open, causes });
    store.note(open.id, { at: t0 + 5, kind: 'cause', text: 'Cause: edge.', by });
    apply(store, t0 + 100, [alertOf(labelsOf.edgeDown, 'resolved', t0, { endsAt: t0 + 100 })]);
    apply(store, t0 + 300, [alertOf(labels, 'firing', t0 + 300)]);
    expect(store.openIncidents()).toMatchObject([{ reopened: 1 }]);
    return { causes: store.openIncidents()[0]?.causes, told: store.timeline(open.id).map(({ text }) => text) };
  };
  const other = reopenedBy(labelsOf.nodeStalled, null);
  expect(other.causes).toEqual([...causes, { cause: 'unattributed', detail: '', at: t0 + 300 }]);
  expect(other.told).toContain('Cause: not known any more (before: edge).');
  expect(reopenedBy(labelsOf.edgeDown, null).causes).toEqual(causes);
  expect(reopenedBy(labelsOf.nodeStalled, 'operator').causes).toEqual(causes);
});

test('an incident acknowledged as a warning is not acknowledged as a page', () => {
  const store = temporaryStore();
  apply(store, t0, [alertOf(labelsOf.nodeStalled, 'firing', t0)]);
  const [open] = store.openIncidents();
  if (open) store.saveIncident({ ...open, ackedAt: t0 + 1, ackedBy: 'operator' });
  apply(store, t0 + 2, [alertOf(labelsOf.edgeDown, 'firing', t0 + 2)]);
  expect(store.openIncidents()).toMatchObject([{ severity: 'page', ackedAt: null }]);
});

/** As if somebody had acknowledged what is open. */
const acknowledge = (store: Store, now: number): void => {
  const [open] = store.openIncidents();
  if (open) store.saveIncident({ ...open, ackedAt: now, ackedBy: 'operator' });
};

test('an acknowledged risk is not an acknowledged outage, and what joins an acknowledged outage is', () => {
  const store = temporaryStore();
  apply(store, t0, [alertOf(labelsOf.redundancyGone, 'firing', t0)]);
  acknowledge(store, t0 + 1);
  deliver(store, t0 + 1);
  apply(store, t0 + 2, [alertOf(labelsOf.edgeDown, 'firing', t0 + 2)]);
  expect(store.openIncidents()).toMatchObject([{ severity: 'page', ackedAt: null, ackedBy: null, newPages: 1 }]);
  expect(store.outbox.due('discord', t0 + 2, 9, [])).toHaveLength(1);
  expect(store.timeline(store.openIncidents()[0]?.id ?? '').map(({ text }) => text)).toContain(
    'The acknowledgement does not cover EdgeDown.',
  );
  acknowledge(store, t0 + 3);
  const journey = { ...labelsOf.edgeDown, alertname: 'JourneyFailing' };
  apply(store, t0 + 4, [alertOf(journey, 'firing', t0 + 4)]);
  apply(store, t0 + 90, [alertOf(labelsOf.redundancyGone, 'resolved', t0, { endsAt: t0 + 90 })]);
  expect(store.openIncidents()).toMatchObject([{ ackedBy: 'operator', newPages: 1 }]);
});

test('a page that ended and fires again is acknowledged by nobody, whatever kept its incident open', () => {
  const store = temporaryStore();
  const burn = { ...labelsOf.edgeDown, alertname: 'BudgetFastBurn' };
  apply(store, t0, [alertOf(labelsOf.edgeDown, 'firing', t0), alertOf(burn, 'firing', t0 + 40)]);
  acknowledge(store, t0 + 50);
  apply(store, t0 + 90, [alertOf(labelsOf.edgeDown, 'resolved', t0, { endsAt: t0 + 90 })]);
  expect(store.openIncidents()).toMatchObject([{ headline: 'BudgetFastBurn', ackedBy: 'operator' }]);
  const again = alertOf(labelsOf.edgeDown, 'firing', t0 + 102);
  apply(store, t0 + 102, [again]);
  expect(store.openIncidents()).toMatchObject([{ headline: 'EdgeDown', ackedBy: null, newPages: 1 }]);
  acknowledge(store, t0 + 103);
  for (const copy of [again, { ...again, startsAt: t0 + 130 }]) apply(store, t0 + 140, [copy]);
  expect(store.openIncidents()).toMatchObject([{ ackedBy: 'operator', newPages: 1 }]);
});

test('a fast burn covers no outage, and an outage covers what comes and goes beside it', () => {
  const burn = alertOf({ ...labelsOf.edgeDown, alertname: 'BudgetFastBurn' }, 'firing', t0);
  const journey = { ...labelsOf.edgeDown, alertname: 'JourneyFailing' };
  const store = temporaryStore();
  apply(store, t0, [burn]);
  acknowledge(store, t0 + 1);
  apply(store, t0 + 60, [alertOf(labelsOf.edgeDown, 'firing', t0 + 60)]);
  expect(store.openIncidents()).toMatchObject([{ ackedBy: null, newPages: 1 }]);
  acknowledge(store, t0 + 61);
  apply(store, t0 + 70, [alertOf(journey, 'firing', t0 + 70)]);
  apply(store, t0 + 140, [alertOf(journey, 'resolved', t0 + 70, { endsAt: t0 + 140 })]);
  apply(store, t0 + 150, [alertOf(journey, 'firing', t0 + 150)]);
  expect(store.openIncidents()).toMatchObject([{ ackedBy: 'operator', newPages: 1 }]);
});

test('an acknowledgement lives through a page that nobody could confirm for a while', () => {
  const store = temporaryStore();
  apply(store, t0, [alertOf(labelsOf.edgeDown, 'firing', t0)]);
  acknowledge(store, t0 + 1);
  apply(store, t0 + 300, [alertOf(labelsOf.edgeDown, 'resolved', t0, { endsAt: t0 + 300 })], { verified: false });
  apply(store, t0 + 310, [alertOf(labelsOf.edgeDown, 'firing', t0 + 305)]);
  expect(store.openIncidents()).toMatchObject([{ state: 'firing', ackedBy: 'operator', newPages: 0 }]);
});

test('a resolve while Prometheus cannot be asked is hearsay: unknown, not resolved', () => {
  const store = temporaryStore();
  apply(store, t0, [alertOf(labelsOf.edgeDown, 'firing', t0)]);
  deliver(store, t0);
  apply(store, t0 + 300, [alertOf(labelsOf.edgeDown, 'resolved', t0, { endsAt: t0 + 240 })], { verified: false });
  expect(store.openIncidents()).toMatchObject([{ state: 'unknown' }]);
  expect(deliver(store, t0 + 300)).toBe(1);
  apply(store, t0 + 310, [alertOf(labelsOf.edgeDown, 'firing', t0 + 305)]);
  expect(store.openIncidents()).toMatchObject([{ state: 'firing', reopened: 0 }]);
});

test('edits that change neither state nor severity keep ten seconds apart', () => {
  const store = temporaryStore();
  apply(store, t0, [alertOf(labelsOf.nodeStalled, 'firing', t0)]);
  deliver(store, t0);
  apply(store, t0 + 2, [alertOf(labelsOf.nodeLagging, 'firing', t0 + 2)]);
  expect(store.outbox.due('discord', t0 + 9.9, 9, [])).toEqual([]);
  expect(store.outbox.due('discord', t0 + 10, 9, [])).toHaveLength(1);
});

test('alerts find their incident: beacons and nodes by their edge, strangers by their own name', () => {
  const store = temporaryStore();
  const of = (labels: Record<string, string>): IncomingAlert => alertOf(labels, 'firing', t0);
  apply(store, t0, [
    of({ alertname: 'NodeUnreachable', scope: 'node:beacon-a', region: 'eu', severity: 'warning' }),
    of({ alertname: 'NodeUnreachable', scope: 'node:lone', region: 'us', severity: 'warning' }),
    of({ alertname: 'NodeUnreachable', scope: 'node:removed', region: 'eu', severity: 'warning' }),
    of({ alertname: 'MyOwnRule' }),
    of(labelsOf.chainHalted),
  ]);
  const keys = store.openIncidents().map(({ scope, region }) => `${scope} ${region}`);
  expect(keys.sort()).toEqual([
    'alert:MyOwnRule all',
    'chain:arbitrum-one all',
    'edge:eth eu',
    'node:lone us',
    'node:removed eu',
  ]);
  expect(store.openIncidents().find((incident) => incident.scope === 'alert:MyOwnRule')?.severity).toBe('warning');
});

test('ids are short, by day, and never used twice', () => {
  const store = temporaryStore();
  apply(store, t0, [alertOf(labelsOf.edgeDown, 'firing', t0), alertOf(labelsOf.chainHalted, 'firing', t0)]);
  const day = new Date(t0 * 1000).toISOString().slice(0, 10);
  expect(store.lastIncidents(9).map((incident) => incident.id)).toEqual([`${day}-2`, `${day}-1`]);
});
