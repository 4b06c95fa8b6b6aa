import { expect, it } from 'vitest';
import type { PagerDutyOutcome } from '../../../../alerts/pagerduty-client/client.ts';
import type { PagerDutyEvent } from '../../../../alerts/pagerduty-client/events.ts';
import { deliverPage } from '../../../../alerts/router/pageDesk.ts';
import { oweChange } from '../../../../alerts/router/selfwatch/changes.ts';
import type { Job } from '../../../../alerts/router/store/outbox.ts';
import type { Store } from '../../../../alerts/router/store/store.ts';
import { fleetOf, secret, temporaryStore } from '../fleet.ts';

const now = () => 1_800_000_000;
const pagerduty = { routingKey: secret('notify.pagerduty.routing_key_file', 'key'), url: 'http://127.0.0.1:1' };
const notify = { discord: undefined, pagerduty, deadman: undefined };
const fleet = fleetOf({ notify });
const due = (store: Store): readonly Job[] => store.outbox.due('pagerduty', now(), 10, []);

const deliver = async (store: Store, outcome: PagerDutyOutcome) => {
  const sent: PagerDutyEvent[] = [];
  const client = {
    send: async (event: PagerDutyEvent) => {
      sent.push(event);
      return outcome;
    },
  };
  const desk = { store, client, now, commit: async (write: () => void) => write(), count: () => undefined };
  for (const job of due(store)) await deliverPage({ ...desk, onRejected: () => undefined }, job);
  return sent;
};

it('tells PagerDuty of a change once, however often it is owed', async () => {
  const store = temporaryStore();
  const sources = { fleet, store, now };
  expect(oweChange(sources, 'maintenance:m1:start', 'maintenance of arb-eu begins', { node: 'arb-eu' })).toBe(true);
  expect(oweChange(sources, 'maintenance:m1:start', 'maintenance of arb-eu begins')).toBe(false);

  expect(await deliver(store, { kind: 'accepted' })).toEqual([
    {
      action: 'change',
      summary: 'maintenance of arb-eu begins',
      source: 'headwatch-router',
      at: now(),
      details: { node: 'arb-eu' },
    },
  ]);
  expect(oweChange(sources, 'maintenance:m1:start', 'maintenance of arb-eu begins')).toBe(false);
  expect(due(store)).toEqual([]);
});

it('keeps a change that PagerDuty did not take', async () => {
  const store = temporaryStore();
  oweChange({ fleet, store, now }, 'k', 'words');
  await deliver(store, { kind: 'retryable', reason: 'network', afterMs: undefined });
  expect(due(store)).toHaveLength(1);
});

it('owes nothing where PagerDuty hears nothing from us', () => {
  const store = temporaryStore();
  expect(oweChange({ fleet: fleetOf({ notify: { ...notify, pagerduty: undefined } }), store, now }, 'k', 'words')).toBe(
    false,
  );
  expect(oweChange({ fleet: fleetOf({ notify: { ...notify, mode: 'observe' } }), store, now }, 'k', 'words')).toBe(
    false,
  );
  expect(due(store)).toEqual([]);
});
