/** Alerts about traffic, from analytics that come minutes late: origins, latencies, regions, attacks, rate limits. */
import { metrics } from '../../collector/catalogue/index.ts';
import { by, type Selector, sel } from '../../collector/catalogue/promql.ts';
import { cloudflareLimits as limit } from '../../collector/policy/cloudflare.ts';
import { cloudflareAlert, hour, lately, percent, span, usual } from './cloudflareBase.ts';
import { indent } from './expressions.ts';

const { cfOriginRequests, cfEdgeRequests, cfEdgeStatus, cfEdgeTtfb, cfOriginLatency, cfSecurityEvents } = metrics;
const { cfBalancerRequests, cfBalancerPool, cfPoolState } = metrics;

const onPool = by(cfOriginRequests, 'zone', 'pool');
const ofPools = (match: Selector<typeof cfOriginRequests>): string =>
  `sum by ${onPool} (increase(${span(cfOriginRequests, match, lately)}))`;

/** Of a pool's requests the share of a class, where there are enough of them. */
const poolShare = (of: 'origin_unreachable' | 'origin_error', above: number): string =>
  `${ofPools({ class: of })} / (${ofPools({})} > 0) > ${above}
  and on ${onPool}
${ofPools({})} > ${limit.unreachableLeast}`;

export const OriginUnreachable = cloudflareAlert('OriginUnreachable', {
  severity: 'warning',
  expr: () => poolShare('origin_unreachable', limit.unreachableWarn),
  for: limit.unreachableFor,
  summary: 'Cloudflare does not reach an origin.',
  description: `Of the requests to pool {{ $labels.pool }} of zone {{ $labels.zone }} more than ${percent(limit.unreachableWarn)} have got no answer of an origin for ${limit.unreachableFor / 60} minutes or more (520 to 527, 530). Now: {{ $value | humanizePercentage }}. Figures are some five minutes late.`,
  impact: 'Members whose requests went there got an error page instead of an answer, unless another pool was tried.',
  action: 'See which code it is: 521 is refused, 522 and 524 time out, 525 and 526 are TLS; then look at that origin.',
});

export const OriginErrors = cloudflareAlert('OriginErrors', {
  severity: 'warning',
  expr: () => poolShare('origin_error', limit.originErrors),
  for: limit.originErrorsFor,
  summary: 'An origin answers with errors.',
  description: `Origins of pool {{ $labels.pool }} of zone {{ $labels.zone }} have answered more than ${percent(limit.originErrors)} of their requests with 5xx for ${limit.originErrorsFor / 60} minutes or more. Now: {{ $value | humanizePercentage }}. Figures are some five minutes late.`,
  impact: 'Members whose requests went there got a server error, which most clients try again elsewhere.',
  action: "Look at the node's and its proxy's log for the same minutes; drain it if it goes on.",
});

const onBalancer = by(cfBalancerRequests, 'zone', 'lb', 'region');
const onChoice = by(cfBalancerRequests, 'zone', 'lb', 'region', 'pool');
const choices = `sum by ${onChoice} (increase(${span(cfBalancerRequests, {}, lately)}))`;
const chosen = `sum by ${onBalancer} (${choices})`;

export const RegionShift = cloudflareAlert('RegionShift', {
  severity: 'warning',
  region: '{{ $labels.region }}',
  expr: () => `sum by ${onBalancer} (
  ${choices}
  unless on ${onChoice}
  ${sel(cfBalancerPool, { role: 'region' })}
  unless on ${by(cfBalancerPool, 'zone', 'lb', 'pool')}
  ${sel(cfBalancerPool, { role: ['country', 'pop'] })}
) / (${chosen} > 0) > ${limit.regionShift}
  and on ${onBalancer}
${chosen} > ${limit.unreachableLeast}
  and on ${onBalancer}
max by ${onBalancer} (${sel(cfBalancerPool, { role: 'region' })}) == 1
  unless on ${by(cfBalancerPool, 'zone', 'lb')}
max by ${by(cfBalancerPool, 'zone', 'lb')} (
  max by ${by(cfBalancerPool, 'zone', 'lb', 'pool')} (${sel(cfBalancerPool, { role: ['default', 'region'] })})
    * on ${by(cfBalancerPool, 'pool')} group_left
  max by ${by(cfPoolState, 'pool')} (${sel(cfPoolState, { state: { not: 'healthy' } })})
) == 1`,
  for: limit.regionShiftFor,
  summary: 'A region is served by pools that are not its own.',
  description: `In region {{ $labels.region }} load balancer {{ $labels.lb }} has sent more than ${percent(limit.regionShift)} of the requests to pools that its map does not name for it, for ${limit.regionShiftFor / 60} minutes or more, with every pool healthy. Now: {{ $value | humanizePercentage }}.`,
  impact: 'Members there are served from further away: slower, and by nodes that carry more than was planned for them.',
  action: "Compare the balancer's steering with its regions: an overridden rule, session affinity, or a pool's weight.",
});

const onHost = by(cfEdgeTtfb, 'zone', 'host');
const p95 = { rank: '0.95' } as const;

