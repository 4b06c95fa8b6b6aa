/** One owed PagerDuty event, sent. */
import { expect, test } from 'vitest';
import type { PagerDutyOutcome } from '../../../alerts/pagerduty-client/client.ts';
import type { PagerDutyEvent } from '../../../alerts/pagerduty-client/events.ts';
import { applyAlerts } from '../../../alerts/router/lifecycle.ts';
import { deliverPage } from '../../../alerts/router/pageDesk.ts';
import { oweAnew, oweResolves } from '../../../alerts/router/pages.ts';
import { alertOf, fleetOf, groupKeyOf, labelsOf, temporaryStore } from './fleet.ts';

const t0 = 1_795_000_000;
const now = () => t0 + 60;

/** PagerDuty answers in this order, then takes everything; `meanwhile` runs while an event is under way. */
const bench = (answers: readonly PagerDutyOutcome[] = [], meanwhile: () => void = () => undefined) => {
  const store = temporaryStore();
  const left = [...answers];
  const sent: PagerDutyEvent['action'][] = [];
  const desk = {
    ...{ store, now, commit: async (write: () => void) => write() },
    ...{ count: () => undefined, onRejected: () => undefined },
    client: {
      send: async (event: PagerDutyEvent): Promise<PagerDutyOutcome> => {
        sent.push(event.action);
        meanwhile();
        return left.shift() ?? { kind: 'accepted' };
      },
    },
  };
  const hear = (status: 'firing' | 'resolved', at: number) =>
    applyAlerts(
      store,
      [alertOf(labelsOf.edgeDown, status, status === 'firing' ? at : t0, { endsAt: status === 'firing' ? null : at })],
      {
        ...{ fleet: fleetOf(), now: at, verified: true, cards: false },
      },
    );
  const deliver = async () => {
    const [job] = store.outbox.due('pagerduty', t0 + 600, 1, []);
    return job && deliverPage(desk, job);
  };
  return { store, sent, hear, deliver };
};
const refused: PagerDutyOutcome = { kind: 'retryable', reason: 'server_error', afterMs: undefined };

test('paged anew: what is open there is closed first, or an acknowledged one would take it in without a sound', async () => {
  const { store, sent, hear, deliver } = bench([{ kind: 'accepted' }, refused]);
  hear('firing', t0);
  oweAnew(store, store.liveAlerts(), t0);
  expect(await deliver()).toEqual({ kind: 'failed' });
  expect(store.outbox.size('pagerduty').pending).toBe(1);
  expect(await deliver()).toEqual({ kind: 'settled' });
  expect(sent).toEqual(['resolve', 'trigger', 'resolve', 'trigger']);
  expect(store.outbox.size('pagerduty').pending).toBe(0);
});

test('paged anew only while it lasts', async () => {
  const { store, sent, hear, deliver } = bench();
  hear('firing', t0);
  oweAnew(store, store.liveAlerts(), t0);
  hear('resolved', t0 + 30);
  expect(await deliver()).toEqual({ kind: 'idle' });
  expect(sent).toEqual([]);
});

test('a page that fires again while our resolve is under way is owed a page: the two may have crossed', async () => {
  const world = bench([], () => world.hear('firing', t0 + 59));
  world.hear('firing', t0);
  world.hear('resolved', t0 + 30);
  oweResolves(world.store, world.store.alertsOf(world.store.lastIncidents(1)[0]?.id ?? ''), t0 + 30);
  expect(await world.deliver()).toEqual({ kind: 'settled' });
  expect(await world.deliver()).toEqual({ kind: 'settled' });
  expect(world.sent).toEqual(['resolve', 'trigger']);
  expect(world.store.groupLives(groupKeyOf(labelsOf.edgeDown))).toBe(true);
});
