/**
 * The fleet as members may know it: names become aliases. Public pages are built from it, and the series of the public
 * Prometheus are renamed by the same map, so that no name of ours is there to be read.
 */
import type { Fleet } from '../../collector/config/fleet.ts';
import { plainText } from '../kit/queries.ts';

export interface PublicNames {
  /** Nodes, references and edges: their names are unique over all roles, and so are the new ones. */
  readonly targets: ReadonlyMap<string, string>;
  readonly vantages: ReadonlyMap<string, string>;
  readonly feeds: ReadonlyMap<string, string>;
}

/** The first free one of `text`, `text 2`, `text 3`…: two targets of one name would be one series. */
const givesOut = () => {
  const taken = new Set<string>();
  return (text: string): string => {
    const plain = plainText(text);
    let name = plain;
    for (let n = 2; taken.has(name); n += 1) name = `${plain} ${n}`;
    taken.add(name);
    return name;
  };
};

export const publicNames = (fleet: Fleet): PublicNames => {
  const target = givesOut();
  const vantage = givesOut();
  // The central one bears the name of its region, and the fleet has one word for both.
  const central: [string, string] = [fleet.vantage, vantage(fleet.vantage)];
  return {
    targets: new Map([
      ...fleet.nodes.map(({ name, alias }): [string, string] => [name, target(alias)]),
      ...fleet.edges.map(({ name, alias }): [string, string] => [name, target(alias)]),
      ...fleet.references.map(({ name }, index): [string, string] => [name, target(`Reference ${index + 1}`)]),
    ]),
    vantages: new Map([
      central,
      ...fleet.vantages.map(({ name, region }): [string, string] => [name, vantage(region)]),
    ]),
    feeds: new Map((fleet.feeds ?? []).map(({ name }, index): [string, string] => [name, `Feed ${index + 1}`])),
  };
};

export const publicFleet = (fleet: Fleet): Fleet => {
  const { targets, vantages, feeds } = publicNames(fleet);
  const renamed = (name: string): string => targets.get(name) ?? name;
  /** `edge:NAME` or `node:NAME`. */
  const parent = (text: string): string => {
    const [kind = '', ...name] = text.split(':');
    return `${kind}:${renamed(name.join(':'))}`;
  };
  const { hosts: _hosts, heartbeats: _heartbeats, ...rest } = fleet;
  return {
    ...rest,
    nodes: fleet.nodes.map((node) => ({
      ...node,
      name: renamed(node.name),
      parent: node.parent === undefined ? undefined : parent(node.parent),
      beacon: node.beacon === undefined ? undefined : renamed(node.beacon),
      on: undefined,
    })),
    references: fleet.references.map((reference) => ({ ...reference, name: renamed(reference.name) })),
    edges: fleet.edges.map((edge) => ({
      ...edge,
      name: renamed(edge.name),
      regions: Object.fromEntries(Object.entries(edge.regions).map(([region, names]) => [region, names.map(renamed)])),
    })),
    vantages: fleet.vantages.map((each) => ({ ...each, name: vantages.get(each.name) ?? each.name })),
    ...(fleet.feeds && { feeds: fleet.feeds.map((feed) => ({ ...feed, name: feeds.get(feed.name) ?? feed.name })) }),
  };
};
