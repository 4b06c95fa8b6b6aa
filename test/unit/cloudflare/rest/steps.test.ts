import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { metrics } from '../../../../collector/catalogue/index.ts';
import type { Log } from '../../../../collector/log.ts';
import { keeperIn } from '../../../../exporters/cloudflare/rest/keep.ts';
import { createSteps } from '../../../../exporters/cloudflare/rest/steps.ts';
import { restSeriesBudget, withinBudget } from '../../../../exporters/cloudflare/rest/withinBudget.ts';
import { type Api, plantedToken, type Reply, startApi } from './support/api.ts';
import { createRecorded, type Recorded } from './support/recording.ts';

const account = 'a'.repeat(32);
const base = `/accounts/${account}/load_balancers`;
const start = 1_800_000_000_000;
const address = '203.0.113.7';

const zone = { id: 'z1', name: 'example.org', status: 'active', account: { id: account, name: 'secret corp' } };
const balancer = {
  id: 'b1',
  name: 'rpc.example.org',
  enabled: true,
  proxied: true,
  default_pools: ['p1', 'p2'],
  fallback_pool: 'p3',
  region_pools: { WEU: ['p1'] },
  adaptive_routing: { failover_across_pools: true },
};
const poolOf = (id: string, name: string, more: object = {}) => ({
  id,
  name,
  enabled: true,
  minimum_origins: 1,
  monitor: 'm1',
  origins: [{ name: `${name}-node`, address, enabled: true, weight: 1 }],
  ...more,
});
const pools = [poolOf('p1', 'eu'), poolOf('p2', 'us'), poolOf('p3', 'last', { monitor: '' })];
const healthOf = (healthy: boolean | undefined): Reply => ({
  result: {
    pool_id: 'p',
    pop_health: {
      'Amsterdam, NL': {
        healthy,
        origins: [{ [address]: { healthy, failure_reason: 'x', response_code: 200, rtt: '201.5ms' } }],
      },
    },
  },
});

let api: Api;
let recorded: Recorded;
let home: string;
let now = start;
let mono = 0;
const logged: string[] = [];
const log = Object.fromEntries(
  (['info', 'warn', 'error'] as const).map((level) => [
    level,
    (fields: object, text: string) => void logged.push(`${text} ${JSON.stringify(fields)}`),
    // pino's own types are wider than what is called here.
  ]),
) as unknown as Log;

beforeEach(async () => {
  now = start;
  mono = 0;
  logged.length = 0;
  home = mkdtempSync(join(tmpdir(), 'headwatch-rest-'));
  recorded = createRecorded();
  api = await startApi(() => now);
  api.replies
    .set('/user/tokens/verify', { result: { id: 't', status: 'active', expires_on: '2027-02-01T00:00:00Z' } })
    .set('/zones', { result: [zone], info: { page: 1, total_pages: 1 } })
    .set('/zones/z1/load_balancers', { result: [balancer] })
    .set(`${base}/pools`, { result: pools })
    .set(`${base}/monitors`, {
      result: [{ id: 'm1', type: 'https', path: '/lb/x', expected_codes: '200', interval: 60, timeout: 5, retries: 2 }],
    })
    .set(`${base}/pools/p1/health`, healthOf(true))
    .set(`${base}/pools/p2/health`, healthOf(true))
    .set(`/accounts/${account}/load_balancing_analytics/events`, { result: [] })
    .set('/zones/z1/settings/websockets', { result: { id: 'websockets', value: 'on' } })
    .set('/zones/z1/settings/security_level', { result: { id: 'security_level', value: 'medium' } })
    .set('/zones/z1/bot_management', { result: { fight_mode: true } })
    .set('/zones/z1/rulesets', { result: [{ id: 'r1', phase: 'http_ratelimit', kind: 'zone' }] })
    .set('/zones/z1/rulesets/r1', {
      result: { rules: [{ action: 'block', expression: 'true', ratelimit: { period: 10, requests_per_period: 50 } }] },
    });
});
afterEach(async () => {
  await api.stop();
  rmSync(home, { recursive: true });
});

