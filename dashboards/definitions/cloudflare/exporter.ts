/** Whether what this page shows is whole: datasets, settings, minutes, and how asking goes. Live, for operators. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, rate, sel } from '../../../collector/catalogue/promql.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { Row, TablePanel } from '../../kit/model.ts';
import { colors, limit, noLimit, state, stateThresholds, unknownState } from '../../kit/states.ts';
import { askingPanels, base, graph } from './asking.ts';

const { cfDataset, cfFieldDenied, cfSampleInterval, cfLastBucket, cfResourceSuccess, cfMinutes, cfLate, cfTruncated } =
  metrics;

/** `plan` and `auth` are no failure of the traffic. */
const datasetScale = [
  unknownState,
  state(1, '✔ READ', colors.good),
  state(2, '– NOT IN THE PLAN', colors.unknown),
  state(3, '▲ RATE LIMITED', colors.warn),
  state(4, '✖ NOT PERMITTED', colors.bad),
  state(5, '✖ ERROR', colors.bad),
];

const rows = by(cfDataset, 'zone', 'dataset');

const datasetCode = (['ok', 'plan', 'rate_limited', 'auth', 'error'] as const)
  .map((value, index) => `${index + 1} * max by ${rows} (${sel(cfDataset, { state: value })})`)
  .join('\n  + ');

const datasets: TablePanel = {
  ...base,
  kind: 'table',
  key: 'cf datasets',
  title: 'Datasets',
  width: 16,
  height: 10,
  about: {
    shows:
      'Each dataset of each zone: whether it is to be had, how old its newest minute is, fields that the plan withholds, and from one of how many requests it is counted.',
    healthy: '✔ READ, a few minutes old, counted from each request.',
    act: '✖ NOT PERMITTED: the token lacks a permission, named in the collector’s log. – NOT IN THE PLAN needs a larger plan. A rate above 1 makes estimates.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  by: { zone: 'Zone', dataset: 'Dataset' },
  columns: [
    { title: 'State', unit: 'none', states: datasetScale, expr: datasetCode },
    {
      title: 'Age',
      unit: 's',
      decimals: 0,
      thresholds: limit(cloudflareLimits.analyticsStale),
      expr: `time() - max by ${rows} (${sel(cfLastBucket)})`,
    },
    { title: 'Fields withheld', unit: 'none', decimals: 0, expr: `max by ${rows} (${sel(cfFieldDenied)})` },
    {
      title: 'One of',
      unit: 'none',
      decimals: 0,
      thresholds: limit(cloudflareLimits.sampleRough),
      expr: `max by ${rows} (${sel(cfSampleInterval)})`,
    },
  ],
  sort: { by: 'Age', desc: true },
};

const resources: TablePanel = {
  ...base,
  kind: 'table',
  key: 'cf resources',
  title: 'Read by REST',
  width: 8,
  height: 10,
  about: {
    shows: 'How long ago each kind of setting and of health was read.',
    healthy: 'Health within a minute or two, settings within a quarter of an hour, the token within an hour or two.',
    act: 'One alone that grows old: the token lacks its permission, or Cloudflare refuses it; see the errors.',
  },
  unit: 's',
  thresholds: noLimit,
  by: { resource: 'What' },
  columns: [
    {
      title: 'Read ago',
      unit: 's',
      decimals: 0,
      expr: `time() - max by ${by(cfResourceSuccess, 'resource')} (${sel(cfResourceSuccess)})`,
    },
  ],
  sort: { by: 'Read ago', desc: true },
};

const minutes = graph({
  key: 'cf minutes',
  title: 'Minutes counted, last hour',
  about: {
    shows:
      'Minutes of each dataset within an hour: counted in time, refilled after a gap, and given up because they are no longer kept.',
    healthy: '60 counted, the others 0.',
    act: 'skipped: the figures of that time are too low, for good. See when the collector was away.',
  },
  queries: [
    {
      expr: `sum by ${by(cfMinutes, 'dataset', 'kind')} (increase(${sel(cfMinutes)}[1h]))`,
      legend: '{{dataset}} {{kind}}',
    },
  ],
});

const late = graph({
  key: 'cf late',
  title: 'Requests that came late, and cut answers',
  about: {
    shows:
      'Requests a second that were added to a minute after it had been counted, and answers a second that were cut and asked for in parts.',
    healthy: 'Few; many late ones mean that `delay` in fleet.yaml is short.',
    act: 'Raise `delay` where late ones are a large part of the traffic.',
  },
  unit: 'cps',
  decimals: 3,
  queries: [
    { expr: `sum by ${by(cfLate, 'dataset')} (${rate(cfLate)})`, legend: '{{dataset}} late' },
    { expr: `sum by ${by(cfTruncated, 'dataset')} (${rate(cfTruncated)})`, legend: '{{dataset}} cut' },
  ],
});

export const exporterRow: Row = {
  title: 'What is read of Cloudflare, live',
  panels: [datasets, resources, minutes, late, ...askingPanels],
};
