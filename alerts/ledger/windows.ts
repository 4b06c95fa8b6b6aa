/** Maintenance windows as they really were, folded from their announcements and ends. Pure. */
import type { Fleet, FleetEdge } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import type { LedgerEntry, MaintenanceEndEntry, MaintenanceEntry, MaintenanceExtendEntry } from './model.ts';

export interface Window extends MaintenanceEntry {
  /** Its real end; at or before `from` when it was called off. */
  readonly ended: number;
  /** Announced in time, and about an edge: its bad seconds leave the adjusted figure. */
  readonly counts: boolean;
  /** Up to when they do: an extension is announced when it is written. */
  readonly countsTo: number;
}

/** Whole hours and days of notice are meant to the second. */
export const announcedInTime = ({ at, from }: Pick<MaintenanceEntry, 'at' | 'from'>): boolean =>
  from - at >= limits.maintenanceNotice;

/** A window with what was added to it while it was not over. */
const extended = (
  entry: MaintenanceEntry,
  added: readonly MaintenanceExtendEntry[],
): MaintenanceEntry & Pick<Window, 'countsTo'> => {
  let { to, forced } = entry;
  let countsTo = to;
  for (const more of added) {
    if (more.to <= to || more.at >= to) continue;
    if (countsTo === to && announcedInTime({ at: more.at, from: to })) countsTo = more.to;
    to = more.to;
    forced ??= more.forced;
  }
  return { ...entry, to, countsTo, ...(forced ? { forced } : {}) };
};

/** Every window, in the order of the announcements; one that was called off before it began has no length. */
export const windowsOf = (entries: readonly LedgerEntry[]): readonly Window[] => {
  const ends = new Map<string, MaintenanceEndEntry>();
  for (const entry of entries) if (entry.type === 'maintenance-end' && !ends.has(entry.of)) ends.set(entry.of, entry);
  const added = entries.filter((entry) => entry.type === 'maintenance-extend');
  return entries.flatMap((entry): Window[] => {
    if (entry.type !== 'maintenance') return [];
    const end = ends.get(entry.id);
    const window = extended(
      entry,
      added.filter(({ of }) => of === entry.id),
    );
    const ended = end ? Math.max(window.from, Math.min(window.to, Math.floor(end.at))) : window.to;
    return [{ ...window, ended, counts: entry.scope.startsWith('edge:') && announcedInTime(entry) }];
  });
};

/** Whether a window is about a region of this edge itself. */
export const isAboutRegion = (window: Pick<Window, 'scope' | 'regions'>, edge: string, region: string): boolean =>
  window.scope === `edge:${edge}` && (window.regions.length === 0 || window.regions.includes(region));

/** Whether its bad seconds belong into the account of this edge: its own windows, nodes', and those of inner edges. */
export const isToldOf = (fleet: Fleet, window: Pick<Window, 'scope'>, edge: Pick<FleetEdge, 'name'>): boolean =>
  !fleet.edges.some(
    (other) => other.audience === 'members' && other.name !== edge.name && window.scope === `edge:${other.name}`,
  );
