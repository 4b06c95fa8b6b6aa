/** Alerts about what we know of Cloudflare: how old it is, how exact, whether we may ask, and what was changed there. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, type Selector, sel } from '../../collector/catalogue/promql.ts';
import { cloudflareLimits as limit } from '../../collector/policy/cloudflare.ts';
import { cloudflareAlert, hour, percent, span } from './cloudflareBase.ts';
import { anyOf } from './expressions.ts';

const { cfLastBucket, cfResourceSuccess, cfDataset, cfTruncated, cfBudget, cfSampleInterval, cfErrors } = metrics;
const { cfTokenExpiry, cfTokenValid, cfPostureDrift, cfPoolState, cfBalancerPool } = metrics;

const day = 86_400;
const onDataset = by(cfLastBucket, 'zone', 'dataset');
/** What is read by REST, or is of all zones, in the same labels as a dataset. */
const asDataset = (expr: string, from: string): string =>
  `max by ${onDataset} (label_replace(label_replace(${expr}, "dataset", "$1", "${from}", "(.*)"), "zone", "all", "", ""))`;
/** Fails, and has not been read for as long, or ever: of one that was never read there is no age. */
const unread = (of: Selector<typeof cfErrors>): string =>
  `sum by ${by(cfErrors, 'about')} (increase(${span(cfErrors, of, limit.analyticsStale)})) > 0
  unless on ${by(cfErrors, 'about')}
label_replace(time() - max by ${by(cfResourceSuccess, 'resource')} (${sel(cfResourceSuccess)}) < ${limit.analyticsStale}, "about", "$1", "resource", "(.*)")`;
/** Pools there are: without any, a plan may refuse their lists in words that we do not know. */
const withPools = `on () (count(${sel(cfBalancerPool)}) > 0 or count(${sel(cfPoolState)}) > 0)`;
/** What it is about; a word for what is of all zones. */
const about = '{{ $labels.dataset }} (zone: {{ $labels.zone }})';

export const AnalyticsStale = cloudflareAlert('AnalyticsStale', {
  severity: 'warning',
  // What the plan does not give, or the token may not read, does not come and is told of elsewhere.
  expr: () =>
    anyOf([
      `time() - max by ${onDataset} (${sel(cfLastBucket)}) > ${limit.analyticsStale}
  unless on ${onDataset}
max by ${onDataset} (${sel(cfDataset, { state: ['plan', 'auth'] })}) == 1`,
      asDataset(
        `time() - max by ${by(cfResourceSuccess, 'resource')} (${sel(cfResourceSuccess, { resource: ['pools', 'pool_health'] })}) > ${limit.healthStale}`,
        'resource',
      ),
    ]),
  for: 60,
  summary: 'What Cloudflare tells is old.',
  description: `Nothing newer has come of ${about} for longer than it should: ${limit.analyticsStale / 60} minutes for analytics, ${limit.healthStale / 60} for the health of pools. Age: {{ $value | humanizeDuration }}.`,
  impact: 'None for members. Alerts about traffic know nothing new meanwhile, and are muted.',
  action: 'See by kind of error what Cloudflare answers, and whether its own status page tells of the API.',
});

export const AnalyticsDegraded = cloudflareAlert('AnalyticsDegraded', {
  severity: 'info',
  expr: () =>
    anyOf([
      `max by ${onDataset} (${sel(cfDataset, { state: ['auth', 'error', 'unknown'] })}) == 1`,
      `max by ${onDataset} (${sel(cfSampleInterval)}) > ${limit.sampleRough}`,
      asDataset(
        `sum by ${by(cfTruncated, 'dataset')} (increase(${span(cfTruncated, {}, limit.analyticsStale)})) > 0`,
        'dataset',
      ),
      asDataset(
        `sum by ${by(cfErrors, 'about')} (increase(${span(cfErrors, { about: ['zones', 'load_balancers', 'monitors', 'pools', 'pool_health', 'events'], kind: 'auth' }, limit.analyticsStale)})) > 0`,
        'about',
      ),
      asDataset(unread({ about: ['zones', 'load_balancers', 'pools', 'pool_health'], kind: 'transient' }), 'about'),
      asDataset(unread({ about: ['zones', 'pool_health'], kind: 'bug' }), 'about'),
      asDataset(`(${unread({ about: ['load_balancers', 'pools'], kind: 'bug' })}) and ${withPools}`, 'about'),
      `label_replace(label_replace(min(${sel(cfBudget)}) < ${limit.budgetLow}, "dataset", "budget", "", ""), "zone", "all", "", "")`,
    ]),
  for: limit.analyticsStale,
  summary: 'Cloudflare tells less than it could.',
  description: `Of ${about} only a part has been known for ${limit.analyticsStale / 60} minutes or more: it may not be read, fails, is cut at its limit, or is counted from fewer than one in ${limit.sampleRough} requests; or less than ${percent(limit.budgetLow)} of the questions that we may ask are left (budget).`,
  impact: 'None for members. Some panels and alerts about Cloudflare are blind or coarse.',
  action: 'Look at the state of the datasets and at the log: it names the permission that is missing.',
});

export const TokenExpiry = cloudflareAlert('TokenExpiry', {
  severity: 'warning',
  expr: () => `(min(${sel(cfTokenExpiry)}) - time()) / ${day} < ${limit.tokenEnds / day}`,
  summary: "Cloudflare's API token ends soon.",
  description: `The token that Cloudflare is asked with ends in less than ${limit.tokenEnds / day} days. Days left: {{ $value | printf "%.1f" }}.`,
  impact: 'None. Once it has ended, nothing of Cloudflare is known: neither traffic, nor pools, nor posture.',
  action: 'Make a new one with the same permissions, put it into its file, and run `headwatch apply`.',
});

export const TokenInvalid = cloudflareAlert('TokenInvalid', {
  severity: 'warning',
  expr: () => `max(${sel(cfTokenValid)}) == 0`,
  for: 60,
  summary: 'Cloudflare refuses our API token.',
  description: 'Cloudflare says that the token is not active: it has ended, was disabled, or is none.',
  impact: 'None for members. Neither traffic, nor pools, nor posture are known until there is another one.',
  action: 'Look at the token in the dashboard of Cloudflare; make a new one if it is gone, and put it into its file.',
});

export const PostureDrift = cloudflareAlert('PostureDrift', {
  severity: 'warning',
  expr: () => `sum by ${by(cfPostureDrift, 'subject')} (increase(${span(cfPostureDrift, {}, hour)})) > 0`,
  summary: 'A setting at Cloudflare has changed.',
  description:
    'Settings of {{ $labels.subject }} that decide how fast a failure is left, or who is let in, have changed within the last hour.',
  impact: 'None by itself: but it decides how the next failure goes, and nothing else would tell of it.',
  action:
    'Ask who did it (audit log of Cloudflare), and run `headwatch check --probe`: it says what each setting costs.',
});
