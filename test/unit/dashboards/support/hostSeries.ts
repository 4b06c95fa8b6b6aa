/** What the node_exporters of a fleet's machines would have told in the same scenes; each of our series has a value. */
import type { MetricDef } from '../../../../collector/catalogue/define.ts';
import { hostMetrics } from '../../../../collector/catalogue/foreign.ts';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { regionOfHost, watchedHosts } from '../../../../collector/config/graph.ts';
import { type Labels, labelText, type Scene } from './recorded.ts';

const disk = { device: '/dev/nvme0n1p1', fstype: 'ext4', mountpoint: '/data' };
const more: Readonly<Partial<Record<keyof typeof hostMetrics, readonly Labels[]>>> = {
  hostDiskLeft: [disk],
  hostDiskSize: [disk],
  hostDiskReadOnly: [disk],
  hostCpu: ['idle', 'iowait', 'user'].map((mode) => ({ cpu: '0', mode })),
  hostDiskBusy: [{ device: 'nvme0n1' }],
};

const values: Readonly<Record<keyof typeof hostMetrics, (labels: Labels, at: number) => number>> = {
  hostTime: (_, at) => at,
  hostBoot: () => 1_769_000_000,
  hostClockOffset: () => 0.0004,
  hostClockSynced: () => 1,
  hostClockError: () => 0.05,
  // 1 MB a second: 35 days.
  hostDiskLeft: (_, at) => 3e12 - (at % 1_000_000) * 1e6,
  hostDiskSize: () => 8e12,
  hostDiskReadOnly: () => 0,
  hostMemoryLeft: () => 40e9,
  hostMemory: () => 64e9,
  hostOomKills: () => 0,
  hostCpu: ({ mode }, at) => (at % 1_000_000) * (mode === 'idle' ? 0.7 : 0.1),
  hostDiskBusy: (_, at) => (at % 1_000_000) * 0.2,
};

export const hostLines = (fleet: Fleet, scenes: readonly Scene[]): readonly string[] => {
  const hosts = watchedHosts(fleet).map(({ name }) => ({ host: name, region: regionOfHost(fleet, name) }));
  // The keys of a literal.
  return (Object.keys(hostMetrics) as (keyof typeof hostMetrics)[]).flatMap((key) => {
    const def: MetricDef = hostMetrics[key];
    // Their types say nothing that a query would ask for.
    const family = `# TYPE ${def.name} unknown`;
    const samples = hosts.flatMap((host) =>
      (more[key] ?? [{}]).flatMap((own) =>
        scenes.flatMap(({ start, seconds }) => {
          const times = Array.from({ length: Math.floor(seconds / 15) + 1 }, (_, index) => start + index * 15);
          return times.map((at) => `${def.name}${labelText({ ...host, ...own })} ${values[key](own, at)} ${at}`);
        }),
      ),
    );
    return samples.length > 0 ? [family, ...samples] : [];
  });
};
