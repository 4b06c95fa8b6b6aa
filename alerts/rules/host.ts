/** Alerts about machines, from their own node_exporter: what takes every node on one down together. */
import type { MetricDef } from '../../collector/catalogue/define.ts';
import { hostMetrics } from '../../collector/catalogue/foreign.ts';
import { by, type Selector, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { edgeOfNode, nodesOnHost, regionOfHost, watchedHosts } from '../../collector/config/graph.ts';
import { hostLimits } from '../../collector/policy/hosts.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { type AlertDef, defineAlert } from './define.ts';
import { anyOf, figure, indent } from './expressions.ts';

const { hostTime, hostBoot, hostClockOffset, hostClockSynced, hostClockError, hostDiskLeft, hostDiskSize } =
  hostMetrics;
const { hostDiskReadOnly, hostMemoryLeft, hostMemory, hostCpu } = hostMetrics;

/** Scraped every 15 s. */
const step = 15;
const on = by(hostTime, 'host', 'region');
const onDisk = by(hostDiskLeft, 'host', 'region', 'mountpoint');

const names = (fleet: Fleet) => ({ host: watchedHosts(fleet).map(({ name }) => name) }) as const;
const span = <M extends MetricDef>(metric: M, match: Selector<M>, seconds: number): string =>
  `${sel(metric, match)}${window(seconds / step, step)}`;

/** Filesystems without a disk of their own: nothing fills up there that a disk could hold. */
export const noDisk = ['tmpfs', 'devtmpfs', 'ramfs', 'overlay', 'squashfs', 'iso9660'];

/** What stands on a machine: the same words at each firing, so that the card says it before anyone looks it up. */
const carries = (fleet: Fleet): string =>
  watchedHosts(fleet)
    .map(({ name }) => {
      const nodes = nodesOnHost(fleet, name).map((node) => {
        const edge = edgeOfNode(fleet, node)?.edge.name;
        return edge === undefined ? node.name : `${node.name} (edge ${edge})`;
      });
      const text = nodes.length > 0 ? `It carries ${nodes.join(', ')}.` : 'No node of fleet.yaml is on it.';
      return `{{ if eq $labels.host "${name}" }} ${text}{{ end }}`;
    })
    .join('');

type HostText = Omit<AlertDef, 'name' | 'group' | 'scope' | 'region' | 'when' | 'description'> & {
  readonly description: string;
};

const hostAlert = <const N extends string>(name: N, { description, ...text }: HostText): AlertDef<N> =>
  defineAlert({
    name,
    group: 'slow',
    keepFiringFor: limits.keepFiring,
    scope: 'host:{{ $labels.host }}',
    region: '{{ $labels.region }}',
    description: (fleet) => description + carries(fleet),
    when: (fleet) => watchedHosts(fleet).length > 0,
    ...text,
  });

export const HostDown = hostAlert('HostDown', {
  severity: 'warning',
  expr: (fleet) =>
    anyOf(
      watchedHosts(fleet).map(({ name: host }) => {
        const match = { host, region: regionOfHost(fleet, host) };
        return `max by ${on} (absent_over_time(${span(hostTime, match, hostLimits.down / 2)}))`;
      }),
    ),
  // The window is half a step short: with one evaluation more it is never told before its words are true.
  for: hostLimits.down / 2 + step,
  summary: 'A machine is not heard of.',
  description: `Prometheus has seen no sample of the node_exporter of {{ $labels.host }} for ${hostLimits.down / 60} minutes or more: the machine, its network or the exporter alone is away.`,
  impact: 'None known: what the nodes on it do is judged by their own answers, not by this.',
  action:
    "See whether the nodes on it answer; if they do, start its exporter again; if not, ask the machine's provider.",
});

const share = `100 * min(${sel(hostDiskLeft, { host: '$', mountpoint: '$' })}) / min(${sel(hostDiskSize, { host: '$', mountpoint: '$' })} > 0)`;
const history = span(hostDiskLeft, { host: '$', mountpoint: '$' }, hostLimits.diskHistory);
/** Samples without which the pace of a disk is not known. */
const enough = Math.round((hostLimits.diskHistoryShare * hostLimits.diskHistory) / step);
const hoursLeft = `min(${sel(hostDiskLeft, { host: '$', mountpoint: '$' })} / (-1 * deriv(${history}) > 0) and count_over_time(${history}) >= ${enough}) / 3600`;

export const HostDiskFilling = hostAlert('HostDiskFilling', {
  severity: 'warning',
  expr: (fleet) => {
    const match = { ...names(fleet), fstype: { not: noDisk } } as const;
    const whole = span(hostDiskLeft, match, hostLimits.diskHistory);
    const forecast = `(
  min by ${onDisk} (predict_linear(${whole}, ${hostLimits.diskFullIn})) < 0
    and on ${onDisk}
  max by ${onDisk} (count_over_time(${whole})) >= ${enough}
)`;
    const short = `min by ${onDisk} (${sel(hostDiskLeft, match)} / (${sel(hostDiskSize, match)} > 0)) < ${hostLimits.diskLeft}`;
    return `(
${indent(anyOf([forecast, short]))}
)
unless on ${onDisk}
max by ${onDisk} (${sel(hostDiskReadOnly, match)}) == 1`;
  },
  for: hostLimits.diskFor,
  summary: 'A disk is nearly full, or soon will be.',
  description: `{{ $labels.mountpoint }} of {{ $labels.host }} has less than ${hostLimits.diskLeft * 100} % left, or would be full within ${hostLimits.diskFullIn / 3600} h at the pace of the last ${hostLimits.diskHistory / 3600} h.${figure(' Left now: ', share, ['host', 'mountpoint', 'host', 'mountpoint'], ' %.')}${figure(' Hours until it is full at that pace: ', hoursLeft, ['host', 'mountpoint', 'host', 'mountpoint', 'host', 'mountpoint'], '.')}`,
  impact: 'None yet: but a node whose disk is full stops, and may have to be synced anew.',
  action: 'See what grows: the database, logs, or an old snapshot; free what can go, or get a larger disk in time.',
});

export const HostMemoryShort = hostAlert('HostMemoryShort', {
  severity: 'warning',
  expr: (fleet) =>
    `min by ${on} (${sel(hostMemoryLeft, names(fleet))} / (${sel(hostMemory, names(fleet))} > 0)) < ${hostLimits.memoryLeft}`,
  for: hostLimits.memoryFor,
  summary: 'A machine is short of memory.',
  description: `{{ $labels.host }} has had less than ${hostLimits.memoryLeft * 100} % of its memory to give for ${hostLimits.memoryFor / 60} minutes or more, by what its processes really hold (resident), not by their heaps. Left: {{ $value | humanizePercentage }}.`,
  impact: 'None yet: next the kernel kills the largest process, which is a node; it starts with an empty cache.',
  action:
    'See which process holds it; lower its caches, or set MALLOC_ARENA_MAX=2 for Nitro, at a time of your choosing.',
});

export const HostCpuBusy = hostAlert('HostCpuBusy', {
  severity: 'info',
  expr: (fleet) =>
    `1 - avg by ${on} (rate(${span(hostCpu, { ...names(fleet), mode: 'idle' }, hostLimits.cpuWindow)})) > ${hostLimits.cpuBusy}`,
  for: hostLimits.cpuFor,
  summary: 'A machine has no core to spare.',
  description: `{{ $labels.host }} has been idle for less than ${(100 - hostLimits.cpuBusy * 100).toFixed(0)} % of its time for ${hostLimits.cpuFor / 60} minutes or more. Busy: {{ $value | humanizePercentage }}.${figure(' Of that waiting for a disk: ', `100 * avg(rate(${span(hostCpu, { host: '$', mode: 'iowait' }, hostLimits.cpuWindow)}))`, 'host', ' %.')}`,
  impact: 'None by itself: a node that executes more slowly than blocks come is told of by its own alerts.',
  action: 'Look for the process that takes it; a compaction passes, a heavy caller of traces or logs comes again.',
});

export const HostClockOff = hostAlert('HostClockOff', {
  severity: 'warning',
  expr: (fleet) => {
    const match = names(fleet);
    return anyOf([
      // At the moment of the scrape: between two of them a clock is up to a scrape old.
      `max by ${on} (abs(timestamp(${sel(hostTime, match)}) - ${sel(hostTime, match)})) > ${hostLimits.clockSkew}`,
      `max by ${on} (abs(${sel(hostClockOffset, match)})) > ${hostLimits.clockOffset}`,
      `(
  max by ${on} (${sel(hostClockSynced, match)}) == 0
    and on ${on}
  max by ${on} (${sel(hostClockError, match)}) >= ${hostLimits.clockError}
)`,
    ]);
  },
  for: hostLimits.clockFor,
  summary: 'The clock of a machine is off, or nobody sets it.',
  description: `The clock of {{ $labels.host }} differs from ours by more than ${hostLimits.clockSkew} s, or its kernel says that it is more than ${hostLimits.clockOffset} s off, or that nobody sets it.${figure(' Against ours: ', `max(timestamp(${sel(hostTime, { host: '$' })}) - ${sel(hostTime, { host: '$' })})`, ['host', 'host'], ' s.', '%.1f')}`,
  impact: 'Consensus clients drop the messages of a peer half a second off; Nitro and TLS refuse one that is far off.',
  action:
    'See whether chrony or systemd-timesyncd runs there and reaches a source; set the clock, then restart nothing.',
});

export const HostRestarted = hostAlert('HostRestarted', {
  severity: 'info',
  expr: (fleet) => {
    const known = span(hostBoot, names(fleet), hostLimits.restartKnown);
    return `max by ${on} (${sel(hostBoot, names(fleet))} - min_over_time(${known})) > ${hostLimits.bootJitter}
  and on ${on}
max by ${on} (time() - ${sel(hostBoot, names(fleet))}) < ${hostLimits.restartShown}`;
  },
  summary: 'A machine has restarted.',
  description: `{{ $labels.host }} has started anew.${figure(' Minutes since then: ', `(time() - max(${sel(hostBoot, { host: '$' })})) / 60`, 'host', '.')}`,
  impact: 'None while the other nodes carry the load; its own nodes come back with empty caches.',
  action: 'See whether someone did it on purpose; if not, read the last lines of its journal before it went.',
});
