import { bucketRecordingOf } from '../../alerts/slo/panelRecordings.ts';
import type { HistogramDef } from '../../collector/catalogue/define.ts';
import { selectorText } from '../../collector/catalogue/promql.ts';

/** Step of a graph of them: a recording a point. A shorter one would only draw stairs, and cost as many points. */
export const bucketStep = '1m';

/** A histogram's buckets over time, for histogram_quantile: as they are recorded, else rated here. */
export const bucketsOver = <M extends HistogramDef>(
  metric: M,
  match: Readonly<Record<string, unknown>> = {},
): string => {
  const recording = bucketRecordingOf(metric);
  return recording
    ? `${recording.record}${selectorText(match)}`
    : `rate(${metric.name}_bucket${selectorText(match)}[$__rate_interval])`;
};
