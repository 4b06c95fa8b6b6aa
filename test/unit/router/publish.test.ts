import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPublisher, unpublished } from '../../../alerts/router/publish.ts';
import { silentLog } from '../../../collector/log.ts';
import type { Status } from '../../../collector/status.ts';
import { up } from '../dashboards/support/statuses.ts';
import { temporaryHome } from './fleet.ts';

const publisherAt = (dir: string, status: () => Status = () => up) => {
  const lines: string[] = [];
  // Only the two levels that a publisher speaks at.
  const log = {
    ...silentLog,
    info: (_: unknown, text: string) => void lines.push(`info ${text}`),
    error: (_: unknown, text: string) => void lines.push(`error ${text}`),
  } as unknown as typeof silentLog;
  return { ...createPublisher({ dir, status, render: ({ at }) => `page of ${at}`, log }), lines };
};

const read = (dir: string, name: string): string => readFileSync(join(dir, name), 'utf8');

test('writes both, for anyone to read, and nothing else', async () => {
  const dir = join(temporaryHome(), 'site', 'public');
  const publisher = publisherAt(dir);
  await publisher.publish();
  expect(readdirSync(dir).toSorted()).toEqual(['index.html', 'status.json']);
  expect(JSON.parse(read(dir, 'status.json'))).toEqual(JSON.parse(JSON.stringify(up)));
  expect(read(dir, 'index.html')).toBe(`page of ${up.at}`);
  for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o644);
  expect(publisher.standing()).toEqual([]);
  expect(publisher.lines).toEqual([]);
});

test('a reader never meets half of a file: each is replaced as a whole', async () => {
  const dir = temporaryHome();
  const long = { ...up, advice: 'x'.repeat(2_000_000) };
  const publisher = publisherAt(dir, () => long);
  await publisher.publish();
  let running = true;
  const reading = (async () => {
    let reads = 0;
    while (running) {
      expect(JSON.parse(read(dir, 'status.json'))).toMatchObject({ version: 1 });
      reads += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return reads;
  })();
  for (let turn = 0; turn < 10; turn += 1) await publisher.publish();
  running = false;
  expect(await reading).toBeGreaterThan(5);
});

test('what cannot be written is told once in the log, and on the page for as long as it lasts', async () => {
  const dir = join(temporaryHome(), 'site');
  writeFileSync(dir, 'a file where the directory should be');
  const publisher = publisherAt(dir, () => ({ ...up, standing: ['Nobody will be paged.', unpublished] }));
  await publisher.publish();
  await publisher.publish();
  expect(publisher.standing()).toEqual([unpublished]);
  expect(publisher.lines).toEqual(['error the public copy cannot be renewed']);

  rmSync(dir);
  await publisher.publish();
  expect(publisher.standing()).toEqual([]);
  expect(publisher.lines.at(-1)).toBe('info the public copy is renewed again');
  // The copy that could be written does not say that it could not.
  expect(JSON.parse(read(dir, 'status.json')).standing).toEqual(['Nobody will be paged.']);
});

test('a status that cannot be told leaves the old copy, which knows its own age', async () => {
  const dir = temporaryHome();
  let broken = false;
  const publisher = publisherAt(dir, () => {
    if (broken) throw new Error('the store cannot be read');
    return up;
  });
  await publisher.publish();
  broken = true;
  await publisher.publish();
  expect(publisher.standing()).toEqual([unpublished]);
  expect(JSON.parse(read(dir, 'status.json')).validUntil).toBe(up.validUntil);
});

test('one file that cannot be replaced is not taken for success', async () => {
  const dir = temporaryHome();
  mkdirSync(join(dir, 'index.html', 'occupied'), { recursive: true });
  const publisher = publisherAt(dir);
  await publisher.publish();
  expect(publisher.standing()).toEqual([unpublished]);
  expect(existsSync(join(dir, 'status.json'))).toBe(true);
});
