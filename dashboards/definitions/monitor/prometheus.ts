/** What rules, samples and disk cost Prometheus, in its own figures. */
import { stackMetrics } from '../../../collector/catalogue/foreign.ts';
import { by, rate, sel } from '../../../collector/catalogue/promql.ts';
import { shownLimits } from '../../../collector/policy/shown.ts';
import { spread } from '../../kit/layout.ts';
import type { GraphPanel, Row } from '../../kit/model.ts';
import { limit, noLimit, onlyZero, unknownText, whole } from '../../kit/states.ts';

const {
  ruleDuration,
  ruleInterval,
  ruleMissed,
  ruleFailures,
  headSeries,
  samplesAppended,
  blockBytes,
  notificationsWaiting,
  notificationsDropped,
  processMemory,
  processCpu,
} = stackMetrics;

const base = {
  kind: 'graph',
  width: 12,
  height: 7,
  step: '15s',
  noValue: unknownText,
  drill: { title: 'What fires now', to: 'incidents' },
} as const;

const { ruleBusy } = shownLimits;

const panels: readonly GraphPanel[] = [
  {
    ...base,
    key: 'rule cost',
    title: 'Rules: share of their interval',
    about: {
      shows: 'How much of its interval each group of rules takes to be evaluated.',
      healthy: 'A few per cent; the fast groups run each second.',
      act: `Above ${ruleBusy * 100} % evaluations are soon left out, and pages come late: a faster host, or fewer edges on it.`,
    },
    unit: 'percentunit',
    decimals: 2,
    thresholds: limit(ruleBusy, whole),
    queries: [
      {
        expr: `max by ${by(ruleDuration, 'rule_group')} (${sel(ruleDuration)}) / max by ${by(ruleInterval, 'rule_group')} (${sel(ruleInterval)})`,
        legend: '{{rule_group}}',
      },
    ],
  },
  {
    ...base,
    key: 'rules missed',
    title: 'Rules: evaluations left out or failed',
    about: {
      shows: 'Evaluations a second of each group that were left out because the one before still ran, or that failed.',
      healthy: '0.',
      act: 'Left out: Prometheus has too little CPU. Failed: its log names the rule.',
    },
    unit: 'cps',
    decimals: 3,
    thresholds: onlyZero(),
    queries: [
      {
        expr: `sum by ${by(ruleMissed, 'rule_group')} (${rate(ruleMissed)})`,
        legend: '{{rule_group}} left out',
      },
      {
        expr: `sum by ${by(ruleFailures, 'rule_group')} (${rate(ruleFailures)})`,
        legend: '{{rule_group}} failed',
      },
    ],
  },
  {
    ...base,
    key: 'samples',
    title: 'Samples stored',
    about: {
      shows: 'Samples a second that Prometheus stores.',
      healthy: 'Flat; docs/operate.md says how many are expected of a fleet.',
      act: 'A step up that nobody made: a label with too many values. The scrapes above say whose.',
    },
    unit: 'cps',
    decimals: 0,
    thresholds: noLimit,
    queries: [{ expr: `sum(${rate(samplesAppended)})`, legend: 'samples' }],
  },
  {
    ...base,
    key: 'series',
    title: 'Series in memory',
    about: {
      shows: 'Series of the last hours that Prometheus holds in memory.',
      healthy: 'Flat, a little more after a restart of a collector.',
      act: 'A steady climb: a label that never repeats.',
    },
    unit: 'none',
    decimals: 0,
    thresholds: noLimit,
    queries: [{ expr: `max(${sel(headSeries)})`, legend: 'series' }],
  },
  {
    ...base,
    key: 'blocks',
    title: 'Disk of the stored blocks',
    about: {
      shows: 'Bytes of the blocks on disk; those of the last hours come on top.',
      healthy: 'It grows until the retention is reached, then stays.',
      act: 'Close to the size cap: the oldest days go first, before their time.',
    },
    unit: 'bytes',
    decimals: 1,
    thresholds: noLimit,
    queries: [{ expr: `max(${sel(blockBytes)})`, legend: 'blocks' }],
  },
  {
    ...base,
    key: 'alerts waiting',
    title: 'Alerts on their way to Alertmanager',
    about: {
      shows: 'Alerts that wait in Prometheus to be sent, and those a second that it gave up.',
      healthy: '0.',
      act: 'Above 0: Alertmanager does not answer, and nobody is paged. MonitorDead’s outside watcher calls soon.',
    },
    unit: 'none',
    decimals: 2,
    thresholds: onlyZero(),
    queries: [
      { expr: `max(${sel(notificationsWaiting)})`, legend: 'wait' },
      { expr: `sum(${rate(notificationsDropped)})`, legend: 'given up a second' },
    ],
  },
  {
    ...base,
    key: 'stack memory',
    title: 'Memory of Prometheus and Alertmanager',
    about: {
      shows: 'Resident memory of each process.',
      healthy: 'Flat over days.',
      act: 'A climb over days: see the series in memory.',
    },
    unit: 'bytes',
    decimals: 1,
    thresholds: noLimit,
    queries: [{ expr: `max by ${by(processMemory, 'instance')} (${sel(processMemory)})`, legend: '{{instance}}' }],
  },
  {
    ...base,
    key: 'stack cpu',
    title: 'CPU of Prometheus and Alertmanager',
    about: {
      shows: 'Cores that each process keeps busy.',
      healthy: 'Below half a core for a small fleet.',
      act: 'A core or more: the cost of rules and scrapes above says what for.',
    },
    unit: 'none',
    decimals: 2,
    thresholds: noLimit,
    queries: [{ expr: `sum by ${by(processCpu, 'instance')} (${rate(processCpu)})`, legend: '{{instance}}' }],
  },
];

export const prometheusRow: Row = { title: 'Prometheus', panels: spread(panels, 2) };