const begin = (into: Recorded = recorded) =>
  createSteps({
    cloudflare: { account: undefined, zones: ['example.org'], hosts: ['rpc.example.org'] },
    client: api.client,
    recorder: into,
    keeper: keeperIn(join(home, 'data', 'rest.json')),
    log,
    mono: () => mono,
  });
const stateOf = (pool: string): string[] =>
  Object.keys(recorded.of(metrics.cfPoolState, true)).filter((labels) => labels.includes(`pool="${pool}"`));

describe('what all is well shows', () => {
  test('states, regions, round trips, the map, the token, posture with its drain', async () => {
    const steps = begin();
    expect(await steps.config()).toBe(true);
    expect(await steps.token()).toBe(true);
    expect(await steps.health()).toBe(true);
    expect(recorded.of(metrics.cfPoolState, true)).toEqual({
      '{pool="eu",state="healthy"}': 1,
      '{pool="us",state="healthy"}': 1,
      '{pool="last",state="unknown"}': 1,
    });
    expect(recorded.of(metrics.cfMonitorRtt)).toEqual({
      '{pool="eu",origin="eu-node",region="Amsterdam, NL"}': 0.2015,
      '{pool="us",origin="us-node",region="Amsterdam, NL"}': 0.2015,
    });
    expect(recorded.of(metrics.cfBalancerPool)).toEqual({
      '{zone="example.org",lb="rpc.example.org",pool="eu",role="default",region="all"}': 1,
      '{zone="example.org",lb="rpc.example.org",pool="us",role="default",region="all"}': 1,
      '{zone="example.org",lb="rpc.example.org",pool="last",role="fallback",region="all"}': 1,
      '{zone="example.org",lb="rpc.example.org",pool="eu",role="region",region="WEU"}': 1,
    });
    expect(recorded.of(metrics.cfFallback)).toEqual({ '{zone="example.org",lb="rpc.example.org"}': 0 });
    expect(recorded.of(metrics.cfTokenValid)).toEqual({ '{}': 1 });
    expect(recorded.of(metrics.cfTokenExpiry)).toEqual({ '{}': Date.UTC(2027, 1, 1) / 1000 });
    expect(recorded.of(metrics.cfDrainSeconds)).toEqual({ '{pool="eu"}': 75, '{pool="us"}': 75 });
    expect(Object.keys(recorded.of(metrics.cfPosture, true)).sort()).toEqual([
      '{subject="host:rpc.example.org",finding="bot_fight"}',
      '{subject="host:rpc.example.org",finding="rate_limit"}',
      '{subject="pool:eu",finding="monitor_slow"}',
      '{subject="pool:us",finding="monitor_slow"}',
    ]);
    expect(steps.originNames().get(address)).toEqual({ pool: 'eu', origin: 'eu-node' });
    expect([...steps.zoneIds()]).toEqual([['example.org', 'z1']]);
    expect(Object.keys(recorded.of(metrics.cfErrors, true))).toEqual([]);
    // A pool without a monitor is not asked about: the answer is an error.
    expect(api.asked.some((path) => path.includes('/p3/health'))).toBe(false);
  });

  test('no address, account or token in any label, log or kept file', async () => {
    const steps = begin();
    api.replies.set(`${base}/pools/p2/health`, { status: 500, html: `<html>${address}</html>` });
    await steps.config();
    await steps.health();
    await steps.events();
    const texts = [...recorded.series.keys(), ...logged, readFileSync(join(home, 'data', 'rest.json'), 'utf8')].join(
      '\n',
    );
    for (const secret of [address, account, plantedToken, 'secret corp']) expect(texts).not.toContain(secret);
    expect(statSync(join(home, 'data', 'rest.json')).mode & 0o777).toBe(0o600);
  });
});

