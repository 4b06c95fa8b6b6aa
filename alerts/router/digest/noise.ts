/**
 * Alerts that told people nothing they could use: they fired, and nobody acknowledged, silenced, confirmed, commanded
 * or planned anything in any incident that they fired in, and none of those ever paged. Pure but for reading the store.
 */
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { Window } from '../../ledger/windows.ts';
import type { AnyAlert } from '../../rules/define.ts';
import { alerts as registry } from '../../rules/index.ts';
import { quietingLine } from '../../rules/overrides.ts';
import type { Incident, StoredAlert, TimelineEntry } from '../incident.ts';
import type { Store } from '../store/store.ts';
import type { Noise } from './model.ts';

export interface NoiseSources {
  readonly fleet: Fleet;
  readonly store: Pick<Store, 'incidentsIn' | 'alertsOf' | 'timeline'>;
  /** Planned work, whenever. */
  readonly windows: readonly Pick<Window, 'scope' | 'from' | 'ended'>[];
}

const firedIn =
  (from: number, to: number) =>
  ({ startsAt, endsAt }: StoredAlert): boolean =>
    startsAt < to && (endsAt === null || endsAt >= from);

const isPlanned = (
  { openedAt, resolvedAt, scope }: Incident,
  alerts: readonly StoredAlert[],
  windows: NoiseSources['windows'],
): boolean => {
  const scopes = new Set([scope, ...alerts.flatMap(({ labels }) => (labels.target ? [`node:${labels.target}`] : []))]);
  const end = resolvedAt ?? Number.POSITIVE_INFINITY;
  return windows.some((window) => scopes.has(window.scope) && window.from <= end && window.ended >= openedAt);
};

/** Whatever a person did is in the timeline, with who it was. */
const isActedOn = (incident: Incident, timeline: readonly TimelineEntry[]): boolean =>
  incident.ackedAt !== null || timeline.some(({ by }) => by !== null);

const own: readonly AnyAlert[] = Object.values(registry);

/** @param from the alert fired, or went on, between `from` and `to` */
export const noiseIn = ({ fleet, store, windows }: NoiseSources, from: number, to: number): readonly Noise[] => {
  const counts = new Map<string, number>();
  const useful = new Set<string>();
  for (const incident of store.incidentsIn(from, to)) {
    const alerts = store.alertsOf(incident.id);
    const names = new Set(alerts.filter(firedIn(from, to)).map(({ name }) => name));
    const matters =
      incident.peak === 'page' ||
      isActedOn(incident, store.timeline(incident.id)) ||
      isPlanned(incident, alerts, windows);
    for (const name of names) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (matters) useful.add(name);
    }
  }
  return [...counts]
    .filter(([name]) => !useful.has(name))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([name, incidents]) => {
      const alert = own.find((each) => each.name === name);
      return { name, incidents, line: (alert && quietingLine(alert, fleet)) ?? null };
    });
};
