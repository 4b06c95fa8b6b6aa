/** Alerts about pools, from REST: near real time. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, sel } from '../../collector/catalogue/promql.ts';
import { cloudflareLimits as limit } from '../../collector/policy/cloudflare.ts';
import { cloudflareAlert, lately, span } from './cloudflareBase.ts';
import { anyOf } from './expressions.ts';

const { cfPoolState, cfFallback, cfBalancerRequests, cfBalancerPool, cfHealthChanges } = metrics;
const onPool = by(cfPoolState, 'pool');

export const PoolDown = cloudflareAlert('PoolDown', {
  severity: 'warning',
  expr: () => `max by ${onPool} (${sel(cfPoolState, { state: 'critical' })}) == 1`,
  for: limit.poolDownFor,
  summary: 'A pool is down, as the load balancer sees it.',
  description: `Pool {{ $labels.pool }} has had fewer healthy origins than it needs for ${limit.poolDownFor} s or more, by Cloudflare's own monitors.`,
  impact: 'None while other pools serve its regions; members there are served from further away.',
  action: 'See what the monitors say of its origins, and whether the node answers its check; then mend the node.',
});

export const PoolDegraded = cloudflareAlert('PoolDegraded', {
  severity: 'warning',
  expr: () => `max by ${onPool} (${sel(cfPoolState, { state: 'degraded' })}) == 1`,
  for: limit.poolDegradedFor,
  summary: 'A pool has lost an origin.',
  description: `Pool {{ $labels.pool }} has had an unhealthy origin for ${limit.poolDegradedFor / 60} minutes or more, by Cloudflare's own monitors; the others of it carry the load.`,
  impact: 'None while the others of the pool stand.',
  action: 'See which origin it is and why the monitors call it unwell, before the next one follows.',
});

const onBalancer = by(cfFallback, 'zone', 'lb');
const onChoice = by(cfBalancerPool, 'zone', 'lb', 'pool');

export const FallbackActive = cloudflareAlert('FallbackActive', {
  severity: 'warning',
  expr: () =>
    `max by ${onBalancer} (\n${anyOf([
      sel(cfFallback),
      // A pool of last resort that serves a region as well says nothing by its requests.
      `sum by ${onBalancer} (
  sum by ${onChoice} (increase(${span(cfBalancerRequests, {}, lately)}))
    and on ${onChoice}
  ${sel(cfBalancerPool, { role: 'fallback' })}
    unless on ${onChoice}
  ${sel(cfBalancerPool, { role: { not: 'fallback' } })}
)`,
    ])}\n) > 0`,
  for: limit.poolDownFor,
  summary: 'The pool of last resort serves members.',
  description:
    'Load balancer {{ $labels.lb }} sends requests to its fallback pool: every pool that should serve them is out, as Cloudflare sees it.',
  impact: 'Members are served by whatever is left, whether it is healthy or not; nothing is left after it.',
  action:
    'Look at every pool: are the nodes down, or do their checks say no for one reason (sidecar, path, expected code)?',
});

export const FailoverFlapping = cloudflareAlert('FailoverFlapping', {
  severity: 'warning',
  // An increase is extrapolated: four changes may come out as a little more.
  expr: () =>
    `sum by ${onPool} (increase(${span(cfHealthChanges, {}, limit.flappingWindow)})) > ${limit.flappingChanges + 0.5}`,
  summary: 'A pool goes in and out again and again.',
  description: `The health of pool {{ $labels.pool }} has changed more than ${limit.flappingChanges} times within ${limit.flappingWindow / 60} minutes. Changes: {{ $value | printf "%.0f" }}.`,
  impact: 'At each turn some requests fail, and members are moved between regions: their clients see heads jump.',
  action: 'See what the check of its node answers over that time; take the node out until it is steady.',
});
