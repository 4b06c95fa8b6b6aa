/** Changes of health, each counted once: over repeats, pages that overlap, late ones, and restarts. Pure. */
import { z } from 'zod';
import type { HealthEvent } from './schemas.ts';

/** Seconds that are asked for again, because an event may be listed after a younger one. */
const overlap = 600;
/** Events whose ids are kept: far more than come within the overlap, and not by time, for our clock may jump. */
const remembered = 2000;

export const changesStateSchema = z.object({
  /** Unix seconds up to which events have been read. */
  until: z.number(),
  /** Ids of the last ones, with their time. */
  seen: z.record(z.string(), z.number()),
  /** Pool → how often it became what, ever: counters go on over restarts. */
  counts: z.record(z.string(), z.object({ healthy: z.number(), unhealthy: z.number() })),
});
export type ChangesState = z.output<typeof changesStateSchema>;

/** What was before us is not ours to count. @param now Unix seconds */
export const beginChanges = (now: number): ChangesState => ({ until: now + overlap, seen: {}, counts: {} });

/** From when on events are asked for; Unix seconds. Where our clock has stepped back, those of the last minutes. */
export const changesSince = ({ until }: ChangesState, now: number): number =>
  until - overlap > now ? now - overlap : until - overlap;

export interface HealthChange {
  readonly pool: string;
  readonly to: 'healthy' | 'unhealthy';
}

/**
 * @param events of the range asked for, all pages
 * @param asked when it was asked, Unix seconds
 * @param nameOf pool → its label; an event of a pool that is unknown has none
 */
export const takeChanges = (
  state: ChangesState,
  events: readonly HealthEvent[],
  asked: number,
  nameOf: (pool: { readonly id: string | undefined; readonly name: string | undefined }) => string | undefined,
): { readonly state: ChangesState; readonly changes: readonly HealthChange[] } => {
  const since = changesSince(state, asked);
  const seen: Record<string, number> = { ...state.seen };
  const counts: ChangesState['counts'] = { ...state.counts };
  const changes: HealthChange[] = [];
  const until = state.until - overlap > asked ? asked : Math.max(state.until, asked);
  for (const { id, timestamp, pool } of events) {
    const at = Date.parse(timestamp) / 1000;
    if (!Number.isFinite(at) || at < since || id in seen) continue;
    seen[id] = at;
    const name = pool ? nameOf({ id: pool.id ?? undefined, name: pool.name ?? undefined }) : undefined;
    // A change of an origin alone changes no pool.
    if (!pool || name === undefined || pool.changed !== true || pool.healthy == null) continue;
    const to = pool.healthy ? 'healthy' : 'unhealthy';
    changes.push({ pool: name, to });
    const known = counts[name] ?? { healthy: 0, unhealthy: 0 };
    counts[name] = { ...known, [to]: known[to] + 1 };
  }
  const kept = Object.entries(seen).sort(([, a], [, b]) => b - a);
  return { state: { until, seen: Object.fromEntries(kept.slice(0, remembered)), counts }, changes };
};
