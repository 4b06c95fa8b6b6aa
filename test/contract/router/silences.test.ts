/** What a person silenced, in a real Alertmanager that loses it. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createActions } from '../../../alerts/router/actions.ts';
import { expireSilence, listSilences } from '../../../alerts/router/alertmanagerSilences.ts';
import { createDesk } from '../../../alerts/router/desk.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import { alertOf, fleetOf, labelsOf, temporaryStore } from '../../unit/router/fleet.ts';
import { alertmanagerOf } from './alertmanager.ts';
import { freePort, homeOf } from './world.ts';

const ask = { timeoutMs: 2000 };

/** An Alertmanager that can go away, with its data or without. */
const placeOf = async (fleet: Fleet) => {
  const port = await freePort();
  let running = await alertmanagerOf(fleet, undefined, port);
  const { url } = running;
  const active = async () =>
    ((await listSilences(url, ask)) ?? expect.unreachable()).filter(({ state }) => state === 'active');
  return {
    url,
    held: async (): Promise<number> => (await active()).length,
    endsAt: async (): Promise<readonly number[]> => (await active()).map(({ to }) => to),
    endAll: async (): Promise<void> => {
      for (const silence of await active()) await expireSilence(url, silence.id, ask);
    },
    /** It writes what it has. */
    goAway: async (): Promise<void> => {
      running.process.kill('SIGTERM');
      await once(running.process, 'exit');
    },
    comeBack: async (): Promise<void> => {
      running = await alertmanagerOf(fleet, undefined, port);
    },
    loseData: async (): Promise<void> => {
      await running.kill();
      rmSync(join(fleet.home, `am-${port}`), { recursive: true });
      running = await alertmanagerOf(fleet, undefined, port);
    },
  };
};

/** An incident and Alertmanagers that do not know of each other. The router's clock begins ten minutes behind, so that time can pass. */
const bench = async () => {
  const fleet = fleetOf({ home: homeOf() });
  const store = temporaryStore();
  const [first, second] = await Promise.all([placeOf(fleet), placeOf(fleet)]);
  let behind = 600;
  const now = () => Date.now() / 1000 - behind;
  const common = { store, now, scale: 1, cards: true, pages: true, wake: () => undefined };
  const desk = createDesk({ ...common, fleet });
  const actions = createActions({ ...common, alertmanagers: [first, second].map(({ url }) => ({ url })) });
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', now())]);
  const id = store.openIncidents()[0]?.id ?? '';
  /** A minute and more goes by. */
  const look = async (): Promise<void> => {
    behind -= 90;
    await actions.tend();
  };
  return { actions, store, id, first, second, look };
};

test('an Alertmanager that lost its silences has them again at the next look, whether they roll or end at a time', async () => {
  for (const length of ['until_resolved', 240] as const) {
    const { actions, id, first, second, look } = await bench();
    await actions.silence(id, length, 'ada');
    await actions.tend();
    expect([await first.held(), await second.held()]).toEqual([1, 1]);
    await first.loseData();
    expect(await first.held()).toBe(0);
    await look();
    expect([await first.held(), await second.held()]).toEqual([1, 1]);
    expect(await actions.unsilence(id, 'ada')).toMatchObject({ ok: true });
    expect([await first.held(), await second.held()]).toEqual([0, 0]);
  }
});

test('pressed again after that, it is silenced at once', async () => {
  const { actions, id, first } = await bench();
  await actions.silence(id, 60, 'ada');
  await first.loseData();
  expect(await actions.silence(id, 60, 'ada')).toMatchObject({ ok: true });
  expect(await first.held()).toBe(1);
});

test('what was ended in Alertmanager itself stays ended', async () => {
  const { actions, id, first, look } = await bench();
  await actions.silence(id, 240, 'ada');
  expect(await first.held()).toBe(1);
  await first.endAll();
  await look();
  expect(await first.held()).toBe(0);
});

test('one that was away when it was pressed has it once it answers, and only once', async () => {
  for (const length of ['until_resolved', 240] as const) {
    const { actions, id, first, second, look } = await bench();
    await second.goAway();
    const done = await actions.silence(id, length, 'ada');
    expect(done.ok).toBe(true);
    expect(done.text).toContain('Not every Alertmanager took it');
    await look();
    await second.comeBack();
    await look();
    await look();
    expect([await first.held(), await second.held()]).toEqual([1, 1]);
  }
});

test('one that was away when it was pressed for longer is silenced as long as the other', async () => {
  const { actions, id, first, second, look } = await bench();
  await actions.silence(id, 15, 'ada');
  await second.goAway();
  await actions.silence(id, 240, 'ada');
  await second.comeBack();
  await look();
  const ends = await Promise.all([first.endsAt(), second.endsAt()]);
  expect(ends[0]).toHaveLength(1);
  expect(ends[1]).toEqual(ends[0]);
});

test('ended while one is away, it comes back nowhere, and ends there too once it answers', async () => {
  const { actions, store, id, first, second, look } = await bench();
  await actions.silence(id, 'until_resolved', 'ada');
  await second.goAway();
  expect(await actions.unsilence(id, 'ada')).toMatchObject({ ok: false });
  await look();
  expect(await first.held()).toBe(0);
  await second.comeBack();
  expect(await second.held()).toBe(1);
  await look();
  expect([await first.held(), await second.held()]).toEqual([0, 0]);
  expect(store.silence(id)).toBeUndefined();
});
