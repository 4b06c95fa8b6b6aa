/** Pure questions about how the fleet hangs together; asked by verdicts, rules, the router and the status page. */
import type { Chain } from '../policy/chains.ts';
import type { Endpoint, Fleet, FleetEdge, FleetNode } from './fleet.ts';

/** The names of all nodes behind an edge, over its regions, each once. */
export const nodesOfEdge = (edge: FleetEdge): readonly string[] => [...new Set(Object.values(edge.regions).flat())];

/** A node's edge and the region whose pool it is in: the incident that its warnings belong to. Members' edges first. */
export const edgeOfNode = (fleet: Fleet, node: FleetNode): { edge: FleetEdge; region: string } | undefined => {
  const serving = fleet.edges.flatMap((edge) =>
    Object.entries(edge.regions)
      .filter(([, names]) => names.includes(node.name))
      .map(([region]) => ({ edge, region })),
  );
  return (
    serving.find(({ edge, region }) => edge.audience === 'members' && region === node.region) ??
    serving.find(({ edge }) => edge.audience === 'members') ??
    serving[0]
  );
};

/**
 * Where a node's alerts belong: `edge:NAME` for a node behind an edge, else `node:NAME`. A consensus node joins the
 * execution node that it is paired with.
 */
export const incidentOfNode = (fleet: Fleet, node: FleetNode): { scope: string; region: string } => {
  const paired = fleet.nodes.find((other) => other.beacon === node.name);
  const owner = edgeOfNode(fleet, node) ?? (paired && edgeOfNode(fleet, paired));
  return owner
    ? { scope: `edge:${owner.edge.name}`, region: owner.region }
    : { scope: `node:${node.name}`, region: node.region };
};

/** Only the scheme is looked at. */
export const hasCertificate = ({ endpoint: { url } }: { readonly endpoint: Pick<Endpoint, 'url'> }): boolean =>
  /^(https|wss):/.test(url.reveal());

/** Whether anything of the fleet may have one. The address of an edge need not be known where this is asked. */
export const hasCertificates = ({ edges, nodes, references, router }: Fleet): boolean =>
  edges.length > 0 || [...nodes, ...references].some(hasCertificate) || router.publicUrl?.startsWith('https:') === true;

/** The machines whose node_exporter is known. */
export const watchedHosts = (fleet: Fleet): readonly { readonly name: string; readonly exporter: string }[] =>
  (fleet.hosts ?? []).flatMap(({ name, exporter }) => (exporter === undefined ? [] : [{ name, exporter }]));

/** The nodes on a machine, in the order of fleet.yaml. */
export const nodesOnHost = (fleet: Fleet, host: string): readonly FleetNode[] =>
  fleet.nodes.filter(({ on }) => on === host);

/** The region that all nodes on a machine share; `all` otherwise, and where there are none. */
export const regionOfHost = (fleet: Fleet, host: string): string => {
  const regions = [...new Set(nodesOnHost(fleet, host).map(({ region }) => region))];
  return regions.length === 1 && regions[0] !== undefined ? regions[0] : 'all';
};

/**
 * Which sources count as one when a head is corroborated: an execution node and the consensus node that drives it
 * reach a block together, so they are one; every other node and every reference is its own.
 */
export const independenceGroup = (fleet: Fleet, name: string): string =>
  fleet.nodes.find((node) => node.beacon === name)?.name ?? name;

/** The region label of an alert about an edge as a whole. */
export const wholeRegion = (edge: FleetEdge): string => {
  const regions = Object.keys(edge.regions);
  return regions.length === 1 && regions[0] !== undefined ? regions[0] : 'all';
};

/** The region that a vantage speaks for; the central one's has its name. */
export const regionOfVantage = (fleet: Fleet, name: string): string =>
  fleet.vantages.find((vantage) => vantage.name === name)?.region ?? name;

/** Names of the vantages that speak for a region of an edge; an edge of one region is the central one's too. */
export const vantagesOf = (fleet: Fleet, edge: FleetEdge, region: string): readonly string[] => {
  const elsewhere = fleet.vantages.filter((vantage) => vantage.region === region).map(({ name }) => name);
  const central = region === fleet.vantage || Object.keys(edge.regions).length === 1;
  return central ? [fleet.vantage, ...elsewhere] : elsewhere;
};

/** The regions of an edge that someone speaks for, in the order of fleet.yaml; the others are not measured. */
export const measuredRegions = (fleet: Fleet, edge: FleetEdge): readonly string[] =>
  Object.keys(edge.regions).filter((region) => vantagesOf(fleet, edge, region).length > 0);

/** Chains of ours that are posted to another one which is watched as well. */
export const postedChains = (fleet: Fleet): readonly Chain[] =>
  Object.values(fleet.chains).filter(
    ({ name, parentId }) =>
      fleet.nodes.some((node) => node.chain === name && node.state === 'serving') &&
      Object.values(fleet.chains).some(({ id }) => id === parentId),
  );

/** Those of them that make blocks by the clock, so that batches are due by it too. */
export const rollupChains = (fleet: Fleet): readonly Chain[] => postedChains(fleet).filter(({ quiet }) => !quiet);

/** Serving nodes of chains that are posted. */
export const rollupNodes = (fleet: Fleet): readonly string[] => {
  const chains = postedChains(fleet).map(({ name }) => name);
  return fleet.nodes.flatMap(({ name, chain, state }) => (chains.includes(chain) && state === 'serving' ? [name] : []));
};

/** Serving nodes that read their parent chain through `edge:NAME` or `node:NAME`. */
export const childrenOf = (fleet: Fleet, parent: string): readonly FleetNode[] =>
  fleet.nodes.filter((node) => node.parent === parent && node.state === 'serving');

/** Watched chains that are posted to a chain, those that are posted to them, and so on. */
export const descendantChains = (fleet: Fleet, name: string): readonly string[] => {
  const found = new Set<string>();
  const visit = (id: number | undefined): void => {
    for (const chain of Object.values(fleet.chains)) {
      if (id === undefined || chain.parentId !== id || found.has(chain.name)) continue;
      found.add(chain.name);
      visit(chain.id);
    }
  };
  visit(fleet.chains[name]?.id);
  return [...found];
};
