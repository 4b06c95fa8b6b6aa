/**
 * Series that we read and do not make: those of Prometheus' node_exporter on the machines of fleet.yaml, under its own
 * names. prometheus.yml keeps these and drops everything else that it says; `host` and `region` come from the targets.
 */
import type { LabelSpec, MetricDef, MetricType } from './define.ts';

type Spec<L extends LabelSpec> = { readonly help: string; readonly labels: L };

const foreign = <T extends MetricType, N extends `node_${string}`, const L extends LabelSpec>(
  type: T,
  name: N,
  spec: Spec<L>,
): MetricDef<T, N, L> => ({ type, name, lane: 'host', ...spec });

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
