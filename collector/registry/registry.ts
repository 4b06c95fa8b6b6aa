/** The only room of prom-client: records typed metrics, and renders each lane apart. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CounterDef, GaugeDef, HistogramDef, LabelsOf, Lane, MetricDef } from '../catalogue/define.ts';
import { metrics } from '../catalogue/index.ts';

export interface Recorder {
  set<M extends GaugeDef>(metric: M, labels: LabelsOf<M>, value: number): void;
  inc<M extends CounterDef>(metric: M, labels: LabelsOf<M>, by?: number): void;
  observe<M extends HistogramDef>(metric: M, labels: LabelsOf<M>, seconds: number): void;
  /** Removes a series: absent is not zero. */
  clear<M extends MetricDef>(metric: M, labels: LabelsOf<M>): void;
}

export interface MetricRegistry extends Recorder {
  /** Prometheus text format of one lane. */
  render(lane: Lane): Promise<string>;
  readonly contentType: string;
}

type Instrument = Gauge<string> | Counter<string> | Histogram<string>;
type LabelMap = Record<string, string>;

const build = (def: MetricDef, registers: Registry[]): Instrument => {
  const config = { name: def.name, help: def.help, labelNames: Object.keys(def.labels), registers };
  if (def.type === 'gauge') return new Gauge(config);
  if (def.type === 'counter') return new Counter(config);
  return new Histogram({ ...config, buckets: [...(def.buckets ?? [])] });
};

export const createRegistry = (lanes: readonly Lane[]): MetricRegistry => {
  const registries = new Map(lanes.map((lane) => [lane, new Registry()]));
  const instruments = new Map<string, Instrument>();
  for (const def of Object.values<MetricDef>(metrics)) {
    const registry = registries.get(def.lane);
    if (registry) instruments.set(def.name, build(def, [registry]));
  }
  const find = (def: MetricDef): Instrument => {
    const instrument = instruments.get(def.name);
    if (!instrument) throw new Error(`${def.name} belongs to a lane that this process does not serve`);
    return instrument;
  };
  // The typed signatures make every label a string; prom-client's own label type knows names only.
  const plain = (labels: unknown): LabelMap => labels as LabelMap;

  return {
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    set: (metric, labels, value) => {
      const instrument = find(metric);
      if (instrument instanceof Gauge) instrument.set(plain(labels), value);
    },
    inc: (metric, labels, by = 1) => {
      const instrument = find(metric);
      if (instrument instanceof Counter) instrument.inc(plain(labels), by);
    },
    observe: (metric, labels, seconds) => {
      const instrument = find(metric);
      if (instrument instanceof Histogram) instrument.observe(plain(labels), seconds);
    },
    clear: (metric, labels) => find(metric).remove(plain(labels)),
    render: async (lane) => (await registries.get(lane)?.metrics()) ?? '',
  };
};

/** Sets a one-hot family: the given value is 1, every other value of the closed label is 0 and present. */
export const setOneHot = <M extends GaugeDef, K extends keyof LabelsOf<M> & string>(
  recorder: Recorder,
  metric: M,
  labels: Omit<LabelsOf<M>, K>,
  label: K,
  value: LabelsOf<M>[K],
): void => {
  const values = metric.labels[label];
  if (!Array.isArray(values)) return;
  for (const each of values) {
    // Omit<…, K> plus K is LabelsOf<M>; TypeScript cannot join a generic Omit back together.
    recorder.set(metric, { ...labels, [label]: each } as unknown as LabelsOf<M>, each === value ? 1 : 0);
  }
};
