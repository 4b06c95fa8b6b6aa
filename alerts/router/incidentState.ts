/** How an incident stands by its alerts: state, headline, severity, beginning, end, acknowledgement. Pure. */
import { sortAlerts } from '../notifiers/sortAlerts.ts';
import { type Incident, type Standing, type StoredAlert, severities, worst } from './incident.ts';
import { newPagesOf } from './newPages.ts';

/** @param before undefined for an incident that did not exist */
export const withState = (
  incident: Incident,
  alerts: readonly StoredAlert[],
  before: Standing | undefined,
  now: number,
): Incident => {
  const firing = alerts.filter((alert) => alert.status === 'firing');
  const unverified = alerts.filter((alert) => alert.status === 'unverified');
  const live = firing.length > 0 ? firing : unverified;
  const headline = sortAlerts(live)[0]?.name ?? incident.headline;
  const severity = worst(live.map((alert) => alert.severity)) ?? incident.severity;
  const peak = worst([incident.peak, severity]) ?? severity;
  const openedAt = Math.min(incident.openedAt, ...live.map((alert) => alert.startsAt));
  if (live.length === 0) {
    const ends = alerts.map((alert) => alert.endsAt ?? 0);
    const resolvedAt = incident.resolvedAt ?? Math.max(incident.openedAt, Math.min(now, Math.max(...ends, 0)));
    return { ...incident, state: 'resolved', headline, severity, peak, resolvedAt };
  }
  const state = firing.length > 0 ? 'firing' : 'unknown';
  // An acknowledged warning that becomes a page is not an acknowledged page.
  const escalated = severities.indexOf(severity) < severities.indexOf(incident.severity);
  const paged = newPagesOf(before, alerts).length > 0;
  const acked = escalated || paged ? { ackedAt: null, ackedBy: null } : {};
  const newPages = incident.newPages + (paged ? 1 : 0);
  return { ...incident, ...acked, state, headline, severity, peak, openedAt, resolvedAt: null, newPages };
};
