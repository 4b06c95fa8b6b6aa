/** Alerts as the store keeps them: one life of each for every incident that it has been part of. */
import type { StoredAlert } from '../incident.ts';
import type { Database } from './database.ts';
import { alertOfRow } from './rows.ts';
import { maybe, upsert } from './sql.ts';

export interface Alerts {
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
}

const alertColumns =
  'incident_id, fingerprint, name, severity, page_class, origin, labels, annotations, group_key, status, starts_at, ends_at, seen_at';
const saveAlertSql = upsert('alerts', alertColumns, 'incident_id, fingerprint');

export const createAlerts = (db: Database): Alerts => ({
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
});
