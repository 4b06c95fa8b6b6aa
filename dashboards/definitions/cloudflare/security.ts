/** What is refused on the way: rules, rate limits, and what the cache answers. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { rate, type Selector } from '../../../collector/catalogue/promql.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { GraphPanel, Row } from '../../kit/model.ts';
import { limit, noLimit, onlyZero } from '../../kit/states.ts';
import type { Context } from '../context.ts';
import { aged, labelsFor, trafficAge } from './age.ts';
import { perMinute, requests } from './traffic.ts';

const { cfSecurityEvents, cfEdgeStatus } = metrics;

const security = { dataset: 'security' } as const;

/** Actions after which the request went on all the same. */
const letThrough = ['log', 'skip', 'allow'] as const;

const events = (match: Selector<typeof cfSecurityEvents> = {}): string => rate(cfSecurityEvents, match);
const mitigated = events({ action: { not: letThrough } });

const shareOf = (part: string, by = ''): string => `sum ${by}(${part}) / (sum ${by}(${requests()}) > 0)`;

const acted: GraphPanel = {
  ...perMinute,
  key: 'cf security',
  title: 'Requests that rules acted upon',
  width: 10,
  about: {
    shows:
      'Requests a second that a rule of Cloudflare acted upon, by action and source: rate limits, WAF, DDoS protection, bots.',
    healthy: 'Little, and none of bot fight or challenges: a member’s process cannot solve one.',
    act: `Above ${cloudflareLimits.attackLeast} a second, and several times the usual: an attack. See whether origin errors rise too.`,
  },
  unit: 'cps',
  decimals: 3,
  thresholds: noLimit,
  stacked: true,
  queries: [
    { expr: aged(security, `sum by (action, source) (${events()})`), legend: `{{action}} {{source}} ${trafficAge}` },
  ],
};

const part: GraphPanel = {
  ...perMinute,
  key: 'cf mitigated',
  title: 'Mitigated, share of traffic',
  width: 7,
  about: {
    shows: 'Requests that were blocked or challenged, as a share of all.',
    healthy: 'A few per cent at most.',
    act: 'A rise with complaints of members: a rule that takes them for bots.',
  },
  unit: 'percentunit',
  decimals: 2,
  thresholds: noLimit,
  queries: [{ expr: aged(security, shareOf(mitigated)), legend: `mitigated, ${trafficAge}` }],
};

const cache: GraphPanel = {
  ...perMinute,
  key: 'cf cache',
  title: 'Cache hits, share of traffic',
  width: 7,
  about: {
    shows: 'Requests that the cache answered, as a share of all.',
    healthy: 'Near 0: questions of JSON-RPC are posted, and a cached head would be an old one.',
    act: 'A rise: somebody made a rule that caches answers. Members may read old blocks.',
  },
  unit: 'percentunit',
  decimals: 2,
  thresholds: noLimit,
  queries: [{ expr: aged({ dataset: 'edge' }, shareOf(requests({ cached: 'yes' }))), legend: `cached, ${trafficAge}` }],
};

export const securityRow = (_context: Context): Row => ({ title: 'Security and cache', panels: [acted, part, cache] });

/** Apart, because members meet these. */
export const limitsRow = (context: Context): Row => {
  const { by, legend } = labelsFor(context, 'host')();
  return {
    title: 'Rate limits (429)',
    panels: [
      {
        ...perMinute,
        key: 'cf 429',
        title: 'Refused for the rate (429), share of requests',
        about: {
          shows: 'Answers with 429 as a share of all requests.',
          healthy: '0: members are promised no limits.',
          act: `Above ${100 * cloudflareLimits.rateLimited} % it is an alert. A rate-limit rule, a limit of the plan, or the node’s own limit of memory.`,
        },
        unit: 'percentunit',
        decimals: 3,
        thresholds: limit(cloudflareLimits.rateLimited),
        queries: [
          {
            expr: aged({ dataset: 'edge' }, shareOf(rate(cfEdgeStatus, { status: '429' }), by)),
            legend: `${legend}${trafficAge}`,
          },
        ],
      },
      {
        ...perMinute,
        key: 'cf ratelimit events',
        title: 'Rate-limit rules that acted',
        about: {
          shows: 'Requests a second that a rate-limit rule acted upon, by action.',
          healthy: '0.',
          act: 'Above 0 on the RPC hostname: exempt it, or raise the limit far above what a member asks.',
        },
        unit: 'cps',
        decimals: 3,
        thresholds: onlyZero(),
        queries: [
          {
            expr: aged(security, `sum by (action) (${events({ source: 'ratelimit' })})`),
            legend: `{{action}} ${trafficAge}`,
          },
        ],
      },
    ],
  };
};
