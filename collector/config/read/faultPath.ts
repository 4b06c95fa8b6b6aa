/** Paths into fleet.yaml, and values as a fault may show them: nothing that could be secret. */

import type { ConfigFault } from '../configError.ts';

export type Path = readonly (string | number)[];

/** A fault with its path as parts, so that faults can be ordered and faulty parts left out. */
export interface PlacedFault extends ConfigFault {
  readonly at: Path;
}

const redacted = '[redacted]';
const plainKey = /^[A-Za-z_][\w-]{0,39}$/;

/** `nodes[1].rpc`. A key that does not look like one may be a value in the wrong place, so it is not shown. */
export const pathText = (path: Path): string => {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (!plainKey.test(part)) text += `[${redacted}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text === '' ? '(the file)' : text;
};

/** Leaves whose values are plain words and figures. Everything else is an address or a secret and is not shown. */
const plainLeaves = new Set([
  ...[
    'name',
    'on',
    'objective',
    'page_on_halt',
    'vantage',
    'id',
    'block_time',
    'quiet',
    'kind',
    'chain',
    'region',
    'parent',
  ],
  ...['beacon', 'alias', 'state', 'via', 'audience', 'journey', 'carry', 'scrape', 'listen', 'public', 'mention_role'],
  ...['keyed', 'dir', 'mode', 'channel', 'client', 'version', 'before', 'arbos'],
  ...['zones', 'delay', 'refill', 'every', 'ports'],
]);

/** Sections in which every leaf is plain: thresholds, names of nodes, ids of roles, times of day. */
const isPlain = (path: Path): boolean => {
  const words = path.filter((part) => typeof part === 'string');
  const leaf = words.at(-1);
  if (words.includes('headers')) return false;
  // A node's beacon is a name, an edge's is an address.
  if (path[0] === 'edges' && leaf === 'beacon') return false;
  return (
    path[0] === 'policy' ||
    path[0] === 'alerts' ||
    path[0] === 'livepeer' ||
    words.includes('regions') ||
    words.includes('roles') ||
    words.includes('digests') ||
    (leaf !== undefined && plainLeaves.has(leaf))
  );
};

/** What kind of value it is, for faults that are about the kind. */
export const typeText = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty map' : 'a map';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
};

/** The value when it is plain, else its type or `[redacted]`. `interpolated`: the path took a value from a variable. */
export const foundText = (path: Path, value: unknown, interpolated: boolean): string => {
  if (value === undefined || value === null || typeof value === 'object') return typeText(value);
  const plain = isPlain(path) && !interpolated;
  if (typeof value !== 'string') return plain ? String(value) : typeText(value);
  return plain && value.length <= 60 && !value.includes('://') ? JSON.stringify(value) : redacted;
};

export const valueAt = (data: unknown, path: Path): unknown => {
  let here: unknown = data;
  for (const part of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
    // Any object can be read by an own key; `unknown` is all that is claimed of what is there.
    here = (here as Record<string | number, unknown>)[part];
  }
  return here;
};
