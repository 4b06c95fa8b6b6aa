/** A copy of a home that is being written to, put in the place of a lost one. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Libsql from 'libsql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ledgerDir, openLedgerStore } from '../../../alerts/ledger/store.ts';
import { openStore, storeFile } from '../../../alerts/router/store/store.ts';
import { copyHome } from '../../../cli/backup/copyHome.ts';

const frozen = fileURLToPath(new URL('../../fixtures/store/0.1.0.sql', import.meta.url));
let place: string;
let home: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'headwatch-backup-'));
  home = join(place, 'home');
  for (const part of ['secrets', 'rules.d', 'generated', 'data', 'data/prometheus'])
    mkdirSync(join(home, part), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, 'fleet.yaml'), 'service: { name: mine }\n');
  writeFileSync(join(home, 'secrets', 'discord_webhook'), 'https://discord.example.org/planted\n', { mode: 0o600 });
  writeFileSync(join(home, 'rules.d', 'own.yml'), 'groups: []\n');
  writeFileSync(join(home, 'generated', 'made.yml'), 'anew');
  writeFileSync(join(home, 'data', 'prometheus', 'chunk'), 'samples');
});
afterEach(() => rmSync(place, { recursive: true }));

const filesOf = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .toSorted();

it('finds open incidents, what is owed, and the ledger again, though the router writes meanwhile', () => {
  const frozenDb = new Libsql(storeFile(home));
  frozenDb.exec(readFileSync(frozen, 'utf8'));
  frozenDb.close();
  const running = openStore(storeFile(home));
  const ledger = openLedgerStore(ledgerDir(home));
  const window = {
    v: 1,
    type: 'maintenance',
    id: 'm1',
    scope: 'edge:arb',
    regions: [],
    reason: 'disks',
    author: 'ana',
  } as const;
  ledger.append('2026-11', { ...window, from: 1_795_100_000, to: 1_795_103_600, at: 1_795_000_000 });
  // In the write-ahead log only, and a transaction that is under way: neither may be half in the copy.
  running.write('last', 'committed');
  const to = join(place, 'copy');
  let made = 0;
  running.transaction(() => {
    running.write('last', 'not yet');
    made = copyHome(home, to);
  });
  // A line whose end was not on the disk.
  appendFileSync(join(ledgerDir(to), '2026-11.jsonl'), '{"v":1,"type":"maint');
  running.write('after', 'the copy');
  running.close();
  rmSync(home, { recursive: true });

  expect(filesOf(to)).toEqual([
    'data/router.sqlite',
    'fleet.yaml',
    'ledger/sla/2026-11.jsonl',
    'rules.d/own.yml',
    'secrets/discord_webhook',
  ]);
  expect(made).toBe(5);
  for (const file of filesOf(to)) expect(statSync(join(to, file)).mode & 0o077, file).toBe(0);
  const restored = openStore(storeFile(to));
  expect(restored.openIncidents()).toMatchObject([{ scope: 'edge:arb', headline: 'EdgeDown', messageId: '1100' }]);
  expect(restored.outbox.size('discord').pending).toBe(1);
  expect([restored.read('last'), restored.read('after')]).toEqual(['committed', undefined]);
  restored.close();
  const people = openLedgerStore(ledgerDir(to));
  expect(people.people()).toMatchObject([{ id: 'm1', author: 'ana' }]);
});

it('copies what a link leads to, and refuses to copy into itself', () => {
  const elsewhere = join(place, 'vault');
  writeFileSync(elsewhere, 'kept elsewhere\n');
  symlinkSync(elsewhere, join(home, 'secrets', 'linked'));
  const to = join(place, 'copy');
  copyHome(home, to);
  expect(readFileSync(join(to, 'secrets', 'linked'), 'utf8')).toBe('kept elsewhere\n');
  expect(() => copyHome(home, join(home, 'copy'))).toThrow('would copy itself');
  expect(existsSync(join(home, 'copy'))).toBe(false);
});
