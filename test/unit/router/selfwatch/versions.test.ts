import { expect, it } from 'vitest';
import type { Window } from '../../../../alerts/ledger/windows.ts';
import { createVersions, versionChanges } from '../../../../alerts/router/selfwatch/versions.ts';
import { changeOfWindow } from '../../../../alerts/router/selfwatch/windowChanges.ts';
import type { Store } from '../../../../alerts/router/store/store.ts';
import { fleetOf, nodeView, secret, temporaryStore, viewOf } from '../fleet.ts';

const start = 1_800_000_000;
const pagerduty = { routingKey: secret('notify.pagerduty.routing_key_file', 'key'), url: 'http://127.0.0.1:1' };
const fleet = fleetOf({ notify: { discord: undefined, pagerduty, deadman: undefined } });

const told = (store: Store): readonly unknown[] =>
  store.outbox.due('pagerduty', start + 90_000, 100, []).map(({ payload }) => {
    const { event } = JSON.parse(payload) as { event: { summary: string; details: unknown } };
    return [event.summary, event.details];
  });

const worldOf = (store = temporaryStore()) => {
  const world = { fleet, store, at: start, now: () => world.at };
  let versions = createVersions(world);
  return {
    store,
    restart: () => {
      versions = createVersions(world);
    },
    /** Looks each 15 s for so long. */
    runs: (version: string | null, seconds: number) => {
      for (const end = world.at + seconds; world.at < end; world.at += 15)
        versions.look(viewOf(world.at, { nodes: [nodeView('arb-eu', { clientVersion: version })] }));
    },
    away: (seconds: number) => {
      versions.look(undefined);
      world.at += seconds;
    },
  };
};

it('tells a change once, with both versions and since when; the first one seen is none', () => {
  const { store, runs } = worldOf();
  runs('nitro/v3.6.0', 120);
  expect(versionChanges({ fleet, store }, 0)).toEqual([]);
  runs('nitro/v3.7.1', 600);
  const change = { from: 'nitro/v3.6.0', to: 'nitro/v3.7.1', at: start + 120 };
  expect(versionChanges({ fleet, store }, 0)).toEqual([{ node: 'arb-eu', ...change }]);
  expect(versionChanges({ fleet, store }, start + 121)).toEqual([]);
  expect(told(store)).toEqual([['arb-eu runs nitro/v3.7.1, before nitro/v3.6.0', { node: 'arb-eu', ...change }]]);
});

it('takes what nobody knows for no change, nor a restart of ours', () => {
  const { store, runs, away, restart } = worldOf();
  runs('nitro/v3.6.0', 120);
  runs(null, 120);
  away(3600);
  restart();
  runs('nitro/v3.6.0', 120);
  expect(versionChanges({ fleet, store }, 0)).toEqual([]);
  expect(told(store)).toEqual([]);
});

it('sees a change that was made while we were away', () => {
  const { store, runs, restart } = worldOf();
  runs('nitro/v3.6.0', 120);
  restart();
  runs('nitro/v3.7.1', 120);
  expect(versionChanges({ fleet, store }, 0)).toHaveLength(1);
});

it('does not tell each time that two machines behind one name take turns', () => {
  const { store, runs } = worldOf();
  runs('nitro/v3.6.0', 120);
  for (let turn = 0; turn < 20; turn += 1) runs(turn % 2 === 0 ? 'nitro/v3.7.1' : 'nitro/v3.6.0', 30);
  expect(told(store)).toEqual([]);
});

it('tells planned work at each of its steps, once', () => {
  const store = temporaryStore();
  const hook = changeOfWindow({ fleet, store, now: () => start });
  const window: Window = {
    ...{ v: 1, type: 'maintenance', id: 'm1', at: start, scope: 'edge:arb', regions: ['eu'], reason: 'new disks' },
    ...{
      author: 'ana',
      from: start + 3600,
      to: start + 7200,
      countsTo: start + 7200,
      ended: start + 7200,
      counts: false,
    },
  };
  for (const kind of ['planned', 'begins', 'begins', 'ended'] as const) hook(kind, window);
  expect(told(store)).toEqual([
    [expect.stringMatching(/^Maintenance of edge:arb eu is planned, .* UTC to .* UTC: new disks$/), expect.anything()],
    [expect.stringMatching(/^Maintenance of edge:arb eu begins, until .* UTC: new disks$/), expect.anything()],
    ['Maintenance of edge:arb eu is over: new disks', expect.objectContaining({ window: 'm1', author: 'ana' })],
  ]);
});
