/** Everything the router remembers, over one SQLite file. Callers group writes with `transaction`. */
import { join } from 'node:path';
import type { Incident, Post, PostKind, Silence, StoredAlert, TimelineEntry } from '../incident.ts';
import { type Beats, createBeats } from './beats.ts';
import { type Database, openDatabase } from './database.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { alertOfRow, incidentOfRow, postOfRow, silenceOfRow, timelineOfRow } from './rows.ts';

export interface Store {
  transaction<T>(work: () => T): T;
  readonly outbox: Outbox;
  readonly beats: Beats;
  incident(id: string): Incident | undefined;
  openIncident(scope: string, region: string): Incident | undefined;
  /** The incident of this key that was resolved last. */
  lastResolved(scope: string, region: string): Incident | undefined;
  openIncidents(): readonly Incident[];
  lastIncidents(count: number): readonly Incident[];
  /** Those resolved of which a message of this kind was sent that does not begin so. */
  resolvedWithout(kind: PostKind, beginning: string): readonly Incident[];
  /** Those that lasted into a range, latest first. */
  incidentsIn(from: number, to: number): readonly Incident[];
  /** The next free id of the day on which `at` falls. */
  nextId(at: number): string;
  saveIncident(incident: Incident): void;
  dropIncident(id: string): void;
  /** The latest life of an alert, over all incidents. */
  latestAlert(fingerprint: string): StoredAlert | undefined;
  alertsOf(incidentId: string): readonly StoredAlert[];
  /** Firing and unverified. */
  liveAlerts(): readonly StoredAlert[];
  /** Those whose latest life was resolved after this time. */
  alertsOverSince(at: number): readonly StoredAlert[];
  /** Whether any alert of this Alertmanager group is not over. */
  groupLives(groupKey: string): boolean;
  /** The incident that an Alertmanager group belongs to: of the alert that was seen last in it. */
  incidentOfGroup(groupKey: string): string | undefined;
  saveAlert(alert: StoredAlert): void;
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

const incidentColumns =
  'id, scope, region, state, severity, peak, headline, opened_at, resolved_at, acked_at, acked_by, message_id, sent_at, sent_material, held_until, reopened, new_pages, causes';
const alertColumns =
  'incident_id, fingerprint, name, severity, page_class, origin, labels, annotations, group_key, status, starts_at, ends_at, seen_at';
const marks = (columns: string): string =>
  columns
    .split(', ')
    .map(() => '?')
    .join(', ');
const updates = (columns: string): string =>
  columns
    .split(', ')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ');

const saveIncidentSql = `INSERT INTO incidents (${incidentColumns}) VALUES (${marks(incidentColumns)})
  ON CONFLICT (id) DO UPDATE SET ${updates(incidentColumns)}`;
const saveAlertSql = `INSERT INTO alerts (${alertColumns}) VALUES (${marks(alertColumns)})
  ON CONFLICT (incident_id, fingerprint) DO UPDATE SET ${updates(alertColumns)}`;

const maybe = <R, T>(row: R | undefined, map: (row: R) => T): T | undefined =>
  row === undefined ? undefined : map(row);

const storeOver = (db: Database): Store => ({
  transaction: db.transaction,
  outbox: createOutbox(db),
  beats: createBeats(db),
  incident: (id) => maybe(db.get('SELECT * FROM incidents WHERE id = ?', id), incidentOfRow),
  openIncident: (scope, region) =>
    maybe(
      db.get("SELECT * FROM incidents WHERE scope = ? AND region = ? AND state <> 'resolved'", scope, region),
      incidentOfRow,
    ),
  lastResolved: (scope, region) =>
    maybe(
      db.get(
        "SELECT * FROM incidents WHERE scope = ? AND region = ? AND state = 'resolved' ORDER BY resolved_at DESC LIMIT 1",
        scope,
        region,
      ),
      incidentOfRow,
    ),
  openIncidents: () =>
    db.all("SELECT * FROM incidents WHERE state <> 'resolved' ORDER BY opened_at").map(incidentOfRow),
  lastIncidents: (count) =>
    db.all('SELECT * FROM incidents ORDER BY opened_at DESC, id DESC LIMIT ?', count).map(incidentOfRow),
  resolvedWithout: (kind, beginning) =>
    db
      .all(
        `SELECT incidents.* FROM posts JOIN incidents ON incidents.id = posts.incident_id
         WHERE posts.kind = ? AND substr(posts.material, 1, ?) <> ? AND incidents.state = 'resolved'`,
        ...[kind, beginning.length, beginning],
      )
      .map(incidentOfRow),
  incidentsIn: (from, to) =>
    db
      .all(
        `SELECT * FROM incidents WHERE opened_at < ? AND (resolved_at IS NULL OR resolved_at >= ?)
         ORDER BY opened_at DESC, id DESC`,
        to,
        from,
      )
      .map(incidentOfRow),
  nextId: (at) => {
    const day = new Date(at * 1000).toISOString().slice(0, 10);
    const row = db.get(
      'SELECT max(CAST(substr(id, 12) AS INTEGER)) AS last FROM incidents WHERE substr(id, 1, 10) = ?',
      day,
    );
    return `${day}-${Number(row?.last ?? 0) + 1}`;
  },
  saveIncident: (i) =>
    db.run(
      saveIncidentSql,
      ...[i.id, i.scope, i.region, i.state, i.severity, i.peak, i.headline, i.openedAt, i.resolvedAt],
      ...[i.ackedAt, i.ackedBy, i.messageId, i.sentAt, i.sentMaterial, i.heldUntil, i.reopened, i.newPages],
      JSON.stringify(i.causes),
    ),
  dropIncident: (id) => {
    db.run('DELETE FROM outbox WHERE incident_id = ?', id);
    db.run('DELETE FROM incidents WHERE id = ?', id);
  },
  latestAlert: (fingerprint) =>
    maybe(
      db.get(
        // What lives is the latest, whatever a clock that was put back has made of the times.
        `SELECT * FROM alerts WHERE fingerprint = ?
         ORDER BY status <> 'resolved' DESC, seen_at DESC, incident_id DESC LIMIT 1`,
        fingerprint,
      ),
      alertOfRow,
    ),
  alertsOf: (incidentId) => db.all('SELECT * FROM alerts WHERE incident_id = ?', incidentId).map(alertOfRow),
  liveAlerts: () => db.all("SELECT * FROM alerts WHERE status IN ('firing', 'unverified')").map(alertOfRow),
  alertsOverSince: (at) =>
    db
      .all(
        `SELECT * FROM alerts AS a WHERE status = 'resolved' AND seen_at > ? AND NOT EXISTS
         (SELECT 1 FROM alerts AS b WHERE b.fingerprint = a.fingerprint
            AND (b.seen_at > a.seen_at OR b.status <> 'resolved'))`,
        at,
      )
      .map(alertOfRow),
  groupLives: (groupKey) =>
    db.get("SELECT 1 AS found FROM alerts WHERE group_key = ? AND status <> 'resolved' LIMIT 1", groupKey) !==
    undefined,
  incidentOfGroup: (groupKey) =>
    maybe(
      db.get(
        `SELECT incident_id FROM alerts WHERE group_key = ?
         ORDER BY status <> 'resolved' DESC, seen_at DESC LIMIT 1`,
        groupKey,
      ),
      (row) => String(row.incident_id),
    ),
  saveAlert: (a) =>
    db.run(
      saveAlertSql,
      ...[a.incidentId, a.fingerprint, a.name, a.severity, a.pageClass, a.origin],
      ...[JSON.stringify(a.labels), JSON.stringify(a.annotations), a.groupKey, a.status],
      ...[a.startsAt, a.endsAt, a.seenAt],
    ),
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
