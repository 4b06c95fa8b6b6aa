/**
 * A restarted Alertmanager has not heard of what inhibits yet, so a node's warning may come in before the edge's page
 * that would have muted it. For three minutes after its start a first card below a page waits ten seconds; if
 * Alertmanager calls its alerts inhibited then, there is no card; nor if it has got a silence back that it had lost.
 */
import type { Hold } from './cards.ts';
import type { Incident, StoredAlert } from './incident.ts';
import type { AlertmanagerView } from './neighbours.ts';
import { within } from './within.ts';

export const holdFor = 10;

export interface HoldSources {
  readonly now: () => number;
  /** Seconds after its start that an Alertmanager counts as new. */
  readonly settled: number;
  /** Start times of the Alertmanagers that answer. */
  readonly starts: () => Promise<readonly number[]>;
  readonly views: () => Promise<readonly AlertmanagerView[]>;
}

const allMuted = (alerts: readonly StoredAlert[], views: readonly AlertmanagerView[]): boolean => {
  const firing = alerts.filter((alert) => alert.status === 'firing');
  return (
    firing.length > 0 &&
    firing.every((alert) => {
      const held = views.flatMap((view) => view.alerts.filter((each) => each.fingerprint === alert.fingerprint));
      return held.length > 0 && held.every((each) => each.inhibited || each.silenced);
    })
  );
};

export const holdCard = async (
  incident: Incident,
  alerts: readonly StoredAlert[],
  sources: HoldSources,
): Promise<Hold> => {
  if (incident.sentAt !== null || incident.severity === 'page' || incident.state !== 'firing') return 'send';
  const now = sources.now();
  if (incident.heldUntil !== null) {
    // Further away than it can be is a clock that was put back.
    const stepped = incident.heldUntil > now + holdFor;
    if (now < incident.heldUntil && !stepped) return { until: incident.heldUntil };
    return allMuted(alerts, await sources.views()) ? 'drop' : 'send';
  }
  const starts = await sources.starts();
  return starts.some((start) => within(now, start, sources.settled)) ? { until: now + holdFor } : 'send';
};
