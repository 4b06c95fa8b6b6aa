/**
 * The page of a machine's node_exporter 1.5, with what monitoring reads of it and a little more: disks, memory, cores, and
 * what the kernel says of its clock.
 */
import type { Active } from '../chain/view.ts';
import type { Clock, Handle } from './handlers.ts';

const gib = 1024 ** 3;
const cores = 16;
const memory = 128 * gib;
const disk = 3_600 * gib;
/** What a node writes in a second, bytes: far from full within three days. */
const grows = 1.2e6;
/** Seconds by which a clock is fast, unless said. */
const defaultFast = 30;

/** As Prometheus' client for Go writes it: `%g`, with an exponent from 1e+06 on. */
const goNumber = (value: number): string =>
  Math.abs(value) < 1e6 ? String(value) : value.toExponential().replace(/e\+(\d)$/, 'e+0$1');

interface Sample {
  readonly labels?: string;
  readonly value: number;
}
const family = (
  name: string,
  type: 'gauge' | 'counter' | 'untyped',
  help: string,
  samples: readonly Sample[],
): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples
    .map(({ labels, value }) => `${name}${labels === undefined ? '' : `{${labels}}`} ${goNumber(value)}\n`)
    .join('')}`;
const gauge = (name: string, help: string, value: number): string => family(name, 'gauge', help, [{ value }]);

/** Of each second of a core: what it did. */
const shares = { idle: 0.71, iowait: 0.03, irq: 0, nice: 0, softirq: 0.01, steal: 0, system: 0.05, user: 0.2 };

const filesystems = [
  { labels: 'device="/dev/nvme0n1p2",fstype="ext4",mountpoint="/"', size: 90 * gib, left: 52 * gib },
  { labels: 'device="/dev/nvme1n1",fstype="ext4",mountpoint="/data"', size: disk, left: 0.31 * disk },
  { labels: 'device="tmpfs",fstype="tmpfs",mountpoint="/run"', size: 12 * gib, left: 12 * gib },
] as const;

const page = (active: Active | undefined, now: number, startedAt: number): string => {
  const mode = active?.mode;
  const up = now - startedAt;
  const bootAt = Math.floor(startedAt) - 31 * 86_400;
  const left = filesystems.map(({ labels, size, left: free }) => {
    const isData = labels.includes('/data');
    if (isData && mode === 'disk_full') return { labels, value: Math.round(0.04 * size) };
    return { labels, value: Math.round(isData ? free - up * grows : free) };
  });
  const unset = mode === 'clock_off';
  const seconds = now - bootAt;
  return [
    gauge('node_boot_time_seconds', 'Node boot time, in unixtime.', bootAt),
    family(
      'node_cpu_seconds_total',
      'counter',
      'Seconds the CPUs spent in each mode.',
      Array.from({ length: cores }, (_, cpu) =>
        Object.entries(shares).map(([each, share]) => ({
          labels: `cpu="${cpu}",mode="${each}"`,
          value: Math.round(seconds * share * 100) / 100,
        })),
      ).flat(),
    ),
    family('node_disk_io_time_seconds_total', 'counter', 'Total seconds spent doing I/Os.', [
      { labels: 'device="nvme0n1"', value: Math.round(seconds * 0.01) },
      { labels: 'device="nvme1n1"', value: Math.round(seconds * 0.3) },
    ]),
    family('node_filesystem_avail_bytes', 'gauge', 'Filesystem space available to non-root users in bytes.', left),
    family(
      'node_filesystem_readonly',
      'gauge',
      'Filesystem read-only status.',
      filesystems.map(({ labels }) => ({ labels, value: 0 })),
    ),
    family(
      'node_filesystem_size_bytes',
      'gauge',
      'Filesystem size in bytes.',
      filesystems.map(({ labels, size }) => ({ labels, value: size })),
    ),
    gauge(
      'node_memory_MemAvailable_bytes',
      'Memory information field MemAvailable_bytes.',
      Math.round((mode === 'memory_short' ? 0.03 : 0.52) * memory),
    ),
    gauge('node_memory_MemTotal_bytes', 'Memory information field MemTotal_bytes.', memory),
    gauge(
      'node_time_seconds',
      'System time in seconds since epoch (1970).',
      unset ? now + (active?.seconds ?? defaultFast) : now,
    ),
    gauge('node_timex_maxerror_seconds', 'Maximum error in seconds.', unset ? 16 : 0.0045),
    gauge('node_timex_offset_seconds', 'Time offset in between local system and reference clock.', 0),
    gauge('node_timex_sync_status', 'Is clock synchronized to a reliable server (1 = yes, 0 = no).', unset ? 0 : 1),
    family('node_vmstat_oom_kill', 'untyped', '/proc/vmstat information field oom_kill.', [{ value: 0 }]),
  ].join('');
};

export const hostExporter = (active: () => Active | undefined, clock: Clock): Handle => {
  const startedAt = clock();
  return ({ path }) =>
    path.split('?')[0] === '/metrics'
      ? { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: page(active(), clock(), startedAt) }
      : { status: 404, type: 'text/plain; charset=utf-8', body: '404 page not found\n' };
};
