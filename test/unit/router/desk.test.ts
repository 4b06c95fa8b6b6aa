import { describe, expect, test } from 'vitest';
import { dedupKeyOf } from '../../../alerts/pagerduty-client/dedupKey.ts';
import { createDesk, type Desk } from '../../../alerts/router/desk.ts';
import type { AlertmanagerView } from '../../../alerts/router/neighbours.ts';
import { type OwedEvent, stillOwed } from '../../../alerts/router/pages.ts';
import type { Store } from '../../../alerts/router/store/store.ts';
import { alertOf, fleetOf, groupKeyOf, labelsOf, temporaryStore } from './fleet.ts';

const t0 = 1_795_000_000;
const watchdog = alertOf({ alertname: 'Watchdog', severity: 'info', scope: 'self', region: 'all' }, 'firing', t0);

interface Bench {
  readonly store: Store;
  readonly desk: Desk;
  at(now: number): Bench;
  /** The wall clock is set; no time goes by. */
  step(seconds: number): void;
}

const bench = (store = temporaryStore(), startedAt = t0): Bench => {
  let now = startedAt;
  let stepped = 0;
  const desk = createDesk({
    fleet: fleetOf(),
    store,
    now: () => now,
    mono: () => now + stepped,
    scale: 1,
    cards: true,
    pages: true,
    wake: () => undefined,
  });
  const self: Bench = {
    store,
    desk,
    at: (time) => {
      now = time;
      return self;
    },
    step: (seconds) => {
      now += seconds;
      stepped -= seconds;
    },
  };
  return self;
};

const owed = (store: Store): readonly OwedEvent[] =>
  // Written by pages.ts as OwedEvent.
  store.outbox.due('pagerduty', Number.MAX_SAFE_INTEGER, 99, []).map((job) => JSON.parse(job.payload) as OwedEvent);

const well = (now: number): AlertmanagerView => ({
  startedAt: now - 3600,
  alerts: [{ ...watchdog, active: true, inhibited: false, silenced: false }],
});

/** What is owed to PagerDuty, by what it does; sent, so that it is not seen twice. */
const said = (store: Store): readonly string[] => {
  const jobs = store.outbox.due('pagerduty', Number.MAX_SAFE_INTEGER, 99, []);
  for (const job of jobs) store.outbox.drop(job);
  return jobs.map((job) => (JSON.parse(job.payload) as OwedEvent).event.action); // as above
};

