import type { AlertName } from '../../../alerts/rules/index.ts';
import type { AlertCases } from '../support/matrix.ts';
import { counter, gauge, gone, type Sample } from '../support/samples.ts';

/** node_exporter is scraped every 15 s. */
const step = 15;
const series = (name: string, own = '', host = 'host-eu', region = 'eu'): string =>
  `${name}{job="host",instance="${host}",host="${host}",region="${region}"${own}}`;
const other = (name: string, own = ''): string => series(name, own, 'host-us', 'us');
const labels = { scope: 'host:host-eu', region: 'eu', host: 'host-eu' };
const carried = ' It carries arb-eu (edge arb).';

/** A clock that is right, plus so many seconds; promtool's time begins at 0. */
const clock = (samples: number, off = 0): readonly Sample[] =>
  Array.from({ length: samples }, (_, index) => index * step + off);

const time = series('node_time_seconds');
const HostDown: AlertCases = {
  cases: [
    {
      title:
        'fires two minutes, and not less, after the last sample, names the nodes on it, and ends a minute after its return',
      series: {
        [time]: [...clock(8), ...gone(20), ...clock(40).slice(28)],
        [other('node_time_seconds')]: clock(40),
      },
      fires: [
        {
          // The last sample is at 105 s; seen 60 s later, for the window is half a step short, and 75 s of waiting.
          from: 240,
          until: 465,
          labels,
          description: `Prometheus has seen no sample of the node_exporter of host-eu for 2 minutes or more: the machine, its network or the exporter alone is away.${carried}`,
        },
      ],
      seconds: 585,
      step,
    },
    {
      title: 'does not fire for a restart of the exporter',
      series: {
        [time]: [...clock(8), ...gone(5), ...clock(40).slice(13)],
        [other('node_time_seconds')]: clock(40),
      },
      fires: [],
      seconds: 585,
      step,
    },
  ],
  // Nothing at all: neither exporter is scraped, or this Prometheus has no such job.
  absent: {
    fires: [
      {
        from: 75,
        until: 90,
        labels,
        description: `Prometheus has seen no sample of the node_exporter of host-eu for 2 minutes or more: the machine, its network or the exporter alone is away.${carried}`,
      },
      {
        from: 75,
        until: 90,
        labels: { scope: 'host:host-us', region: 'us', host: 'host-us' },
        description:
          'Prometheus has seen no sample of the node_exporter of host-us for 2 minutes or more: the machine, its network or the exporter alone is away. It carries arb-us (edge arb).',
      },
    ],
    seconds: 90,
  },
};

const disk = (mountpoint: string, fstype = 'ext4'): string =>
  `,device="/dev/${mountpoint.slice(1) || 'root'}",fstype="${fstype}",mountpoint="${mountpoint}"`;
const left = (mountpoint: string, fstype?: string): string =>
  series('node_filesystem_avail_bytes', disk(mountpoint, fstype));
const size = (mountpoint: string, fstype?: string): string =>
  series('node_filesystem_size_bytes', disk(mountpoint, fstype));
const readOnly = (mountpoint: string, fstype?: string): string =>
  series('node_filesystem_readonly', disk(mountpoint, fstype));
const hours = (count: number): number => (count * 3600) / step;
/** 8 TB of which it loses so many GB a step. */
const falling = (count: number, perStep: number, from = 3e12): readonly number[] =>
  counter(from, [count - 1, -perStep]);
const diskLabels = { ...labels, mountpoint: '/data' };
const diskText = (rest: string): string =>
  `/data of host-eu has less than 10 % left, or would be full within 72 h at the pace of the last 6 h.${rest}${carried}`;

