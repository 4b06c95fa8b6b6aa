/** When the router asks collectors for what they saw around an incident, and what it keeps. */
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import type { Incident } from '../../../alerts/router/incident.ts';
import type { Part } from '../../../alerts/router/recording/askRecording.ts';
import { createRecordingFiles, isIncidentId } from '../../../alerts/router/recording/recordingFile.ts';
import { createRecordings } from '../../../alerts/router/recording/recordings.ts';
import { openStore, storeFile } from '../../../alerts/router/store/store.ts';
import { fleetOf, temporaryHome } from './fleet.ts';

const t0 = 1_795_000_000;
const central = '127.0.0.1:1';
const us = '10.8.0.12:9760';

const incident = (id: string, more: Partial<Incident> = {}): Incident => ({
  ...{ id, scope: `edge:${id}`, region: 'eu', state: 'firing', severity: 'page', peak: 'page', headline: 'EdgeDown' },
  ...{ openedAt: t0, resolvedAt: null, ackedAt: null, ackedBy: null, messageId: null, sentAt: null },
  ...{ sentMaterial: null, heldUntil: null, reopened: 0, newPages: 0, causes: [] },
  ...more,
});

const bench = (vantages = [{ name: 'us', region: 'us', scrape: us as string | undefined }]) => {
  const home = temporaryHome();
  const store = openStore(storeFile(home));
  onTestFinished(() => store.close());
  const clock = { now: t0 };
  const asked: (Part & { readonly of: string })[] = [];
  const deaf = new Set<string>();
  const start = () =>
    createRecordings({
      fleet: fleetOf({ home, vantages }),
      store,
      now: () => clock.now,
      ask: async (of, part) => {
        asked.push({ of, ...part });
        if (deaf.has(of)) return undefined;
        return { bytes: gzipSync(`${of} ${part.from - t0}..${part.to - t0}\n`), from: part.from };
      },
    });
  const since = (from: number) => asked.slice(from).map(({ of, from: a, to }) => [of, a - t0, to - t0]);
  return { home, store, clock, asked, since, deaf, start };
};

test('the minutes before, a part every ten minutes, the rest at the end, and nothing after it', async () => {
  const { home, store, clock, asked, since, start } = bench();
  store.saveIncident(incident('2026-11-22-1'));
  const recordings = start();
  await recordings.tend();
  expect(since(0)).toEqual([
    [central, -900, 0],
    [us, -900, 0],
  ]);
  for (const at of [5, 300, 595]) {
    clock.now = t0 + at;
    await recordings.tend();
  }
  expect(asked).toHaveLength(2);
  clock.now = t0 + 600;
  // Another process, after a restart: what is stored is enough to go on.
  await start().tend();
  expect(since(2)).toEqual([
    [central, 0, 600],
    [us, 0, 600],
  ]);
  store.saveIncident(incident('2026-11-22-1', { state: 'resolved', resolvedAt: t0 + 660 }));
  for (const at of [661, 666, 900]) {
    clock.now = t0 + at;
    await recordings.tend();
  }
  expect(since(4)).toEqual([
    [central, 600, 661],
    [us, 600, 661],
  ]);
  const text = gunzipSync((await recordings.read('2026-11-22-1')) ?? '').toString();
  expect(text.trim().split('\n')).toEqual([
    `${central} -900..0`,
    `${us} -900..0`,
    `${central} 0..600`,
    `${us} 0..600`,
    `${central} 600..661`,
    `${us} 600..661`,
  ]);
  expect(recordings.told('2026-11-22-1')).toMatchObject({ missing: [], parts: { length: 6 } });
  const modeOf = (...path: string[]) => (statSync(join(home, 'data', ...path)).mode & 0o777).toString(8);
  expect([modeOf('recordings'), modeOf('recordings', '2026-11-22-1.ndjson.gz')]).toEqual(['700', '600']);

  // It reopens on the same card, and ends again.
  store.saveIncident(incident('2026-11-22-1', { reopened: 1 }));
  clock.now = t0 + 1400;
  await recordings.tend();
  store.saveIncident(incident('2026-11-22-1', { state: 'resolved', resolvedAt: t0 + 1500, reopened: 1 }));
  clock.now = t0 + 1501;
  await recordings.tend();
  expect(since(6).filter(([of]) => of === central)).toEqual([
    [central, 661, 1400],
    [central, 1400, 1501],
  ]);
});

