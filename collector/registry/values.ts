/**
 * One gauge or one counter. prom-client checks what a new series is called and holds its value; of a series that is there
 * the value is changed in place. prom-client's own `set` makes an object and a key of sorted names each time, and they
 * live until the next one: too long to be cheap when they go. At a thousand nodes that is ten thousand a second.
 */
import { Counter, Gauge } from 'prom-client';
import type { MetricDef } from '../catalogue/define.ts';
import { configOf, type LabelMap } from './config.ts';
import { headOfLine, valueText } from './text.ts';

interface Cell {
  value: number;
}

/** What prom-client holds its values in; its types leave it out. The key is `name:value,` of each label, by name. */
interface Held {
  readonly hashMap: Readonly<Record<string, Cell>>;
}

interface Series {
  readonly cell: Cell;
  readonly head: string;
}

export interface Values {
  readonly set: (labels: LabelMap, value: number) => void;
  readonly inc: (labels: LabelMap, by: number) => void;
  readonly clear: (labels: LabelMap) => void;
  /** The lines of this instant, some at a time, whenever they are asked for. */
  readonly lines: () => Iterable<string>;
}

/** Lines between two looks at the clock. */
const atOnce = 100;

function* linesOf(series: readonly Series[], values: Float64Array): Generator<string> {
  let text = '';
  let place = -1;
  for (const { head } of series) {
    place += 1;
    text += `${head}${valueText(values[place] ?? Number.NaN)}\n`;
    if (place % atOnce < atOnce - 1) continue;
    yield text;
    text = '';
  }
  yield text;
}

export const createValues = (def: MetricDef): Values => {
  const names = Object.keys(def.labels);
  const sorted = names.toSorted();
  const metric = def.type === 'gauge' ? new Gauge(configOf(def)) : new Counter(configOf(def));
  const known = new Map<string, Series>();

  const keyOf = (labels: LabelMap): string => {
    let key = '';
    for (const name of names) key += `${labels[name]}\0`;
    return key;
  };
  const note = (key: string, labels: LabelMap): void => {
    const hash = sorted.map((name) => (labels[name] === undefined ? '' : `${name}:${labels[name]},`)).join('');
    const cell = (metric as unknown as Held).hashMap[hash];
    if (cell) known.set(key, { cell, head: headOfLine(def.name, labels) });
  };
  // Without labels prom-client begins with 0. Of a gauge absent is not zero; a counter begins there.
  if (names.length === 0 && metric instanceof Gauge) metric.remove({});
  else if (names.length === 0) note('', {});

  return {
    set: (labels, value) => {
      if (!(metric instanceof Gauge)) return;
      const key = keyOf(labels);
      const series = known.get(key);
      if (series) series.cell.value = value;
      else {
        metric.set(labels, value);
        note(key, labels);
      }
    },
    inc: (labels, by) => {
      if (!(metric instanceof Counter)) return;
      // A counter never loses it again; prom-client lets NaN by.
      if (!(by >= 0 && by < Number.POSITIVE_INFINITY)) throw new RangeError(`${def.name} cannot grow by ${by}`);
      const key = keyOf(labels);
      const series = known.get(key);
      if (series) series.cell.value += by;
      else {
        metric.inc(labels, by);
        note(key, labels);
      }
    },
    clear: (labels) => {
      if (known.delete(keyOf(labels))) metric.remove(labels);
    },
    lines: () => {
      const series = [...known.values()];
      const values = new Float64Array(series.length);
      let place = 0;
      for (const { cell } of series) {
        values[place] = cell.value;
        place += 1;
      }
      return linesOf(series, values);
    },
  };
};
