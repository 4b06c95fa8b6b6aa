/** Rows of our own STRICT tables to typed values: their CHECKs and the writers below are what the casts rely on. */
import type { CauseEntry, Incident, Post, Silence, SilencePart, StoredAlert, TimelineEntry } from '../incident.ts';
import type { Row } from './database.ts';

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const incidentOfRow = (row: Row): Incident => ({
  id: String(row.id),
  scope: String(row.scope),
  region: String(row.region),
  state: row.state as Incident['state'], // CHECK
  severity: row.severity as Incident['severity'], // written by saveIncident only
  peak: row.peak as Incident['peak'], // written by saveIncident only
  headline: String(row.headline),
  openedAt: Number(row.opened_at),
  resolvedAt: number(row.resolved_at),
  ackedAt: number(row.acked_at),
  ackedBy: text(row.acked_by),
  messageId: text(row.message_id),
  sentAt: number(row.sent_at),
  sentMaterial: text(row.sent_material),
  heldUntil: number(row.held_until),
  reopened: Number(row.reopened),
  newPages: Number(row.new_pages),
  causes: JSON.parse(String(row.causes)) as CauseEntry[], // written by saveIncident only
});

export const alertOfRow = (row: Row): StoredAlert => ({
  incidentId: String(row.incident_id),
  fingerprint: String(row.fingerprint),
  name: String(row.name),
  severity: row.severity as StoredAlert['severity'], // written by saveAlert only
  pageClass: text(row.page_class),
  origin: row.origin as StoredAlert['origin'], // written by saveAlert only
  labels: JSON.parse(String(row.labels)) as Record<string, string>, // written by saveAlert only
  annotations: JSON.parse(String(row.annotations)) as Record<string, string>, // written by saveAlert only
  groupKey: text(row.group_key),
  status: row.status as StoredAlert['status'], // CHECK
  startsAt: Number(row.starts_at),
  endsAt: number(row.ends_at),
  seenAt: Number(row.seen_at),
});

export const timelineOfRow = (row: Row): TimelineEntry => ({
  at: Number(row.at),
  kind: row.kind as TimelineEntry['kind'], // written by note only
  text: String(row.text),
  by: text(row.by_whom),
});

export const postOfRow = (row: Row): Post => ({
  incidentId: String(row.incident_id),
  kind: row.kind as Post['kind'], // written by savePost only
  messageId: String(row.message_id),
  sentAt: Number(row.sent_at),
  material: String(row.material),
});

export const silenceOfRow = (row: Row): Silence => ({
  incidentId: String(row.incident_id),
  by: String(row.by_whom),
  until: number(row.until_at),
  lapsesAt: Number(row.lapses_at),
  parts: JSON.parse(String(row.parts)) as SilencePart[], // written by saveSilence only
});
