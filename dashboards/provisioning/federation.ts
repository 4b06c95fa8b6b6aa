/**
 * The public Prometheus: a small one that copies from ours, over its federation endpoint, only what public pages ask,
 * under the names that members know. Whoever takes over what is in front of it finds nothing else in it.
 */
import { panelRecordings } from '../../alerts/slo/panelRecordings.ts';
import { recordings } from '../../alerts/slo/recordings.ts';
import type { LabelSpec } from '../../collector/catalogue/define.ts';
import { metrics } from '../../collector/catalogue/index.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { publicNames } from './publicFleet.ts';
import { namesRead, selectorsRead } from './selectors.ts';

/** Seconds between two copies: below the ten seconds after which a state is not known any more. */
export const copiedEvery = 5;

/** Open labels whose values anyone may read. Every other one is renamed, or hashed. */
const plainLabels: ReadonlySet<string> = new Set([
  'chain',
  'region',
  'month',
  'method',
  'status',
  'action',
  'error',
  // Members read which pool serves them, as the operator calls it at Cloudflare.
  'pool',
  // Bounds of recorded buckets: quantiles are made from them.
  'le',
  // Of incidents and planned work, in the words of the public page: made from aliases.
  'title',
  'about',
  // Cloudflare's word for what has acted: `ratelimit`.
  'source',
  // The treasury's: codes of currencies.
  'currency',
  'fiat',
]);

const escapeRegex = (value: string): string => value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

interface Rule {
  readonly action?: string;
  readonly source_labels?: readonly string[];
  readonly regex?: string;
  readonly target_label?: string;
  readonly replacement?: string;
  readonly separator?: string;
  readonly modulus?: number;
}

/** Written to a label of its own first: an alias may be the name of something else. Unknown names go with their series. */
const renames = (label: string, names: ReadonlyMap<string, string>): readonly Rule[] => [
  ...[...names].map(([name, shown]) => ({
    source_labels: [label],
    regex: escapeRegex(name),
    target_label: `__tmp_${label}`,
    replacement: shown,
  })),
  { source_labels: [label, `__tmp_${label}`], regex: '.+;', action: 'drop' },
  { source_labels: [`__tmp_${label}`], regex: '(.+)', target_label: label },
];

const series: readonly { readonly name: string; readonly labels: LabelSpec }[] = [
  ...Object.values(metrics),
  ...[...recordings, ...panelRecordings].map(({ record, labels }) => ({ name: record, labels })),
];

/** A histogram's series have endings. */
const specOf = (read: string): LabelSpec | undefined =>
  series.find(({ name }) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`].includes(read))?.labels;

/** Told apart, but not told: the values of an open label that nobody has looked at. */
const hashes = (label: string, read: readonly string[]): readonly Rule[] => {
  const names = read.filter((name) => (specOf(name) ?? { [label]: 'open' })[label] === 'open');
  if (names.length === 0) return [];
  return [
    { source_labels: [label], target_label: `__tmp_${label}`, action: 'hashmod', modulus: 4_294_967_296 },
    {
      source_labels: ['__name__', label, `__tmp_${label}`],
      regex: `(?:${names.join('|')});.+;(.+)`,
      target_label: label,
    },
  ];
};

/** What happens to each sample on its way. */
const relabeling = (fleet: Fleet, read: readonly string[]): readonly Rule[] => {
  const { targets, vantages, feeds } = publicNames(fleet);
  const renamed: Readonly<Record<string, ReadonlyMap<string, string>>> = {
    target: targets,
    vantage: vantages,
    feed: feeds,
    scope: new Map([
      ...Object.keys(fleet.chains).map((chain): [string, string] => [`chain:${chain}`, `chain:${chain}`]),
      ...fleet.edges.map(({ name }): [string, string] => [`edge:${name}`, `edge:${targets.get(name)}`]),
      ...fleet.nodes.map(({ name }): [string, string] => [`node:${name}`, `node:${targets.get(name)}`]),
      ['sla', 'sla'],
      ['all', 'all'],
    ]),
  };
  const labels = [...new Set(series.flatMap((each) => Object.keys(each.labels)))].toSorted();
  const open = labels.filter((label) => series.some((each) => each.labels[label] === 'open'));
  const hashed = open.filter((label) => !plainLabels.has(label) && !(label in renamed));
  const carries = (label: string): boolean => read.some((name) => label in (specOf(name) ?? { [label]: 'open' }));
  return [
    ...Object.entries(renamed).flatMap(([label, names]) => (carries(label) ? renames(label, names) : [])),
    ...hashed.flatMap((label) => hashes(label, read)),
    // Also without job and instance: they are ours, and one series has one of each.
    { regex: `__name__|le|${labels.join('|')}`, action: 'labelkeep' },
  ];
};

/** Configuration of the public Prometheus. `exprs`: what public pages ask, with the fleet's own names in it. */
export const federationConfig = (fleet: Fleet, exprs: readonly string[]) => {
  const from = new URL(fleet.prometheus.url);
  return {
    global: { scrape_interval: `${copiedEvery}s`, scrape_timeout: `${copiedEvery - 1}s` },
    scrape_configs: [
      {
        job_name: 'public',
        scheme: from.protocol.replace(':', ''),
        metrics_path: `${from.pathname.replace(/\/+$/, '')}/federate`,
        // Their own labels and times.
        honor_labels: true,
        params: { 'match[]': selectorsRead(exprs) },
        // More is a mistake in a label, not a fleet.
        sample_limit: 50_000,
        body_size_limit: '20MB',
        static_configs: [{ targets: [from.host] }],
        // Its address would be a label of the series `up`.
        relabel_configs: [{ target_label: 'instance', replacement: 'headwatch' }],
        metric_relabel_configs: relabeling(fleet, namesRead(exprs)),
      },
    ],
  };
};