export const EdgeLatency = cloudflareAlert('EdgeLatency', {
  severity: 'warning',
  expr: () => {
    const now = `max by ${onHost} (${sel(cfEdgeTtfb, p95)})`;
    const before = usual(
      onHost,
      (offset) => `max by ${onHost} (avg_over_time(${span(cfEdgeTtfb, p95, hour)}${offset}))`,
    );
    return `${now} > ${limit.edgeLatency}
  and on ${onHost}
sum by ${onHost} (increase(${span(cfEdgeRequests, {}, lately)})) > ${limit.latencyLeast}
  unless on ${onHost}
${now} <= on ${onHost} ${limit.latencyFactor} * ${before}`;
  },
  for: limit.latencyFor,
  summary: 'The edge answers slowly.',
  description: `Of the answers of {{ $labels.host }} 5 % have taken longer than ${limit.edgeLatency} s to their first byte, and more than ${limit.latencyFactor} times as long as usual at this hour, for ${limit.latencyFor / 60} minutes or more. They take now {{ $value | printf "%.2f" }} s and longer.`,
  impact: 'Members wait for answers; those with short deadlines take the endpoint for down.',
  action: 'Look whether the origins answer slowly too: if so it is a node, else the way between, or Cloudflare.',
});

const onOrigin = by(cfOriginLatency, 'zone', 'pool', 'origin');

export const OriginLatency = cloudflareAlert('OriginLatency', {
  severity: 'warning',
  expr: () => {
    const now = `max by ${onOrigin} (${sel(cfOriginLatency, p95)})`;
    const before = usual(
      onOrigin,
      (offset) => `max by ${onOrigin} (avg_over_time(${span(cfOriginLatency, p95, hour)}${offset}))`,
    );
    return `${now} > ${limit.originLatency}
  and on ${onOrigin}
sum by ${onOrigin} (increase(${span(cfOriginRequests, {}, lately)})) > ${limit.latencyLeast}
  unless on ${onOrigin}
${now} <= on ${onOrigin} ${limit.latencyFactor} * ${before}`;
  },
  for: limit.latencyFor,
  summary: 'An origin answers slowly.',
  description: `Of the answers of {{ $labels.origin }} in pool {{ $labels.pool }} 5 % have taken longer than ${limit.originLatency} s, and more than ${limit.latencyFactor} times as long as usual at this hour, for ${limit.latencyFor / 60} minutes or more. They take now {{ $value | printf "%.2f" }} s and longer.`,
  impact: 'Members whose requests go there wait; other pools are not tried, for it does answer.',
  action: 'See what the node does: heavy calls, a full disk, a compaction. Drain it if the others have room.',
});

const onZone = by(cfSecurityEvents, 'zone');
/** What a rule merely wrote down, or let pass, was not mitigated. */
const mitigated = { action: { not: ['log', 'skip', 'allow'] } } as const;

export const AttackSurge = cloudflareAlert('AttackSurge', {
  severity: 'warning',
  expr: () => {
    const now = `sum by ${onZone} (rate(${span(cfSecurityEvents, mitigated, lately)}))`;
    const before = usual(
      onZone,
      (offset) => `sum by ${onZone} (rate(${span(cfSecurityEvents, mitigated, hour)}${offset}))`,
    );
    return `${now} > ${limit.attackLeast}
  unless on ${onZone}
${now} <= on ${onZone} ${limit.attackFactor} * ${before}`;
  },
  for: limit.attackFor,
  summary: 'Cloudflare holds off far more than usual.',
  description: `Zone {{ $labels.zone }} has had more than ${limit.attackLeast} requests a second blocked or challenged, and more than ${limit.attackFactor} times as many as usual at this hour, for ${limit.attackFor / 60} minutes or more. Requests a second now: {{ $value | printf "%.0f" }}.`,
  impact: 'None while it is an attack that is held off. Members are hurt when a rule takes them for it.',
  action: 'See by action and source who is held off: are addresses of members, or their clients, among them?',
});

const host = by(cfEdgeStatus, 'zone', 'host');
const requests = `sum by ${host} (increase(${span(cfEdgeRequests, {}, lately)}))`;

export const RateLimitSurge = cloudflareAlert('RateLimitSurge', {
  severity: 'warning',
  // A block by rate is a 429 already; what is challenged instead is not.
  expr: () => `sum by ${host} (
${indent(`sum by ${host} (increase(${span(cfEdgeStatus, { status: '429' }, lately)}))
or
label_replace(sum by ${host} (increase(${span(cfSecurityEvents, { source: 'ratelimit', action: { not: ['log', 'skip', 'allow', 'block'] } }, lately)})), "how", "challenged", "", "")`)}
) / (${requests} > 0) > ${limit.rateLimited}
  and on ${host}
${requests} > ${limit.unreachableLeast}`,
  for: limit.rateLimitedFor,
  summary: 'Requests are refused for their rate at the edge.',
  description: `Of the requests to {{ $labels.host }} more than ${percent(limit.rateLimited)} have been refused for their rate for ${limit.rateLimitedFor / 60} minutes or more. Now: {{ $value | humanizePercentage }}. Figures are some five minutes late.`,
  impact: 'Members get 429 for what they were promised; their clients fall behind, or give up.',
  action: 'See which rule it is, and raise it; look whether one address asks for all of it before you do.',
});
