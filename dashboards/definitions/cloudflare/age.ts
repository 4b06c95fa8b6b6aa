/** Of when a figure is: every panel of this page says it, by a label that its legend or its row names. */
import {
  type CloudflareDataset,
  type CloudflareResource,
  quantiles,
} from '../../../collector/catalogue/cloudflareLabels.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { sel } from '../../../collector/catalogue/promql.ts';
import { tagged } from '../../kit/queries.ts';
import { clock } from '../../kit/sentence.ts';
import type { Context } from '../context.ts';

/** Analytics by dataset, health by what was asked for, or when the isolation was last tried. */
export type Source =
  | { readonly dataset: CloudflareDataset }
  | { readonly resource: CloudflareResource }
  | { readonly isolation: true };

/** Still told while the collector restarts. */
const remembered = '[1h] @ end()';

const told = (source: Source): string => {
  if ('dataset' in source) return sel(metrics.cfLastBucket, { dataset: source.dataset });
  return 'resource' in source
    ? sel(metrics.cfResourceSuccess, { resource: source.resource })
    : sel(metrics.isolationAt);
};

/** One series of value 1 whose label `asof` is the time, UTC: of the zone that is furthest behind, at the end of the range. */
const timeOf = (source: Source): string => {
  const { series } = clock(`min(last_over_time(${told(source)}${remembered}))`, 'asof');
  return `(max by (asof) (${series}) or on () ${tagged('vector(1)', { asof: 'a time that nobody knows' })})`;
};

/** The same series, each with the label `asof`. */
export const aged = (source: Source, expr: string): string => `(${expr}) * on () group_left (asof) ${timeOf(source)}`;

/** `rank` as people say it: 0.95 is p95. */
export const saidRank = (expr: string): string =>
  quantiles.reduce(
    (inner, rank) => `label_replace(${inner}, "rank", "p${Number(rank) * 100}", "rank", "${rank}")`,
    expr,
  );

export const trafficAge = 'traffic as of {{asof}} UTC';
export const healthAge = 'health as of {{asof}} UTC';
/** Heading of the column that says so in a table. */
export const ageColumn = { asof: 'As of (UTC)' } as const;

/** Operators see which host and which origin; members the service as a whole, and pools. */
export const labelsFor =
  <L extends string>({ profile }: Context, operator: L) =>
  (...both: readonly string[]): { readonly by: string; readonly legend: string } => {
    const labels = profile === 'operator' ? [operator, ...both] : both;
    return {
      by: labels.length > 0 ? `by (${labels.join(', ')}) ` : '',
      legend: labels.map((label) => `{{${label}}} `).join(''),
    };
  };
