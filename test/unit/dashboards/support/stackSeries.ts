/** What Prometheus and Alertmanager would have told of themselves, of their scrapes, and of alerts, in the same scenes. */
import type { MetricDef } from '../../../../collector/catalogue/define.ts';
import { stackMetrics } from '../../../../collector/catalogue/foreign.ts';
import { type Labels, labelText, type Scene } from './recorded.ts';

type Key = keyof typeof stackMetrics;

const prometheus = { job: 'prometheus', instance: 'prometheus' };
const alertmanager = { job: 'alertmanager', instance: 'alertmanager' };
const groups: readonly Labels[] = [
  { ...prometheus, rule_group: 'headwatch-fast' },
  { ...prometheus, rule_group: 'headwatch-slow' },
];
const receivers: readonly Labels[] = ['pagerduty', 'webhook'].map((integration) => ({ ...alertmanager, integration }));

const series: Readonly<Record<Key, readonly [labels: readonly Labels[], value: (at: number) => number]>> = {
  ruleDuration: [groups, () => 0.02],
  ruleInterval: [groups, () => 1],
  ruleMissed: [groups, () => 0],
  ruleFailures: [groups, () => 0],
  headSeries: [[prometheus], () => 20_000],
  samplesAppended: [[prometheus], (at) => (at % 1_000_000) * 900],
  blockBytes: [[prometheus], () => 4e9],
  notificationsWaiting: [[prometheus], () => 0],
  notificationsDropped: [[prometheus], () => 0],
  alertmanagerAlerts: [['active', 'suppressed'].map((state) => ({ ...alertmanager, state })), () => 1],
  alertmanagerSent: [receivers, (at) => (at % 1_000_000) * 0.02],
  alertmanagerFailed: [receivers, () => 0],
  processMemory: [[prometheus, alertmanager], () => 3e8],
  processCpu: [[prometheus, alertmanager], (at) => (at % 1_000_000) * 0.1],
};

const scraped: readonly Labels[] = [
  { job: 'headwatch', instance: 'eu', lane: 'fast' },
  { job: 'headwatch-router', instance: 'router' },
  prometheus,
];
/** Made by Prometheus itself. */
const own: Readonly<Record<string, readonly [labels: readonly Labels[], value: number]>> = {
  up: [scraped, 1],
  scrape_duration_seconds: [scraped, 0.02],
  scrape_samples_scraped: [scraped, 300],
  ALERTS: [[{ alertname: 'Watchdog', alertstate: 'firing', severity: 'info', scope: 'self', region: 'all' }], 1],
};

export const stackLines = (scenes: readonly Scene[]): readonly string[] => {
  const lines = (name: string, labels: readonly Labels[], value: (at: number) => number): readonly string[] => [
    // Their types say nothing that a query would ask for.
    `# TYPE ${name} unknown`,
    ...labels.flatMap((each) =>
      scenes.flatMap(({ start, seconds }) =>
        Array.from({ length: Math.floor(seconds / 15) + 1 }, (_, index) => start + index * 15).map(
          (at) => `${name}${labelText(each)} ${value(at)} ${at}`,
        ),
      ),
    ),
  ];
  return [
    // The keys of a literal.
    ...(Object.keys(series) as Key[]).flatMap((key) => {
      const def: MetricDef = stackMetrics[key];
      return lines(def.name, ...series[key]);
    }),
    ...Object.entries(own).flatMap(([name, [labels, value]]) => lines(name, labels, () => value)),
  ];
};
