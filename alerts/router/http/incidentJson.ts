import { dedupKeyOf } from '../../pagerduty-client/dedupKey.ts';
import type { Incident, StoredAlert } from '../incident.ts';

/** An incident as the API tells it. Times are Unix seconds. */
export const incidentJson = (incident: Incident, alerts: readonly StoredAlert[]): object => ({
  id: incident.id,
  scope: incident.scope,
  region: incident.region,
  state: incident.state,
  severity: incident.severity,
  peak: incident.peak,
  headline: incident.headline,
  openedAt: incident.openedAt,
  resolvedAt: incident.resolvedAt,
  acknowledgedAt: incident.ackedAt,
  acknowledgedBy: incident.ackedBy,
  reopened: incident.reopened,
  causes: incident.causes,
  card: { messageId: incident.messageId, sentAt: incident.sentAt },
  alerts: alerts.map((alert) => ({
    name: alert.name,
    status: alert.status,
    severity: alert.severity,
    pageClass: alert.pageClass,
    labels: alert.labels,
    annotations: alert.annotations,
    startsAt: alert.startsAt,
    endsAt: alert.endsAt,
    groupKey: alert.groupKey,
    dedupKey: alert.groupKey === null ? null : dedupKeyOf(alert.groupKey),
  })),
});
