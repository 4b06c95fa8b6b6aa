/** The stand-in's REST with the quirks of the real one: envelope, pages, maps of health, rtt texts, missing health, events. */
import { describe, expect, it } from 'vitest';
import { type Body, clocked, get, noon } from './support.ts';

const accountPath = (world: ReturnType<typeof clocked>['world'], rest: string): string =>
  `/accounts/${world.account.id}${rest}`;
const healthOf = async ({ world }: ReturnType<typeof clocked>, name: string) =>
  get(
    world,
    accountPath(world, `/load_balancers/pools/${world.account.pools.find((pool) => pool.name === name)?.id}/health`),
  );
const listed = async (world: ReturnType<typeof clocked>['world'], name: string): Promise<Body> =>
  (await get(world, accountPath(world, '/load_balancers/pools'))).body.result.find((pool: Body) => pool.name === name);

describe('REST of the stand-in for Cloudflare', () => {
  it('answers in its envelope, page by page, with what is left of the limit', async () => {
    const { world } = clocked();
    const page = await get(world, '/zones?per_page=1&page=2');
    expect(page.body).toMatchObject({
      success: true,
      errors: [],
      messages: [],
      result_info: { page: 2, per_page: 1, count: 1, total_count: 2, total_pages: 2 },
    });
    expect(page.body.result).toMatchObject([
      {
        name: 'free.example',
        status: 'active',
        plan: { id: '0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee' },
        account: { id: world.account.id },
      },
    ]);
    expect(page.headers).toMatchObject({ 'x-ratelimit-limit': '1200', 'x-ratelimit-remaining': '1199' });
    expect((await get(world, '/zones?per_page=51')).status).toBe(400);
    world.set({ restLimit: 3 });
    expect((await get(world, '/zones')).status).toBe(200);
    expect(await get(world, '/zones')).toMatchObject({
      status: 429,
      headers: { 'retry-after': '300' },
      body: { success: false, errors: [{ code: 971 }] },
    });
  });

  it('tells the map of a balancer: default, region and fallback pools by id, the monitor by id', async () => {
    const { world } = clocked();
    const [arb] = (await get(world, `/zones/${world.account.zones[0]?.id}/load_balancers`)).body.result;
    const ids = Object.fromEntries(world.account.pools.map(({ name, id }) => [id, name]));
    expect(arb).toMatchObject({
      name: 'arb.example.org',
      steering_policy: 'geo',
      enabled: true,
      proxied: true,
      pop_pools: {},
    });
    expect(arb.region_pools.ENAM.map((id: string) => ids[id])).toEqual(['arb-us', 'arb-eu', 'arb-ap']);
    expect(ids[arb.fallback_pool]).toBe('arb-eu');
    const monitors = (await get(world, accountPath(world, '/load_balancers/monitors'))).body.result;
    expect(monitors.slice(0, 1)).toMatchObject([
      {
        id: world.account.pools[0]?.monitor,
        interval: 60,
        retries: 2,
        timeout: 5,
        path: '/lb/arb-eu',
        expected_codes: '200',
      },
    ]);
  });

  it('tells health as a map of places, each origin a map of one key, with round trips as text', async () => {
    const clock = clocked();
    const { result } = (await healthOf(clock, 'arb-eu')).body;
    expect(Object.keys(result.pop_health)).toEqual(['Amsterdam, NL', 'Frankfurt, DE', 'London, GB']);
    const [origin] = result.pop_health['Amsterdam, NL'].origins;
    expect(Object.keys(origin)).toEqual(['192.0.2.11']);
    expect(origin['192.0.2.11']).toMatchObject({
      healthy: true,
      failure_reason: 'No failures',
      response_code: 200,
      rtt: expect.stringMatching(/^\d+(\.\d)?ms$/),
    });
    clock.world.conditions.set(noon, {
      origins: { 'arb-eu': { status: 502, originStatus: 502 } },
      unhealthy: ['arb-eu'],
    });
    const place = (await healthOf(clock, 'arb-eu')).body.result.pop_health['London, GB'];
    expect(place).toMatchObject({
      healthy: false,
      origins: [{ '192.0.2.11': { healthy: false, response_code: 502, rtt: '201.5ms' } }],
    });
    clock.world.conditions.set(noon, { origins: { 'arb-eu': { status: 522, originStatus: 0 } } });
    const gone = (await healthOf(clock, 'arb-eu')).body.result.pop_health['London, GB'].origins[0]['192.0.2.11'];
    expect(gone).toMatchObject({ failure_reason: 'TCP connection timeout', response_code: 0, rtt: '0s' });
  });

  it('says nothing of health where no monitor looks, or where the field is missing', async () => {
    const clock = clocked({ unmonitored: ['arb-us'], healthMissing: false });
    expect(await healthOf(clock, 'arb-us')).toMatchObject({
      status: 404,
      body: { success: false, errors: [{ message: 'Health info unavailable' }] },
    });
    const us = await listed(clock.world, 'arb-us');
    expect(['monitor' in us, 'healthy' in us, 'healthy' in us.origins[0]]).toEqual([false, false, false]);
    expect((await listed(clock.world, 'arb-eu')).healthy).toBe(true);
    clock.world.set({ healthMissing: true });
    expect('healthy' in (await listed(clock.world, 'arb-eu'))).toBe(false);
  });

  it('logs changes of health, newest first, by time and by pool; a pool with one origin left does not change', async () => {
    const { world, pass } = clocked();
    world.conditions.set(noon + 1000, { unhealthy: ['arb-eu', 'eth-a'] });
    world.conditions.set(noon + 61_000, { unhealthy: ['eth-a'] });
    pass(120_000);
    const events = async (query = ''): Promise<Body[]> =>
      (await get(world, accountPath(world, `/load_balancing_analytics/events${query}`))).body.result;
    expect((await events()).map(({ pool, timestamp }) => [pool.name, pool.healthy, pool.changed, timestamp])).toEqual([
      ['arb-eu', true, true, '2026-10-01T12:01:01.000Z'],
      ['eth-eu', true, false, '2026-10-01T12:00:01.000Z'],
      ['arb-eu', false, true, '2026-10-01T12:00:01.000Z'],
    ]);
    expect(await events('?since=2026-10-01T12:01:00Z')).toHaveLength(1);
    const eth = world.account.pools.find(({ name }) => name === 'eth-eu')?.id;
    const [event] = await events(`?pool_id=${eth}`);
    expect(event.origins).toMatchObject([
      { name: 'eth-a', healthy: false, changed: true },
      { name: 'eth-b', healthy: true, changed: false },
    ]);
    expect(new Set((await events()).map(({ id }) => id)).size).toBe(3);
  });

  it('tells settings, bots and rules; a phase without rules is not found', async () => {
    const { world } = clocked();
    const zone = `/zones/${world.account.zones[0]?.id}`;
    expect((await get(world, `${zone}/settings/websockets`)).body.result).toMatchObject({
      id: 'websockets',
      value: 'on',
    });
    expect((await get(world, `${zone}/bot_management`)).body.result.fight_mode).toBe(false);
    const [set] = (await get(world, `${zone}/rulesets`)).body.result;
    expect((await get(world, `${zone}/rulesets/${set.id}`)).body.result.rules[0]).toMatchObject({
      action: 'block',
      ratelimit: { period: 10 },
    });
    expect((await get(world, `${zone}/rulesets/phases/http_ratelimit/entrypoint`)).body.result.id).toBe(set.id);
    expect(await get(world, `${zone}/rulesets/phases/http_request_firewall_custom/entrypoint`)).toMatchObject({
      status: 404,
      body: { errors: [{ code: 10_003 }] },
    });
    expect((await get(world, '/nowhere')).body.errors[0].code).toBe(7003);
    expect((await get(world, `/zones/${'0'.repeat(32)}/load_balancers`)).status).toBe(404);
  });
});
