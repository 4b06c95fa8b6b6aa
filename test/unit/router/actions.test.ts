import { expect, test } from 'vitest';
import { dedupKeyOf } from '../../../alerts/pagerduty-client/dedupKey.ts';
import { type Actions, createActions } from '../../../alerts/router/actions.ts';
import { createDesk } from '../../../alerts/router/desk.ts';
import type { OwedEvent } from '../../../alerts/router/pages.ts';
import type { Store } from '../../../alerts/router/store/store.ts';
import { alertOf, fleetOf, groupKeyOf, labelsOf, temporaryStore } from './fleet.ts';

const t0 = 1_795_000_000;

interface Sent {
  readonly method: string;
  readonly url: string;
  // Read by matchers only.
  readonly body: {
    readonly id?: string;
    readonly endsAt?: string;
    readonly matchers?: readonly { name: string; value: string }[];
  };
}

/** An Alertmanager that takes everything, or nothing while `up` is false. */
const bench = (urls: readonly string[] = ['http://am-1'], meanwhile: () => Promise<void> = async () => undefined) => {
  const store = temporaryStore();
  const sent: Sent[] = [];
  const down = new Set<string>();
  let now = t0;
  let ids = 0;
  let refused = 0;
  const answer = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = String(input);
    if ([...down].some((each) => url.startsWith(each))) {
      refused += 1;
      throw new Error('refused');
    }
    const body = init?.body ? (JSON.parse(String(init.body)) as Sent['body']) : {}; // our own request
    // That it is asked what it holds changes nothing there; a list is no answer that it gives.
    if (init?.method === undefined) return new Response(null, { status: 503 });
    sent.push({ method: init.method, url, body });
    ids += 1;
    if (init?.method === 'POST') await meanwhile();
    return Response.json({ silenceID: body.id ?? `s-${ids}` });
  };
  const common = { store, now: () => now, scale: 1, cards: true, pages: true, wake: () => undefined };
  const desk = createDesk({ ...common, fleet: fleetOf() });
  const actions: Actions = createActions({
    ...common,
    alertmanagers: urls.map((url) => ({ url })),
    ask: { timeoutMs: 1000, fetch: answer },
  });
  const only = (): string => store.openIncidents()[0]?.id ?? store.lastIncidents(1)[0]?.id ?? '';
  return { store, desk, actions, sent, down, refused: () => refused, only, at: (time: number) => (now = time) };
};

const events = (store: Store): readonly OwedEvent['event'][] =>
  store.outbox
    .due('pagerduty', Number.MAX_SAFE_INTEGER, 99, [])
    // Written by pages.ts as OwedEvent.
    .map((job) => (JSON.parse(job.payload) as OwedEvent).event);
const done = (store: Store, id: string) =>
  store.timeline(id).filter(({ by, kind }) => by !== null || kind === 'silenced');
const matched = ({ body }: Sent): Record<string, string> =>
  Object.fromEntries((body.matchers ?? []).map(({ name, value }) => [name, value]));

test('an acknowledgement reaches the card and every live page of the incident, and says who it was', () => {
  const { store, desk, actions, only } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0), alertOf(labelsOf.redundancyGone, 'firing', t0)]);
  const id = only();
  expect(actions.acknowledge(id, 'operator')).toMatchObject({ ok: true });
  expect(store.incident(id)).toMatchObject({ ackedBy: 'operator', ackedAt: t0 });
  expect(events(store)).toEqual(
    [labelsOf.edgeDown, labelsOf.redundancyGone].map((labels) => ({
      action: 'acknowledge',
      dedupKey: dedupKeyOf(groupKeyOf(labels)),
    })),
  );
  expect(actions.acknowledge(id, 'another')).toMatchObject({ ok: true, text: expect.stringContaining('by operator') });
  expect(done(store, id)).toEqual([{ at: t0, kind: 'acknowledged', text: 'Acknowledged.', by: 'operator' }]);
  expect(actions.acknowledge('2026-01-01-1', 'operator')).toMatchObject({ ok: false });
});

test('a page that no webhook told is acknowledged under the key that Alertmanager gave it', () => {
  const { store, desk, actions, only, at } = bench();
  at(t0 + 60);
  const held = { ...alertOf(labelsOf.edgeDown, 'firing', t0), active: true, inhibited: false, silenced: false };
  const alerts = [{ ...held, groupKey: null }];
  desk.learn({ alertmanagers: [{ startedAt: t0 - 3600, alerts }], prometheus: undefined });
  expect(actions.acknowledge(only(), 'operator').text).toContain('PagerDuty is told.');
  expect(events(store)).toEqual([{ action: 'acknowledge', dedupKey: dedupKeyOf(groupKeyOf(labelsOf.edgeDown)) }]);
});

test('PagerDuty is told only of what it has', () => {
  const { store, desk, actions, only } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
  store.saveAlert({ ...(store.liveAlerts()[0] ?? expect.unreachable()), groupKey: null });
  expect(actions.acknowledge(only(), 'operator').text).toBe(`#${only()} is acknowledged.`);
  expect(events(store)).toEqual([]);
});

test('a silence covers what fires now, alert by alert, and nothing that comes later', async () => {
  const { store, desk, actions, sent, only } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0), alertOf(labelsOf.nodeStalled, 'firing', t0)]);
  expect(await actions.silence(only(), 60, 'ada')).toMatchObject({ ok: true });
  expect(sent.map(matched)).toEqual(
    expect.arrayContaining([
      { alertname: 'EdgeDown', scope: 'edge:arb', region: 'eu', target: '' },
      { alertname: 'NodeStalled', scope: 'node:arb-eu', region: 'eu', target: 'arb-eu' },
    ]),
  );
  desk.receive([alertOf(labelsOf.redundancyGone, 'firing', t0 + 5)]);
  await actions.tend();
  expect(sent).toHaveLength(2);
  expect(sent[0]?.body.endsAt).toBe(new Date((t0 + 3600) * 1000).toISOString());
  expect(done(store, only())).toMatchObject([
    { kind: 'silenced', by: 'ada', text: expect.stringContaining('EdgeDown') },
  ]);
});