const HostDiskFilling: AlertCases = {
  cases: [
    {
      title: 'fires ten minutes after a tenth is left, and ends a minute after there is room again',
      series: {
        [left('/data')]: gauge([20, 900], [80, 90], [40, 900]),
        [size('/data')]: gauge([140, 1000]),
        [readOnly('/data')]: gauge([140, 0]),
      },
      fires: [{ from: 900, until: 1545, labels: diskLabels, description: diskText(' Left now: 9 %.') }],
      seconds: 2085,
      step,
    },
    {
      title: 'fires when a disk with plenty left would be full in three days, once it has most of six hours to go by',
      // 3 TB left, 50 GB an hour: full in 60 h.
      series: {
        [left('/data')]: [...falling(hours(6), (50e9 * step) / 3600), ...gauge([hours(3), 2.7e12])],
        [size('/data')]: gauge([hours(9), 8e12]),
      },
      fires: [
        {
          from: 17_865,
          until: 28_890,
          labels: diskLabels,
          description: diskText(' Left now: 34 %. Hours until it is full at that pace: 55.'),
        },
      ],
      seconds: 30_000,
      step,
    },
    {
      title: 'does not fire for slow growth, a burst without history, read-only and memory filesystems',
      series: {
        // 10 GB an hour lasts twelve days.
        [left('/data')]: falling(hours(8), (10e9 * step) / 3600),
        [size('/data')]: gauge([hours(8), 8e12]),
        [left('/new')]: [...gauge([hours(5), '_']), ...falling(hours(3), 1e9)],
        [size('/new')]: gauge([hours(8), 8e12]),
        [left('/mnt/old')]: gauge([hours(8), 0]),
        [size('/mnt/old')]: gauge([hours(8), 1000]),
        [readOnly('/mnt/old')]: gauge([hours(8), 1]),
        [left('/run', 'tmpfs')]: gauge([hours(8), 1]),
        [size('/run', 'tmpfs')]: gauge([hours(8), 1000]),
        [left('/var/lib/docker/overlay2/x', 'overlay')]: gauge([hours(8), 1]),
        [size('/var/lib/docker/overlay2/x', 'overlay')]: gauge([hours(8), 1000]),
      },
      fires: [],
      seconds: 28_785,
      step,
    },
    {
      title: 'does not fire for a machine that is no longer heard of',
      series: {
        [left('/data')]: [...gauge([30, 90]), ...gone(100)],
        [size('/data')]: [...gauge([30, 1000]), ...gone(100)],
      },
      fires: [],
      seconds: 1800,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const HostMemoryShort: AlertCases = {
  cases: [
    {
      title: 'fires after five minutes with less than a tenth left, and ends a minute after',
      series: {
        [series('node_memory_MemAvailable_bytes')]: gauge([4, 40e9], [40, 5e9], [20, 40e9]),
        [series('node_memory_MemTotal_bytes')]: gauge([64, 64e9]),
        [other('node_memory_MemAvailable_bytes')]: gauge([64, 8e9]),
        [other('node_memory_MemTotal_bytes')]: gauge([64, 64e9]),
      },
      fires: [
        {
          from: 360,
          until: 705,
          labels,
          description: `host-eu has had less than 10 % of its memory to give for 5 minutes or more, by what its processes really hold (resident), not by their heaps. Left: 7.812%.${carried}`,
        },
      ],
      seconds: 945,
      step,
    },
    {
      title: 'does not fire for a short burst, nor where only one of the two is told',
      series: {
        [series('node_memory_MemAvailable_bytes')]: gauge([4, 40e9], [15, 1e9], [40, 40e9]),
        [series('node_memory_MemTotal_bytes')]: gauge([59, 64e9]),
        [other('node_memory_MemAvailable_bytes')]: gauge([59, 0]),
      },
      fires: [],
      seconds: 870,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const idle = (cpu: number, host = series): string => host('node_cpu_seconds_total', `,cpu="${cpu}",mode="idle"`);
const HostCpuBusy: AlertCases = {
  cases: [
    {
      title: 'fires after ten minutes without an idle core, says how much waits for a disk, and ends',
      series: {
        [idle(0)]: counter(0, [100, 0.6], [60, 15]),
        [idle(1)]: counter(0, [100, 0.6], [60, 15]),
        [series('node_cpu_seconds_total', ',cpu="0",mode="iowait"')]: counter(0, [160, 9]),
        [series('node_cpu_seconds_total', ',cpu="1",mode="iowait"')]: counter(0, [160, 9]),
      },
      fires: [
        {
          from: 615,
          until: 1575,
          labels,
          description: `host-eu has been idle for less than 10 % of its time for 10 minutes or more. Busy: 96%. Of that waiting for a disk: 60 %.${carried}`,
        },
      ],
      seconds: 2400,
      step,
    },
    {
      title: 'does not fire for a quarter of idle time, nor for five busy minutes',
      series: {
        [idle(0)]: counter(0, [160, 3.75]),
        [idle(0, other)]: counter(0, [20, 15], [20, 0], [120, 15]),
      },
      fires: [],
      seconds: 2400,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const clockText = (rest: string): string =>
  `The clock of host-eu differs from ours by more than 2 s, or its kernel says that it is more than 0.5 s off, or that nobody sets it.${rest}${carried}`;
const HostClockOff: AlertCases = {
  cases: [
    {
      title: 'fires after two minutes three seconds off, whatever its kernel says, and ends a minute after it is set',
      series: {
        [time]: [...clock(24, 3), ...clock(48).slice(24)],
        [series('node_timex_offset_seconds')]: gauge([48, 0.001]),
        [series('node_timex_sync_status')]: gauge([48, 1]),
      },
      fires: [{ from: 120, until: 405, labels, description: clockText(' Against ours: -3.0 s.') }],
      seconds: 690,
      step,
    },
    {
      title: 'fires where the kernel knows of six tenths of a second',
      series: { [series('node_timex_offset_seconds')]: gauge([4, 0], [20, -0.6], [24, 0]) },
      fires: [{ from: 180, until: 405, labels, description: clockText('') }],
      seconds: 690,
      step,
    },
    {
      title: 'fires where nobody sets the clock',
      series: {
        [time]: clock(48),
        [series('node_timex_sync_status')]: gauge([4, 1], [44, 0]),
        [series('node_timex_maxerror_seconds')]: gauge([8, 0.2], [20, 16], [20, 0.2]),
      },
      fires: [{ from: 240, until: 465, labels, description: clockText(' Against ours: 0.0 s.') }],
      seconds: 690,
      step,
    },
    {
      title: 'does not fire for small offsets, for a clock that was lost a moment ago, nor without a word of it',
      series: {
        [time]: clock(48, 1.5),
        [series('node_timex_offset_seconds')]: gauge([48, 0.3]),
        [series('node_timex_sync_status')]: gauge([48, 0]),
        [series('node_timex_maxerror_seconds')]: gauge([48, 2]),
        [other('node_timex_sync_status')]: gauge([48, 0]),
      },
      fires: [],
      seconds: 690,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

const boot = series('node_boot_time_seconds');
const HostRestarted: AlertCases = {
  cases: [
    {
      title: 'fires when it is back from a restart, until a quarter of an hour after it',
      series: { [boot]: [...gauge([40, 1]), ...gone(8), ...gauge([100, 640])] },
      fires: [
        {
          from: 720,
          until: 1590,
          labels,
          description: `host-eu has started anew. Minutes since then: 1.${carried}`,
        },
      ],
      seconds: 2200,
      step,
    },
    {
      title: 'does not fire for a machine that is seen for the first time, nor for a second of jitter',
      series: {
        [boot]: [...gauge([10, '_']), ...gauge([60, 100])],
        [other('node_boot_time_seconds')]: Array.from({ length: 70 }, (_, index) => index % 2),
      },
      fires: [],
      seconds: 1035,
      step,
    },
  ],
  absent: { fires: [], seconds: 120 },
};

export const hostCases = {
  HostDown,
  HostDiskFilling,
  HostMemoryShort,
  HostClockOff,
  HostCpuBusy,
  HostRestarted,
} as const satisfies Partial<Record<AlertName, AlertCases>>;
