/** Shows counters as they have been stored. */
import { cloudflareMetrics } from '../../collector/catalogue/cloudflare.ts';
import type { LabelsOf } from '../../collector/catalogue/define.ts';
import type { Recorder } from '../../collector/probe/cloudflare.ts';
import type { Counts } from './counters.ts';
import { labelNames, type Series, seriesOf, shownValue } from './series.ts';

type AnyCounter = (typeof cloudflareMetrics)['cfMinutes'];

/** Makes the recorder's counters equal to `counts`; what it has shown before is its own business to remember. */
export const createPublisher = (recorder: Pick<Recorder, 'inc' | 'clear'>) => {
  const shown = new Map<string, Map<string, number>>();

  const labelled = (zone: string, { metric, labels }: Series): readonly [AnyCounter, LabelsOf<AnyCounter>] => {
    const named = Object.fromEntries(labelNames(metric).map((name, place) => [name, labels[place] ?? '']));
    // Keys hold the metric's own labels in the catalogue's order; the compiler cannot follow them through a text.
    return [cloudflareMetrics[metric] as AnyCounter, { zone, ...named } as unknown as LabelsOf<AnyCounter>];
  };

  return (zone: string, counts: Counts): void => {
    const before = shown.get(zone) ?? new Map<string, number>();
    shown.set(zone, before);
    for (const key of before.keys()) {
      const series = counts.has(key) ? undefined : seriesOf(key);
      if (!series) continue;
      recorder.clear(...labelled(zone, series));
      before.delete(key);
    }
    for (const [key, [value]] of counts) {
      const series = seriesOf(key);
      const was = before.get(key);
      if (!series || was === value) continue;
      recorder.inc(...labelled(zone, series), shownValue(series.metric, value) - shownValue(series.metric, was ?? 0));
      before.set(key, value);
    }
  };
};
