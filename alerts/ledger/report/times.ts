/** Time to detect, acknowledge and restore: the router's incidents laid over the ledger's bad intervals. */
import { z } from 'zod';
import type { Fleet, FleetEdge } from '../../../collector/config/fleet.ts';
import { incidentTitle, publicRegion } from '../../router/publicNames.ts';
import type { IntervalRecord } from '../model.ts';
import type { ReportedIncident, ReportedTimes } from './model.ts';

/** What the report needs of `GET /api/incidents`. */
export const incidentsSchema = z.object({
  incidents: z.array(
    z.object({
      id: z.string(),
      scope: z.string(),
      region: z.string(),
      peak: z.string(),
      headline: z.string(),
      openedAt: z.number(),
      resolvedAt: z.number().nullable(),
      acknowledgedAt: z.number().nullable(),
    }),
  ),
});
export type KnownIncident = z.output<typeof incidentsSchema>['incidents'][number];

/** The incidents of the month, or why they are missing. */
export interface Incidents {
  readonly list: readonly KnownIncident[];
  readonly missing: string | null;
}

/** Middle of the values, upwards to a whole second; null without any. */
export const median = (values: readonly number[]): number | null => {
  const sorted = [...values].sort((a, b) => a - b);
  const high = sorted[Math.floor(sorted.length / 2)];
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  return high === undefined || low === undefined ? null : Math.ceil((low + high) / 2);
};

/** Bad intervals from shortly before the incident, when the alert's window was filling, until its end. */
const covered = (
  intervals: readonly IntervalRecord[],
  incident: KnownIncident,
  window: number,
): readonly IntervalRecord[] =>
  intervals.filter(
    ({ region, from, to }) =>
      (incident.region === 'all' || incident.region === region) &&
      to > incident.openedAt - window &&
      from < (incident.resolvedAt ?? Number.POSITIVE_INFINITY),
  );

/** Seconds of the clock that are bad in any of the intervals. */
export const unionSeconds = (intervals: readonly Pick<IntervalRecord, 'from' | 'to' | 'seconds'>[]): number => {
  let end = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const { from, to, seconds } of [...intervals].sort((a, b) => a.from - b.from)) {
    sum += from >= end ? seconds : Math.max(0, Math.min(seconds, to - end));
    end = Math.max(end, to);
  }
  return sum;
};

const reported = (fleet: Fleet, incident: KnownIncident, bad: readonly IntervalRecord[]): ReportedIncident => {
  const firstBad = Math.min(...bad.map(({ from }) => from));
  const lastBad = Math.max(...bad.map(({ to }) => to));
  const opened = Math.floor(incident.openedAt);
  return {
    id: incident.id,
    title: incidentTitle(fleet, incident.scope, incident.headline),
    region: publicRegion(fleet, incident.region),
    paged: incident.peak === 'page',
    firstBad,
    badSeconds: unionSeconds(bad),
    detectSeconds: Math.max(0, opened - firstBad),
    acknowledgeSeconds:
      incident.acknowledgedAt === null ? null : Math.max(0, Math.floor(incident.acknowledgedAt) - opened),
    restoreSeconds: incident.resolvedAt === null ? null : lastBad - firstBad,
  };
};

const known = (values: readonly (number | null)[]): readonly number[] => values.filter((value) => value !== null);

export const timesOf = (
  fleet: Fleet,
  edge: FleetEdge,
  intervals: readonly IntervalRecord[],
  { list, missing }: Incidents,
): ReportedTimes => {
  const window = fleet.ladders[edge.chain]?.pageWindow ?? 60;
  const bad = intervals.filter(({ state }) => state === 'bad');
  const pairs = list
    .filter(({ scope }) => scope === `edge:${edge.name}`)
    .map((incident) => ({ incident, bad: covered(bad, incident, window) }))
    .filter((pair) => pair.bad.length > 0);
  const incidents = pairs
    .map((pair) => reported(fleet, pair.incident, pair.bad))
    .sort((a, b) => a.firstBad - b.firstBad || (a.id < b.id ? -1 : 1));
  const withIncident = new Set(pairs.flatMap((pair) => pair.bad.map(({ id }) => id)));
  return {
    missing,
    incidents,
    median: {
      detectSeconds: median(incidents.map(({ detectSeconds }) => detectSeconds)),
      acknowledgeSeconds: median(known(incidents.map(({ acknowledgeSeconds }) => acknowledgeSeconds))),
      restoreSeconds: median(known(incidents.map(({ restoreSeconds }) => restoreSeconds))),
    },
    withoutIncident: missing === null ? bad.filter(({ id }) => !withIncident.has(id)).length : null,
  };
};
