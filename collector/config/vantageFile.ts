/**
 * fleet.yaml cut down to what the collector of one vantage needs, from the text of the central one: variables stay as
 * they are written. Only keys that are named here are copied, and no comment, so that nothing else can leave the house.
 */
import { parse, stringify } from 'yaml';
import type { Fleet } from './fleet.ts';
import { regionOfVantage } from './graph.ts';
import type { Path } from './read/faultPath.ts';
import { valueAt } from './read/faultPath.ts';

/** A variable that the environment of the vantage must set. */
export interface VantageVariable {
  readonly name: string;
  /** What it holds, for a person: `rpc of edge arb`. */
  readonly holds: string;
}

export interface VantageFile {
  readonly text: string;
  readonly variables: readonly VantageVariable[];
}

const variable = /(?<!\$)\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

const hasVariable = (text: string): boolean => text.replace(variable, '') !== text;

/** A key as providers hand them out: long, or letters and figures mixed; or a password. A public address has none. */
const looksKeyed = (text: string): boolean => {
  const [, authority = '', rest = ''] = /^(?:\w+:\/\/([^/?#]*))?(.*)$/s.exec(text.replace(variable, '')) ?? [];
  const parts = rest.split(/[/?&=#]/);
  return authority.includes('@') || parts.some((part) => /^(.{20,}|(?=.*\d)(?=.*[a-z]).{8,})$/i.test(part));
};

/** What may leave as it is written: an address that we do not run, and one whose secret part is a variable already. */
const open = {
  edge: (text: string): boolean => hasVariable(text) && !looksKeyed(text),
  reference: (text: string): boolean => !looksKeyed(text),
  header: (text: string): boolean => hasVariable(text) && /^(\w{0,10} )?$/.test(text.replace(variable, '')),
  control: (): boolean => true,
} as const;

const upper = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]+/g, '_');

interface Cut {
  readonly data: unknown;
  readonly used: Map<string, string>;
}

/** The value at a path; what may be secret in it becomes a variable of its own, unless it is one already. */
const keep = ({ data, used }: Cut, at: Path, what: keyof typeof open, holds: string, name: string): unknown => {
  const value = valueAt(data, at);
  if (typeof value !== 'string') return value;
  const kept = open[what](value) ? value : `\${${name}}`;
  for (const [, found = ''] of kept.matchAll(variable)) used.set(found, used.get(found) ?? holds);
  return kept;
};

const headersAt = (cut: Cut, at: Path, about: string, name: string): unknown => {
  const headers = valueAt(cut.data, at);
  if (typeof headers !== 'object' || headers === null) return undefined;
  const kept = Object.keys(headers).map((key) => [
    key,
    keep(cut, [...at, key], 'header', `header ${key} of ${about}`, `${name}_${upper(key)}`),
  ]);
  return Object.fromEntries(kept);
};

/** Copies plain keys: names and words, never an address. */
const plain = (data: unknown, at: Path, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [key, valueAt(data, [...at, key])]).filter(([, value]) => value !== undefined));

const present = (entries: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(entries).filter(([, value]) => value !== undefined && JSON.stringify(value) !== '{}'),
  );

/** `text`: the central fleet.yaml, which is the file that `fleet` was loaded from. */
export const vantageFile = (text: string, fleet: Fleet, vantage: string): VantageFile => {
  const data: unknown = parse(text);
  const cut: Cut = { data, used: new Map() };
  const region = regionOfVantage(fleet, vantage);

  const edges = fleet.edges.flatMap((edge, index): unknown[] => {
    if (!Object.hasOwn(edge.regions, region)) return [];
    const at = ['edges', index];
    const [about, own] = [`edge ${edge.name}`, `${upper(edge.name)}_EDGE`];
    const address = (key: 'rpc' | 'ws' | 'beacon'): unknown =>
      keep(cut, [...at, key], 'edge', `${key} of ${about}`, `${own}_${upper(key)}`);
    return [
      present({
        ...plain(data, at, ['name', 'chain', 'audience', 'journey']),
        rpc: address('rpc'),
        ws: address('ws'),
        beacon: address('beacon'),
        ...plain(data, at, ['keyed', 'via']),
        headers: headersAt(cut, [...at, 'headers'], about, own),
        // No node is known here, so that nobody is in the pool.
        regions: { [region]: [] },
        ...plain(data, at, ['alias']),
      }),
    ];
  });
  const references = fleet.references.map(({ name }, index) => {
    const at = ['references', index];
    return present({
      ...plain(data, at, ['name', 'chain']),
      rpc: keep(cut, [...at, 'rpc'], 'reference', `rpc of reference ${name}`, `${upper(name)}_RPC`),
      ...plain(data, at, ['via']),
      headers: headersAt(cut, [...at, 'headers'], `reference ${name}`, upper(name)),
    });
  });
  const controls = fleet.controls.map((_, index) => ({
    url: keep(cut, ['controls', index, 'url'], 'control', 'address of a control', ''),
  }));

  const chains = new Set([
    ...fleet.references.map(({ chain }) => chain),
    ...fleet.edges.filter((edge) => Object.hasOwn(edge.regions, region)).map(({ chain }) => chain),
  ]);
  const asks = fleet.edges.some(
    (edge) => Object.hasOwn(edge.regions, region) && edge.journey === 'livepeer-orchestrator',
  );
  const own = fleet.vantages.findIndex(({ name }) => name === vantage);
  const file = present({
    service: { name: valueAt(data, ['service', 'name']) },
    vantage: fleet.vantage,
    // The others' addresses are nobody's business here.
    vantages: [plain(data, ['vantages', own], ['name', 'region', 'scrape', 'listen'])],
    chains: plain(data, ['chains'], [...chains]),
    references,
    edges,
    controls,
    policy: plain(data, ['policy'], [...chains]),
    livepeer: asks ? valueAt(data, ['livepeer']) : undefined,
  });
  return {
    text: stringify(file, { lineWidth: 0 }),
    variables: [...cut.used].map(([name, holds]) => ({ name, holds })),
  };
};
