/**
 * Series that we read and do not make, under their own names: those of Prometheus' node_exporter on the machines of
 * fleet.yaml (`host` and `region` come from the targets), and what Prometheus and Alertmanager say of themselves.
 * prometheus.yml keeps these and drops everything else.
 */
import type { LabelSpec, MetricDef, MetricType } from './define.ts';

type Spec<L extends LabelSpec> = { readonly help: string; readonly labels: L };

const foreign = <T extends MetricType, N extends `node_${string}`, const L extends LabelSpec>(
  type: T,
  name: N,
  spec: Spec<L>,
): MetricDef<T, N, L> => ({ type, name, lane: 'host', ...spec });

const ofStack = <
  T extends MetricType,
  N extends `${'prometheus' | 'alertmanager' | 'process'}_${string}`,
  const L extends LabelSpec,
>(
  type: T,
  name: N,
  spec: Spec<L>,
): MetricDef<T, N, L> => ({ type, name, lane: 'stack', ...spec });

const host = { host: 'open', region: 'open' } as const;
const disk = { ...host, device: 'open', fstype: 'open', mountpoint: 'open' } as const;
const modes = ['user', 'nice', 'system', 'iowait', 'irq', 'softirq', 'steal', 'idle'] as const;

export const hostMetrics = {
  hostTime: foreign('gauge', 'node_time_seconds', { help: 'The clock of the machine, Unix seconds.', labels: host }),
  hostBoot: foreign('gauge', 'node_boot_time_seconds', { help: 'When it started, Unix seconds.', labels: host }),
  hostClockOffset: foreign('gauge', 'node_timex_offset_seconds', {
    help: 'How far its kernel says that its clock is off.',
    labels: host,
  }),
  hostClockSynced: foreign('gauge', 'node_timex_sync_status', {
    help: 'Whether its kernel says that someone sets its clock (1).',
    labels: host,
  }),
  hostClockError: foreign('gauge', 'node_timex_maxerror_seconds', {
    help: 'The most by which its clock may be off; 16 when nobody sets it.',
    labels: host,
  }),
  hostDiskLeft: foreign('gauge', 'node_filesystem_avail_bytes', {
    help: 'Free for processes that are not root.',
    labels: disk,
  }),
  hostDiskSize: foreign('gauge', 'node_filesystem_size_bytes', { help: 'Size of a filesystem.', labels: disk }),
  hostDiskReadOnly: foreign('gauge', 'node_filesystem_readonly', {
    help: 'Whether it is mounted read-only (1).',
    labels: disk,
  }),
  hostMemoryLeft: foreign('gauge', 'node_memory_MemAvailable_bytes', {
    help: 'What processes could still get without swapping: what all of them hold is off it.',
    labels: host,
  }),
  hostMemory: foreign('gauge', 'node_memory_MemTotal_bytes', { help: 'Memory of the machine.', labels: host }),
  hostOomKills: foreign('counter', 'node_vmstat_oom_kill', {
    help: 'Processes that the kernel killed for want of memory.',
    labels: host,
  }),
  hostCpu: foreign('counter', 'node_cpu_seconds_total', {
    help: 'Seconds of each core by what it did.',
    labels: { ...host, cpu: 'open', mode: modes },
  }),
  hostDiskBusy: foreign('counter', 'node_disk_io_time_seconds_total', {
    help: 'Seconds in which a disk was at work.',
    labels: { ...host, device: 'open' },
  }),
} as const satisfies Record<string, MetricDef>;

const ruleGroup = { rule_group: 'open' } as const;
const process = { job: 'open', instance: 'open' } as const;
const integration = { integration: 'open' } as const;

/** `rule_group` is the group's own name: prometheus.yml takes the file away. */
export const stackMetrics = {
  ruleDuration: ofStack('gauge', 'prometheus_rule_group_last_duration_seconds', {
    help: 'How long the last evaluation of a rule group took.',
    labels: ruleGroup,
  }),
  ruleInterval: ofStack('gauge', 'prometheus_rule_group_interval_seconds', {
    help: 'How often a rule group is evaluated.',
    labels: ruleGroup,
  }),
  ruleMissed: ofStack('counter', 'prometheus_rule_group_iterations_missed_total', {
    help: 'Evaluations of a rule group that were left out because the one before still ran.',
    labels: ruleGroup,
  }),
  ruleFailures: ofStack('counter', 'prometheus_rule_evaluation_failures_total', {
    help: 'Evaluations of rules that failed.',
    labels: ruleGroup,
  }),
  headSeries: ofStack('gauge', 'prometheus_tsdb_head_series', {
    help: 'Series in memory: of the last hours.',
    labels: {},
  }),
  samplesAppended: ofStack('counter', 'prometheus_tsdb_head_samples_appended_total', {
    help: 'Samples that were stored.',
    labels: {},
  }),
  blockBytes: ofStack('gauge', 'prometheus_tsdb_storage_blocks_bytes', {
    help: 'Disk that the blocks take; the newest hours are not in it.',
    labels: {},
  }),
  notificationsWaiting: ofStack('gauge', 'prometheus_notifications_queue_length', {
    help: 'Alerts that wait to be sent to Alertmanager.',
    labels: {},
  }),
  notificationsDropped: ofStack('counter', 'prometheus_notifications_dropped_total', {
    help: 'Alerts that were not sent because of errors towards Alertmanager.',
    labels: {},
  }),
  alertmanagerAlerts: ofStack('gauge', 'alertmanager_alerts', {
    help: 'Alerts that an Alertmanager holds, by what becomes of them.',
    labels: { state: 'open' },
  }),
  alertmanagerSent: ofStack('counter', 'alertmanager_notifications_total', {
    help: 'Notifications that an Alertmanager has tried to send, by kind of receiver.',
    labels: integration,
  }),
  alertmanagerFailed: ofStack('counter', 'alertmanager_notifications_failed_total', {
    help: 'Those that failed.',
    labels: integration,
  }),
  processMemory: ofStack('gauge', 'process_resident_memory_bytes', {
    help: 'Memory of the process.',
    labels: process,
  }),
  processCpu: ofStack('counter', 'process_cpu_seconds_total', {
    help: 'CPU time of the process.',
    labels: process,
  }),
} as const satisfies Record<string, MetricDef>;
