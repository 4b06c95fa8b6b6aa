/** One histogram metric: a histogram of prom-client for each target, so that its text can be made target by target. */
import { Histogram } from 'prom-client';
import type { MetricDef } from '../catalogue/define.ts';
import { configOf, type LabelMap } from './config.ts';
import { labelText, valueText } from './text.ts';

/** What prom-client holds a series in; its types leave it out, and its own readers make two objects for each line. */
interface Cell {
  readonly labels: LabelMap;
  /** By upper bound; each value is counted in one. */
  readonly bucketValues: Readonly<Record<string, number>>;
  readonly sum: number;
  readonly count: number;
}
interface Held {
  readonly hashMap: Readonly<Record<string, Cell>>;
}

export interface Histograms {
  readonly observe: (labels: LabelMap, seconds: number) => void;
  readonly clear: (labels: LabelMap) => void;
  /** The lines of one target at a time, each as it is when it is asked for. */
  readonly lines: () => Iterable<string>;
}

export const createHistograms = (def: MetricDef): Histograms => {
  const bounds = def.buckets ?? [];
  const buckets = bounds.map((bound) => ({ bound: `${bound}`, head: `${def.name}_bucket{le="${bound}"` }));
  const byTarget = new Map<string, Histogram<string>>();

  const of = ({ target = '' }: LabelMap): Histogram<string> => {
    const known = byTarget.get(target);
    if (known) return known;
    const made = new Histogram({ ...configOf(def), buckets: [...bounds] });
    byTarget.set(target, made);
    return made;
  };

  const textOf = ({ labels, bucketValues, sum, count }: Cell): string => {
    const own = labelText(labels);
    const more = own === '' ? '} ' : `,${own}} `;
    const alone = own === '' ? ' ' : `{${own}} `;
    let text = '';
    let below = 0;
    for (const { bound, head } of buckets) {
      below += bucketValues[bound] ?? 0;
      text += `${head}${more}${below}\n`;
    }
    return `${text}${def.name}_bucket{le="+Inf"${more}${count}\n${def.name}_sum${alone}${valueText(sum)}\n${def.name}_count${alone}${count}\n`;
  };

  return {
    observe: (labels, seconds) => of(labels).observe(labels, seconds),
    clear: (labels) => byTarget.get(labels.target ?? '')?.remove(labels),
    *lines() {
      for (const histogram of byTarget.values()) {
        let text = '';
        for (const cell of Object.values((histogram as unknown as Held).hashMap)) text += textOf(cell);
        yield text;
      }
    },
  };
};
