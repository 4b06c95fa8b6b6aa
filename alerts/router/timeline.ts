/**
 * What happened to an incident, as lines for its timeline: the difference between how it stood before a write and
 * after it. A redelivery, or a second Alertmanager's copy, makes no difference, and therefore no line. Pure but for
 * `noteAll`, which writes inside the caller's transaction, and `isCauseConfirmed`, which reads.
 */
import type { Fleet } from '../../collector/config/fleet.ts';
import { observing } from '../../collector/config/observing.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';
import { labelWords } from '../notifiers/cardWords.ts';
import { sortAlerts } from '../notifiers/sortAlerts.ts';
import type { CauseEntry, Incident, Standing, StoredAlert, TimelineEntry, TimelineKind } from './incident.ts';
import { severities } from './incident.ts';
import { newPagesOf } from './newPages.ts';
import type { Store } from './store/store.ts';

/** So many alerts are named in one line; a storm is told by its number. */
const named = 5;

/** `EdgeDown arb`: with what it is about, because several nodes share an incident. */
const subject = ({ name, labels }: StoredAlert): string => (labels.target ? `${name} ${labels.target}` : name);

const subjects = (alerts: readonly StoredAlert[], describe = subject): string => {
  const told = sortAlerts(alerts).slice(0, named).map(describe);
  const more = alerts.length - told.length;
  return more > 0 ? `${told.join(', ')} and ${more} more` : told.join(', ');
};

const withSeverity = (alert: StoredAlert): string => `${subject(alert)} (${alert.severity})`;

const isLive = ({ status }: StoredAlert): boolean => status !== 'resolved';
const groupOf = ({ groupKey, fingerprint }: StoredAlert): string => groupKey ?? fingerprint;
/** Pages that are not over, by the group that PagerDuty knows them by. */
const livePages = (alerts: readonly StoredAlert[]): ReadonlyMap<string, StoredAlert> =>
  new Map(alerts.filter((alert) => alert.severity === 'page' && isLive(alert)).map((alert) => [groupOf(alert), alert]));

/** Who is to page. What PagerDuty answers Alertmanager is not told to us, so this is what is due, not what arrived. */
const pageWords = (fleet: Fleet, alert: StoredAlert): string => {
  const what = `Page due: ${subject(alert)}.`;
  if (observing(fleet)) return `${what} Observe mode: nobody is paged.`;
  if (!fleet.notify.pagerduty?.routingKey.value) return `${what} Nobody is paged: no PagerDuty key.`;
  return `${what} ${alert.origin === 'router' ? 'The router' : 'Alertmanager'} sends it to PagerDuty.`;
};

const incidentEntries = (
  before: Incident | undefined,
  after: Incident,
): readonly (readonly [TimelineKind, string])[] => {
  if (!before) return [['opened', `Opened as ${after.severity}: ${after.scope}, ${after.region}.`]];
  if (before.state === 'resolved' && after.state !== 'resolved')
    return [['reopened', `Reopened as ${after.severity} (${after.reopened}×).`]];
  if (after.state === 'resolved' || before.severity === after.severity) return [];
  const change = `from ${before.severity} to ${after.severity}`;
  if (severities.indexOf(after.severity) > severities.indexOf(before.severity)) return [['eased', `Eased ${change}.`]];
  const acked = before.ackedAt !== null && after.ackedAt === null;
  return [['escalated', `Escalated ${change}.${acked ? ' The acknowledgement does not cover it.' : ''}`]];
};

const endEntries = (before: Incident | undefined, after: Incident): readonly (readonly [TimelineKind, string])[] => {
  if (after.state === before?.state) return [];
  if (after.state === 'unknown') return [['unverified', 'Nobody can say whether it lasts.']];
  if (after.state !== 'resolved') return [];
  const lasted = formatSeconds(Math.max(0, Math.round((after.resolvedAt ?? after.openedAt) - after.openedAt)));
  return [['resolved', `Resolved after ${lasted}.`]];
};

