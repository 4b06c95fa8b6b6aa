/** Maintenance windows as they really were, folded from their announcements and ends. Pure. */
import type { Fleet, FleetEdge } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import type { LedgerEntry, MaintenanceEndEntry, MaintenanceEntry } from './model.ts';

export interface Window extends MaintenanceEntry {
  /** Its real end; at or before `from` when it was called off. */
  readonly ended: number;
  /** Announced in time, and about an edge: its bad seconds leave the adjusted figure. */
  readonly counts: boolean;
}

/** Whole hours and days of notice are meant to the second. */
export const announcedInTime = ({ at, from }: Pick<MaintenanceEntry, 'at' | 'from'>): boolean =>
  from - at >= limits.maintenanceNotice;

/** Every window, in the order of the announcements; one that was called off before it began has no length. */
export const windowsOf = (entries: readonly LedgerEntry[]): readonly Window[] => {
  const ends = new Map<string, MaintenanceEndEntry>();
  for (const entry of entries) if (entry.type === 'maintenance-end' && !ends.has(entry.of)) ends.set(entry.of, entry);
  return entries.flatMap((entry): Window[] => {
    if (entry.type !== 'maintenance') return [];
    const end = ends.get(entry.id);
    const ended = end ? Math.max(entry.from, Math.min(entry.to, Math.floor(end.at))) : entry.to;
    return [{ ...entry, ended, counts: entry.scope.startsWith('edge:') && announcedInTime(entry) }];
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
