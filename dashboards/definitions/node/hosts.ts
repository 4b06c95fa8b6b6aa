/** Machines by their node_exporter, and how fast databases grow where a machine has none. */
import { noDisk } from '../../../alerts/rules/host.ts';
import type { MetricDef } from '../../../collector/catalogue/define.ts';
import { hostMetrics } from '../../../collector/catalogue/foreign.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { by, rate, type Selector, sel, window } from '../../../collector/catalogue/promql.ts';
import { watchedHosts } from '../../../collector/config/graph.ts';
import { hostLimits } from '../../../collector/policy/hosts.ts';
import { spread } from '../../kit/layout.ts';
import type { GraphPanel, Panel, Row, TablePanel, TimelinePanel } from '../../kit/model.ts';
import { coded, hourStep, inAnHour } from '../../kit/queries.ts';
import {
  answerScale,
  colors,
  least,
  limit,
  noLimit,
  onlyZero,
  state,
  stateThresholds,
  unknownText,
} from '../../kit/states.ts';
import type { Context } from '../context.ts';

const { hostTime, hostBoot, hostClockOffset, hostClockSynced, hostDiskLeft, hostDiskSize } = hostMetrics;
const { hostMemoryLeft, hostMemory, hostOomKills, hostCpu, hostDiskBusy } = hostMetrics;

const base = { width: 12, height: 7, noValue: unknownText } as const;
const graph = { ...base, kind: 'graph', step: '15s', decimals: 0, thresholds: noLimit } as const;
const on = by(hostTime, 'host');

/** Samples come every 15 s. */
const span = <M extends MetricDef>(metric: M, match: Selector<M>, seconds: number): string =>
  `${sel(metric, match)}${window(seconds / 15, 15)}`;
/** Thresholds are in seconds, the forecast in days. */
const day = 86_400;

const disks = { fstype: { not: noDisk } } as const;
const diskShare = `${sel(hostDiskLeft, disks)} / (${sel(hostDiskSize, disks)} > 0)`;
const memoryShare = `min by ${on} (${sel(hostMemoryLeft)} / (${sel(hostMemory)} > 0))`;
const busy = `1 - avg by ${on} (${rate(hostCpu, { mode: 'idle' })})`;
const skew = `max by ${on} (timestamp(${sel(hostTime)}) - ${sel(hostTime)})`;
const daysLeft = `min by ${on} (${sel(hostDiskLeft, disks)} / (-1 * deriv(${span(hostDiskLeft, disks, hostLimits.diskHistory)}) > 0)) / 86400`;

const heard = ({ fleet }: Context): TimelinePanel => ({
  ...base,
  kind: 'timeline',
  key: 'hosts heard',
  step: '15s',
  title: 'Machines heard',
  about: {
    shows: 'Whether the node_exporter of each machine has given anything in the last minute.',
    healthy: '✔ HEARD.',
    act: '? NOT HEARD: see whether its nodes answer; if they do, it is the exporter alone.',
  },
  unit: 'none',
  thresholds: stateThresholds,
  states: [state(0, '? NOT HEARD', colors.unknown), state(1, '✔ HEARD', colors.good)],
  queries: watchedHosts(fleet).map(({ name: host }) => ({
    expr: coded([[state(1, '✔ HEARD', colors.good), `present_over_time(${span(hostTime, { host }, 60)})`]]),
    legend: host,
  })),
});

const machines: TablePanel = {
  ...base,
  kind: 'table',
  key: 'hosts now',
  title: 'Machines',
  about: {
    shows: 'Each machine now. Days to full: its fastest disk, at the pace of the last six hours; empty if none fills.',
    healthy: 'A fifth of disk and memory left, a month to full, a clock that someone sets.',
    act: 'A disk first: see what grows on it. A clock: chrony or timesyncd there.',
  },
  unit: 'none',
  thresholds: noLimit,
  by: { host: 'Machine' },
  columns: [
    {
      ...{ title: 'Disk left', unit: 'percentunit', decimals: 0, thresholds: least(hostLimits.diskLeft) },
      expr: `min by ${on} (${diskShare})`,
    },
    {
      ...{ title: 'Days to full', unit: 'none', decimals: 1, thresholds: least(hostLimits.diskFullIn / day) },
      expr: daysLeft,
    },
    {
      ...{ title: 'Memory left', unit: 'percentunit', decimals: 0, thresholds: least(hostLimits.memoryLeft) },
      expr: memoryShare,
    },
    { title: 'Busy', unit: 'percentunit', decimals: 0, thresholds: limit(hostLimits.cpuBusy), expr: busy },
    {
      title: 'Clock set',
      unit: 'none',
      states: answerScale,
      expr: `min by ${on} (${sel(hostClockSynced)})`,
    },
    { title: 'Running for', unit: 's', decimals: 0, expr: `max by ${on} (time() - ${sel(hostBoot)})` },
  ],
};

