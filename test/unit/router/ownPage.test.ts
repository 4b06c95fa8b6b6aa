/** The router's own page, beside pages of Alertmanager that somebody has acknowledged. */
import { expect, test } from 'vitest';
import { dedupKeyOf } from '../../../alerts/pagerduty-client/dedupKey.ts';
import type { PagerDutyEvent } from '../../../alerts/pagerduty-client/events.ts';
import { createActions } from '../../../alerts/router/actions.ts';
import { createDesk } from '../../../alerts/router/desk.ts';
import { deliverPage } from '../../../alerts/router/pageDesk.ts';
import { oweReopening } from '../../../alerts/router/pages.ts';
import { silentAfter } from '../../../alerts/router/watchdog.ts';
import { alertOf, fleetOf, groupKeyOf, labelsOf, temporaryStore } from './fleet.ts';

const t0 = 1_795_000_000;
const fleet = fleetOf();
const monitorDead = {
  ...{ alertname: 'MonitorDead', severity: 'page', page_class: 'monitor' },
  ...{ scope: 'self', region: fleet.vantage },
};

const bench = () => {
  const store = temporaryStore();
  let now = t0;
  const common = { store, now: () => now, scale: 1, cards: true, pages: true, wake: () => undefined };
  const desk = createDesk({ ...common, fleet, mono: () => now });
  const actions = createActions({ ...common, alertmanagers: [] });
  const sent: PagerDutyEvent[] = [];
  const pages = {
    ...{ store, now: () => now, commit: async (write: () => void) => store.transaction(write) },
    ...{ count: () => undefined, onRejected: () => undefined },
    client: {
      send: async (event: PagerDutyEvent) => {
        sent.push(event);
        return { kind: 'accepted' } as const;
      },
    },
  };
  /** What PagerDuty hears until nothing is owed to it. */
  const heard = async () => {
    sent.length = 0;
    for (let [job] = store.outbox.due('pagerduty', now + 60, 1, []); job; ) {
      await deliverPage(pages, job);
      [job] = store.outbox.due('pagerduty', now + 60, 1, []);
    }
    return sent.map((event) => [event.action, event.action === 'change' ? '' : event.dedupKey]);
  };
  const open = () => store.openIncidents()[0] ?? expect.unreachable();
  return { store, desk, actions, heard, open, at: (time: number) => (now = time) };
};

test('alerting that falls silent after an acknowledged MonitorDead rings, and nobody has acknowledged it', async () => {
  const { store, desk, actions, heard, open, at } = bench();
  desk.receive([alertOf(monitorDead, 'firing', t0)]);
  actions.acknowledge(open().id, 'ada');
  expect(await heard()).toEqual([['acknowledge', dedupKeyOf(groupKeyOf(monitorDead))]]);
  at(t0 + silentAfter);
  desk.checkWatchdog();
  expect(open()).toMatchObject({ ackedAt: null, ackedBy: null, newPages: 1 });
  expect(await heard()).toEqual([['trigger', dedupKeyOf('router/alerting-silent')]]);
  expect(store.timeline(open().id).map(({ text }) => text)).toContain(
    'The acknowledgement does not cover AlertingSilent.',
  );
});

test('acknowledged before PagerDuty took it, it is acknowledged there as well', async () => {
  const { desk, actions, heard, open, at } = bench();
  at(t0 + silentAfter);
  desk.checkWatchdog();
  actions.acknowledge(open().id, 'ada');
  expect((await heard()).at(-1)).toEqual(['acknowledge', dedupKeyOf('router/alerting-silent')]);
});

test('a page that is opened again is acknowledged again; another group of the incident, paged since, is not', async () => {
  const { store, desk, actions, heard, open, at } = bench();
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', t0)]);
  actions.acknowledge(open().id, 'ada');
  await heard();
  at(t0 + 60);
  const other = { ...labelsOf.edgeDown, alertname: 'OwnRule', scope: 'node:arb-eu' };
  desk.receive([alertOf(other, 'firing', t0 + 60)]);
  expect(store.alertsOf(open().id)).toHaveLength(2);
  const edgeDown = store.alertsOf(open().id).filter(({ name }) => name === 'EdgeDown');
  oweReopening(store, edgeDown, 'Prometheus cannot be asked.', t0 + 60);
  const key = dedupKeyOf(groupKeyOf(labelsOf.edgeDown));
  expect(await heard()).toEqual([
    ['trigger', key],
    ['acknowledge', key],
  ]);
});
