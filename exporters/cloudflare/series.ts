/** Series of the counters as flat keys: the metric and the values of its labels, zone apart. */
import { cloudflareMetrics } from '../../collector/catalogue/cloudflare.ts';

type Metrics = typeof cloudflareMetrics;
/** Counters that are read minute by minute, and kept over restarts. */
export const countedMetrics = [
  'cfEdgeRequests',
  'cfEdgeStatus',
  'cfEdgeBytes',
  'cfEdgeTtfbSum',
  'cfColoRequests',
  'cfCountryRequests',
  'cfOriginRequests',
  'cfOriginStatus',
  'cfOriginSeconds',
  'cfSecurityEvents',
  'cfBalancerRequests',
  'cfBalancerErrors',
  'cfHealthChecks',
  'cfMinutes',
  'cfLate',
] as const satisfies readonly (keyof Metrics)[];
export type CountedMetric = (typeof countedMetrics)[number];

/** Sums of times are counted in whole milliseconds, so that nothing is rounded on the way. */
const inMilliseconds: ReadonlySet<CountedMetric> = new Set(['cfEdgeTtfbSum', 'cfOriginSeconds']);
/**
 * In seconds, cut to 1/1024 of one: a binary fraction, so that what is added up piece by piece is what a restart shows at
 * once. The least difference downwards would be a reset of the counter to Prometheus, and all of it counted again.
 */
export const shownValue = (metric: CountedMetric, value: number): number =>
  inMilliseconds.has(metric) ? Math.floor((value * 1024) / 1000) / 1024 : value;

export interface Series {
  readonly metric: CountedMetric;
  /** In the order of the catalogue, without the zone. */
  readonly labels: readonly string[];
}

const separator = '\t';

export const keyOf = (metric: CountedMetric, ...labels: readonly string[]): string =>
  [metric, ...labels].join(separator);

const isCounted = (word: string | undefined): word is CountedMetric => countedMetrics.some((metric) => metric === word);

/** @throws never for a key of ours; undefined for anything else */
export const seriesOf = (key: string): Series | undefined => {
  const [metric, ...labels] = key.split(separator);
  return isCounted(metric) && labels.length === labelNames(metric).length ? { metric, labels } : undefined;
};

/** Labels of a metric without its zone. */
export const labelNames = (metric: CountedMetric): readonly string[] =>
  Object.keys(cloudflareMetrics[metric].labels).filter((name) => name !== 'zone');

export const other = 'other';

/** The series that takes what is beyond a budget: whatever is open in it is `other`. */
export const overflowOf = ({ metric, labels }: Series): string => {
  // Label names of any metric; the catalogue gives each as a record.
  const spec: Readonly<Record<string, unknown>> = cloudflareMetrics[metric].labels;
  return keyOf(
    metric,
    ...labelNames(metric).map((name, place) => (spec[name] === 'open' ? other : (labels[place] ?? other))),
  );
};

/** Longest text that becomes a label. */
const longest = 60;

/** A name of Cloudflare's as a label: short, in one line; one that holds an address is nobody's business. */
export const labelText = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the purpose
  const plain = text.replace(/[\u0000-\u001f\u007f]/g, ' ').trim();
  if (plain === '' || /\d{1,3}([.-]\d{1,3}){3}/.test(plain) || /[0-9a-f]*:[0-9a-f]*:/i.test(plain)) return other;
  return plain.slice(0, longest);
};
