/** The only room of prom-client: records typed metrics, and renders each lane apart. */
import { setImmediate } from 'node:timers/promises';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CounterDef, GaugeDef, HistogramDef, LabelsOf, Lane, MetricDef } from '../catalogue/define.ts';
import { metrics } from '../catalogue/index.ts';
import { createKeptTexts, headText, type Labels, labelText, lineText } from './text.ts';

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

type LabelMap = Record<string, string>;

/** One metric of the catalogue. */
interface Family {
  readonly def: MetricDef;
  readonly gauge?: Gauge<string>;
  readonly counter?: Counter<string>;
  /** One a target: prom-client reads a histogram as a whole, and of a thousand nodes that would take too long. */
  readonly histograms?: Map<string, Histogram<string>>;
  readonly labelsAt: ReturnType<typeof createKeptTexts>;
}

interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** Lines between two looks at the clock. */
const atOnce = 200;
/**
 * Milliseconds of work before others have their turn; more, the longer it has taken already: where the event loop is slow
 * to come round, a scrape must not wait for ever.
 */
const turn = (sinceStart: number): number => Math.min(25, Math.max(4, sinceStart / 10));

const configOf = (def: MetricDef) => ({
  name: def.name,
  help: def.help,
  labelNames: Object.keys(def.labels),
  // Its own registry would render everything in one go.
  registers: [],
});

const build = (def: MetricDef): Family => {
  const labelsAt = createKeptTexts();
  if (def.type === 'gauge') {
    const gauge = new Gauge(configOf(def));
    // Without labels prom-client begins with 0, and absent is not zero.
    if (Object.keys(def.labels).length === 0) gauge.remove({});
    return { def, labelsAt, gauge };
  }
  if (def.type === 'counter') return { def, labelsAt, counter: new Counter(configOf(def)) };
  return { def, labelsAt, histograms: new Map() };
};

const histogramOf = ({ def, histograms }: Family, labels: LabelMap): Histogram<string> | undefined => {
  const target = labels.target ?? '';
  const found = histograms?.get(target);
  if (found || !histograms) return found;
  const made = new Histogram({ ...configOf(def), buckets: [...(def.buckets ?? [])] });
  histograms.set(target, made);
  return made;
};

/** Copied, for counters go on in place while the text is made. */
const snapshot = async ({ gauge, counter }: Family): Promise<readonly Sample[]> => {
  const { values } = (await (gauge ?? counter)?.get()) ?? { values: [] };
  return values.map(({ labels, value }) => ({ labels, value }));
};

interface SharedValues {
  getForPromString(): Promise<{
    readonly values: readonly {
      readonly metricName: string;
      readonly labels: { readonly le?: string | number };
      /** The labels of the series: the same object each time. */
      readonly sharedLabels: LabelMap;
      readonly value: number;
    }[];
  }>;
}

/** What prom-client's own renderer reads histograms by; its types leave it out. `get()` copies all labels of each bucket. */
const shared = (histogram: Histogram<string>): SharedValues => histogram as unknown as SharedValues;

/** The lines of a metric, some hundred at a time. */
async function* linesOf({ def, histograms, labelsAt }: Family, taken: readonly Sample[]): AsyncGenerator<string> {
  let text = '';
  for (const [place, { labels, value }] of taken.entries()) {
    text += lineText(def.name, labelsAt(place, labels), value);
    if (place % atOnce < atOnce - 1) continue;
    yield text;
    text = '';
  }
  yield text;
  for (const histogram of histograms?.values() ?? []) {
    const { values } = await shared(histogram).getForPromString();
    let series: LabelMap | undefined;
    let own = '';
    text = '';
    for (const { metricName, labels, sharedLabels, value } of values) {
      if (sharedLabels !== series) own = labelText(sharedLabels);
      series = sharedLabels;
      const { le } = labels;
      text += lineText(metricName, le === undefined ? own : `le="${le}"${own === '' ? '' : ','}${own}`, value);
    }
    yield text;
  }
}

export const createRegistry = (lanes: readonly Lane[]): MetricRegistry => {
  const families = new Map(
    Object.values<MetricDef>(metrics)
      .filter(({ lane }) => lanes.includes(lane))
      .map((def) => [def.name, build(def)]),
  );
  const find = (def: MetricDef): Family => {
    const family = families.get(def.name);
    if (!family) throw new Error(`${def.name} belongs to a lane that this process does not serve`);
    return family;
  };
  // The typed signatures make every label a string; prom-client's own label type knows names only.
  const plain = (labels: unknown): LabelMap => labels as LabelMap;

  async function* pieces(lane: Lane): AsyncGenerator<string> {
    const shown = [...families.values()].filter(({ def }) => def.lane === lane);
    // Not so in the slow lane: to copy all of it takes too long in one go, and nobody adds up what is there.
    const together = lane === 'slow' ? [] : shown.filter(({ counter }) => counter);
    const taken = new Map(await Promise.all(together.map(async (family) => [family, await snapshot(family)] as const)));
    const began = performance.now();
    let resumed = began;
    let text = '';
    for (const [index, family] of shown.entries()) {
      const { name, help, type } = family.def;
      text += `${index === 0 ? '' : '\n'}${headText(name, help, type)}`;
      for await (const lines of linesOf(family, taken.get(family) ?? (await snapshot(family)))) {
        text += lines;
        const now = performance.now();
        if (now - resumed < turn(resumed - began)) continue;
        yield text;
        text = '';
        await setImmediate();
        resumed = performance.now();
      }
    }
    yield text;
  }

  return {
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    set: (metric, labels, value) => find(metric).gauge?.set(plain(labels), value),
    inc: (metric, labels, by = 1) => find(metric).counter?.inc(plain(labels), by),
    observe: (metric, labels, seconds) => histogramOf(find(metric), plain(labels))?.observe(plain(labels), seconds),
    clear: (metric, labels) => {
      const family = find(metric);
      const { gauge, counter } = family;
      (gauge ?? counter ?? family.histograms?.get(plain(labels).target ?? ''))?.remove(plain(labels));
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
