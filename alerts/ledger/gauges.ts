/** The ledger's figures as gauges, so that twelve-month panels need no long retention. */
import type { GaugeDef, LabelsOf } from '../../collector/catalogue/define.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import { type Cause, edgeStates } from '../../collector/catalogue/labels.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Recorder } from '../../collector/registry/registry.ts';
import type { MonthFigures, SpanEntry } from './model.ts';
import type { Window } from './windows.ts';

/** Sets a family as a whole: what is no longer said is removed. */
export const family = <M extends GaugeDef>(recorder: Recorder, metric: M) => {
  let shown = new Map<string, LabelsOf<M>>();
  return (series: readonly (readonly [LabelsOf<M>, number])[]): void => {
    const now = new Map(series.map(([labels]) => [JSON.stringify(labels), labels]));
    for (const [key, labels] of shown) if (!now.has(key)) recorder.clear(metric, labels);
    for (const [labels, value] of series) recorder.set(metric, labels, value);
    shown = now;
  };
};

export interface Gauges {
  showMonths(months: readonly MonthFigures[]): void;
  showBreaches(breaches: readonly { readonly target: string; readonly month: string; readonly at: number }[]): void;
  showSettled(spans: readonly SpanEntry[]): void;
  showRun(at: number): void;
  showMaintenance(windows: readonly Window[], now: number): void;
}

/** Seconds and number of the bad and halted intervals of each region, by the cause that counts. */
const byCause = (months: readonly MonthFigures[]) => {
  const sums = new Map<string, { labels: CauseLabels; seconds: number; count: number }>();
  for (const { month, intervals } of months) {
    for (const { edge, region, counts, state, seconds } of intervals) {
      if (state === 'unknown') continue;
      const labels = { target: edge, region, month, cause: counts };
      const key = JSON.stringify(labels);
      const sum = sums.get(key) ?? { labels, seconds: 0, count: 0 };
      sums.set(key, { labels, seconds: sum.seconds + seconds, count: sum.count + 1 });
    }
  }
  return [...sums.values()];
};
interface CauseLabels {
  readonly target: string;
  readonly region: string;
  readonly month: string;
  readonly cause: Cause;
}

export const createGauges = (fleet: Fleet, recorder: Recorder): Gauges => {
  const stateSeconds = family(recorder, metrics.slaMonthSeconds);
  const excluded = family(recorder, metrics.slaMonthExcluded);
  const causeSeconds = family(recorder, metrics.slaMonthCauseSeconds);
  const intervals = family(recorder, metrics.slaMonthIntervals);
  const budget = family(recorder, metrics.slaMonthBudget);
  const breach = family(recorder, metrics.slaBreach);
  const settled = family(recorder, metrics.ledgerSettled);
  const active = family(recorder, metrics.maintenanceActive);
  // prom-client shows a gauge without labels as 0 before it was ever set: that would be a run in 1970.
  recorder.clear(metrics.ledgerRun, {});

  return {
    showMonths: (months) => {
      const all = months.flatMap(({ edge, month, any, all: whole, regions }) =>
        [any, whole, ...regions].map((figures) => ({
          labels: { target: edge, region: figures.region, month },
          figures,
        })),
      );
      stateSeconds(
        all.flatMap(({ labels, figures }) =>
          edgeStates.map((state) => [{ ...labels, state }, figures.seconds[state]] as const),
        ),
      );
      excluded(
        all.flatMap(({ labels, figures }) => [
          [{ ...labels, exclusion: 'maintenance' }, figures.maintenance] as const,
          [{ ...labels, exclusion: 'upstream' }, figures.upstream] as const,
        ]),
      );
      const sums = byCause(months);
      causeSeconds(sums.map(({ labels, seconds }) => [labels, seconds]));
      intervals(sums.map(({ labels, count }) => [labels, count]));
      budget([
        ...new Map(months.map(({ month, budgetSeconds }) => [month, [{ month }, budgetSeconds] as const])).values(),
      ]);
    },
    showBreaches: (breaches) => breach(breaches.map(({ target, month, at }) => [{ target, month }, at])),
    showSettled: (spans) => settled(spans.map(({ edge, region, to }) => [{ target: edge, region }, to])),
    showRun: (at) => recorder.set(metrics.ledgerRun, {}, at),
    showMaintenance: (windows, now) => {
      const open = windows.filter(({ from, ended }) => from <= now && now < ended);
      active(
        open.flatMap(({ scope, regions }) => {
          const node = fleet.nodes.find(({ name }) => scope === `node:${name}`);
          const where = node ? [node.region] : regions.length > 0 ? regions : ['all'];
          return where.map((region) => [{ scope, region }, 1] as const);
        }),
      );
    },
  };
};
