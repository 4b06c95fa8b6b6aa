/**
 * The fleet as an export tells it: aliases, chains and regions and how they hang together; no name, no address. It is
 * a fleet.yaml of its own (JSON is YAML), so that whoever holds an export needs nothing else.
 */
import type { Fleet } from '../../collector/config/fleet.ts';
import { knownChains } from '../../collector/policy/chains.ts';
import type { LedgerEntry } from './model.ts';
import { publicText } from './report/publicText.ts';
import type { KnownIncident } from './report/times.ts';

/** Names of fleet.yaml to those of the export. What is no longer in fleet.yaml is numbered as it turns up. */
export interface PublicNames {
  readonly target: (name: string) => string;
  readonly vantage: (name: string) => string;
  /** `edge:NAME`, `node:NAME`, anything else as it is. */
  readonly scope: (scope: string) => string;
  /** Labels that the ledger reads, renamed; others are dropped. */
  readonly labels: (labels: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** What people wrote into the ledger; of a span only where it ended. */
  readonly entry: (entry: LedgerEntry) => LedgerEntry;
  readonly incident: (incident: KnownIncident) => KnownIncident;
}

const numbered = (kind: string, names: readonly string[]): readonly (readonly [string, string])[] =>
  names.map((name, index) => [name, `${kind}-${index + 1}`]);

const mapping = (known: readonly (readonly [string, string])[], kind: string): ((name: string) => string) => {
  const map = new Map(known);
  return (name) => {
    const before = map.get(name);
    if (before !== undefined) return before;
    const next = `${kind}-${map.size + 1}`;
    map.set(name, next);
    return next;
  };
};

const plainLabels = new Set([
  'role',
  'chain',
  'region',
  'state',
  'fault',
  'verdict',
  'cause',
  'outcome',
  'condition',
  'job',
]);

export const publicNames = (fleet: Fleet): PublicNames => {
  const target = mapping(
    [
      ...numbered(
        'node',
        fleet.nodes.map(({ name }) => name),
      ),
      ...numbered(
        'reference',
        fleet.references.map(({ name }) => name),
      ),
      ...numbered(
        'edge',
        fleet.edges.map(({ name }) => name),
      ),
    ],
    'former',
  );
  const vantage = mapping(
    [
      [fleet.vantage, fleet.vantage],
      ...fleet.vantages.map(
        ({ name, region }, index) => [name, name === region ? name : `${region}-v${index + 1}`] as const,
      ),
    ],
    'former-v',
  );
  const scope = (text: string): string => {
    const at = text.indexOf(':') + 1;
    return /^(edge|node):/.test(text) ? text.slice(0, at) + target(text.slice(at)) : text;
  };
  const intervalId = (id: string): string => id.replace(/^[^/]+/, target);
  const words = (text: string): string => publicText(fleet, text);
  return {
    target,
    vantage,
    scope,
    labels: (labels) =>
      Object.fromEntries(
        Object.entries(labels).flatMap(([label, value]): readonly (readonly [string, string])[] => {
          if (label === 'target') return [[label, target(value)]];
          if (label === 'vantage' || label === 'instance') return [[label, vantage(value)]];
          if (label === 'scope') return [[label, scope(value)]];
          return plainLabels.has(label) ? [[label, value]] : [];
        }),
      ),
    entry: (entry) => {
      if (entry.type === 'maintenance')
        return { ...entry, scope: scope(entry.scope), reason: words(entry.reason), author: words(entry.author) };
      if (entry.type === 'maintenance-end' || entry.type === 'maintenance-extend')
        return { ...entry, author: words(entry.author) };
      if (entry.type === 'reclassify')
        return { ...entry, of: intervalId(entry.of), reason: words(entry.reason), author: words(entry.author) };
      const anchors = Object.entries(entry.anchors ?? {}).map(([name, anchor]) => [vantage(name), anchor] as const);
      return {
        ...entry,
        edge: target(entry.edge),
        intervals: [],
        ...(entry.anchors ? { anchors: Object.fromEntries(anchors) } : {}),
      };
    },
    incident: (incident) => ({ ...incident, scope: scope(incident.scope) }),
  };
};

/** A fleet.yaml with the names of the export, addresses that lead nowhere, and nothing that only we need. */
export const publicFleet = (fleet: Fleet, names: PublicNames): object => {
  const nowhere = (name: string): string => `https://${names.target(name)}.invalid`;
  const common = (each: { readonly name: string; readonly chain: string }): object => ({
    name: names.target(each.name),
    chain: each.chain,
    rpc: nowhere(each.name),
  });
  const declared = Object.values(fleet.chains).filter(({ name }) => !Object.hasOwn(knownChains, name));
  return {
    service: { name: fleet.service.name, objective: fleet.service.objective },
    vantage: fleet.vantage,
    chains: Object.fromEntries(
      declared.map(({ name, id, blockTime, quiet }) => [name, { id, block_time: blockTime, quiet }]),
    ),
    nodes: fleet.nodes.map((node) => ({
      ...common(node),
      kind: node.kind,
      region: node.region,
      state: node.state,
      alias: node.alias,
      ...(node.parent === undefined ? {} : { parent: names.scope(node.parent) }),
      ...(node.beacon === undefined ? {} : { beacon: names.target(node.beacon) }),
    })),
    references: fleet.references.map(common),
    edges: fleet.edges.map((edge) => ({
      ...common(edge),
      audience: edge.audience,
      journey: edge.journey,
      alias: edge.alias,
      regions: Object.fromEntries(
        Object.entries(edge.regions).map(([region, pool]) => [region, pool.map(names.target)]),
      ),
    })),
    vantages: fleet.vantages.map(({ name, region, scrape }, index) => ({
      name: names.vantage(name),
      region,
      // Whether a vantage ships decides how long its gaps are waited for.
      ...(scrape === undefined ? {} : { scrape: `v${index + 1}.invalid:1` }),
    })),
    prometheus: { write_url: 'https://prometheus.invalid/api/v1/write' },
  };
};
