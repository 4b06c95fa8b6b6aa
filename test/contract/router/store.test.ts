import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Libsql from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../alerts/router/store/database.ts';
import { openStore, storeFile } from '../../../alerts/router/store/store.ts';
import { labelsOf } from '../../unit/router/fleet.ts';
import {
  discordStandin,
  eventually,
  freePort,
  homeOf,
  incidentsOf,
  post,
  routerAt,
  webhookOf,
  webhookToken,
} from './world.ts';

const t0 = Date.now() / 1000;

const main = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));

/** `headwatch alert` as a process of its own, once it is ready. */
const command = async (home: string, discordUrl: string) => {
  const port = await freePort();
  mkdirSync(join(home, 'secrets'));
  writeFileSync(join(home, 'secrets/webhook'), `https://discord.com/api/webhooks/77/${webhookToken}`);
  const config = {
    service: { name: 'example-rpc' },
    vantage: 'eu',
    nodes: [{ name: 'arb-eu', kind: 'arbitrum-nitro', chain: 'arbitrum-one', region: 'eu', rpc: 'http://127.0.0.1:1' }],
    notify: { discord: { operators_file: 'secrets/webhook', api: `${discordUrl}/api` } },
    router: { listen: `127.0.0.1:${port}`, public: `127.0.0.1:${await freePort()}` },
    collector: { listen: '127.0.0.1:1' },
    prometheus: { url: 'http://127.0.0.1:1' },
    alertmanagers: [{ url: 'http://127.0.0.1:1' }],
  };
  // JSON is YAML.
  writeFileSync(join(home, 'fleet.yaml'), JSON.stringify(config));
  const args = ['--import', 'tsx', main, 'alert', '--config', join(home, 'fleet.yaml')];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  started.stderr.on('data', (chunk) => {
    log += String(chunk);
  });
  onTestFinished(() => void started.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  const ready = () => fetch(`${url}/readyz`).catch(() => undefined);
  await eventually('headwatch alert', async () => (await ready())?.ok || started.exitCode !== null, 60);
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    started.kill(signal);
    if (started.exitCode === null && started.signalCode === null) await once(started, 'exit');
    return started.exitCode;
  };
  return { url, end, log: () => log };
};

test('killed between accepting and sending: the next router sends what was accepted, once', async () => {
  const home = homeOf();
  const silent = await discordStandin(() => 'hang');
  const first = await command(home, silent.url);
  expect((await post(first.url, webhookOf(labelsOf.edgeDown, 'firing', t0))).status).toBe(200);
  await first.end('SIGKILL');

  const discord = await discordStandin();
  const router = await routerAt({ home, discord });
  await eventually('the card', () => discord.cards.size === 1);
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'firing', t0));
  await post(router.privateUrl, webhookOf(labelsOf.edgeDown, 'resolved', t0));
  await eventually('the resolve', () => discord.seen[1]);
  expect(discord.seen.map((seen) => seen.method)).toEqual(['POST', 'PATCH']);
}, 90_000);

test('SIGTERM ends it cleanly, and its log tells no secret', async () => {
  const discord = await discordStandin(() => ({ status: 401, body: { code: 50027, message: webhookToken } }));
  const router = await command(homeOf(), discord.url);
  await post(router.url, webhookOf(labelsOf.edgeDown, 'firing', t0));
  await eventually('a refusal', () => discord.seen.length > 0);
  expect(await router.end('SIGTERM')).toBe(0);
  expect(router.log()).toContain('router is up');
  expect(router.log()).toContain('"outcome":"gone"');
  expect(router.log()).not.toContain(webhookToken);
}, 90_000);

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

test.each([
  ['is damaged', (file: string) => writeFileSync(file, 'x'.repeat(5000))],
  ['is a directory', (file: string) => mkdirSync(file)],
])('a store that %s is refused by its name, with what to do, and stays as it is', (_, spoil) => {
  const file = storeFile(homeOf());
  mkdirSync(dirname(file));
  spoil(file);
  const before = statSync(file);
  expect(() => openStore(file)).toThrow(`the router's store ${file} cannot be used`);
  expect(() => openStore(file)).toThrow(/move the file away/);
  expect(statSync(file)).toMatchObject({ size: before.size, mtimeMs: before.mtimeMs });
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

test('a transaction inside another is part of it: what fails later takes both back', () => {
  const db = openDatabase(storeFile(homeOf()));
  onTestFinished(() => db.close());
  const write = (key: string): void => db.run('INSERT INTO kv (key, value) VALUES (?, ?)', key, '1');
  db.transaction(() => db.transaction(() => write('kept')));
  const fails = (): void => {
    db.transaction(() => write('inner'));
    throw new Error('later');
  };
  expect(() => db.transaction(fails)).toThrow('later');
  expect(db.all('SELECT key FROM kv')).toEqual([{ key: 'kept' }]);
});
