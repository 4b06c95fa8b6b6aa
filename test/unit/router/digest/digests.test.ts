/** That each digest is told exactly once: over restarts, outages of the router, time zones, and a ledger that is late. */
import { expect, onTestFinished, test, vi } from 'vitest';
import type { DigestTimes } from '../../../../collector/config/fleetNotify.ts';
import { digestFleet, goodMonth, happen, utc, world } from './world.ts';

const day = 86_400;
const due = utc(11, 24, 7);
const before = due - 3 * day;
const daily = /^(✅|🔴|🟡|◻)/u;

test('told once at its time, and not again after a restart a minute later', async () => {
  const { turn, restart } = world();
  expect(await turn(before)).toEqual([]);
  expect(await turn(due - day)).toHaveLength(2);
  expect(await turn(due - 1.5)).toEqual([]);
  expect(await turn(due - 0.4)).toEqual([expect.stringMatching(daily)]);
  expect(await turn(due)).toEqual([]);
  expect(await turn(due + 60, restart())).toEqual([]);
  expect(await turn(due + 3600, restart())).toEqual([]);
  expect(await turn(due + day)).toHaveLength(1);
});

test('a router that was away at the hour tells it within six hours, and passes it over after that', async () => {
  const late = world();
  await late.turn(before);
  expect(await late.turn(due + 60, late.restart())).toHaveLength(1);
  expect(await late.turn(due + 120, late.restart())).toEqual([]);
  const sixHours = world();
  await sixHours.turn(before);
  expect(await sixHours.turn(due + 6 * 3600 - 1, sixHours.restart())).toHaveLength(1);
  const tooLate = world();
  await tooLate.turn(before);
  expect(await tooLate.turn(due + 6 * 3600 + 2, tooLate.restart())).toEqual([]);
});

test('what was due before the router ever ran is not made up for', async () => {
  const { turn } = world();
  expect(await turn(utc(12, 1, 9))).toEqual([]);
  expect(await turn(utc(12, 1, 10))).toEqual([]);
  expect(await turn(utc(12, 2, 7))).toEqual([expect.stringContaining('No incident since 1 Dec 09:00.')]);
});

test('a clock that is put back tells nothing twice', async () => {
  const { turn, restart } = world();
  await turn(before);
  expect(await turn(due + 5)).toHaveLength(1);
  expect(await turn(due - 3600, restart())).toEqual([]);
  expect(await turn(due + 1, restart())).toEqual([]);
});

test.each([true, false])(
  'a clock that was years ahead at the first start keeps no digest back (restarted: %s)',
  async (restarts) => {
    const { turn, restart } = world();
    const years = 3 * 365 * day;
    const ahead = restart();
    await turn(before + years, ahead);
    await turn(before + years + 40 * day, ahead);
    const by = restarts ? restart() : ahead;
    // From the next start of a day and of a month on.
    expect(await turn(before + 60, by)).toEqual([]);
    expect(await turn(due, by)).toEqual([expect.stringMatching(daily)]);
    expect(await turn(due + day, by)).toHaveLength(1);
    expect(month(await turn(utc(12, 1, 7), by))).toEqual([expect.stringContaining('November 2026')]);
  },
);

const berlin: DigestTimes = { at: '07:00', timezone: 'Europe/Berlin', daily: true, weekly: false };

test('in a time zone it stays at its hour of the wall clock when that changes: once a day, with each hour in one', async () => {
  const { turn } = world(digestFleet(berlin));
  await turn(utc(10, 23));
  const told: string[] = [];
  for (let now = utc(10, 24); now < utc(10, 27); now += 600)
    for (const text of await turn(now))
      told.push(`${new Date(now * 1000).toISOString().slice(5, 16)} ${text.split('\n')[1]}`);
  expect(told.map((line) => line.slice(0, 60))).toEqual(
    [
      '10-24T05:00 No incident in the last 24 h. No second was bad ',
      '10-25T06:00 No incident since 24 Oct 07:00. No second was bad for members',
      '10-26T06:00 No incident in the last 24 h. No second was bad ',
    ].map((line) => line.slice(0, 60)),
  );
});

test('what is off is not told, and nothing is where Discord is not in fleet.yaml', async () => {
  const off = world(digestFleet({ at: '07:00', timezone: 'UTC', daily: false, weekly: false }));
  await off.turn(before);
  expect(await off.turn(due - day)).toEqual([]);
  const fleet = digestFleet();
  const none = world({ ...fleet, notify: { ...fleet.notify, discord: undefined } });
  await none.turn(before);
  expect(await none.turn(utc(12, 1, 7))).toEqual([]);
  expect(none.store.read('digest:since:daily')).toBeUndefined();
});

const month = (texts: readonly string[]): readonly string[] => texts.filter((text) => text.startsWith('📊'));

test('the month is told on its first day at the hour, or as soon after it as the ledger has settled it: once', async () => {
  const { turn, at, restart } = world();
  await turn(utc(11, 20));
  at.month = (_, name) => goodMonth(name, at.now, at.now - 13 * 3600);
  expect(month(await turn(utc(12, 1, 6, 59)))).toEqual([]);
  expect(month(await turn(utc(12, 1, 12)))).toEqual([]);
  expect(month(await turn(utc(12, 1, 13)))).toEqual([expect.stringContaining('November 2026')]);
  expect(month(await turn(utc(12, 1, 14), restart()))).toEqual([]);
  expect(month(await turn(utc(12, 8)))).toEqual([]);
});

