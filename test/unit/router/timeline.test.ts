/** The timeline of an incident: what is written, and that a redelivery writes nothing. */
import { expect, test } from 'vitest';
import { noFacts } from '../../../alerts/notifiers/facts.ts';
import { createDesk } from '../../../alerts/router/desk.ts';
import type { IncomingAlert, TimelineEntry } from '../../../alerts/router/incident.ts';
import { deliverPage } from '../../../alerts/router/pageDesk.ts';
import { refresh } from '../../../alerts/router/refresh.ts';
import type { Store } from '../../../alerts/router/store/store.ts';
import { noteAll } from '../../../alerts/router/timeline.ts';
import type { Cause } from '../../../collector/catalogue/labels.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { randomFrom } from '../../../demo/sim/random.ts';
import { alertOf, fleetOf, labelsOf, secret, temporaryStore } from './fleet.ts';

const t0 = 1_795_000_000;
const paging: Fleet['notify'] = {
  discord: undefined,
  pagerduty: { routingKey: secret('notify.pagerduty.routing_key_file', 'key'), url: 'http://127.0.0.1:1/' },
  deadman: undefined,
};

const bench = (more: Partial<Fleet> = {}) => {
  const store = temporaryStore();
  const clock = { now: t0 };
  const fleet = fleetOf({ notify: paging, ...more });
  const now = (): number => clock.now;
  const desk = createDesk({ fleet, store, now, mono: now, scale: 1, cards: true, pages: true, wake: () => undefined });
  /** Prometheus answers, and holds these. */
  const seen = (firing: readonly Readonly<Record<string, string>>[]): void =>
    desk.learn({ alertmanagers: [], prometheus: { startedAt: t0 - 9999, alerts: firing, firing } });
  const receive = (at: number, alerts: readonly IncomingAlert[]): void => {
    clock.now = at;
    desk.receive(alerts);
  };
  return { store, fleet, clock, now, desk, seen, receive };
};

const told = (store: Store): readonly (readonly [number, string, string])[] =>
  store
    .lastIncidents(99)
    .toReversed()
    .flatMap(({ id }) => store.timeline(id))
    .map(({ at, kind, text }: TimelineEntry) => [Math.round(at - t0), kind, text] as const);

test('from a warning by way of a page to the end, and back', () => {
  const { store, receive, seen } = bench();
  seen([]);
  receive(t0, [alertOf(labelsOf.nodeStalled, 'firing', t0 - 5)]);
  receive(t0 + 3, [alertOf(labelsOf.edgeDown, 'firing', t0 + 2)]);
  seen([labelsOf.nodeStalled, labelsOf.edgeDown]);
  receive(t0 + 20, [alertOf(labelsOf.edgeDown, 'resolved', t0 + 2, { endsAt: t0 + 20 })]);
  seen([labelsOf.nodeStalled]);
  receive(t0 + 25, [alertOf(labelsOf.nodeStalled, 'resolved', t0 - 5, { endsAt: t0 + 24 })]);
  receive(t0 + 90, [alertOf(labelsOf.edgeDown, 'firing', t0 + 89)]);
  expect(told(store)).toEqual([
    [0, 'opened', 'Opened as warning: edge:arb, eu.'],
    [0, 'alert_fired', 'Fires: NodeStalled arb-eu (warning).'],
    [3, 'escalated', 'Escalated from warning to page.'],
    [3, 'alert_fired', 'Fires: EdgeDown (page).'],
    [3, 'page_due', 'Page due: EdgeDown. Alertmanager sends it to PagerDuty.'],
    [20, 'eased', 'Eased from page to warning.'],
    [20, 'alert_cleared', 'Clear: EdgeDown.'],
    [25, 'alert_cleared', 'Clear: NodeStalled arb-eu.'],
    [25, 'resolved', 'Resolved after 29 s.'],
    [90, 'reopened', 'Reopened as page (1×).'],
    [90, 'alert_fired', 'Fires: EdgeDown (page).'],
    [90, 'page_due', 'Page due: EdgeDown. Alertmanager sends it to PagerDuty.'],
  ]);
});

test('what cannot be confirmed is said to be so, and a page that goes nowhere says that', () => {
  const { store, receive, seen } = bench({ notify: { ...paging, pagerduty: undefined } });
  receive(t0, [alertOf(labelsOf.edgeDown, 'firing', t0)]);
  // Nobody has heard of Prometheus: Alertmanager's word alone is hearsay.
  receive(t0 + 60, [alertOf(labelsOf.edgeDown, 'resolved', t0, { endsAt: t0 + 60 })]);
  receive(t0 + 70, []);
  seen([labelsOf.edgeDown]);
  expect(told(store).slice(2)).toEqual([
    [0, 'page_due', 'Page due: EdgeDown. Nobody is paged: no PagerDuty key.'],
    [60, 'unverified', 'Cannot be confirmed: EdgeDown.'],
    [60, 'unverified', 'Nobody can say whether it lasts.'],
    [70, 'alert_fired', 'Fires still: EdgeDown.'],
  ]);
  const observed = bench({ notify: { ...paging, mode: 'observe' } });
  observed.receive(t0, [alertOf(labelsOf.edgeDown, 'firing', t0)]);
  expect(told(observed.store)).toContainEqual([0, 'page_due', 'Page due: EdgeDown. Observe mode: nobody is paged.']);
});