describe('each fails alone', () => {
  test('a refused list of pools names the permission; zones, balancers and the token go on', async () => {
    const refusal = { status: 403, errors: [{ code: 10000, message: 'Authentication error' }] };
    api.replies.set(`${base}/pools`, refusal).set(`${base}/monitors`, refusal);
    const steps = begin();
    expect(await steps.config()).toBe(false);
    expect(await steps.token()).toBe(true);
    expect(recorded.of(metrics.cfErrors, true)).toEqual({
      '{about="pools",kind="auth"}': 1,
      '{about="monitors",kind="auth"}': 1,
    });
    expect(Object.keys(recorded.of(metrics.cfResourceSuccess)).sort()).toEqual(
      ['load_balancers', 'posture', 'token', 'zones'].map((resource) => `{resource="${resource}"}`),
    );
    expect(logged.filter((line) => line.includes('Monitors and Pools: Read')).length).toBe(2);
    // Said once, until it changes.
    await steps.pools();
    expect(logged.filter((line) => line.includes('Monitors and Pools: Read')).length).toBe(2);
    api.replies.set(`${base}/pools`, { result: pools });
    await steps.pools();
    expect(logged.at(-1)).toBe('Cloudflare tells again {"about":"pools"}');
  });

  test('health of one pool that is not to be had leaves it unknown and the others as they are', async () => {
    const steps = begin();
    await steps.config();
    api.replies.set(`${base}/pools/p1/health`, {
      status: 400,
      errors: [{ code: 1002, message: 'Health info unavailable' }],
    });
    expect(await steps.health()).toBe(false);
    expect(stateOf('eu')).toEqual(['{pool="eu",state="unknown"}']);
    expect(stateOf('us')).toEqual(['{pool="us",state="healthy"}']);
  });

  test('health of one pool that cannot be read is not read for three minutes, whatever the others say', async () => {
    const read = () => recorded.of(metrics.cfResourceSuccess)['{resource="pool_health"}'];
    const odd = { result: { pool_id: 'p', pop_health: { 'Amsterdam, NL': null } } };
    api.replies.set(`${base}/pools/p1/health`, odd);
    const never = begin();
    await never.config();
    await never.health();
    expect(read()).toBeUndefined();
    expect(recorded.of(metrics.cfErrors, true)).toEqual({ '{about="pool_health",kind="bug"}': 1 });
    // One that tells now and then is known.
    api.replies.set(`${base}/pools/p1/health`, healthOf(true));
    await never.health();
    expect(read()).toBeGreaterThan(0);
    api.replies.set(`${base}/pools/p1/health`, odd);
    for (const [at, known] of [
      [179_000, true],
      [181_000, false],
    ] as const) {
      recorded.clear(metrics.cfResourceSuccess, { resource: 'pool_health' });
      mono = at;
      await never.health();
      expect(read() !== undefined).toBe(known);
    }
    // A pool that serves nowhere has none, and is no fault.
    api.replies.set(`${base}/pools/p1/health`, {
      status: 400,
      errors: [{ code: 1002, message: 'Health info unavailable' }],
    });
    await never.health();
    expect(read()).toBeGreaterThan(0);
  });

  test('one region, or one figure of a pool, that is odd takes nothing else along', async () => {
    const region = { healthy: false, origins: [{ [address]: { healthy: false, response_code: 'none', rtt: 7 } }] };
    api.replies
      .set(`${base}/pools`, { result: [poolOf('p1', 'eu', { minimum_origins: '1', check_regions: 'all' }), pools[1]] })
      .set(`${base}/pools/p1/health`, { result: { pop_health: { 'Amsterdam, NL': null, London: region } } });
    const steps = begin();
    await steps.config();
    expect(await steps.health()).toBe(true);
    expect(stateOf('eu')).toEqual(['{pool="eu",state="critical"}']);
    expect(stateOf('us')).toEqual(['{pool="us",state="healthy"}']);
  });

  test('a page of a proxy where pools belong is no answer; their state becomes unknown after three minutes', async () => {
    const steps = begin();
    await steps.config();
    await steps.health();
    api.replies.set(`${base}/pools`, { status: 502, html: '<html>bad gateway</html>' });
    mono = 179_000;
    expect(await steps.pools()).toBe(false);
    expect(stateOf('eu')).toEqual(['{pool="eu",state="healthy"}']);
    mono = 181_000;
    await steps.pools();
    expect(stateOf('eu')).toEqual(['{pool="eu",state="unknown"}']);
    expect(recorded.of(metrics.cfFallback)).toEqual({});
    expect(recorded.of(metrics.cfPoolRegion)).toEqual({});
    // Names of origins are settings: they stay.
    expect(steps.originNames().get(address)?.pool).toBe('eu');
  });

  test('zone settings that may not be read are not judged, and nothing else suffers', async () => {
    const refusal = { status: 403, errors: [{ code: 9109, message: 'Unauthorized to access requested resource' }] };
    for (const path of ['bot_management', 'rulesets', 'settings/websockets', 'settings/security_level'])
      api.replies.set(`/zones/z1/${path}`, refusal);
    const steps = begin();
    expect(await steps.config()).toBe(true);
    expect(Object.keys(recorded.of(metrics.cfPosture)).some((labels) => labels.includes('host:'))).toBe(false);
    expect(Object.keys(recorded.of(metrics.cfPosture)).some((labels) => labels.includes('monitor_slow'))).toBe(true);
    expect(recorded.of(metrics.cfResourceSuccess)).not.toHaveProperty('{resource="posture"}');
  });

  test('one of the permissions of posture that is missing is named alone, once, until it is there', async () => {
    api.replies.set('/zones/z1/bot_management', {
      status: 403,
      errors: [{ code: 10000, message: 'Authentication error' }],
    });
    const steps = begin();
    await steps.config();
    await steps.config();
    expect(logged).toEqual([
      'Cloudflare did not tell {"about":"posture","kind":"auth","status":403,"needs":"Zone > Bot Management: Read"}',
    ]);
    api.replies.set('/zones/z1/bot_management', { result: { fight_mode: false } });
    await steps.config();
    expect(logged.slice(1)).toEqual(['Cloudflare tells again {"about":"posture"}']);
  });

  test('a pool whose health is never to be had is said once, though the others are', async () => {
    const steps = begin();
    await steps.config();
    const missing = { status: 400, errors: [{ code: 1002, message: 'Health info unavailable' }] };
    api.replies.set(`${base}/pools/p1/health`, missing).set(`${base}/pools/p2/health`, healthOf(true));
    for (let round = 0; round < 3; round += 1) await steps.health();
    expect(logged.filter((line) => line.includes('pool_health'))).toHaveLength(1);
  });

  test('more than a metric may have series is left out and said, and room that is given back is used', () => {
    const within = withinBudget(recorded, log, 2);
    const drains = (): string[] => Object.keys(recorded.of(metrics.cfDrainSeconds)).sort();
    for (const pool of ['a', 'b', 'c', 'a']) within.set(metrics.cfDrainSeconds, { pool }, 130);
    within.inc(metrics.cfPostureDrift, { subject: 'pool:a' });
    expect(drains()).toEqual(['{pool="a"}', '{pool="b"}']);
    expect(logged).toHaveLength(1);
    within.clear(metrics.cfDrainSeconds, { pool: 'a' });
    within.set(metrics.cfDrainSeconds, { pool: 'c' }, 130);
    expect(drains()).toEqual(['{pool="b"}', '{pool="c"}']);
    expect(recorded.of(metrics.cfPostureDrift)).toEqual({ '{subject="pool:a"}': 1 });
  });

  test('a map of every data centre has no more series than its budget', async () => {
    const pops = Object.fromEntries(Array.from({ length: 800 }, (_, place) => [`P${place}`, ['p1', 'p2']]));
    api.replies.set('/zones/z1/load_balancers', { result: [{ ...balancer, pop_pools: pops }] });
    await begin().config();
    expect(Object.keys(recorded.of(metrics.cfBalancerPool))).toHaveLength(restSeriesBudget);
    expect(logged.filter((line) => line.includes('more than this metric may have'))).toHaveLength(1);
  });

  test('a zone that vanishes takes its balancers along; its siblings stay', async () => {
    const other = { ...zone, id: 'z2', name: 'example.net' };
    api.replies
      .set('/zones', (query) =>
        query.get('page') === '1'
          ? { result: [zone], info: { total_pages: 2 } }
          : { result: [other], info: { total_pages: 2 } },
      )
      .set('/zones/z2/load_balancers', { result: [{ ...balancer, id: 'b2', name: 'rpc.example.net' }] });
    const steps = createSteps({
      cloudflare: { account: undefined, zones: ['example.org', 'example.net'], hosts: [] },
      client: api.client,
      recorder: recorded,
      keeper: keeperIn(join(home, 'data', 'rest.json')),
      mono: () => mono,
    });
    await steps.config();
    const balancers = () => Object.keys(recorded.of(metrics.cfFallback));
    await steps.health();
    expect(balancers().length).toBe(2);
    api.replies.set('/zones', { result: [zone], info: { total_pages: 1 } });
    await steps.config();
    expect(balancers()).toEqual(['{zone="example.org",lb="rpc.example.org"}']);
  });
});

