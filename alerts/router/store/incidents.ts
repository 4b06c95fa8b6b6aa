/** Incidents as the store keeps them: which is open, which was last, and the next free id. */
import type { Incident, PostKind } from '../incident.ts';
import type { Database } from './database.ts';
import { incidentOfRow } from './rows.ts';
import { maybe, upsert } from './sql.ts';

export interface Incidents {
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
}

const incidentColumns =
  'id, scope, region, state, severity, peak, headline, opened_at, resolved_at, acked_at, acked_by, message_id, sent_at, sent_material, held_until, reopened, new_pages, causes';
const saveIncidentSql = upsert('incidents', incidentColumns, 'id');

export const createIncidents = (db: Database): Incidents => ({
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
});
