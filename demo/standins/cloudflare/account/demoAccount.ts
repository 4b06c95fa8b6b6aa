/**
 * Cloudflare as the demo's fleet would have it: one zone, a load balancer for each edge that steers by region, a pool
 * for each region of an edge, and an origin for each node, by the node's own name. Addresses are documentation's.
 */
import { idOf } from '../chance.ts';
import type { Account, Host, LoadBalancer, Monitor, Plan, Pool, Zone } from './model.ts';

export const demoHosts = { arb: 'arb.example.org', eth: 'eth.example.org', www: 'www.example.org' } as const;

/** Which of the simulated fleet's regions a client of a balancing region is near to. */
export const nearOf: Readonly<Record<string, string>> = {
  ...{ WEU: 'eu', EEU: 'eu', NAF: 'eu', ME: 'eu', SAF: 'eu' },
  ...{ WNAM: 'us', ENAM: 'us', NSAM: 'us', SSAM: 'us' },
  ...{ OC: 'ap', SAS: 'ap', SEAS: 'ap', NEAS: 'ap' },
};

const accountId = idOf('account', 'example');

export const monitorDefaults: Omit<Monitor, 'id' | 'description' | 'path'> = {
  ...{ type: 'https', method: 'GET', port: 443, interval: 60, retries: 2, timeout: 5, expected_codes: '200' },
  ...{ expected_body: '', follow_redirects: false, allow_insecure: false, consecutive_up: 0, consecutive_down: 0 },
};

/** Each asks the sidecar beside a node; the two Ethereum nodes share one that answers for both. */
const monitorOf = (pool: string): Monitor => ({
  ...{ ...monitorDefaults, id: idOf('monitor', pool), description: `sidecar of ${pool}`, path: `/lb/${pool}` },
});

const origins = {
  'arb-eu': '192.0.2.11',
  'arb-us': '198.51.100.12',
  'arb-ap': '203.0.113.13',
  'eth-a': '192.0.2.21',
  'eth-b': '192.0.2.22',
} as const;

const pool = (
  name: string,
  members: readonly (keyof typeof origins)[],
  checked: string,
  at: readonly [number, number],
): Pool => ({
  ...{
    id: idOf('pool', name),
    name,
    enabled: true,
    minimum_origins: 1,
    monitor: idOf('monitor', name),
    check_regions: [checked],
  },
  ...{ latitude: at[0], longitude: at[1] },
  origins: members.map((member) => ({ name: member, address: origins[member], enabled: true, weight: 1 })),
});

const pools = {
  arbEu: pool('arb-eu', ['arb-eu'], 'WEU', [50.1, 8.7]),
  arbUs: pool('arb-us', ['arb-us'], 'ENAM', [39, -77.5]),
  arbAp: pool('arb-ap', ['arb-ap'], 'SEAS', [1.3, 103.8]),
  ethEu: pool('eth-eu', ['eth-a', 'eth-b'], 'WEU', [50.1, 8.7]),
} as const;

const balancer = (
  name: string,
  byNear: Readonly<Record<string, readonly string[]>>,
  all: readonly string[],
  policy: string,
): LoadBalancer => ({
  ...{ id: idOf('balancer', name), name, enabled: true, proxied: true, steering_policy: policy },
  default_pools: all,
  fallback_pool: all[0] ?? '',
  region_pools: Object.fromEntries(
    Object.entries(nearOf).flatMap(([region, near]) => (byNear[near] ? [[region, byNear[near]]] : [])),
  ),
  ...{ country_pools: {}, pop_pools: {}, session_affinity: 'none', adaptive_routing: { failover_across_pools: true } },
});

const [eu, us, ap] = [pools.arbEu.id, pools.arbUs.id, pools.arbAp.id];
const balancers = [
  balancer(demoHosts.arb, { eu: [eu, us, ap], us: [us, eu, ap], ap: [ap, eu, us] }, [eu, us, ap], 'geo'),
  balancer(demoHosts.eth, {}, [pools.ethEu.id], 'off'),
];

/** The page of the service: no balancer, one origin outside the fleet, mostly cached. */
const page: Host = { name: demoHosts.www, rate: 0.4, origin: '203.0.113.80', cached: 0.8 };

const settings = { websockets: 'on', security_level: 'essentially_off', browser_check: 'off', development_mode: 'off' };
const botManagement = { fight_mode: false, enable_js: false, using_latest_model: true };

const rateLimits = [
  {
    ...{ id: idOf('rule', 'ratelimit'), action: 'block', enabled: true, description: 'members, by key' },
    expression: `(http.host eq "${demoHosts.arb}")`,
    ratelimit: {
      characteristics: ['cf.colo.id', 'ip.src'],
      period: 10,
      requests_per_period: 2000,
      mitigation_timeout: 10,
    },
  },
];

const demoZone: Zone = {
  ...{ id: idOf('zone', 'example.org'), name: 'example.org', plan: 'business' as const },
  hosts: [
    { name: demoHosts.arb, rate: 45, balancer: demoHosts.arb },
    { name: demoHosts.eth, rate: 6, balancer: demoHosts.eth },
    page,
  ],
  balancers,
  healthChecks: [
    {
      ...{ id: idOf('healthcheck', 'arb-eu'), name: 'arb-eu', address: origins['arb-eu'], type: 'HTTPS', interval: 60 },
      ...{ check_regions: ['WEU', 'ENAM'], origin: 'arb-eu' },
    },
  ],
  ...{ settings, botManagement, rules: { http_ratelimit: rateLimits } },
};

/** A zone with a page and little else. */
export const plainZone = (name: string, plan: Plan): Zone => ({
  ...{ id: idOf('zone', name), name, plan, balancers: [], healthChecks: [], settings, botManagement, rules: {} },
  hosts: [{ ...page, name: `www.${name}` }],
});

export const demoAccount = (more: readonly Zone[] = []): Account => ({
  ...{
    id: accountId,
    name: 'Example RPC',
    pools: Object.values(pools),
    monitors: Object.values(pools).map(({ name }) => monitorOf(name)),
  },
  zones: [demoZone, ...more],
});