describe('the token', () => {
  const refused = { status: 401, errors: [{ code: 1000, message: 'Invalid API Token' }] };

  test("an account's own token is asked about where it belongs", async () => {
    api.replies
      .set('/user/tokens/verify', refused)
      .set(`/accounts/${account}/tokens/verify`, { result: { id: 't', status: 'active' } });
    const steps = begin();
    await steps.config();
    expect(await steps.token()).toBe(true);
    expect(recorded.of(metrics.cfTokenValid)).toEqual({ '{}': 1 });
    expect(recorded.of(metrics.cfTokenExpiry)).toEqual({});
    // From then on nobody else is asked, so that nothing is refused; once it is refused there, everyone is.
    await steps.token();
    expect(recorded.of(metrics.cfErrors, true)).toEqual({ '{about="token",kind="auth"}': 1 });
    api.replies.set(`/accounts/${account}/tokens/verify`, refused);
    expect(await steps.token()).toBe(false);
    api.replies.set('/user/tokens/verify', { result: { id: 't', status: 'active' } });
    expect(await steps.token()).toBe(true);
  });

  test("an account's own token is called neither good nor bad while no account is known", async () => {
    api.replies
      .set('/user/tokens/verify', refused)
      .set(`/accounts/${account}/tokens/verify`, { result: { id: 't', status: 'active' } })
      .set('/zones', { status: 503, errors: [{ code: 10013, message: 'internal error' }] });
    const steps = begin();
    await steps.config();
    expect(await steps.token()).toBe(false);
    expect(recorded.of(metrics.cfTokenValid)).toEqual({});
    // Refused there too, it is none.
    api.replies.set('/zones', refused);
    await steps.config();
    await steps.token();
    expect(recorded.of(metrics.cfTokenValid, false)).toEqual({ '{}': 0 });
    api.replies.set('/zones', { result: [zone], info: { page: 1, total_pages: 1 } });
    await steps.config();
    expect(await steps.token()).toBe(true);
    expect(recorded.of(metrics.cfTokenValid)).toEqual({ '{}': 1 });
  });

  test.each(['expired', 'disabled'])('%s is not valid', async (status) => {
    api.replies.set('/user/tokens/verify', { result: { id: 't', status } });
    expect(await begin().token()).toBe(false);
    expect(recorded.of(metrics.cfTokenValid)).toEqual({ '{}': 0 });
  });

  test('refused is not valid; not to be asked is absent, while its end stays known', async () => {
    const steps = begin();
    await steps.token();
    api.replies.set('/user/tokens/verify', { status: 503, html: '<html>' });
    await steps.token();
    expect(recorded.of(metrics.cfTokenValid)).toEqual({});
    expect(recorded.of(metrics.cfTokenExpiry)).not.toEqual({});
    api.replies.set('/user/tokens/verify', refused);
    await steps.token();
    expect(recorded.of(metrics.cfTokenValid)).toEqual({ '{}': 0 });
  });
});

