import { expect, it } from 'vitest';
import { noteAccepted, noteHeard, oweProof, pagingOf } from '../../../../alerts/router/selfwatch/proof.ts';
import type { Store } from '../../../../alerts/router/store/store.ts';
import { fleetOf, secret, temporaryStore } from '../fleet.ts';

const day = 86_400;
const start = 1_800_000_000;

const fleetWith = (key: string | undefined, mode: 'live' | 'observe' = 'live') =>
  fleetOf({
    notify: {
      mode,
      discord: undefined,
      pagerduty: { routingKey: secret('notify.pagerduty.routing_key_file', key), url: 'http://127.0.0.1:1' },
      deadman: undefined,
    },
  });

const worldOf = (store: Store = temporaryStore(), key = 'planted-key') => {
  const world = { fleet: fleetWith(key), store, at: start, now: () => world.at };
  return world;
};

/** Takes what is owed off the outbox, as the sender does. */
const taken = (store: Store, at: number): readonly string[] =>
  store.outbox.due('pagerduty', at, 10, []).map((job) => {
    store.outbox.drop(job);
    return job.payload;
  });

it('owes one change event a day, counted from what PagerDuty last accepted', () => {
  const world = worldOf();
  expect(oweProof(world)).toBe(true);
  expect(taken(world.store, world.at)).toEqual([expect.stringContaining('"action":"change"')]);
  noteAccepted(world);
  world.at += day - 1;
  expect(oweProof(world)).toBe(false);
  world.at += 1;
  expect(oweProof(world)).toBe(true);
  // A page in between proves as much.
  noteAccepted(world);
  expect(oweProof(world)).toBe(false);
  expect(pagingOf(world)).toEqual({ armed: true, acceptedAt: start + day, heardAt: null, heardBy: null });
});

it('asks a PagerDuty that refuses for good once an hour', () => {
  const world = worldOf();
  let asked = 0;
  for (; world.at < start + 3 * 3600; world.at += 60) if (oweProof(world)) asked += taken(world.store, world.at).length;
  expect(asked).toBe(3);
});

it('takes nothing for proven with another key, and keeps no key', () => {
  const world = worldOf();
  noteAccepted(world);
  noteHeard(world, 'ana');
  expect(pagingOf(world)).toMatchObject({ acceptedAt: start, heardAt: start, heardBy: 'ana' });
  expect(world.store.read('paging_accepted')).not.toContain('planted');
  const renewed = worldOf(world.store, 'another-key');
  expect(pagingOf(renewed)).toEqual({ armed: true, acceptedAt: null, heardAt: null, heardBy: null });
});

it('is not armed, and owes nothing, without a key and in a trial week', () => {
  for (const fleet of [fleetWith(undefined), fleetWith('planted-key', 'observe')]) {
    const world = { ...worldOf(), fleet };
    expect(oweProof(world)).toBe(false);
    expect(pagingOf(world).armed).toBe(false);
  }
});

it('proves anew when the clock was put back', () => {
  const world = worldOf();
  noteAccepted(world);
  noteHeard(world, 'ana');
  world.at -= 7 * day;
  expect(oweProof(world)).toBe(true);
  // What PagerDuty took by the wrong clock must not stand for a proof for as long as the clock was ahead.
  expect(pagingOf(world)).toEqual({ armed: true, acceptedAt: null, heardAt: null, heardBy: null });
  noteAccepted(world);
  expect(pagingOf(world)).toMatchObject({ acceptedAt: world.at });
});
