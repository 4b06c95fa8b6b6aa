/** Who is served from where: regions and pools against the configured map, data centres, countries. */
import { metrics } from '../../../collector/catalogue/index.ts';
import { rate, sel } from '../../../collector/catalogue/promql.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import type { BarsPanel, GraphPanel, Profile, Row, TablePanel } from '../../kit/model.ts';
import { colors, noLimit, onlyZero, state, stateThresholds, unknownText } from '../../kit/states.ts';
import { ageColumn, aged, trafficAge } from './age.ts';
import { perMinute } from './traffic.ts';

const { cfBalancerRequests, cfBalancerErrors, cfBalancerPool, cfColoRequests, cfCountryRequests } = metrics;

const balancing = { dataset: 'load_balancing' } as const;

const decisions = `sum by (lb, region, pool) (increase(${sel(cfBalancerRequests)}[1h]))`;
const ofRegion = `sum by (lb, region) (increase(${sel(cfBalancerRequests)}[1h]))`;
/** Of its own balancer: beside another one no pool would have all of a region. */
export const share = `max by (region, pool) (${decisions} / on (lb, region) group_left () (${ofRegion} > 0))`;

const explicit = `max by (lb, region, pool) (${sel(cfBalancerPool, { role: 'region' })})`;
const byDefault = `max by (lb, pool) (${sel(cfBalancerPool, { role: 'default' })})`;
/** A region with pools of its own gets those, any other one the default ones; each balancer by its own map. */
export const asMapped = `min by (region, pool) ((${explicit} and on (lb, region, pool) ${decisions})
  or ((0 * ${decisions} + 1) unless on (lb, region) ${explicit} and on (lb, pool) ${byDefault})
  or 0 * ${decisions})`;

const mapScale = [state(0, '▲ NOT IN THE MAP', colors.warn), state(1, '✔ AS CONFIGURED', colors.good)];

const shares: TablePanel = {
  kind: 'table',
  key: 'cf geo',
  title: 'Where each region is served, last hour',
  width: 14,
  height: 9,
  noValue: '?',
  drill: { title: 'Member journey', to: 'journey' },
  about: {
    shows:
      'The share of each region of clients that its load balancer sent to each pool, and whether the configured map sends it there. Shares of decisions, not of requests.',
    healthy: '✔ AS CONFIGURED, with nearly all of a region in its first pool.',
    act: `▲ NOT IN THE MAP: a failover, or somebody changed the balancer. More than ${100 * cloudflareLimits.regionShift} points off with healthy pools is an alert.`,
  },
  unit: 'percentunit',
  thresholds: stateThresholds,
  by: { region: 'Region', pool: 'Pool', ...ageColumn },
  columns: [
    { title: 'Share', unit: 'percentunit', decimals: 1, expr: aged(balancing, share) },
    { title: 'Map', unit: 'none', states: mapScale, expr: aged(balancing, asMapped) },
  ],
  sort: { by: 'Region', desc: false },
};

const map: TablePanel = {
  kind: 'table',
  key: 'cf map',
  title: 'The configured map',
  width: 10,
  height: 9,
  noValue: '? not read',
  drill: { title: 'Is it up?', to: 'status' },
  about: {
    shows:
      'The pools of the load balancers and their place: for a region, for everyone else (default), or when all else fails (fallback).',
    healthy: 'A pool for each region that members live in, and a fallback.',
    act: 'A region without a pool of its own is served by the default ones: it may be far.',
  },
  unit: 'none',
  thresholds: noLimit,
  by: { place: 'Place', region: 'Region', pool: 'Pool', ...ageColumn },
  columns: [
    {
      title: 'Balancers',
      unit: 'none',
      decimals: 0,
      expr: aged(
        { resource: 'load_balancers' },
        `count by (place, region, pool) (label_join(${sel(cfBalancerPool)}, "place", "", "role"))`,
      ),
    },
  ],
  sort: { by: 'Place', desc: false },
};

const shift: GraphPanel = {
  ...perMinute,
  key: 'cf geo shift',
  title: 'Decisions by region and pool, and a day before',
  width: 16,
  about: {
    shows: 'Decisions a second of the load balancer by region and pool, and the same of the same hour yesterday.',
    healthy: 'Today and yesterday in step.',
    act: 'A region that moves to another pool while all are healthy: latency steering, or a change of the map.',
  },
  unit: 'reqps',
  decimals: 2,
  thresholds: noLimit,
  queries: [
    {
      expr: aged(balancing, `sum by (region, pool) (${rate(cfBalancerRequests)})`),
      legend: `{{region}} {{pool}} ${trafficAge}`,
    },
    {
      // A gap where there was none yet: a line at 0 would be a claim.
      expr: `sum by (region, pool) (rate(${sel(cfBalancerRequests)}[$__rate_interval] offset 1d))
  or NaN * sum by (region, pool) (${rate(cfBalancerRequests)})`,
      legend: '{{region}} {{pool}} a day before',
    },
  ],
};

const errors: GraphPanel = {
  ...perMinute,
  key: 'cf lb errors',
  title: 'Decisions that found no way',
  width: 8,
  about: {
    shows: 'Decisions a second of the load balancer that ended in an error, by type.',
    healthy: '0.',
    act: 'Any: no pool was to be had, and members got an error of Cloudflare’s. See the pools.',
  },
  unit: 'cps',
  decimals: 3,
  thresholds: onlyZero(),
  queries: [{ expr: aged(balancing, `sum by (error) (${rate(cfBalancerErrors)})`), legend: `{{error}} ${trafficAge}` }],
};

const top = (key: string, title: string, dataset: 'colo' | 'country', series: string, about: string): BarsPanel => ({
  kind: 'bars',
  key,
  title,
  width: 12,
  height: 8,
  noValue: unknownText,
  drill: { title: 'Member journey', to: 'journey' },
  about: {
    shows: about,
    healthy: 'Much as yesterday.',
    act: 'One that comes or goes at once: a change of routing, or a single caller who moved.',
  },
  unit: 'none',
  decimals: 0,
  thresholds: noLimit,
  queries: [
    {
      expr: aged({ dataset }, `topk(10, sum by (${dataset}) (increase(${series}[1h])))`),
      legend: `{{${dataset}}} ${trafficAge}`,
    },
  ],
});

/**
 * Countries and data centres are for operators: Cloudflare does not tell how many callers one has, and in a small service
 * a line can be a single member.
 */
const places: readonly BarsPanel[] = [
  top(
    'cf colos',
    'Data centres, top ten of the last hour',
    'colo',
    sel(cfColoRequests),
    'Requests of the last hour by the data centre of Cloudflare that took them.',
  ),
  top(
    'cf countries',
    'Countries, top ten of the last hour',
    'country',
    sel(cfCountryRequests),
    'Requests of the last hour by country. Those with little traffic are `other`.',
  ),
];

export const geoRow = (profile: Profile): Row => ({
  title: 'Geography',
  panels: [shares, map, shift, errors, ...(profile === 'operator' ? places : [])],
});
