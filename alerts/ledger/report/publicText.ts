/** Texts that people typed, made fit for members: no name of fleet.yaml, no address, nothing that marks up. */
import type { Fleet } from '../../../collector/config/fleet.ts';
import { edgeAlias, nodeAlias } from '../../router/publicNames.ts';
import { hiddenAddress, hideAddresses } from './addresses.ts';

const escapeRegex = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const regionsOf = (fleet: Fleet): ReadonlySet<string> =>
  new Set([
    fleet.vantage,
    ...fleet.vantages.map(({ region }) => region),
    ...fleet.edges.flatMap(({ regions }) => Object.keys(regions)),
  ]);

/** Hosts of ours as fleet.yaml has them; of others than these nobody can tell two labels from a word with a dot. */
const hostsOf = ({ nodes, hosts = [], isolation, vantages }: Fleet): readonly string[] => {
  const urls = nodes.flatMap(({ endpoint, metrics, ws, lb }) => [
    ...[endpoint, metrics, ws].flatMap((one) => one?.url.reveal() ?? []),
    lb,
  ]);
  const places = [
    ...hosts.map(({ exporter }) => exporter),
    ...(isolation?.origins ?? []).map(({ address }) => address?.reveal()),
    ...vantages.map(({ scrape }) => scrape),
  ];
  return [...urls, ...places.map((place) => place && `http://${place}`)].flatMap((url) => {
    const host = url !== undefined && URL.canParse(url) ? new URL(url).hostname : '';
    return host.includes('.') ? [host] : [];
  });
};

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
    ...hostsOf(fleet).map((host) => [host, hiddenAddress] as const),
  ];
  return list.filter(([name]) => !regions.has(name)).sort((a, b) => b[0].length - a[0].length);
};

/** One line; the fleet's names become aliases, addresses `[address]`. Deterministic. */
export const publicText = (fleet: Fleet, text: string): string => {
  const oneLine = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const names = replacements(fleet);
  const byName = new Map(names.map(([name, alias]) => [name.toLowerCase(), alias]));
  const clean = hideAddresses(oneLine);
  if (names.length === 0) return clean;
  // One pass, so that an alias which holds another's name is not replaced again.
  const any = names.map(([name]) => escapeRegex(name)).join('|');
  return clean.replaceAll(
    new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${any})(?![\\p{L}\\p{N}_-])`, 'giu'),
    (name) => byName.get(name.toLowerCase()) ?? 'a node',
  );
};

/**
 * Whether a word that is published as it is, such as the id of a row, holds nothing that `publicText` would hide, nor the
 * name of a node or a machine: `-` and `_` end a name here, because a word has no other ends.
 */
export const isPublicWord = (fleet: Fleet, word: string): boolean => {
  const regions = regionsOf(fleet);
  const ours = [...fleet.nodes, ...(fleet.hosts ?? [])].map(({ name }) => name).filter((name) => !regions.has(name));
  return (
    publicText(fleet, word) === word &&
    !ours.some((name) => new RegExp(`(?<![\\p{L}\\p{N}])${escapeRegex(name)}(?![\\p{L}\\p{N}])`, 'iu').test(word))
  );
};