describe('over restarts', () => {
  const events = `/accounts/${account}/load_balancing_analytics/events`;
  const event = (id: number, at: number, healthy: boolean) => ({
    id,
    timestamp: new Date(at).toISOString(),
    pool: { id: 'p1', name: 'eu', healthy, changed: true, minimum_origins: 1 },
    origins: [{ name: 'eu-node', address, ip: address, healthy, changed: true, failure_reason: 'x' }],
  });
  /** Lists what lies in the range that is asked for, one a page. */
  const listing = (all: readonly ReturnType<typeof event>[]) => (query: URLSearchParams) => {
    const from = Date.parse(query.get('since') ?? '');
    const inside = all.filter(({ timestamp }) => Date.parse(timestamp) >= from);
    const page = Number(query.get('page')) - 1;
    return { result: inside.slice(page, page + 1), info: { total_pages: inside.length } };
  };
  const counts = (of: Recorded) => of.of(metrics.cfHealthChanges, true);

  test('a change of health is counted once, and counters go on where they stood', async () => {
    const steps = begin();
    await steps.config();
    expect(recorded.of(metrics.cfHealthChanges)['{pool="eu",to="unhealthy"}']).toBe(0);
    const all = [event(1, start - 60_000, false), event(2, start + 60_000, false), event(3, start + 90_000, true)];
    now = start + 120_000;
    api.replies.set(events, listing(all));
    await steps.events();
    await steps.events();
    const expected = { '{pool="eu",to="unhealthy"}': 1, '{pool="eu",to="healthy"}': 1 };
    expect(counts(recorded)).toEqual(expected);
    const again = createRecorded();
    const next = begin(again);
    expect(counts(again)).toEqual(expected);
    await next.config();
    now = start + 3_600_000;
    api.replies.set(events, listing([...all, event(4, start + 1_800_000, false)]));
    await next.events();
    expect(counts(again)).toEqual({ ...expected, '{pool="eu",to="unhealthy"}': 2 });
  });

  test('half of the pages is nothing: the same range is asked for again', async () => {
    const steps = begin();
    await steps.config();
    const all = [event(1, start + 10_000, false), event(2, start + 20_000, true)];
    now = start + 30_000;
    api.replies.set(events, (query) => (query.get('page') === '2' ? { status: 500 } : listing(all)(query)));
    expect(await steps.events()).toBe(false);
    expect(counts(recorded)).toEqual({});
    api.replies.set(events, listing(all));
    now = start + 7_200_000;
    expect(await steps.events()).toBe(true);
    expect(counts(recorded)).toEqual({ '{pool="eu",to="unhealthy"}': 1, '{pool="eu",to="healthy"}': 1 });
  });

  test('a setting that changes while we are away is drift; health and what could not be read are not', async () => {
    await begin().config();
    const changed = { ...balancer, fallback_pool: 'p1' };
    api.replies
      .set('/zones/z1/load_balancers', { result: [changed] })
      .set(`${base}/pools`, { result: pools.map((pool) => ({ ...pool, healthy: false })) })
      .set('/zones/z1/bot_management', { status: 500 });
    const again = createRecorded();
    const steps = begin(again);
    await steps.config();
    expect(again.of(metrics.cfPostureDrift, true)).toEqual({ '{subject="lb:rpc.example.org"}': 1 });
    expect(logged.some((line) => line.includes('"subject":"lb:rpc.example.org","part":"balancer"'))).toBe(true);
    // A pool that is not there any more, and a monitor that is another.
    api.replies.set(`${base}/pools`, { result: pools.slice(0, 2) }).set(`${base}/monitors`, { result: [{ id: 'm1' }] });
    await steps.config();
    expect(again.of(metrics.cfPostureDrift, true)).toEqual({
      '{subject="lb:rpc.example.org"}': 1,
      '{subject="pool:last"}': 1,
      '{subject="pool:eu"}': 1,
      '{subject="pool:us"}': 1,
    });
    await steps.config();
    expect(again.of(metrics.cfPostureDrift, true)['{subject="pool:eu"}']).toBe(1);
  });
});
