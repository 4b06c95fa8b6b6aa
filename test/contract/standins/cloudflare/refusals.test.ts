/** How the stand-in refuses: plans, limits, budget, tokens and faults, in the shapes that Cloudflare has been seen to use. */
import { describe, expect, it } from 'vitest';
import { answerRequest } from '../../../../demo/standins/cloudflare/answer.ts';
import { clocked, get, graphql, iso, noon, rows, rowsOf, token } from './support.ts';

const http = 'httpRequestsAdaptiveGroups';
const lb = 'loadBalancingRequestsAdaptiveGroups';
const settings = (world: ReturnType<typeof clocked>['world'], zone: number) =>
  graphql(
    world,
    `{ viewer { budget zones(filter: { zoneTag: "${world.account.zones[zone]?.id}" }) { settings { ${http} { enabled availableFields maxDuration maxPageSize maxNumberOfFields notOlderThan } ${lb} { enabled } } } } }`,
  );

describe('refusals of the stand-in for Cloudflare', () => {
  it('says in settings what a plan gives, and refuses the rest: the whole query for one dataset of one zone', async () => {
    const { world } = clocked();
    const [rich, poor] = [await settings(world, 0), await settings(world, 1)];
    const of = (told: typeof rich) => told.body.data.viewer.zones[0].settings;
    expect(of(rich)[http]).toMatchObject({ enabled: true, maxPageSize: 10_000, maxNumberOfFields: 30 });
    expect(of(rich)[http].availableFields).toEqual(
      expect.arrayContaining([
        'count',
        'sum_edgeResponseBytes',
        'dimensions_originIP',
        'quantiles_edgeTimeToFirstByteMsP95',
      ]),
    );
    expect(of(rich)[http].availableFields).not.toContain('dimensions_botScore');
    expect(of(poor)[http].availableFields).not.toContain('dimensions_originIP');
    expect([of(rich)[lb].enabled, of(poor)[lb].enabled]).toEqual([true, false]);

    const denied = await rowsOf(world, lb, 'count', { zone: 1 });
    expect(denied.status).toBe(200);
    expect(denied.body.data).toBeNull();
    const tag = world.account.zones[1]?.id;
    expect(denied.body.errors).toEqual([
      {
        message: `zone '${tag}' does not have access to the path`,
        path: ['viewer', 'zones', '0', 'rows'],
        extensions: { code: 'authz', timestamp: iso(noon) },
      },
    ]);
    const field = await rowsOf(world, http, 'count dimensions { originIP }', { zone: 1 });
    expect(field.body.errors[0].message).toContain("does not have access to the field 'originIP'");
    const filtered = await rowsOf(world, http, 'count', { zone: 1, filter: 'originIP_neq: ""' });
    expect(filtered.body.errors[0].message).toContain("'originIP'");
  });

  it('answers in part where it is told to: what was refused is null, with its path and zone', async () => {
    const { world } = clocked({ partial: true });
    const tags = world.account.zones.map(({ id }) => `"${id}"`).join(',');
    const told = await graphql(
      world,
      `{ viewer { zones(filter: { zoneTag_in: [${tags}] }) { zoneTag a: ${http}(limit: 5, filter: { datetime_geq: "${iso(noon - 600_000)}" }) { count } b: ${lb}(limit: 5, filter: { datetime_geq: "${iso(noon - 600_000)}" }) { count } } } }`,
    );
    const [rich, poor] = told.body.data.viewer.zones;
    expect([rich.a.length, rich.b.length, poor.a.length, poor.b]).toEqual([1, 1, 1, null]);
    expect(told.body.errors.map(({ path }: { path: unknown }) => path)).toEqual([['viewer', 'zones', '1', 'b']]);
  });

  it('refuses with the status of the documentation where errors do not hide in a 200', async () => {
    const { world } = clocked({ refuseIn200: false });
    expect((await rowsOf(world, lb, 'count', { zone: 1 })).status).toBe(403);
    expect((await rowsOf(world, http, 'count', { limit: 20_000 })).status).toBe(400);
    world.set({ budget: 0 });
    expect((await settings(world, 0)).status).toBe(429);
  });

  it.each([
    ['a page beyond the limit', { limit: 10_001 }, 'not greater than 10000'],
    ['a span too wide', { from: noon - 40 * 86_400_000, to: noon }, "Time range can't be wider than"],
    [
      'data too old',
      { from: noon - 32 * 86_400_000, to: noon - 32 * 86_400_000 + 60_000 },
      'cannot request data older than',
    ],
  ])('refuses %s', async (_what, options, words) => {
    const told = await rowsOf(clocked().world, http, 'count', options);
    expect([told.body.data, told.body.errors[0].extensions.code]).toEqual([null, 'quota']);
    expect(told.body.errors[0].message).toContain(words);
  });

  it('refuses eleven zones, no zones, zones of others and zones that vanished', async () => {
    const { world } = clocked();
    const ask = (tags: readonly string[]) =>
      graphql(world, `query Q($tags: [string!]) { viewer { zones(filter: { zoneTag_in: $tags }) { zoneTag } } }`, {
        tags,
      });
    const eleven = await ask(Array.from({ length: 11 }, (_, index) => `${index}`.padStart(32, '0')));
    expect(eleven.body.errors[0]).toMatchObject({
      message: expect.stringContaining('too many zones'),
      path: ['viewer', 'zones'],
    });
    expect((await ask([])).body.errors[0].message).toContain('empty zone filters');
    expect((await ask(['0'.repeat(32)])).body.errors[0].message).toContain('are not authorized');
    world.set({ vanished: ['free.example'] });
    expect((await ask([world.account.zones[1]?.id ?? ''])).body.errors[0].extensions.code).toBe('authz');
    expect((await get(world, '/zones')).body.result.map(({ name }: { name: string }) => name)).toEqual(['example.org']);
  });

  it('calls a document that does not fit the schema a 400', async () => {
    const { world } = clocked();
    for (const query of [
      '{ viewer { nope } }',
      '{ viewer',
      `{ viewer { zones(filter: {}) { ${http}(limit: 1) { count } } } }`,
    ]) {
      const told = await graphql(world, query);
      expect([told.status, told.body.data, told.body.errors.length > 0]).toEqual([400, null, true]);
    }
  });

  it('counts its budget down, tells it, and gives it back after five minutes', async () => {
    const { world, pass } = clocked({ budget: 3 });
    const left: unknown[] = [];
    for (let turn = 0; turn < 3; turn += 1) left.push((await settings(world, 0)).body.data.viewer.budget);
    expect(left).toEqual([2, 1, 0]);
    const empty = await settings(world, 0);
    expect([empty.status, empty.body.data]).toEqual([200, null]);
    expect(empty.body.errors[0]).toEqual({
      message: 'rate limiter budget depleted, please try again later',
      path: null,
      extensions: { code: 'budget', timestamp: iso(noon) },
    });
    pass(300_000);
    expect((await settings(world, 0)).body.data.viewer.budget).toBe(2);
  });

  it.each([
    ['429', { status: 429, retry: '30' }],
    ['429_bare', { status: 429, retry: undefined }],
    ['auth', { status: 403, retry: undefined, code: 10_000 }],
    ['headers', { status: 400, retry: undefined, code: 9106 }],
    ['500', { status: 500, retry: undefined }],
    ['503', { status: 503, retry: undefined }],
    ['html', { status: 200, retry: undefined }],
  ] as const)('fails with %s as often as it is told to', async (kind, { status, retry, ...more }) => {
    const { world } = clocked({ faults: [{ kind, on: 'all', times: 2 }] });
    const first = await settings(world, 0);
    const second = await get(world, '/zones');
    expect([first.status, second.status, first.headers['retry-after'], second.headers['retry-after']]).toEqual([
      status,
      status,
      retry,
      retry,
    ]);
    if ('code' in more) expect(first.body).toMatchObject({ success: false, errors: [{ code: more.code }] });
    if (['html', '500', '503'].includes(kind)) expect(first.body).toMatch(/^<!DOCTYPE html>/);
    expect((await settings(world, 0)).body.errors).toBeNull();
    expect((await get(world, '/zones')).body.success).toBe(true);
  });

  it('cuts, hangs and resets; a fault can be about one dataset alone', async () => {
    const { world } = clocked({ faults: [{ kind: 'cut', times: 1 }] });
    const cut = await settings(world, 0);
    expect(() => JSON.parse(cut.body)).toThrow();
    world.set({
      faults: [
        { kind: 'hang', about: lb },
        { kind: 'reset', on: 'rest', about: '/health' },
      ],
    });
    expect(rows(await rowsOf(world, http, 'count')).length).toBe(1);
    await expect(rowsOf(world, lb, 'count')).rejects.toThrow('hang');
    const pool = world.account.pools[0]?.id;
    await expect(get(world, `/accounts/${world.account.id}/load_balancers/pools/${pool}/health`)).rejects.toThrow(
      'reset',
    );
  });

  it('knows tokens: none, a wrong one, an expired one, one that lacks a permission', async () => {
    const { world } = clocked();
    const bare = await answerRequest(world, { method: 'GET', path: '/zones' });
    expect(bare).toMatchObject({ status: 400, body: { errors: [{ code: 9106 }] } });
    expect(await get(world, '/user/tokens/verify', 'Bearer x')).toMatchObject({
      status: 401,
      body: { success: false, errors: [{ code: 1000 }] },
    });
    world.set({ token: { status: 'expired', expiresOn: '2026-09-30T00:00:00Z' } });
    expect((await get(world, '/user/tokens/verify')).body.result).toMatchObject({
      status: 'expired',
      expires_on: '2026-09-30T00:00:00Z',
    });
    expect((await settings(world, 0)).body).toMatchObject({ success: false, errors: [{ code: 10_000 }] });
    world.set({ token: { missing: ['pools', 'zone_read', 'zone_analytics'] } });
    expect(await get(world, `/accounts/${world.account.id}/load_balancers/pools`)).toMatchObject({
      status: 403,
      body: { errors: [{ code: 10_000, message: 'Authentication error' }] },
    });
    expect((await get(world, '/zones')).body.errors[0].message).toContain(
      "requires permission 'com.cloudflare.api.account.zone.list'",
    );
    expect((await settings(world, 0)).body.errors[0].extensions.code).toBe('authz');
    expect((await get(world, `/zones/${world.account.zones[0]?.id}/load_balancers`)).status).toBe(200);
    expect(JSON.stringify(await get(world, '/user/tokens/verify'))).not.toContain(token);
  });
});
