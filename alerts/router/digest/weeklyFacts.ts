/** Reads what the weekly summary tells. */
import type { Cause } from '../../../collector/catalogue/labels.ts';
import { observing } from '../../../collector/config/observing.ts';
import { median } from '../../ledger/report/times.ts';
import type { Incident } from '../incident.ts';
import type { WeeklyFacts } from './model.ts';
import { type NoiseSources, noiseIn } from './noise.ts';
import { inWorkingHours, type Period, wallOf } from './when.ts';

const counts = <T>(values: readonly T[]): readonly (readonly [T, number])[] => {
  const by = new Map<T, number>();
  for (const value of values) by.set(value, (by.get(value) ?? 0) + 1);
  return [...by];
};

const causeOf = ({ causes }: Incident): Cause => causes.at(-1)?.cause ?? 'unattributed';

/** @throws when the store cannot be read */
export const weeklyFacts = (sources: NoiseSources, period: Period, timezone: string): WeeklyFacts => {
  const { fleet, store } = sources;
  const { from, to } = period;
  const lasting = store.incidentsIn(from, to);
  const opened = lasting.filter(({ openedAt }) => openedAt >= from);
  const acked = opened.flatMap(({ ackedAt, openedAt }) => (ackedAt === null ? [] : [ackedAt - openedAt]));
  const over = opened.flatMap(({ resolvedAt, openedAt }) => (resolvedAt === null ? [] : [resolvedAt - openedAt]));
  const pages = lasting
    .flatMap(({ id }) => store.timeline(id))
    .filter(({ kind, at }) => kind === 'page_due' && at >= from && at < to)
    .map(({ at }) => wallOf(at, timezone));
  const offHours = counts(
    pages.filter((wall) => !inWorkingHours(wall)).map((wall) => new Date(wall * 1000).getUTCHours()),
  );
  return {
    ...{ service: fleet.service.name, period, timezone, observing: observing(fleet), incidents: opened },
    causes: [...counts(opened.map(causeOf))].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
    ...{ acknowledged: acked.length, resolved: over.length },
    ...{ acknowledgeSeconds: median(acked), resolveSeconds: median(over) },
    pages: pages.length,
    offHours: [...offHours].sort((a, b) => a[0] - b[0]),
    noise: noiseIn(sources, from, to),
  };
};