/** @param before undefined for an incident that did not exist */
export const changesBetween = (
  before: Standing | undefined,
  after: Standing,
  fleet: Fleet,
  now: number,
): readonly TimelineEntry[] => {
  const statusBefore = new Map(before?.alerts.map(({ fingerprint, status }) => [fingerprint, status]));
  const became = (status: StoredAlert['status']): readonly StoredAlert[] =>
    after.alerts.filter((alert) => alert.status === status && statusBefore.get(alert.fingerprint) !== status);
  const wasUnverified = ({ fingerprint }: StoredAlert): boolean => statusBefore.get(fingerprint) === 'unverified';
  const fired = became('firing').filter((alert) => !wasUnverified(alert));
  const confirmed = became('firing').filter(wasUnverified);
  // An alert that came and went between two looks was never known to fire.
  const cleared = became('resolved').filter(({ fingerprint }) => statusBefore.has(fingerprint));
  const unverified = became('unverified');
  const pagesBefore = livePages(before?.alerts ?? []);
  const due = [...livePages(after.alerts)].filter(([group]) => !pagesBefore.has(group));
  const escalated = before?.incident.severity !== after.incident.severity;
  const lost = before?.incident.ackedAt != null && after.incident.ackedAt === null && !escalated;
  const uncovered = lost ? newPagesOf(before, after.alerts) : [];
  const lines: readonly (readonly [TimelineKind, string])[] = [
    ...incidentEntries(before?.incident, after.incident),
    ...(fired.length > 0 ? [['alert_fired', `Fires: ${subjects(fired, withSeverity)}.`] as const] : []),
    ...(confirmed.length > 0 ? [['alert_fired', `Fires still: ${subjects(confirmed)}.`] as const] : []),
    ...due.map(([, alert]) => ['page_due', pageWords(fleet, alert)] as const),
    ...(uncovered.length > 0
      ? [['escalated', `The acknowledgement does not cover ${subjects(uncovered)}.`] as const]
      : []),
    ...(cleared.length > 0 ? [['alert_cleared', `Clear: ${subjects(cleared)}.`] as const] : []),
    ...(unverified.length > 0 ? [['unverified', `Cannot be confirmed: ${subjects(unverified)}.`] as const] : []),
    ...endEntries(before?.incident, after.incident),
  ];
  return lines.map(([kind, text]) => ({ at: now, kind, text, by: null }));
};

/** The entries that a history of causes has and another one has not. */
export const causeEntries = (
  before: readonly CauseEntry[],
  after: readonly CauseEntry[],
  now: number,
): readonly TimelineEntry[] => {
  const [was, is] = [before.at(-1), after.at(-1)];
  if (!is || is.cause === (was?.cause ?? 'unattributed')) return [];
  const what = is.cause === 'unattributed' ? 'not known any more' : labelWords(is.cause);
  const detail = is.detail ? `, ${is.detail}` : '';
  const earlier = was && was.cause !== 'unattributed' ? ` (before: ${labelWords(was.cause)})` : '';
  return [{ at: now, kind: 'cause', text: `Cause: ${what}${detail}${earlier}.`, by: null }];
};

/** A cause that a person confirmed: what is learned later is no better. */
export const isCauseConfirmed = (store: Store, incidentId: string): boolean =>
  store.timeline(incidentId).some((entry) => entry.kind === 'cause' && entry.by !== null);

/** An incident that flaps for days must not fill the store; what people do is written all the same. */
const mostEntries = 1000;

export const noteAll = (store: Store, incidentId: string, entries: readonly TimelineEntry[]): void => {
  if (entries.length === 0) return;
  const known = store.timeline(incidentId).length;
  for (const [index, entry] of entries.entries()) {
    if (known + index < mostEntries) store.note(incidentId, entry);
    else if (known + index === mostEntries)
      store.note(incidentId, {
        at: entry.at,
        kind: 'note',
        text: 'The timeline is full: it goes on unwritten.',
        by: null,
      });
  }
};