describe('Alertmanager resolves at PagerDuty what it merely has not heard of', () => {
  const firing = { startedAt: t0 - 999, alerts: [labelsOf.edgeDown], firing: [labelsOf.edgeDown] };
  const over = { startedAt: t0 - 999, alerts: [], firing: [] };
  const resolved = (at: number) => alertOf(labelsOf.edgeDown, 'resolved', t0, { endsAt: at });
  const deaf = { startedAt: t0 - 999, alerts: [] };

  test('Prometheus fires on: the card never says resolved, and PagerDuty is paged again after its resolve', () => {
    const { store, desk, at } = bench();
    desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
    at(t0 + 240).desk.receive([resolved(t0 + 240)], firing);
    expect(store.openIncidents()).toMatchObject([{ state: 'firing', reopened: 0 }]);
    const [again] = owed(store);
    expect(again).toMatchObject({
      groupKey: groupKeyOf(labelsOf.edgeDown),
      event: {
        action: 'trigger',
        dedupKey: dedupKeyOf(groupKeyOf(labelsOf.edgeDown)),
        summary: 'State unverified, taken as open: Members get no fresh blocks.',
        details: { doubt: expect.stringContaining('is cut') },
      },
    });
    expect(store.outbox.nextDue('pagerduty', [])).toBeGreaterThan(t0 + 240);
    expect(said(store)).toEqual(['trigger']);

    // The way is mended, Prometheus ends it, Alertmanager does not know of it any more: we end what we have opened.
    at(t0 + 400).desk.learn({ alertmanagers: [well(t0 + 400)], prometheus: over });
    expect(store.openIncidents()).toEqual([]);
    expect(said(store)).toEqual(['resolve']);
  });

  test('Prometheus does not answer: unknown, paged again once, and ended by whoever can verify it', () => {
    const { store, desk, at } = bench();
    desk.learn({ alertmanagers: [well(t0)], prometheus: over });
    desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
    at(t0 + 240).desk.receive([resolved(t0 + 240)]);
    expect(store.openIncidents()).toMatchObject([{ state: 'unknown' }]);
    expect(owed(store)).toMatchObject([{ event: { action: 'trigger', details: { doubt: expect.any(String) } } }]);
    expect(said(store)).toEqual(['trigger']);
    at(t0 + 300).desk.learn({ alertmanagers: [deaf], prometheus: undefined });
    expect(said(store)).toEqual([]);
    at(t0 + 600).desk.learn({ alertmanagers: [deaf], prometheus: over });
    expect(store.openIncidents()).toEqual([]);
    expect(said(store)).toEqual(['resolve']);
  });

  test('Prometheus has just started and knows nothing yet: its silence ends nothing', () => {
    const { store, desk, at } = bench();
    desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
    at(t0 + 240).desk.receive([resolved(t0 + 240)], { ...over, startedAt: t0 + 230 });
    expect(store.openIncidents()).toMatchObject([{ state: 'unknown' }]);
    expect(said(store)).toEqual(['trigger']);
  });

  test('Prometheus agrees, or was heard of a moment ago: over, and nobody is paged again', () => {
    const { store, desk, at } = bench();
    desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
    at(t0 + 100).desk.receive([resolved(t0 + 100)], over);
    expect(store.openIncidents()).toEqual([]);
    at(t0 + 110).desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0 + 110)]);
    at(t0 + 120).desk.receive([{ ...resolved(t0 + 120), startsAt: t0 + 110 }]);
    expect(store.openIncidents()).toEqual([]);
    expect(said(store)).toEqual([]);
  });

  test('a part of a group ends: Alertmanager has resolved nothing at PagerDuty, and nothing is undone', () => {
    const { store, desk, at } = bench();
    const other = { ...labelsOf.edgeDown, alertname: 'JourneyFailing' };
    desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0), alertOf(other, 'firing', t0)]);
    at(t0 + 240).desk.receive([resolved(t0 + 240), alertOf(other, 'firing', t0)]);
    expect(said(store)).toEqual([]);
  });

  test('nobody is paged for a warning that nobody can verify', () => {
    const { store, desk, at } = bench();
    desk.receive([alertOf(labelsOf.nodeStalled, 'firing', t0)]);
    at(t0 + 240).desk.receive([alertOf(labelsOf.nodeStalled, 'resolved', t0, { endsAt: t0 + 240 })]);
    expect(store.openIncidents()).toMatchObject([{ state: 'unknown' }]);
    expect(said(store)).toEqual([]);
  });
});

test('a false resolve reopens its card as soon as Prometheus is heard to fire on', () => {
  const { store, desk, at } = bench();
  const prometheus = { startedAt: t0 - 999, alerts: [labelsOf.edgeDown], firing: [labelsOf.edgeDown] };
  const deaf = { startedAt: t0 - 999, alerts: [] };
  at(t0).desk.learn({ alertmanagers: [deaf], prometheus });
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
  at(t0 + 295).desk.learn({ alertmanagers: [deaf], prometheus });
  at(t0 + 300).desk.receive([alertOf(labelsOf.edgeDown, 'resolved', t0, { endsAt: t0 + 300 })]);
  expect(store.openIncidents()).toEqual([]);

  at(t0 + 303).desk.learn({ alertmanagers: [deaf], prometheus });
  expect(store.openIncidents()).toEqual([]);
  at(t0 + 310).desk.learn({ alertmanagers: [deaf], prometheus });
  expect(store.openIncidents()).toMatchObject([{ state: 'firing', openedAt: t0, reopened: 1, headline: 'EdgeDown' }]);
  expect(store.lastIncidents(9)).toHaveLength(1);
  expect(store.liveAlerts()).toMatchObject([{ groupKey: groupKeyOf(labelsOf.edgeDown) }]);
  expect(said(store)).toEqual(['trigger']);

  // Prometheus agrees at last: over for good.
  const over = { startedAt: t0 - 999, alerts: [], firing: [] };
  at(t0 + 400).desk.learn({ alertmanagers: [well(t0 + 400)], prometheus: over });
  at(t0 + 410).desk.learn({ alertmanagers: [well(t0 + 410)], prometheus: over });
  expect(store.openIncidents()).toEqual([]);
});

