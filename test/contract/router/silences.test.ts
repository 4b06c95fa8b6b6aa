/** What a person silenced, in a real Alertmanager that loses it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createActions } from '../../../alerts/router/actions.ts';
import { expireSilence, listSilences } from '../../../alerts/router/alertmanagerSilences.ts';
import { createDesk } from '../../../alerts/router/desk.ts';
import { alertOf, fleetOf, labelsOf, temporaryStore } from '../../unit/router/fleet.ts';
import { alertmanagerOf } from './alertmanager.ts';
import { freePort, homeOf } from './world.ts';

const ask = { timeoutMs: 2000 };

/** An incident and an Alertmanager. The router's clock begins two minutes behind, so that time can pass. */
const bench = async () => {
  const fleet = fleetOf({ home: homeOf() });
  const store = temporaryStore();
  const port = await freePort();
  let running = await alertmanagerOf(fleet, undefined, port);
  let behind = 120;
  const now = () => Date.now() / 1000 - behind;
  const common = { store, now, scale: 1, cards: true, pages: true, wake: () => undefined };
  const desk = createDesk({ ...common, fleet });
  const actions = createActions({ ...common, alertmanagers: [{ url: running.url }] });
  desk.receive([alertOf(labelsOf.edgeDown, 'firing', now())]);
  const id = store.openIncidents()[0]?.id ?? '';
  const active = async () =>
    ((await listSilences(running.url, ask)) ?? expect.unreachable()).filter(({ state }) => state === 'active');
  const held = async (): Promise<number> => (await active()).length;
  const endAll = async (): Promise<void> => {
    for (const silence of await active()) await expireSilence(running.url, silence.id, ask);
  };
  const loseData = async (): Promise<void> => {
    await running.kill();
    rmSync(join(fleet.home, `am-${port}`), { recursive: true });
    running = await alertmanagerOf(fleet, undefined, port);
  };
  return { actions, id, held, endAll, loseData, catchUp: () => (behind = 0) };
};

test('an Alertmanager that lost its silences has them again at the next look, whether they roll or end at a time', async () => {
  for (const length of ['until_resolved', 240] as const) {
    const { actions, id, held, loseData, catchUp } = await bench();
    await actions.silence(id, length, 'ada');
    await actions.tend();
    expect(await held()).toBe(1);
    await loseData();
    expect(await held()).toBe(0);
    catchUp();
    await actions.tend();
    expect(await held()).toBe(1);
    expect(await actions.unsilence(id, 'ada')).toMatchObject({ ok: true });
    expect(await held()).toBe(0);
  }
});

test('pressed again after that, it is silenced at once', async () => {
  const { actions, id, held, loseData } = await bench();
  await actions.silence(id, 60, 'ada');
  await loseData();
  expect(await actions.silence(id, 60, 'ada')).toMatchObject({ ok: true });
  expect(await held()).toBe(1);
});

test('what was ended in Alertmanager itself stays ended', async () => {
  const { actions, id, held, endAll, catchUp } = await bench();
  await actions.silence(id, 240, 'ada');
  expect(await held()).toBe(1);
  await endAll();
  catchUp();
  await actions.tend();
  expect(await held()).toBe(0);
});