test('the cause as it is learned and as it changes, once each, also where no card is sent', async () => {
  const { store, fleet, clock, now, receive } = bench();
  receive(t0, [alertOf(labelsOf.edgeDown, 'firing', t0)]);
  const look = async (at: number, cause: Cause, detail: string): Promise<void> => {
    clock.now = at;
    const facts = () => noFacts(1);
    await refresh({
      ...{ fleet, store, now, facts, cards: false, members: false },
      cause: async () => ({ cause, detail }),
    });
  };
  for (const at of [1, 5, 10]) await look(t0 + at, 'unattributed', '');
  for (const at of [15, 20]) await look(t0 + at, 'own_node', 'arb-eu');
  await look(t0 + 25, 'edge', '');
  await look(t0 + 30, 'unattributed', '');
  expect(told(store).filter(([, kind]) => kind === 'cause')).toEqual([
    [15, 'cause', 'Cause: own node, arb-eu.'],
    [25, 'cause', 'Cause: edge (before: own node).'],
    [30, 'cause', 'Cause: not known any more (before: edge).'],
  ]);
  expect(store.openIncidents()[0]?.causes.map(({ cause }) => cause)).toEqual(['own_node', 'edge', 'unattributed']);
});

test('what PagerDuty takes from the router itself', async () => {
  const { store, clock, now, desk } = bench();
  clock.now = t0 + 300;
  desk.checkWatchdog();
  clock.now = t0 + 400;
  desk.receive([alertOf({ alertname: 'Watchdog', severity: 'info', scope: 'self', region: 'all' }, 'firing', t0)]);
  const deliver = () =>
    Promise.all(
      store.outbox.due('pagerduty', now(), 9, []).map((job) =>
        deliverPage(
          {
            ...{ store, now, client: { send: async () => ({ kind: 'accepted' }) } },
            commit: async (write) => store.transaction(write),
            count: () => undefined,
            onRejected: () => undefined,
          },
          job,
        ),
      ),
    );
  await deliver();
  await deliver();
  const kinds = told(store).map(([, kind]) => kind);
  expect(kinds.filter((kind) => kind.startsWith('page_'))).toEqual(['page_due', 'page_resolved']);
  expect(told(store)).toContainEqual([300, 'page_due', 'Page due: AlertingSilent. The router sends it to PagerDuty.']);
});

test('a storm is a few lines, and an incident that flaps for ever does not fill the store', () => {
  const { store, receive, seen } = bench();
  seen([]);
  const storm = Array.from({ length: 500 }, (_, index) =>
    alertOf({ ...labelsOf.nodeLagging, alertname: `Planted${index}` }, 'firing', t0),
  );
  receive(t0, storm);
  expect(told(store)).toHaveLength(2);
  expect(told(store)[1]?.[2]).toMatch(/^Fires: (Planted\d+ arb-eu \(warning\)(, )?){5} and 495 more\.$/);
  const [incident] = store.lastIncidents(1);
  const id = incident?.id ?? '';
  const flap: TimelineEntry = { at: t0, kind: 'reopened', text: 'Again.', by: null };
  store.transaction(() => {
    for (let index = 0; index < 400; index += 1) noteAll(store, id, [flap, flap, flap]);
  });
  expect(store.timeline(id)).toHaveLength(1001);
  expect(store.timeline(id).at(-1)?.text).toBe('The timeline is full: it goes on unwritten.');
});

/** Three nodes' alerts and two pages come and go at random; every webhook comes at least once. */
const play = (seed: number, copies: number): readonly unknown[] => {
  const random = randomFrom(seed);
  const { store, receive, seen, clock } = bench();
  const all = [
    labelsOf.nodeStalled,
    labelsOf.nodeLagging,
    labelsOf.edgeDown,
    labelsOf.redundancyGone,
    labelsOf.chainHalted,
  ];
  const since = new Map<object, number>();
  let late: readonly IncomingAlert[] = [];
  let at = t0;
  for (let step = 0; step < 25; step += 1) {
    at += 3 + Math.floor(random() * 25);
    const moved = all.filter(() => random() < 0.3);
    const told = moved.map((labels): IncomingAlert => {
      const from = since.get(labels);
      if (from === undefined) {
        since.set(labels, at);
        return alertOf(labels, 'firing', at);
      }
      since.delete(labels);
      return alertOf(labels, 'resolved', from, { endsAt: at });
    });
    clock.now = at;
    seen([...since.keys()] as Readonly<Record<string, string>>[]); // only labels are put in
    receive(at, told);
    for (let copy = 1; copy < copies; copy += 1) receive(at + copy / 10, told);
    // The other Alertmanager tells what it had to tell a step ago only now.
    if (copies > 1) receive(at + 1.5, late);
    late = told;
  }
  // The second of a line is that of the first copy.
  return told(store);
};

test.each([1, 2, 3, 4])('ten copies and a second, late Alertmanager write one timeline (seed %i)', (seed) => {
  const once = play(seed, 1);
  expect(once.length).toBeGreaterThan(15);
  expect(play(seed, 10)).toEqual(once);
});

test('the timeline goes with its incident', () => {
  const { store, receive, seen } = bench();
  seen([]);
  receive(t0, [alertOf(labelsOf.edgeDown, 'firing', t0)]);
  receive(t0 + 9, [alertOf(labelsOf.edgeDown, 'resolved', t0, { endsAt: t0 + 9 })]);
  const id = store.lastIncidents(1)[0]?.id ?? '';
  expect(store.timeline(id).length).toBeGreaterThan(0);
  store.prune(t0 + 100);
  expect(store.timeline(id)).toEqual([]);
});
