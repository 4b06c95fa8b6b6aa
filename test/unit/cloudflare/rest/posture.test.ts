import { describe, expect, test } from 'vitest';
import { drainTimeOf } from '../../../../exporters/cloudflare/rest/drain.ts';
import { postureOf } from '../../../../exporters/cloudflare/rest/posture.ts';
import type { Settings, ZoneSettings } from '../../../../exporters/cloudflare/rest/postureModel.ts';
import {
  type Balancer,
  balancerSchema,
  monitorSchema,
  poolSchema,
} from '../../../../exporters/cloudflare/rest/schemas.ts';

const monitor = (more: object = {}) =>
  monitorSchema.parse({
    id: 'm1',
    type: 'https',
    path: '/lb/arb-eu',
    expected_codes: '200',
    interval: 10,
    timeout: 5,
    retries: 2,
    consecutive_down: 0,
    ...more,
  });
const pool = (id: string, more: object = {}) =>
  poolSchema.parse({
    id,
    name: id,
    monitor: 'm1',
    origins: [{ name: 'a', address: '203.0.113.7' }],
    ...more,
  });
const balancer = (more: object = {}): Balancer =>
  balancerSchema.parse({
    id: 'b1',
    name: 'rpc.example.org',
    enabled: true,
    proxied: true,
    default_pools: ['eu', 'us'],
    fallback_pool: 'last',
    adaptive_routing: { failover_across_pools: true },
    ...more,
  });
const zone = (more: Partial<ZoneSettings> = {}): ZoneSettings => ({
  zone: 'example.org',
  websockets: 'on',
  securityLevel: 'medium',
  bots: { fight_mode: false },
  customRules: [],
  rateLimits: [],
  ...more,
});
const settings = (more: Partial<Settings> = {}): Settings => ({
  balancers: [balancer()],
  pools: [pool('eu'), pool('us'), pool('last', { monitor: null })],
  monitors: [monitor()],
  zones: [zone()],
  hosts: ['rpc.example.org'],
  ...more,
});
const found = (of: Settings) =>
  postureOf(of)
    .filter((line) => line.found)
    .map(({ subject, finding }) => `${subject} ${finding}`);

test('a fleet that is set up well has no finding, and each thing was looked at', () => {
  expect(found(settings())).toEqual([]);
  const looked = new Set(postureOf(settings()).map(({ finding }) => finding));
  expect([...looked].sort()).toEqual(
    [
      ...['balancer_disabled', 'bot_fight', 'challenge', 'failover_across_pools_off', 'fallback_disabled'],
      ...['monitor_codes', 'monitor_missing', 'monitor_path', 'monitor_slow', 'monitor_unencrypted', 'no_fallback'],
      ...['not_proxied', 'rate_limit', 'single_origin', 'single_pool', 'websockets_off'],
    ].sort(),
  );
});

test('what could not be read is not judged', () => {
  const blind = zone({
    websockets: undefined,
    securityLevel: undefined,
    bots: undefined,
    customRules: undefined,
    rateLimits: undefined,
  });
  expect(postureOf(settings({ balancers: undefined, pools: undefined, monitors: undefined, zones: [blind] }))).toEqual(
    [],
  );
  const noMonitors = postureOf(settings({ monitors: undefined })).map(({ finding }) => finding);
  expect(noMonitors).not.toContain('monitor_path');
});

describe('monitors', () => {
  const withMonitor = (more: object) => settings({ monitors: [monitor(more)] });
  const both = (finding: string) => ['pool:eu', 'pool:us'].map((subject) => `${subject} ${finding}`);

  test('three failed checks, a minute apart, cost at least 130 s', () => {
    const slow = { interval: 60, consecutive_down: 3, retries: 1 };
    expect(drainTimeOf(monitor(slow))).toEqual({ least: 130, most: 190 });
    const line = postureOf(withMonitor(slow)).find(({ finding, found: is }) => finding === 'monitor_slow' && is);
    expect(line?.cost).toEqual({ least: 130, most: 190 });
    expect(line?.text).toContain('2 m 10 s to 3 m 10 s');
  });

  test('what it leaves out is what Cloudflare takes for it', () => {
    expect(drainTimeOf(monitorSchema.parse({ id: 'm' }))).toEqual({ least: 15, most: 75 });
  });

  test.each([
    ['a path that is not the sidecar', { path: '/' }, 'monitor_path'],
    ['no path', { path: null }, 'monitor_path'],
    ['TCP', { type: 'tcp', path: '/lb/arb-eu' }, 'monitor_path'],
    ['codes that take 503', { expected_codes: '2xx, 5xx' }, 'monitor_codes'],
    ['codes that take a redirect', { expected_codes: '3xx' }, 'monitor_codes'],
    ['plain HTTP', { type: 'http' }, 'monitor_unencrypted'],
  ])('%s', (_title, more, finding) => expect(found(withMonitor(more))).toEqual(both(finding)));

  test('2xx is fine', () => expect(found(withMonitor({ expected_codes: '2xx' }))).toEqual([]));

  test('none at all', () => {
    const without = settings({ pools: [pool('eu', { monitor: '' }), pool('us'), pool('last')] });
    expect(found(without)).toEqual(['pool:eu monitor_missing']);
  });
});