test('who does not answer is asked again, given up after the end, and named; so is who cannot be asked', async () => {
  const { store, clock, asked, deaf, start } = bench([
    { name: 'us', region: 'us', scrape: us },
    { name: 'ap', region: 'ap', scrape: undefined },
  ]);
  deaf.add(us);
  store.saveIncident(incident('2026-11-22-1'));
  const recordings = start();
  for (const at of [0, 5, 10, 15, 20, 31]) {
    clock.now = t0 + at;
    await recordings.tend();
  }
  expect(asked.filter(({ of }) => of === us)).toHaveLength(3);
  expect(asked.filter(({ of }) => of === central)).toHaveLength(1);
  expect(recordings.told('2026-11-22-1').missing).toEqual([
    { vantage: 'us', why: 'its collector did not answer' },
    { vantage: 'ap', why: 'it ships its samples and cannot be asked from here' },
  ]);
  store.saveIncident(incident('2026-11-22-1', { state: 'resolved', resolvedAt: t0 + 40 }));
  for (let at = 40; at < 900; at += 15) {
    clock.now = t0 + at;
    await recordings.tend();
  }
  const tries = asked.filter(({ of }) => of === us).length;
  expect(tries).toBeLessThan(30);
  clock.now = t0 + 905;
  await recordings.tend();
  expect(asked.filter(({ of }) => of === us)).toHaveLength(tries);
});

test('a storm asks once for minutes that many incidents share', async () => {
  const { store, asked, start } = bench([]);
  for (let index = 1; index <= 20; index += 1) store.saveIncident(incident(`2026-11-22-${index}`));
  const recordings = start();
  await recordings.tend();
  expect(asked).toHaveLength(1);
  expect(await recordings.read('2026-11-22-20')).toEqual(await recordings.read('2026-11-22-1'));
});

test('one incident takes 8 MB at most, with room for its end; all together are cut from the oldest', async () => {
  const { home, store, clock } = bench([]);
  const big = Buffer.alloc(2.5 * 1024 * 1024, 1);
  const small = Buffer.alloc(1024, 2);
  let next = big;
  const recordings = createRecordings({
    fleet: fleetOf({ home, vantages: [] }),
    store,
    now: () => clock.now,
    ask: async (_, { from }) => ({ bytes: next, from }),
  });
  store.saveIncident(incident('2026-11-22-1'));
  for (let part = 0; part < 6; part += 1) {
    clock.now = t0 + part * 600;
    await recordings.tend();
  }
  expect((await recordings.read('2026-11-22-1'))?.length).toBe(3 * big.length);
  next = small;
  store.saveIncident(incident('2026-11-22-1', { state: 'resolved', resolvedAt: clock.now }));
  await recordings.tend();
  expect((await recordings.read('2026-11-22-1'))?.length).toBe(3 * big.length + small.length);

  const dir = join(home, 'files');
  mkdirSync(dir);
  const old = new Date(Date.now() - 7200_000);
  for (const [name, size] of [
    ['2026-11-20-1', 10],
    ['2026-11-21-1', 10],
    ['2026-11-22-1', 10],
    ['2026-11-22-9', 10],
  ] as const) {
    writeFileSync(join(dir, `${name}.ndjson.gz`), Buffer.alloc(size));
    utimesSync(join(dir, `${name}.ndjson.gz`), old, old);
  }
  writeFileSync(join(dir, '2026-11-22-1.ndjson.gz.new'), 'left by a process that was killed');
  utimesSync(join(dir, '2026-11-22-1.ndjson.gz.new'), old, old);
  writeFileSync(join(dir, '2026-11-22-2.ndjson.gz.new'), 'being written');
  await createRecordingFiles(dir).prune((id) => id !== '2026-11-22-9', 25);
  expect(readdirSync(dir).sort()).toEqual([
    '2026-11-21-1.ndjson.gz',
    '2026-11-22-1.ndjson.gz',
    '2026-11-22-2.ndjson.gz.new',
  ]);
});

test('a recording goes with its incident', async () => {
  const { home, store, clock, start } = bench([]);
  store.saveIncident(incident('2026-11-22-1', { state: 'resolved', resolvedAt: t0 }));
  clock.now = t0 + 1;
  const recordings = start();
  await recordings.tend();
  const file = join(home, 'data', 'recordings', '2026-11-22-1.ndjson.gz');
  utimesSync(file, new Date(0), new Date(0));
  await recordings.prune();
  expect(await recordings.read('2026-11-22-1')).toBeDefined();
  store.prune(t0 + 10);
  await recordings.prune();
  expect(await recordings.read('2026-11-22-1')).toBeUndefined();
  expect(store.read('recording:2026-11-22-1')).toBeUndefined();
});

test('nothing but the id of an incident becomes the name of a file', async () => {
  for (const id of ['../router', '2026-11-22-1/../../x', '', '2026-11-22', '2026-11-22-1.ndjson']) {
    expect(isIncidentId(id)).toBe(false);
    await expect(createRecordingFiles(temporaryHome()).read(id)).rejects.toThrow('no id');
  }
});