test('beats that came while nothing could be written were heard: no page once the disk is mended', () => {
  const inner = temporaryStore();
  let full = false;
  const transaction: Store['transaction'] = (work) => {
    if (full) throw new Error('database or disk is full');
    return inner.transaction(work);
  };
  const { desk, at } = bench({ ...inner, transaction });
  desk.receive([watchdog]);
  full = true;
  for (const late of [60, 120, 180, 240]) expect(() => at(t0 + late).desk.receive([watchdog])).toThrow('full');
  full = false;
  at(t0 + 245).desk.checkWatchdog();
  expect(inner.openIncidents()).toEqual([]);
  expect(owed(inner)).toEqual([]);
  // And still counted from the last one that came.
  at(t0 + 240 + 186).desk.checkWatchdog();
  expect(owed(inner)).toMatchObject([{ event: { action: 'trigger' } }]);
});

test('a label with a NUL in it is an alert like any other: one incident, and its end', () => {
  const { store, desk, at } = bench();
  const odd = { ...labelsOf.edgeDown, scope: 'edge:a\0b', region: 'e\0u' };
  for (const late of [0, 30]) at(t0 + late).desk.receive([alertOf(odd, 'firing', t0)]);
  const second = { ...odd, alertname: 'JourneyFailing' };
  desk.receive([alertOf(second, 'firing', t0)]);
  expect(store.openIncidents()).toHaveLength(1);
  expect(store.liveAlerts()).toHaveLength(2);
});

test('three missed beats page by ourselves, once; the next beat resolves', () => {
  const { store, desk, at } = bench();
  desk.receive([watchdog]);
  at(t0 + 184).desk.checkWatchdog();
  expect(store.openIncidents()).toEqual([]);

  for (const late of [186, 191, 400]) at(t0 + late).desk.checkWatchdog();
  expect(store.openIncidents()).toMatchObject([
    { scope: 'self', region: 'eu', headline: 'AlertingSilent', severity: 'page' },
  ]);
  const [trigger, ...more] = owed(store);
  expect(more).toEqual([]);
  expect(trigger?.event).toMatchObject({
    action: 'trigger',
    class: 'monitor',
    dedupKey: dedupKeyOf('router/alerting-silent'),
  });
  store.outbox.due('pagerduty', t0 + 400, 9, []).forEach(store.outbox.drop);

  at(t0 + 410).desk.receive([watchdog]);
  expect(store.openIncidents()).toEqual([]);
  expect(owed(store)).toMatchObject([{ event: { action: 'resolve', dedupKey: dedupKeyOf('router/alerting-silent') } }]);
});

test('a pipeline that never beat is silent three intervals after our start', () => {
  const { store, at } = bench();
  at(t0 + 180).desk.checkWatchdog();
  expect(store.openIncidents()).toEqual([]);
  at(t0 + 190).desk.checkWatchdog();
  expect(store.openIncidents()).toHaveLength(1);
});

test('a wall clock that is set an hour ahead has missed no beat, and hides none either', () => {
  const { store, desk, step, at } = bench();
  desk.receive([watchdog]);
  step(3600);
  desk.checkWatchdog();
  expect(store.openIncidents()).toEqual([]);
  at(t0 + 3600 + 186).desk.checkWatchdog();
  expect(store.openIncidents()).toHaveLength(1);
});

test("the router's own downtime is not the pipeline's silence", () => {
  const before = bench();
  before.desk.receive([watchdog]);
  const after = bench(before.store, t0 + 3600);
  after.at(t0 + 3605).desk.checkWatchdog();
  expect(after.store.openIncidents()).toEqual([]);
});

