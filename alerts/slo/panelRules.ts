/** The recording rules that only panels need. */
import { stringify } from 'yaml';
import { metrics } from '../../collector/catalogue/index.ts';
import type { NodeVerdict } from '../../collector/catalogue/labels.ts';
import { bucketRate, over, window } from '../../collector/catalogue/promql.ts';
import { verdictCodes } from '../../collector/catalogue/verdictCodes.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { freshWindow } from '../rules/expressions.ts';
import { generatedHeader } from '../rules/generatedHeader.ts';
import {
  bucketRecordingOf,
  bucketsEvery,
  copiesEvery,
  faultsCopy,
  recordedHistograms,
  verdictEvery,
  worstVerdict,
} from './panelRecordings.ts';
import type { RecordingGroup, RecordingRule } from './recordRules.ts';

/** Four samples of the slow lane. */
const minute = window(4, 15).slice(1, -1);

// Object.keys widens to string; the literal's keys are exactly these.
const verdicts = Object.keys(verdictCodes) as readonly NodeVerdict[];

const worst: RecordingRule = {
  record: worstVerdict.record,
  expr: `max by (${Object.keys(worstVerdict.labels).join(', ')}) (${verdicts
    .map(
      (verdict) => `${verdictCodes[verdict]} * max_over_time(${over(metrics.nodeVerdict, { verdict }, verdictEvery)})`,
    )
    .join(' or ')})`,
};

const buckets: readonly RecordingRule[] = recordedHistograms.flatMap((metric) => {
  const recording = bucketRecordingOf(metric);
  if (!recording) return [];
  const labels = Object.keys(recording.labels).join(', ');
  return [{ record: recording.record, expr: `sum by (${labels}) (${bucketRate(metric, {}, minute)})` }];
});

const copy: RecordingRule = {
  record: faultsCopy.record,
  expr: `max by (${Object.keys(faultsCopy.labels).join(', ')}) (last_over_time(${over(metrics.edgeFaultSeconds, {}, freshWindow)}))`,
};

/** None of states without nodes, none of edges without edges. */
export const panelGroups = (fleet: Fleet): readonly RecordingGroup[] => [
  ...(fleet.nodes.length > 0
    ? [{ name: 'headwatch-panels-states', interval: `${verdictEvery}s`, rules: [worst] }]
    : []),
  ...(fleet.edges.length > 0 ? [{ name: 'headwatch-panels-copies', interval: `${copiesEvery}s`, rules: [copy] }] : []),
  { name: 'headwatch-panels-buckets', interval: `${bucketsEvery}s`, rules: buckets },
];

export const panelFile = (fleet: Fleet): string =>
  generatedHeader + stringify({ groups: panelGroups(fleet) }, { lineWidth: 0 });
