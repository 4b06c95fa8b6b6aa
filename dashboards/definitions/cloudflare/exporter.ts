/** Whether what this page shows is whole: datasets, minutes, errors, budget, token. Live, for operators. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, rate, sel } from '../../../collector/catalogue/promql.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { GraphPanel, Row, StatPanel, TablePanel } from '../../kit/model.ts';
import {
  answerScale,
  colors,
  limit,
  noLimit,
  onlyZero,
  state,
  stateThresholds,
  unknownState,
  unknownText,
} from '../../kit/states.ts';

const base = { height: 8, noValue: unknownText, drill: { title: 'The monitor itself', to: 'monitor' } } as const;

const {
  cfDataset,
  cfFieldDenied,
  cfSampleInterval,
  cfLastBucket,
  cfResourceSuccess,
  cfMinutes,
  cfLate,
  cfTruncated,
  cfErrors,
  cfBudget,
  cfTokenExpiry,
  cfTokenValid,
} = metrics;

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

const graph = (panel: Pick<GraphPanel, 'key' | 'title' | 'about' | 'queries'> & Partial<GraphPanel>): GraphPanel => ({
  ...base,
  kind: 'graph',
  width: 12,
  step: '60s',
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  ...panel,
});

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

const errors = graph({
  key: 'cf errors',
  title: 'Failed questions to Cloudflare',
  about: {
    shows: 'Questions a second to Cloudflare that failed, by what was asked for and kind of error.',
    healthy: '0, or rarely a transient one.',
    act: 'auth: the token. plan: left out by itself. rate_limited: waited for. bug: report it to the project.',
  },
  unit: 'cps',
  decimals: 3,
  thresholds: onlyZero(),
  queries: [{ expr: `sum by ${by(cfErrors, 'about', 'kind')} (${rate(cfErrors)})`, legend: '{{about}} {{kind}}' }],
});

const budget = graph({
  key: 'cf budget',
  title: 'Budget of questions left',
  about: {
    shows: 'The share of the questions of five minutes that Cloudflare still grants.',
    healthy: 'Above half.',
    act: `Below ${100 * cloudflareLimits.budgetLow} % fewer are asked by itself: somebody else uses the same account’s budget.`,
  },
  unit: 'percentunit',
  thresholds: [
    { from: null, color: colors.warn },
    { from: cloudflareLimits.budgetLow, color: colors.plain },
  ],
  max: 1,
  queries: [{ expr: `min(${sel(cfBudget)})`, legend: 'left' }],
});

const token: readonly StatPanel[] = [
  {
    ...base,
    kind: 'stat',
    key: 'cf token',
    title: 'Token is valid',
    width: 12,
    height: 5,
    about: {
      shows: 'Whether Cloudflare called the token active when it was last asked.',
      healthy: '✔ YES.',
      act: '✖ NO: make a new one and write it into its file; `headwatch check --probe` names each permission that it lacks.',
    },
    unit: 'none',
    thresholds: stateThresholds,
    states: answerScale,
    queries: [{ expr: `min(${sel(cfTokenValid)})`, legend: 'valid' }],
  },
  {
    ...base,
    kind: 'stat',
    key: 'cf token expiry',
    title: 'Token expires in',
    width: 12,
    height: 5,
    noValue: '? no end known',
    about: {
      shows: 'How long until the token expires; nothing for one that does not.',
      healthy: `More than ${cloudflareLimits.tokenEnds / 86_400} days.`,
      act: 'Make a new one in time.',
    },
    unit: 's',
    decimals: 0,
    thresholds: [
      { from: null, color: colors.bad },
      { from: 0, color: colors.warn },
      { from: cloudflareLimits.tokenEnds, color: colors.plain },
    ],
    queries: [{ expr: `min(${sel(cfTokenExpiry)}) - time()`, legend: 'left' }],
  },
];

export const exporterRow: Row = {
  title: 'What is read of Cloudflare, live',
  panels: [datasets, resources, minutes, late, errors, budget, ...token],
};