test('a month is never passed over: not for a router that was away, nor for a ledger that could not be read', async () => {
  const { turn, at, restart } = world();
  await turn(utc(9, 20));
  at.ledger = false;
  expect(month(await turn(utc(10, 20)))).toEqual([]);
  at.ledger = true;
  const told = month(await turn(utc(11, 20), restart()));
  expect(told.map((text) => text.split('\n')[0])).toEqual([
    '📊 **example-rpc, September 2026**',
    '📊 **example-rpc, October 2026**',
  ]);
});

test('in a trial week members are told nothing', async () => {
  const fleet = digestFleet();
  const { turn } = world({ ...fleet, notify: { ...fleet.notify, mode: 'observe' } });
  await turn(utc(11, 20));
  expect(month(await turn(utc(12, 1, 7)))).toEqual([]);
});

test('asking for a preview tells nothing and remembers nothing', async () => {
  const { digests, turn, store, at } = world();
  await turn(before);
  at.now = due - 60;
  at.versions = { 'arb-eu': 'nitro/v4' };
  const preview = await digests.preview('daily');
  expect(preview).toMatchObject({ kind: 'daily', on: true, from: due - 60 - day, to: due - 60 });
  expect(await digests.previewMonth('2026-11')).toMatchObject({ kind: 'month', on: false, settled: false });
  expect(store.outbox.size('discord').pending).toBe(0);
  expect(await turn(due)).toHaveLength(1);
});

test('a version is told when it changed, once, and a node that does not answer has not changed', async () => {
  const { turn, at } = world();
  await turn(before);
  const changes = (texts: readonly string[]): readonly string[] =>
    texts.flatMap((text) => text.split('\n')).filter((line) => line.startsWith('⬆️'));
  // Monday's texts are two; the first sight of a version is no change.
  expect(changes(await turn(due - day))).toEqual([]);
  at.versions = { 'arb-eu': null };
  expect(changes(await turn(due))).toEqual([]);
  at.versions = { 'arb-eu': 'nitro/v3.9.3' };
  expect(changes(await turn(due + day))).toEqual(['⬆️ arb-eu nitro/v3.9.2 → nitro/v3.9.3']);
  expect(changes(await turn(due + 2 * day))).toEqual([]);
});

test('a failing question leaves it owed: it is told by the next wake-up', async () => {
  const { digests, turn, at } = world();
  await turn(before);
  const { month: good } = at;
  at.month = () => {
    throw new Error('disk');
  };
  at.now = due;
  await expect(digests.tend()).rejects.toThrow('disk');
  at.month = good;
  expect(await turn(due + 3600)).toHaveLength(1);
});

test('noise is told of this week only, and never of an alert that anybody wanted', async () => {
  const { store, turn } = world();
  const monday = utc(11, 23, 7);
  await turn(utc(11, 15));
  happen(store, 'NodeLagging', utc(11, 10), 60, { scope: 'node:lone', region: 'us' });
  happen(store, 'NodeStalled', utc(11, 17), 60, { scope: 'node:lone', region: 'us' });
  happen(store, 'NodeStalled', utc(11, 18), 60, {
    ...{ scope: 'node:lone', region: 'us' },
    timeline: [{ kind: 'cause', text: 'Cause confirmed: own node.', by: 'jo' }],
  });
  happen(store, 'NodeSyncing', utc(11, 19), 60, { scope: 'node:lone', region: 'us' });
  const text = (await turn(monday)).find((each) => each.startsWith('📅')) ?? '';
  expect(text.split('\n').filter((line) => line.startsWith('•'))).toEqual([
    '• NodeSyncing in 1 incident → `alerts: { NodeSyncing: { severity: info } }`',
  ]);
});

test('node-cron wakes it at the hour of its time zone, and at full hours for what is owed; then it stops', async () => {
  vi.useFakeTimers({ now: utc(11, 20, 5, 58) * 1000 });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { digests, store, at } = world(digestFleet(berlin));
  Object.defineProperty(at, 'now', { get: () => Date.now() / 1000 });
  const owed = (): number => store.outbox.size('discord').pending;
  const running = digests.start();
  // The first look, after twenty seconds, is when it begins.
  await vi.advanceTimersByTimeAsync(119_000);
  expect([store.read('digest:since:daily') !== undefined, owed()]).toEqual([true, 0]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(owed()).toBe(1);
  await vi.advanceTimersByTimeAsync(3 * 3_600_000);
  expect(owed()).toBe(1);
  const { month } = at;
  at.month = () => {
    throw new Error('not at this hour');
  };
  await vi.advanceTimersByTimeAsync(22 * 3_600_000);
  expect([new Date().toISOString().slice(11, 16), owed()]).toEqual(['07:00', 1]);
  at.month = month;
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(owed()).toBe(2);
  await running.stop();
  await vi.advanceTimersByTimeAsync(30 * 3_600_000);
  expect(owed()).toBe(2);
});