const disk: GraphPanel = {
  ...graph,
  key: 'hosts disk',
  title: 'Disk left',
  about: {
    shows: 'Share of each filesystem that is left for processes.',
    healthy: 'A slow slope down, and a step up when something is pruned.',
    act: 'Draw the slope on to zero: that is the day. Free what can go, or order a larger disk before it.',
  },
  unit: 'percentunit',
  thresholds: least(hostLimits.diskLeft),
  queries: [
    { expr: `min by ${by(hostDiskLeft, 'host', 'mountpoint')} (${diskShare})`, legend: '{{host}} {{mountpoint}}' },
  ],
};

const memory: GraphPanel = {
  ...graph,
  key: 'hosts memory',
  title: 'Memory left',
  about: {
    shows: 'Share of memory that processes could still get.',
    healthy: 'More than a tenth.',
    act: 'Look for the process that holds it: resident memory, not what its runtime calls heap.',
  },
  unit: 'percentunit',
  thresholds: least(hostLimits.memoryLeft),
  queries: [{ expr: memoryShare, legend: '{{host}} left' }],
};

const kills: GraphPanel = {
  ...graph,
  key: 'hosts kills',
  step: hourStep,
  title: 'Processes killed for want of memory',
  about: {
    shows: 'Processes that the kernel of each machine killed within an hour because memory ran out.',
    healthy: '0.',
    act: 'The log of its kernel names the process. A node that was killed begins again with its database not closed well.',
  },
  unit: 'none',
  thresholds: onlyZero(),
  queries: [{ expr: `max by ${on} (${inAnHour(sel(hostOomKills))})`, legend: '{{host}}' }],
};

const cores: GraphPanel = {
  ...graph,
  key: 'hosts cpu',
  title: 'Cores and disks at work',
  about: {
    shows: 'Share of all cores that is not idle, the part of it that waits for a disk, and the busiest disk.',
    healthy: 'Below nine tenths for most of the time.',
    act: 'Waiting and a busy disk: the disk is the limit. Neither: a process that computes; look for heavy callers.',
  },
  unit: 'percentunit',
  thresholds: limit(hostLimits.cpuBusy),
  queries: [
    { expr: busy, legend: '{{host}} busy' },
    { expr: `avg by ${on} (${rate(hostCpu, { mode: 'iowait' })})`, legend: '{{host}} waits for a disk' },
    { expr: `max by ${on} (${rate(hostDiskBusy)})`, legend: '{{host}} busiest disk' },
  ],
};

const clocks: GraphPanel = {
  ...graph,
  key: 'hosts clock',
  title: 'Clocks of machines',
  signed: true,
  about: {
    shows: 'Each clock against ours at the moment of a scrape, and how far its own kernel says that it is off.',
    healthy: 'Milliseconds.',
    act: 'All at once: it is our own clock. One alone: see who should set it.',
  },
  unit: 's',
  decimals: 3,
  queries: [
    { expr: skew, legend: '{{host}} behind ours' },
    { expr: `max by ${on} (${sel(hostClockOffset)})`, legend: '{{host}} by its kernel' },
  ],
};

const growth = (targets: readonly string[]): GraphPanel => ({
  ...graph,
  key: 'hosts growth',
  title: 'Growth of databases a day',
  about: {
    shows: 'Of nodes whose machine has no exporter: how fast their databases grow, at the pace of the last six hours.',
    healthy: 'Steady: tens of GB a day for a full Arbitrum node.',
    act: 'Nobody forecasts their disks: divide what is left there by this, or give the machine an exporter.',
  },
  unit: 'bytes',
  decimals: 1,
  queries: [
    {
      expr: `86400 * sum by ${by(metrics.nodeDisk, 'target')} (deriv(${span(metrics.nodeDisk, { target: targets }, hostLimits.diskHistory)}))`,
      legend: '{{target}}',
    },
  ],
});

export const hostRow = (context: Context): readonly Row[] => {
  const watched = watchedHosts(context.fleet).map(({ name }) => name);
  const alone = context.nodes
    .filter(({ kind, metrics: own, on: host }) => {
      const isWatched = host !== undefined && watched.includes(host);
      return kind === 'arbitrum-nitro' && own !== undefined && !isWatched;
    })
    .map(({ name }) => name);
  const panels: readonly Panel[] = [
    ...(watched.length > 0 ? [heard(context), machines, disk, memory, kills, cores, clocks] : []),
    ...(alone.length > 0 ? [growth(alone)] : []),
  ];
  const drill = { title: 'What they carry', to: 'status' } as const;
  const linked = spread(panels, 2).map((panel) => ({ ...panel, drill }));
  return panels.length > 0 ? [{ title: 'Machines of the fleet: saturation', panels: linked }] : [];
};
