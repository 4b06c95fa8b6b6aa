import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import Libsql from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../alerts/router/store/database.ts';
import { openStore, storeFile } from '../../../alerts/router/store/store.ts';
import { labelsOf } from '../../unit/router/fleet.ts';
import { discordStandin, eventually, homeOf, incidentsOf, post, routerAt, webhookOf } from './world.ts';

const t0 = Date.now() / 1000;

/** A router process; resolves with its address once it listens. */
const child = async (home: string, discordUrl: string) => {
  const script = fileURLToPath(new URL('./process.ts', import.meta.url));
  const started = spawn(process.execPath, ['--import', 'tsx', script, home, discordUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void started.kill('SIGKILL'));
  const [line] = await once(started.stdout, 'data');
  const kill = async (): Promise<void> => {
    started.kill('SIGKILL');
    await once(started, 'exit');
  };
  return { url: String(line).trim(), kill };
};

test('killed between accepting and sending: the next router sends what was accepted, once', async () => {
  const home = homeOf();
  const silent = await discordStandin(() => 'hang');
  const first = await child(home, silent.url);
  expect((await post(first.url, webhookOf(labelsOf.edgeDown, 'firing', t0))).status).toBe(200);
  await first.kill();

  const discord = await discordStandin();
  const router = await routerAt({ home, discord });
  await eventually('the card', () => discord.cards.size === 1);
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', t0));
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'resolved', t0));
  await eventually('the resolve', () => discord.seen[1]);
  expect(discord.seen.map((seen) => seen.method)).toEqual(['POST', 'PATCH']);
}, 60_000);

test('a store that somebody has locked: 503, nothing half written, and the retry is taken', async () => {
  const home = homeOf();
  const discord = await discordStandin();
  const router = await routerAt({ home, discord });
  const other = new Libsql(storeFile(home));
  other.exec('BEGIN EXCLUSIVE');
  const body = webhookOf(labelsOf.edgeDown, 'firing', t0);
  expect((await post(router.privateUrl, body)).status).toBe(503);
  expect((await fetch(`${router.privateUrl}/readyz`)).status).toBe(503);
  other.exec('ROLLBACK');
  other.close();
  expect(await incidentsOf(router.privateUrl)).toEqual([]);
  expect((await post(router.privateUrl, body)).status).toBe(200);
  expect((await fetch(`${router.privateUrl}/readyz`)).status).toBe(200);
  await eventually('the card', () => discord.cards.size === 1);
});

test('a full disk rolls back whole and says why', () => {
  const file = storeFile(homeOf());
  const db = openDatabase(file);
  onTestFinished(() => db.close());
  // SQLite's own limit makes the same SQLITE_FULL as a disk without room.
  db.all('PRAGMA max_page_count = 1');
  const fill = (): void => {
    for (let i = 0; i < 500; i++) db.run('INSERT INTO kv (key, value) VALUES (?, ?)', `k${i}`, 'x'.repeat(3000));
  };
  expect(() => db.transaction(fill)).toThrow(/full/);
  expect(db.all('SELECT * FROM kv')).toEqual([]);
  // Room again: the limit was the connection's, and the connection is given up with the statement that failed.
  db.transaction(fill);
  expect(db.get('SELECT count(*) AS n FROM kv')).toMatchObject({ n: 500 });
});

test('a store of a newer version is refused, not damaged', () => {
  const file = storeFile(homeOf());
  const db = openDatabase(file);
  db.run('PRAGMA user_version = 99');
  db.close();
  expect(() => openStore(file)).toThrow(/update headwatch/);
});

test('two open incidents of one scope and region cannot be stored', () => {
  const db = openDatabase(storeFile(homeOf()));
  onTestFinished(() => db.close());
  const insert = (id: string, state: string): void =>
    db.run(
      "INSERT INTO incidents (id, scope, region, state, severity, peak, headline, opened_at) VALUES (?, 'edge:arb', 'eu', ?, 'page', 'page', 'EdgeDown', 1)",
      ...[id, state],
    );
  insert('a', 'firing');
  insert('b', 'resolved');
  expect(() => insert('c', 'unknown')).toThrow(/UNIQUE/);
});
