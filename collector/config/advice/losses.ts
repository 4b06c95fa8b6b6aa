/** What the loss of each thing costs, from how the fleet hangs together: nodes, hosts, providers, edges. Pure. */
import type { Fleet, FleetEdge, FleetNode } from '../fleet.ts';
import { nodesOfEdge } from '../graph.ts';
import { listed } from '../words.ts';

export interface Loss {
  /** `node:NAME`, `host:NAME`, `provider:NAME`, `edge:NAME`, `cloudflare`. */
  readonly what: string;
  /** Each a sentence's worth: "edge eth 1 of 2, can lose 0 more". */
  readonly costs: readonly string[];
  /** Alone it takes an edge below what carries its load, or the parent chain away from nodes. */
  readonly single: boolean;
}

const serving = (fleet: Fleet): readonly FleetNode[] => fleet.nodes.filter(({ state }) => state === 'serving');
const poolOf = (fleet: Fleet, edge: FleetEdge): readonly string[] =>
  nodesOfEdge(edge).filter((name) => serving(fleet).some((node) => node.name === name));

/** An execution node stands still without the consensus node that drives it. */
const withDriven = (fleet: Fleet, lost: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...lost, ...fleet.nodes.filter(({ beacon }) => beacon && lost.has(beacon)).map(({ name }) => name)]);

const cost = (fleet: Fleet, what: string, names: readonly string[], edgesLost: readonly string[] = []): Loss => {
  const lost = withDriven(fleet, new Set(names));
  const costs: string[] = [];
  const dead = new Set(edgesLost);
  const felt = fleet.edges.filter(({ name, audience }) => dead.has(name) && audience === 'members');
  if (felt.length > 0) costs.push(`members lose ${listed(felt.map(({ name }) => `edge ${name}`))}`);
  let single = felt.length > 0;
  const driven = [...lost].filter((name) => !names.includes(name));
  if (driven.length > 0) costs.push(`${listed(driven)} stands still without it`);
  for (const edge of fleet.edges) {
    const pool = poolOf(fleet, edge);
    const left = pool.filter((name) => !lost.has(name)).length;
    if (left === pool.length) continue;
    const short = left < edge.carry;
    if (short) single = true;
    if (left === 0) dead.add(edge.name);
    costs.push(
      left === 0
        ? `edge ${edge.name} is down`
        : `edge ${edge.name} ${left} of ${pool.length}, ${short ? 'too few to carry the load' : `can lose ${left - edge.carry} more`}`,
    );
  }
  const readers = fleet.nodes.filter(({ name, parent }) => {
    const [kind, through = ''] = (parent ?? '').split(':');
    return !lost.has(name) && (kind === 'edge' ? dead.has(through) : kind === 'node' && lost.has(through));
  });
  if (readers.length > 0) {
    single = true;
    costs.push(`${listed(readers.map(({ name }) => name))} cannot read L1`);
  }
  // Who merely leans on an edge that is thinner now is worth a word too.
  for (const edge of fleet.edges.filter(({ name }) => !dead.has(name))) {
    const thinner = poolOf(fleet, edge).some((name) => lost.has(name));
    const through = fleet.nodes.filter(({ parent }) => parent === `edge:${edge.name}`).map(({ name }) => name);
    if (thinner && through.length > 0) costs.push(`${listed(through)} read L1 through edge ${edge.name}`);
  }
  return { what, costs, single };
};

/** The machine of a node: as fleet.yaml names it, or its address where several share one; that is never shown. */
const machines = (fleet: Fleet): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, { label: string; names: string[] }>();
  for (const { name, on, endpoint } of serving(fleet)) {
    const address = new URL(endpoint.url.reveal()).hostname;
    // The placeholder of an unset variable says nothing.
    if (on === undefined && address.endsWith('.invalid')) continue;
    const key = on === undefined ? `address ${address}` : `on ${on}`;
    const group = groups.get(key) ?? { label: on ?? '', names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  const shared = [...groups.values()].filter(({ label, names }) => label !== '' || names.length > 1);
  return new Map(shared.map(({ label, names }) => [label === '' ? `of ${listed(names)}` : label, names]));
};

const providers = (fleet: Fleet): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const host of fleet.hosts ?? []) {
    if (host.provider === undefined) continue;
    const names = serving(fleet).filter(({ on }) => on === host.name);
    found.set(host.provider, [...(found.get(host.provider) ?? []), ...names.map(({ name }) => name)]);
  }
  return found;
};

/** Everything whose loss costs something; what is worst first, otherwise in the order of fleet.yaml. */
export const lossesOf = (fleet: Fleet): readonly Loss[] => {
  const fronted = fleet.edges.filter(({ endpoint }) => endpoint.via === 'cloudflare').map(({ name }) => name);
  const behind = serving(fleet).filter(({ endpoint }) => endpoint.via === 'cloudflare');
  const losses = [
    ...(fronted.length > 0
      ? [
          cost(
            fleet,
            'cloudflare',
            behind.map(({ name }) => name),
            fronted,
          ),
        ]
      : []),
    ...fleet.edges.map(({ name }) => cost(fleet, `edge:${name}`, [], [name])),
    ...[...providers(fleet)].map(([name, nodes]) => cost(fleet, `provider:${name}`, nodes)),
    ...[...machines(fleet)].map(([name, nodes]) => cost(fleet, `host:${name}`, nodes)),
    ...serving(fleet).map(({ name }) => cost(fleet, `node:${name}`, [name])),
  ];
  const some = losses.filter(({ costs }) => costs.length > 0);
  return [...some.filter(({ single }) => single), ...some.filter(({ single }) => !single)];
};
