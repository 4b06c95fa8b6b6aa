/**
 * Recorded series that only panels read: what would take too long over hours of raw samples. By name and label as those of
 * the service level; expressions are in `panelRules.ts`.
 */
import type { HistogramDef } from '../../collector/catalogue/define.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import type { Recording } from './recordings.ts';

/** Seconds between two samples of it, and what each looks back on. */
export const verdictEvery = 10;
/** As often as a graph of them has points (`bucketStep`): each looks back on what no other one does. */
export const bucketsEvery = 60;

export const worstVerdict = {
  record: 'headwatch:node_verdict:worst10s',
  labels: { target: 'open', chain: 'open', region: 'open' },
  help: 'Worst verdict of a node within 10 s, as a number.',
} as const satisfies Recording;

const { journey: _journey, ...stepLabels } = metrics.journeyStepDuration.labels;
const without = <L extends { readonly vantage: unknown }>({ vantage: _, ...labels }: L): Omit<L, 'vantage'> => labels;

/** Buckets of a histogram as rates, summed over vantages. */
export const bucketRecordings = {
  [metrics.rpcDuration.name]: {
    record: 'headwatch:rpc_duration_buckets:rate1m',
    labels: { ...without(metrics.rpcDuration.labels), le: 'open' },
    help: 'Answered questions a second by how long they took.',
  },
  [metrics.journeyStepDuration.name]: {
    record: 'headwatch:journey_step_duration_buckets:rate1m',
    labels: { ...without(stepLabels), le: 'open' },
    help: 'Steps of journeys a second by how long they took.',
  },
} as const satisfies Readonly<Record<string, Recording>>;

/** The histograms that are recorded. */
export const recordedHistograms: readonly HistogramDef[] = [metrics.rpcDuration, metrics.journeyStepDuration];

export const bucketRecordingOf = (metric: HistogramDef): Recording | undefined =>
  Object.entries<Recording>(bucketRecordings).find(([name]) => name === metric.name)?.[1];

export const copiesEvery = 60;

const { role: _role, ...faultLabels } = metrics.edgeFaultSeconds.labels;

/** Copy of the counters of bad seconds by fault, once a minute: a week of seconds is too much to read. */
export const faultsCopy = {
  record: 'headwatch:edge_fault_seconds:copy1m',
  labels: faultLabels,
  help: 'Counters of bad seconds by fault, copied each minute.',
} as const satisfies Recording;

export const panelRecordings: readonly Recording[] = [worstVerdict, faultsCopy, ...Object.values(bucketRecordings)];
