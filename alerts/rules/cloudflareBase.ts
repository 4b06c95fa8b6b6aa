/** What the alerts about Cloudflare share: one scope, one step, and the usual of an hour. */
import type { MetricDef } from '../../collector/catalogue/define.ts';
import { type Selector, sel, window } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import { type AlertDef, defineAlert } from './define.ts';

/** The slow lane is scraped every 15 s. */
const step = 15;

/** A range of the slow lane. */
export const span = <M extends MetricDef>(metric: M, match: Selector<M>, seconds: number): string =>
  `${sel(metric, match)}${window(seconds / step, step)}`;

/** Minutes of analytics come one by one; so long a window always holds some. Seconds. */
export const lately = 300;

export const hasCloudflare = (fleet: Fleet): boolean => fleet.cloudflare !== undefined;

export type CloudflareText = Omit<AlertDef, 'name' | 'group' | 'scope' | 'region'> & Partial<Pick<AlertDef, 'region'>>;

export const cloudflareAlert = <const N extends string>(name: N, text: CloudflareText): AlertDef<N> =>
  defineAlert({
    name,
    group: 'slow',
    keepFiringFor: limits.keepFiring,
    scope: 'cloudflare',
    region: 'all',
    when: hasCloudflare,
    ...text,
  });

const day = 86_400;

/**
 * Its median over the same hour of the last seven days, of those that are known.
 * @param of one expression for a time so many seconds ago, as an `offset`
 */
export const usual = (labels: string, of: (offset: string) => string): string => {
  const days = [1, 2, 3, 4, 5, 6, 7].map(
    (ago) => `label_replace(${of(` offset ${ago * day}s`)}, "day", "${ago}", "", "")`,
  );
  return `quantile by ${labels} (0.5,\n  ${days.join('\n  or\n  ')}\n)`;
};

export const hour = 3600;
export const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
