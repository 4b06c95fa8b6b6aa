/** Service discovery files: whom Prometheus scrapes and which Alertmanagers it tells. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { regionOfHost, watchedHosts } from '../../collector/config/graph.ts';
import { clientAddress } from './addresses.ts';

interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** `instance` is the vantage's name: an address would leak through public series. */
const collectors = (fleet: Fleet, lane: 'fast' | 'slow'): readonly TargetGroup[] =>
  [{ name: fleet.vantage, scrape: clientAddress(fleet.collector.listen) }, ...fleet.vantages].flatMap(
    // One without an address ships its samples itself.
    ({ name, scrape }) => (scrape ? [{ targets: [scrape], labels: { job: 'headwatch', instance: name, lane } }] : []),
  );

const alertmanagers = (fleet: Fleet): readonly TargetGroup[] =>
  fleet.alertmanagers.map(({ url }) => {
    const { hostname, port, protocol, pathname } = new URL(url);
    const usual = protocol === 'https:' ? '443' : '80';
    // prometheus.yml turns these two into the scheme and the path of the API.
    const labels = { scheme: protocol.replace(':', ''), path: `${pathname.replace(/\/+$/, '')}/api/v2/alerts` };
    return { targets: [`${hostname}:${port || usual}`], labels };
  });

const router = (fleet: Fleet): readonly TargetGroup[] => [
  { targets: [clientAddress(fleet.router.listen)], labels: { job: 'headwatch-router', instance: 'router' } },
];

/** One for each address, under the name of the first node there; the two labels with underscores are Prometheus's own. */
const sidecars = (fleet: Fleet): readonly TargetGroup[] => {
  const addresses = [...new Set(fleet.nodes.flatMap(({ lb }) => lb ?? []))];
  return addresses.map((address) => {
    const { protocol, host, port, pathname } = new URL(address);
    const usual = protocol === 'https:' ? '443' : '80';
    const instance = fleet.nodes.find(({ lb }) => lb === address)?.name ?? '';
    const path = pathname.replace(/\/+$/, '');
    return {
      targets: [port === '' ? `${host}:${usual}` : host],
      labels: {
        ...{ job: 'headwatch-sidecar', instance },
        ...(protocol === 'https:' ? { __scheme__: 'https' } : {}),
        ...(path === '' ? {} : { __metrics_path__: `${path}/metrics` }),
      },
    };
  });
};

/** `host` is the machine's name in fleet.yaml; `region` that of its nodes, if they share one. */
const machines = (fleet: Fleet): readonly TargetGroup[] =>
  watchedHosts(fleet).map(({ name, exporter }) => ({
    targets: [exporter],
    labels: { job: 'host', instance: name, host: name, region: regionOfHost(fleet, name) },
  }));

/** The address of a server's own metrics; the labels with underscores are Prometheus's own. */
const selfOf = (url: string, job: string, instance: string): TargetGroup => {
  const { hostname, port, protocol, pathname } = new URL(url);
  const usual = protocol === 'https:' ? '443' : '80';
  const path = pathname.replace(/\/+$/, '');
  return {
    targets: [`${hostname}:${port || usual}`],
    labels: {
      ...{ job, instance },
      ...(protocol === 'https:' ? { __scheme__: 'https' } : {}),
      ...(path === '' ? {} : { __metrics_path__: `${path}/metrics` }),
    },
  };
};

/** Prometheus itself and its Alertmanagers, by names of ours: an address is no label. */
const stack = ({ prometheus, alertmanagers: several }: Fleet): readonly TargetGroup[] => [
  selfOf(prometheus.url, 'prometheus', 'prometheus'),
  ...several.map(({ url }, index) =>
    selfOf(url, 'alertmanager', several.length > 1 ? `alertmanager-${index + 1}` : 'alertmanager'),
  ),
];

/** File name → content below prometheus/targets/. */
export const targetFiles = (fleet: Fleet): ReadonlyMap<string, string> => {
  const files: Readonly<Record<string, readonly TargetGroup[]>> = {
    'collector-fast.json': collectors(fleet, 'fast'),
    'collector.json': collectors(fleet, 'slow'),
    'router.json': router(fleet),
    'alertmanager.json': alertmanagers(fleet),
    // Empty where there are none: prometheus.yml is the same for every fleet, and a missing file is a warning.
    'sidecar.json': sidecars(fleet),
    'host.json': machines(fleet),
    'stack.json': stack(fleet),
  };
  return new Map(Object.entries(files).map(([name, groups]) => [name, `${JSON.stringify(groups, null, 2)}\n`]));
};
