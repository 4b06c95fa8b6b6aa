/** The only room of prom-client: records typed metrics, and renders each lane apart. */
import { setImmediate } from 'node:timers/promises';
import { Registry } from 'prom-client';
import type { CounterDef, GaugeDef, HistogramDef, LabelsOf, Lane, MetricDef } from '../catalogue/define.ts';
import { metrics } from '../catalogue/index.ts';
import type { LabelMap } from './config.ts';
import { createHistograms, type Histograms } from './histograms.ts';
import { headText } from './text.ts';
import { createValues, type Values } from './values.ts';

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
  /**
   * The same in pieces, with room for other work between them. The counters of the fast lane are all of one instant,
   * whenever their text is made: seconds of an edge and their faults add up. Else a metric is of one instant, and a
   * histogram's series are of one each.
   */
  pieces(lane: Lane): AsyncGenerator<string>;
  readonly contentType: string;
}

/** One metric of the catalogue. */
interface Family {
  readonly def: MetricDef;
  readonly values?: Values;
  readonly histograms?: Histograms;
}

const build = (def: MetricDef): Family =>
  def.type === 'histogram' ? { def, histograms: createHistograms(def) } : { def, values: createValues(def) };

/**
 * Milliseconds of work before others have their turn; more, the longer it has taken already: where the event loop is slow
 * to come round, a scrape must not wait for ever.
 */
const turn = (sinceStart: number): number => Math.min(20, Math.max(4, sinceStart / 250));

/**
 * Characters of a piece, about. Above 128 kB one is a large object to V8, and old as soon as it has outlived a single
 * collection of young ones: at a thousand nodes 30 MB each scrape.
 */
const pieceLength = 32_768;

export const createRegistry = (lanes: readonly Lane[]): MetricRegistry => {
  const families = new Map<MetricDef, Family>(
    Object.values<MetricDef>(metrics)
      .filter(({ lane }) => lanes.includes(lane))
      .map((def) => [def, build(def)]),
  );
  const find = (def: MetricDef): Family => {
    const family = families.get(def);
    if (!family) throw new Error(`${def.name} belongs to a lane that this process does not serve`);
    return family;
  };
  // The typed signatures make every label a string; prom-client's own label type knows names only.
  const plain = (labels: unknown): LabelMap => labels as LabelMap;

  async function* pieces(lane: Lane): AsyncGenerator<string> {
    const shown = [...families.values()].filter(({ def }) => def.lane === lane);
    // Not so in the slow lane: to copy all of it takes too long in one go, and nobody adds up what is there.
    const together = lane === 'slow' ? [] : shown.filter(({ def }) => def.type === 'counter');
    const taken = new Map(together.map((family) => [family, family.values?.lines()] as const));
    const began = performance.now();
    let resumed = began;
    let text = '';
    for (const [index, family] of shown.entries()) {
      const { name, help, type } = family.def;
      text += `${index === 0 ? '' : '\n'}${headText(name, help, type)}`;
      for (const lines of taken.get(family) ?? (family.values ?? family.histograms)?.lines() ?? []) {
        text += lines;
        if (text.length >= pieceLength) {
          yield text;
          text = '';
        }
        if (performance.now() - resumed < turn(resumed - began)) continue;
        await setImmediate();
        resumed = performance.now();
      }
    }
    yield text;
  }

  return {
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    set: (metric, labels, value) => find(metric).values?.set(plain(labels), value),
    inc: (metric, labels, by = 1) => find(metric).values?.inc(plain(labels), by),
    observe: (metric, labels, seconds) => find(metric).histograms?.observe(plain(labels), seconds),
    clear: (metric, labels) => {
      const family = find(metric);
      (family.values ?? family.histograms)?.clear(plain(labels));
    },
    pieces,
    render: async (lane) => {
      let text = '';
      for await (const piece of pieces(lane)) text += piece;
      return text;
    },
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
