/** docs/metrics.md: the reference of all metrics, from the catalogue. */
import type { Lane, MetricDef } from '../../collector/catalogue/define.ts';
import { hostMetrics, stackMetrics } from '../../collector/catalogue/foreign.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import { pageHeader } from './header.ts';

const sections: readonly { readonly lane: Lane; readonly title: string; readonly where: string }[] = [
  {
    lane: 'fast',
    title: 'Fast lane',
    where: "`/metrics/fast` of the collector's private listener, scraped each second.",
  },
  { lane: 'slow', title: 'Slow lane', where: "`/metrics` of the collector's private listener, scraped every 15 s." },
  { lane: 'router', title: 'Router', where: "`/metrics` of the router's private listener, scraped every 5 s." },
  {
    lane: 'sidecar',
    title: 'Sidecar',
    where: '`/metrics` of `headwatch sidecar`, scraped every 5 s (see [load-balancer.md](load-balancer.md)).',
  },
  {
    lane: 'public',
    title: 'Public',
    where: "`/metrics` of the router's public listener, for members' own Prometheus (see [status.md](status.md)).",
  },
  {
    lane: 'host',
    title: 'Machines',
    where: 'Not ours: what is kept of node_exporter on the machines of fleet.yaml (see [hosts.md](hosts.md)).',
  },
  {
    lane: 'stack',
    title: 'Prometheus and Alertmanager',
    where: 'Not ours: what is kept of what they say of themselves, scraped every 15 s.',
  },
];

const labelText = (metric: MetricDef): string =>
  Object.entries(metric.labels)
    .map(([name, values]) => (values === 'open' ? `\`${name}\`` : `\`${name}\` (${values.join(', ')})`))
    .join('; ');

const row = (metric: MetricDef): string =>
  `| \`${metric.name}\` | ${metric.type} | ${labelText(metric) || '–'} | ${metric.help.replaceAll('|', '\\|')} |`;

export const metricsReference = (): string => {
  const all: readonly MetricDef[] = [
    ...Object.values(metrics),
    ...Object.values(hostMetrics),
    ...Object.values(stackMetrics),
  ];
  const parts = sections.map(
    ({ lane, title, where }) => `## ${title}

${where}

| metric | type | labels | meaning |
|---|---|---|---|
${all
  .filter((metric) => metric.lane === lane)
  .map(row)
  .join('\n')}
`,
  );
  return `${pageHeader('collector/catalogue')}

# Metrics

Prometheus adds \`job\` and \`instance\` (the name of the vantage). A label without values in brackets is bounded by
fleet.yaml or by code. Absent is not zero: when a probe fails, its level gauges disappear.

${parts.join('\n')}`;
};
