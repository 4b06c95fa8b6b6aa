/** Texts that people typed, made fit for members: no name of fleet.yaml, no address, nothing that marks up. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import { edgeAlias, nodeAlias } from '../../router/publicNames.ts';

const escapeRegex = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Addresses with a scheme, IPv4 addresses, and host names of three labels or more. */
const addresses =
  /\b[a-z][a-z0-9+.-]*:\/\/\S+|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\b(?:[a-z0-9-]+\.){2,}[a-z]{2,}\b/gi;

const regionsOf = (fleet: Fleet): ReadonlySet<string> =>
  new Set([
    fleet.vantage,
    ...fleet.vantages.map(({ region }) => region),
    ...fleet.edges.flatMap(({ regions }) => Object.keys(regions)),
  ]);

/** The longest name first, so that `arb-eu-2` is not taken for `arb-eu`. */
const replacements = (fleet: Fleet): readonly (readonly [string, string])[] => {
  const regions = regionsOf(fleet);
  const list: (readonly [string, string])[] = [
    // First, so that a node or an edge of the same name keeps its alias.
    ...(fleet.hosts ?? []).map(({ name }) => [name, 'a machine'] as const),
    ...(fleet.heartbeats ?? []).map(({ name }) => [name, 'a job'] as const),
    ...fleet.nodes.map(({ name }) => [name, nodeAlias(fleet, name)] as const),
    ...fleet.edges.map(({ name }) => [name, edgeAlias(fleet, name)] as const),
    ...fleet.references.map(({ name }) => [name, 'a reference'] as const),
    ...fleet.vantages.map(({ name, region }) => [name, `the vantage of ${region}`] as const),
  ];
  return list.filter(([name]) => !regions.has(name)).sort((a, b) => b[0].length - a[0].length);
};

/** One line; the fleet's names become aliases, addresses `[address]`. Deterministic. */
export const publicText = (fleet: Fleet, text: string): string => {
  const oneLine = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const names = replacements(fleet);
  const byName = new Map(names.map(([name, alias]) => [name.toLowerCase(), alias]));
  const clean = oneLine.replaceAll(addresses, '[address]');
  if (names.length === 0) return clean;
  // One pass, so that an alias which holds another's name is not replaced again.
  const any = names.map(([name]) => escapeRegex(name)).join('|');
  return clean.replaceAll(
    new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${any})(?![\\p{L}\\p{N}_-])`, 'giu'),
    (name) => byName.get(name.toLowerCase()) ?? 'a node',
  );
};
