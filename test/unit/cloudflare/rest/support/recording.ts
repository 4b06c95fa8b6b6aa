/** The registry as far as exporters use it, in a map: `name{label="value",…}` → value. */
import type { MetricDef } from '../../../../../collector/catalogue/define.ts';
import type { LevelRecorder } from '../../../../../exporters/levels.ts';

export interface Recorded extends LevelRecorder {
  readonly series: Map<string, number>;
  /** `{…}` → value of one metric; its closed label sets with value 0 left out when `nonZero`. */
  readonly of: (metric: MetricDef, nonZero?: boolean) => Record<string, number>;
}

export const createRecorded = (): Recorded => {
  const series = new Map<string, number>();
  const key = (metric: MetricDef, labels: object): string =>
    `${metric.name}{${Object.entries(labels)
      .map(([name, value]) => `${name}="${value}"`)
      .join(',')}}`;
  return {
    series,
    set: (metric, labels, value) => void series.set(key(metric, labels), value),
    inc: (metric, labels, by = 1) => void series.set(key(metric, labels), (series.get(key(metric, labels)) ?? 0) + by),
    clear: (metric, labels) => void series.delete(key(metric, labels)),
    of: (metric, nonZero = false) =>
      Object.fromEntries(
        [...series]
          .filter(([name, value]) => name.startsWith(`${metric.name}{`) && !(nonZero && value === 0))
          .map(([name, value]) => [name.slice(metric.name.length), value]),
      ),
  };
};
