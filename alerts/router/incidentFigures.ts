/** Figures over the incidents of the last 30 days: how many of which kind, and how long a page waits for a person. */
import { metrics } from '../../collector/catalogue/index.ts';
import { causes } from '../../collector/catalogue/labels.ts';
import type { Recorder } from '../../collector/registry/registry.ts';
import { type Incident, severities } from './incident.ts';

/** Seconds. */
export const recentWindow = 30 * 86_400;

const median = (sorted: readonly number[]): number | undefined => sorted[Math.floor((sorted.length - 1) / 2)];

/** @param incidents those that lasted into the window or are open; others are passed over */
export const recordIncidents = (recorder: Recorder, incidents: readonly Incident[], now: number): void => {
  const open = incidents.filter(({ state }) => state !== 'resolved');
  const pages = open.filter(({ severity, ackedAt }) => severity === 'page' && ackedAt === null);
  recorder.set(metrics.incidentsUnacknowledged, {}, pages.length);
  const recent = incidents.filter(({ openedAt }) => openedAt > now - recentWindow);
  for (const severity of severities) {
    for (const cause of causes) {
      const count = recent.filter(
        (incident) => incident.peak === severity && (incident.causes.at(-1)?.cause ?? 'unattributed') === cause,
      ).length;
      recorder.set(metrics.incidentsRecent, { severity, cause }, count);
    }
  }
  const waits = recent
    .flatMap(({ peak, openedAt, ackedAt }) =>
      peak === 'page' && ackedAt !== null ? [Math.max(0, ackedAt - openedAt)] : [],
    )
    .toSorted((a, b) => a - b);
  const ranks = { median: median(waits), longest: waits.at(-1) } as const;
  for (const rank of ['median', 'longest'] as const) {
    const seconds = ranks[rank];
    if (seconds === undefined) recorder.clear(metrics.acknowledgeTime, { rank });
    else recorder.set(metrics.acknowledgeTime, { rank }, seconds);
  }
};