test('a resolved Watchdog is no beat, and no Watchdog is ever an incident', () => {
  const { store, desk } = bench();
  desk.receive([{ ...watchdog, status: 'resolved', endsAt: t0 }]);
  expect(desk.lastBeat()).toBeUndefined();
  desk.receive([watchdog]);
  expect(desk.lastBeat()).toBe(t0);
  expect(store.lastIncidents(9)).toEqual([]);
});

test('a page that Alertmanager forgot to resolve: the router tells PagerDuty under the same key', () => {
  const { store, desk, at } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
  at(t0 + 600).desk.learn({
    alertmanagers: [well(t0 + 600)],
    prometheus: { startedAt: t0 - 99, alerts: [], firing: [] },
  });
  expect(store.lastIncidents(1)).toMatchObject([{ state: 'resolved' }]);
  expect(owed(store)).toEqual([
    {
      groupKey: groupKeyOf(labelsOf.edgeDown),
      event: { action: 'resolve', dedupKey: dedupKeyOf(groupKeyOf(labelsOf.edgeDown)) },
    },
  ]);
});

test('an outage that comes back while a fast burn keeps its page open is paged anew, once the native word is out', () => {
  const { store, desk, at } = bench();
  const burn = { ...labelsOf.edgeDown, alertname: 'BudgetFastBurn' };
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0), alertOf(burn, 'firing', t0 + 60)]);
  const over = { startedAt: t0 - 999, alerts: [burn], firing: [burn] };
  at(t0 + 90).desk.receive([alertOf(labelsOf.edgeDown, 'resolved', t0, { endsAt: t0 + 90 })], over);
  expect(owed(store)).toEqual([]);
  const again = alertOf(labelsOf.edgeDown, 'firing', t0 + 102);
  at(t0 + 102).desk.receive([again], over);
  at(t0 + 103).desk.receive([again], over);
  expect(owed(store)).toMatchObject([
    { anew: true, groupKey: groupKeyOf(labelsOf.edgeDown), event: { action: 'trigger', details: {} } },
  ]);
  expect(store.outbox.nextDue('pagerduty', [])).toBe(t0 + 105);
});

test('an outage of a group that had ended is paged by Alertmanager, and by nobody else', () => {
  const { store, desk, at } = bench();
  desk.receive([alertOf(labelsOf.redundancyGone, 'firing', t0), alertOf(labelsOf.edgeDown, 'firing', t0)]);
  const left = { startedAt: t0 - 999, alerts: [labelsOf.redundancyGone], firing: [labelsOf.redundancyGone] };
  at(t0 + 90).desk.receive([alertOf(labelsOf.edgeDown, 'resolved', t0, { endsAt: t0 + 90 })], left);
  at(t0 + 102).desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0 + 102)], left);
  expect(store.openIncidents()).toMatchObject([{ newPages: 1 }]);
  expect(owed(store)).toEqual([]);
});

test('a late resolve does not close a page that fires again', () => {
  const { store, desk, at } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
  at(t0 + 600).desk.learn({
    alertmanagers: [well(t0 + 600)],
    prometheus: { startedAt: t0 - 99, alerts: [], firing: [] },
  });
  const [resolve] = owed(store);
  expect(resolve && stillOwed(store, resolve)).toBe(true);
  at(t0 + 700).desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0 + 699)]);
  expect(resolve && stillOwed(store, resolve)).toBe(false);
});

test('a group of two pages keeps its page until both are over', () => {
  const { store, desk, at } = bench();
  const other = { ...labelsOf.edgeDown, alertname: 'JourneyFailing' };
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0), alertOf(other, 'firing', t0)]);
  const held = { ...alertOf(other, 'firing', t0), active: true, inhibited: false, silenced: false };
  const evidence = { prometheus: { startedAt: t0 - 99, alerts: [], firing: [] } };
  const view = well(t0 + 600);
  at(t0 + 600).desk.learn({ ...evidence, alertmanagers: [{ ...view, alerts: [...view.alerts, held] }] });
  expect(store.openIncidents()).toMatchObject([{ headline: 'JourneyFailing' }]);
  expect(owed(store)).toEqual([]);
});
