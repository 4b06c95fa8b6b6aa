/** Everything the router remembers, over one SQLite file. Callers group writes with `transaction`. */
import { join } from 'node:path';
import type { Post, PostKind, Silence, TimelineEntry } from '../incident.ts';
import { type Alerts, createAlerts } from './alerts.ts';
import { type Beats, createBeats } from './beats.ts';
import { type Database, openDatabase } from './database.ts';
import { createIncidents, type Incidents } from './incidents.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { postOfRow, silenceOfRow, timelineOfRow } from './rows.ts';
import { maybe } from './sql.ts';

export interface Store extends Incidents, Alerts {
  transaction<T>(work: () => T): T;
  readonly outbox: Outbox;
  readonly beats: Beats;
  /** Adds to the timeline of an incident. */
  note(incidentId: string, entry: TimelineEntry): void;
  /** Oldest first. */
  timeline(incidentId: string): readonly TimelineEntry[];
  /** What was noted after the entry of this number, oldest note first, with the number of each. */
  timelineAfter(incidentId: string, number: number): readonly (TimelineEntry & { readonly number: number })[];
  post(incidentId: string, kind: PostKind): Post | undefined;
  savePost(post: Post): void;
  silence(incidentId: string): Silence | undefined;
  silences(): readonly Silence[];
  saveSilence(silence: Silence): void;
  dropSilence(incidentId: string): void;
  read(key: string): string | undefined;
  write(key: string, value: string): void;
  /** Forgets incidents that were resolved before `before`. */
  prune(before: number): void;
  close(): void;
}

export const storeFile = (home: string): string => join(home, 'data', 'router.sqlite');

const storeOver = (db: Database): Store => ({
  transaction: db.transaction,
  outbox: createOutbox(db),
  beats: createBeats(db),
  ...createIncidents(db),
  ...createAlerts(db),
  note: (incidentId, entry) =>
    db.run(
      'INSERT INTO timeline (incident_id, at, kind, text, by_whom) VALUES (?, ?, ?, ?, ?)',
      ...[incidentId, entry.at, entry.kind, entry.text, entry.by],
    ),
  timeline: (incidentId) =>
    db.all('SELECT * FROM timeline WHERE incident_id = ? ORDER BY at, id', incidentId).map(timelineOfRow),
  timelineAfter: (incidentId, number) =>
    db
      .all('SELECT * FROM timeline WHERE incident_id = ? AND id > ? ORDER BY id', incidentId, number)
      .map((row) => ({ ...timelineOfRow(row), number: Number(row.id) })),
  post: (incidentId, kind) =>
    maybe(db.get('SELECT * FROM posts WHERE incident_id = ? AND kind = ?', incidentId, kind), postOfRow),
  savePost: (p) =>
    db.run(
      `INSERT INTO posts (incident_id, kind, message_id, sent_at, material) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (incident_id, kind) DO UPDATE SET
         message_id = excluded.message_id, sent_at = excluded.sent_at, material = excluded.material`,
      ...[p.incidentId, p.kind, p.messageId, p.sentAt, p.material],
    ),
  silence: (incidentId) => maybe(db.get('SELECT * FROM silences WHERE incident_id = ?', incidentId), silenceOfRow),
  silences: () => db.all('SELECT * FROM silences').map(silenceOfRow),
  saveSilence: (s) =>
    db.run(
      `INSERT INTO silences (incident_id, by_whom, until_at, lapses_at, parts) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (incident_id) DO UPDATE SET by_whom = excluded.by_whom, until_at = excluded.until_at,
         lapses_at = excluded.lapses_at, parts = excluded.parts`,
      ...[s.incidentId, s.by, s.until, s.lapsesAt, JSON.stringify(s.parts)],
    ),
  dropSilence: (incidentId) => db.run('DELETE FROM silences WHERE incident_id = ?', incidentId),
  read: (key) => maybe(db.get('SELECT value FROM kv WHERE key = ?', key), (row) => String(row.value)),
  write: (key, value) =>
    db.run(
      'INSERT INTO kv (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      value,
    ),
  prune: (before) => {
    db.run('DELETE FROM beats WHERE at < ?', before);
    db.run("DELETE FROM incidents WHERE state = 'resolved' AND resolved_at < ?", before);
    for (const kept of ['outage:', 'recording:'])
      db.run(
        'DELETE FROM kv WHERE key LIKE ? AND substr(key, ?) NOT IN (SELECT id FROM incidents)',
        ...[`${kept}%`, kept.length + 1],
      );
  },
  close: db.close,
});

/** @throws when the file cannot be opened, or was written by a newer version. */
export const openStore = (file: string): Store => storeOver(openDatabase(file));
