/**
 * Settings that changed since they were last seen, over restarts too. Kept are fingerprints alone: what they are made of
 * holds addresses. Pure.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { poolName } from './names.ts';
import type { Settings } from './postureModel.ts';

export const driftStateSchema = z.object({
  /** `SUBJECT PART` → fingerprint. */
  prints: z.record(z.string(), z.string()),
  /** Subject → changes ever. */
  counts: z.record(z.string(), z.number()),
});
export type DriftState = z.output<typeof driftStateSchema>;

export const noDrift: DriftState = { prints: {}, counts: {} };

const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      // Health is no setting, and a field that is null is one that is not given.
      .filter(([key, each]) => key !== 'healthy' && key !== 'account' && each != null)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, ordered(each)]),
  );
};
const printOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(ordered(value)))
    .digest('base64url')
    .slice(0, 22);

/** What could be read, in parts that are compared one by one. */
const partsOf = ({ balancers, pools, monitors, zones }: Settings): ReadonlyMap<string, string> => {
  const parts = new Map<string, string>();
  const add = (subject: string, part: string, value: unknown): void => {
    if (value !== undefined) parts.set(`${subject} ${part}`, printOf(value));
  };
  for (const balancer of balancers ?? []) add(`lb:${balancer.name}`, 'balancer', balancer);
  for (const pool of pools ?? []) {
    add(`pool:${poolName(pool)}`, 'pool', pool);
    if (monitors) add(`pool:${poolName(pool)}`, 'monitor', monitors.find(({ id }) => id === pool.monitor) ?? null);
  }
  for (const { zone, ...settings } of zones)
    for (const [part, value] of Object.entries(settings)) add(`zone:${zone}`, part, value);
  return parts;
};

export const subjectOf = (key: string): string => key.slice(0, key.lastIndexOf(' '));

/** @returns the changes as `SUBJECT PART` */
export const compareSettings = (
  { prints, counts }: DriftState,
  settings: Settings,
): { readonly state: DriftState; readonly changed: readonly string[] } => {
  const now = partsOf(settings);
  // Read, and not there any more.
  const gone = Object.keys(prints).filter(
    (key) =>
      !now.has(key) &&
      ((key.startsWith('lb:') && settings.balancers !== undefined) ||
        (key.startsWith('pool:') && settings.pools !== undefined && (key.endsWith(' pool') || settings.monitors))),
  );
  const changed = [...[...now].filter(([key, print]) => (prints[key] ?? print) !== print).map(([key]) => key), ...gone];
  if (changed.length === 0 && [...now].every(([key]) => key in prints)) return { state: { prints, counts }, changed };
  const kept = Object.fromEntries(Object.entries(prints).filter(([key]) => !gone.includes(key)));
  const grown = { ...counts };
  for (const subject of new Set(changed.map(subjectOf))) grown[subject] = (grown[subject] ?? 0) + 1;
  return { state: { prints: { ...kept, ...Object.fromEntries(now) }, counts: grown }, changed };
};