test('until it is resolved: an hour at a time while it is open, over as soon as it is', async () => {
  const { store, desk, actions, sent, only, at } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
  const id = only();
  await actions.silence(id, 'until_resolved', 'ada');
  at(t0 + 1700);
  await actions.tend();
  expect(sent).toHaveLength(1);
  at(t0 + 1900);
  await actions.tend();
  expect(sent[1]?.body).toMatchObject({ id: 's-1', endsAt: new Date((t0 + 1900 + 3600) * 1000).toISOString() });
  store.saveIncident({ ...(store.incident(id) ?? expect.unreachable()), state: 'resolved', resolvedAt: t0 + 2000 });
  at(t0 + 2001);
  await actions.tend();
  expect(sent[2]).toMatchObject({ method: 'DELETE', url: 'http://am-1/api/v2/silence/s-1' });
  expect(store.silence(id)).toBeUndefined();
});

test('a silence that is ended while it is renewed stays ended, in Alertmanager too', async () => {
  let end: () => Promise<void> = async () => undefined;
  const { store, desk, actions, sent, only, at } = bench(['http://am-1'], () => end());
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
  const id = only();
  await actions.silence(id, 'until_resolved', 'ada');
  at(t0 + 1900);
  end = async () => {
    end = async () => undefined;
    expect(await actions.unsilence(id, 'ben')).toMatchObject({ ok: true });
  };
  await actions.tend();
  expect(store.silence(id)).toBeUndefined();
  expect(sent.map(({ method }) => method)).toEqual(['POST', 'POST', 'DELETE', 'DELETE']);
  await actions.tend();
  expect(sent).toHaveLength(4);
});

test('a timed silence outlives a flap, but not its incident: the next page of the same name is heard', async () => {
  const { store, desk, actions, sent, only, at } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
  const id = only();
  await actions.silence(id, 240, 'ada');
  store.saveIncident({ ...(store.incident(id) ?? expect.unreachable()), state: 'resolved', resolvedAt: t0 + 60 });
  at(t0 + 60 + 899);
  await actions.tend();
  expect(sent).toHaveLength(1);
  at(t0 + 60 + 900);
  await actions.tend();
  expect(sent[1]).toMatchObject({ method: 'DELETE' });
});

test.each([240, 'until_resolved'] as const)(
  'an incident that began while the clock was ahead takes its silence with it (%s)',
  async (length) => {
    const { store, desk, actions, sent, only, at } = bench();
    const ahead = t0 + 3 * 365 * 86_400;
    at(ahead);
    desk.receive([alertOf(labelsOf.edgeDown, 'firing', ahead)]);
    at(t0);
    const id = only();
    await actions.silence(id, length, 'ada');
    const incident = store.incident(id) ?? expect.unreachable();
    // Nothing ends before it began: so lifecycle.ts ends it.
    store.saveIncident({ ...incident, state: 'resolved', resolvedAt: incident.openedAt });
    at(t0 + 61);
    await actions.tend();
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
    expect(store.silences()).toEqual([]);
  },
);

test('one Alertmanager away: the other takes it; both away: nothing is said to be silenced', async () => {
  const { store, desk, actions, sent, down, only } = bench(['http://am-1', 'http://am-2']);
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
  down.add('http://am-1');
  down.add('http://am-2');
  expect(await actions.silence(only(), 15, 'ada')).toMatchObject({
    ok: false,
    text: expect.stringContaining('nothing'),
  });
  expect(store.silence(only())).toBeUndefined();
  down.delete('http://am-2');
  expect(await actions.silence(only(), 15, 'ada')).toMatchObject({ ok: true });
  expect(sent[0]?.url).toBe('http://am-2/api/v2/silences');
  down.add('http://am-2');
  expect(await actions.unsilence(only(), 'ada')).toMatchObject({ ok: false });
  expect(store.silence(only())).toBeDefined();
});

test('one Alertmanager away: the other holds the silence for as long as the incident lasts; the one away is asked rarely', async () => {
  for (const away of ['http://am-1', 'http://am-2']) {
    const { desk, actions, sent, down, refused, only, at } = bench(['http://am-1', 'http://am-2']);
    desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
    await actions.silence(only(), 'until_resolved', 'ada');
    down.add(away);
    for (let now = t0; now < t0 + 2 * 3600; now += 5) {
      at(now);
      await actions.tend();
    }
    const ends = sent.map(({ body }) => Date.parse(body.endsAt ?? '') / 1000);
    expect(Math.max(...ends)).toBeGreaterThan(t0 + 2 * 3600);
    // Two at first, and then one each half hour.
    expect(sent).toHaveLength(2 + 3);
    // A look a minute, and what it should have taken.
    expect(refused()).toBeLessThanOrEqual(2 * 120);
    down.delete(away);
    at(t0 + 2 * 3600 + 60);
    await actions.tend();
    expect(sent.at(-1)).toMatchObject({ method: 'POST', url: `${away}/api/v2/silences` });
  }
});

test('a cause that a person confirmed stands, and owes the card', () => {
  const { store, desk, actions, only } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
  actions.confirmCause(only(), 'edge', 'ada');
  expect(store.incident(only())?.causes.at(-1)).toMatchObject({ cause: 'edge' });
  expect(done(store, only())).toEqual([{ at: t0, kind: 'cause', text: 'Cause confirmed: edge.', by: 'ada' }]);
});