describe('balancers', () => {
  const withBalancer = (more: object, pools = settings().pools) => settings({ balancers: [balancer(more)], pools });

  test.each([
    ['disabled', { enabled: false }, ['lb:rpc.example.org balancer_disabled']],
    ['one pool', { default_pools: ['eu'] }, ['lb:rpc.example.org single_pool']],
    ['no fallback', { fallback_pool: null }, ['lb:rpc.example.org no_fallback']],
    ['not proxied', { proxied: false }, ['lb:rpc.example.org not_proxied']],
  ])('%s', (_title, more, expected) => expect(found(withBalancer(more))).toEqual(expected));

  test('without failover across pools a single origin is one too, at the cost of its drain', () => {
    const alone = withBalancer({ adaptive_routing: null });
    expect(found(alone)).toEqual([
      'lb:rpc.example.org failover_across_pools_off',
      'pool:eu single_origin',
      'pool:us single_origin',
    ]);
    expect(postureOf(alone).find(({ finding }) => finding === 'single_origin')?.cost).toEqual({ least: 15, most: 25 });
  });

  test('a fallback pool that is disabled, or whose origins are', () => {
    const disabled = (last: object) => withBalancer({}, [pool('eu'), pool('us'), pool('last', last)]);
    expect(found(disabled({ enabled: false }))).toEqual(['lb:rpc.example.org fallback_disabled']);
    const off = { origins: [{ address: '203.0.113.7', enabled: false }] };
    expect(found(disabled(off))).toEqual(['lb:rpc.example.org fallback_disabled']);
  });

  test("others' balancers in the zone are not ours", () => {
    const shop = balancer({ name: 'shop.example.org', default_pools: ['shop'], fallback_pool: null });
    expect(found(settings({ balancers: [balancer(), shop] }))).toEqual([]);
  });
});

describe('what keeps programs out', () => {
  const host = 'host:rpc.example.org';
  const rule = (action: string, expression: string, more: object = {}) => ({
    action,
    expression,
    enabled: true,
    ...more,
  });
  const ours = 'http.host eq "rpc.example.org"';
  const spare = (phases: readonly string[]) =>
    rule('skip', `(${ours})`, { action_parameters: { ruleset: 'current', phases: [...phases] } });

  test('bot fight in both modes; only the super one can be skipped', () => {
    expect(found(settings({ zones: [zone({ bots: { fight_mode: true } })] }))).toEqual([`${host} bot_fight`]);
    const bots = { sbfm_definitely_automated: 'managed_challenge', sbfm_likely_automated: 'allow' };
    expect(found(settings({ zones: [zone({ bots })] }))).toEqual([`${host} bot_fight`]);
    const customRules = [spare(['http_request_sbfm'])];
    expect(found(settings({ zones: [zone({ bots, customRules })] }))).toEqual([]);
    expect(found(settings({ zones: [zone({ bots: { fight_mode: true }, customRules })] }))).toEqual([
      `${host} bot_fight`,
    ]);
  });

  test.each([
    ['of this hostname', ours, true],
    ['of everything', '(ip.geoip.country eq "XX")', true],
    ['of a pattern that may be it', 'http.host matches "^r.*"', true],
    ['of another hostname', 'http.host eq "www.example.org"', false],
    ['of all but this one', 'http.host ne "rpc.example.org"', false],
    ['of all that are not in a list with it', 'not http.host in {"a.example.org" "rpc.example.org"}', false],
  ])('a challenge %s', (_title, expression, is) => {
    const customRules = [rule('managed_challenge', expression)];
    expect(found(settings({ zones: [zone({ customRules })] }))).toEqual(is ? [`${host} challenge`] : []);
  });

  test('a challenge behind a skip of this hostname, or one that is off, does not meet it', () => {
    const off = rule('js_challenge', ours, { enabled: false });
    const behind = [spare([]), rule('js_challenge', 'true'), off];
    expect(found(settings({ zones: [zone({ customRules: behind })] }))).toEqual([]);
  });

  test('under attack', () => {
    expect(found(settings({ zones: [zone({ securityLevel: 'under_attack' })] }))).toEqual([`${host} challenge`]);
  });

  test('a rate limit says its rate', () => {
    const rateLimits = [
      rule('block', ours, { ratelimit: { period: 60, requests_per_period: 6000 } }),
      rule('block', ours, { ratelimit: { period: 10, requests_per_period: 100 } }),
    ];
    const of = settings({ zones: [zone({ rateLimits })] });
    expect(found(of)).toEqual([`${host} rate_limit`]);
    expect(postureOf(of).find(({ finding }) => finding === 'rate_limit')?.text).toContain('100 requests in 10 s');
  });

  test('WebSockets off; the setting of the nearest zone counts', () => {
    const zones = [zone(), zone({ zone: 'rpc.example.org', websockets: 'off' })];
    expect(found(settings({ zones }))).toEqual([`${host} websockets_off`]);
  });
});
