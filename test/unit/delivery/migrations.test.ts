/** Stores and fleets of released versions, frozen as files: this version opens them as they are. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../alerts/router/store/database.ts';
import { migrations } from '../../../alerts/router/store/migrations.ts';
import { openStore, storeFile } from '../../../alerts/router/store/store.ts';
import { parseFleet } from '../../../collector/config/load.ts';
import { kinds } from '../../../exporters/kinds.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const stores = readdirSync(join(fixtures, 'store')).filter((name) => name.endsWith('.sql'));
const fleets = readdirSync(join(fixtures, 'fleets')).filter((name) => name.endsWith('.yaml'));

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'headwatch-migrations-'));
  mkdirSync(dirname(storeFile(home)), { recursive: true, mode: 0o700 });
});
afterEach(() => rmSync(home, { recursive: true }));

const thaw = (name: string): string => {
  const file = storeFile(home);
  const db = new Libsql(file);
  db.exec(readFileSync(join(fixtures, 'store', name), 'utf8'));
  db.close();
  return file;
};

interface SchemaRow {
  readonly name: string;
  readonly sql: string;
}
const schemaOf = (file: string): readonly SchemaRow[] => {
  const db = openDatabase(file);
  const rows = db.all('SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name');
  db.close();
  return rows.map(({ name, sql }) => ({ name: String(name), sql: String(sql).replaceAll(/\s+/g, ' ') }));
};

describe.each(stores)('the store of %s', (name) => {
  it('opens with everything that was in it, and can be written on', () => {
    const store = openStore(thaw(name));
    try {
      const [incident] = store.openIncidents();
      expect(incident).toMatchObject({ scope: 'edge:arb', region: 'eu', headline: 'EdgeDown', ackedBy: 'ana' });
      const id = incident?.id ?? '';
      expect(store.alertsOf(id)).toMatchObject([{ name: 'EdgeDown', status: 'firing' }]);
      expect(store.timeline(id)).toMatchObject([{ text: 'EdgeDown in eu' }]);
      expect(store.silence(id)).toMatchObject({ by: 'ana' });
      expect(store.post(id, 'members')).toMatchObject({ messageId: '2200' });
      expect(store.outbox.size('discord').pending).toBe(1);
      expect(store.lastResolved('edge:arb', 'us')?.id).toBe('2026-11-17-1');
      expect(store.read('deadman')).toBe('1');
      if (incident)
        store.saveIncident({ ...incident, state: 'resolved', resolvedAt: incident.openedAt + 90, newPages: 2 });
      store.beats.know(['copy'], 1);
      expect(store.openIncidents()).toEqual([]);
      expect(store.incident(id)).toMatchObject({ newPages: 2 });
    } finally {
      store.close();
    }
  });

  it('keeps the beats of heartbeats as they are known, and none of an earlier life', () => {
    const file = thaw(name);
    const db = new Libsql(file);
    db.exec("INSERT INTO heartbeats (name, known_at) VALUES ('snapshot', 500)");
    for (const [of, at] of [
      ['snapshot', 499],
      ['snapshot', 500],
      ['snapshot', 600],
      ['gone', 700],
    ] as const)
      db.prepare('INSERT INTO beats (name, at, ok) VALUES (?, ?, 1)').run(of, at);
    db.close();
    const store = openStore(file);
    try {
      expect(store.beats.latest('snapshot', 9).map(({ at }) => at)).toEqual([600, 500]);
      expect(store.beats.latest('gone', 9)).toEqual([]);
    } finally {
      store.close();
    }
  });

  it('comes to the schema that a new store has', () => {
    const migrated = schemaOf(thaw(name));
    const fresh = join(home, 'fresh', 'router.sqlite');
    expect(migrated).toEqual(schemaOf(fresh));
    expect(migrated.length).toBeGreaterThan(5);
  });
});

it('never edits a migration that was released: the first ones still make the frozen schema', () => {
  const frozen = new Libsql(thaw(stores[0] ?? ''));
  // libsql types rows as unknown.
  const [{ user_version: version }] = frozen.prepare('PRAGMA user_version').all() as [{ user_version: number }];
  const select = 'SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name';
  const before = frozen.prepare(select).all() as SchemaRow[];
  frozen.close();
  const again = new Libsql(join(home, 'again.sqlite'));
  for (const sql of migrations.slice(0, version)) again.exec(sql);
  const after = again.prepare(select).all() as SchemaRow[];
  again.close();
  const flat = (rows: readonly SchemaRow[]) => rows.map(({ name, sql }) => [name, sql.replaceAll(/\s+/g, ' ')]);
  expect(flat(after)).toEqual(flat(before));
});

it('refuses a store of a later version in words', () => {
  const db = new Libsql(thaw(stores[0] ?? ''));
  db.exec('PRAGMA user_version = 9999');
  db.close();
  expect(() => openStore(storeFile(home))).toThrow(/has schema 9999, this version knows \d+: update headwatch/);
});

it.each(fleets)('reads the fleet.yaml of %s, and means the same by it', (name) => {
  const text = readFileSync(join(fixtures, 'fleets', name), 'utf8');
  const fleet = parseFleet(text, {
    file: name,
    home: '/home',
    kinds,
    env: {},
    allowUnset: true,
    readFile: () => undefined,
  });
  expect(fleet.nodes.map((node) => `${node.name} ${node.kind} ${node.region} ${node.state}`)).toEqual([
    'arb-eu arbitrum-nitro eu serving',
    'arb-us arbitrum-nitro us serving',
    'eth-a ethereum-execution eu serving',
    'beacon-a ethereum-consensus eu serving',
  ]);
  expect(fleet.edges.map(({ name: edge, audience, carry }) => `${edge} ${audience} ${carry}`)).toEqual([
    'arb members 2',
    'eth internal 1',
  ]);
  expect(fleet.service).toEqual({ name: 'frozen', objective: 99.98, pageOnHalt: false });
  expect(fleet.ladders['arbitrum-one']).toMatchObject({ lagging: 20 });
  expect(fleet.heartbeats).toMatchObject([{ name: 'copy', every: 3600, grace: 1800 }]);
  expect(fleet.vantages).toMatchObject([{ name: 'us', region: 'us' }]);
});
