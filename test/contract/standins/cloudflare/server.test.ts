/** The stand-in over HTTP, its switches, and that it shows what happens to the simulated fleet. */
import { afterEach, describe, expect, it } from 'vitest';
import { demoHosts } from '../../../../demo/standins/cloudflare/account/demoAccount.ts';
import { snapshotOf } from '../../../../demo/standins/cloudflare/follow.ts';
import { type ServedCloudflare, serveCloudflare } from '../../../../demo/standins/cloudflare/serve.ts';
import { countBy, flowsIn } from '../../../../demo/standins/cloudflare/truth.ts';
import { clocked, noon, rows, rowsOf, token } from './support.ts';

describe('the stand-in for Cloudflare as a server', () => {
  let served: ServedCloudflare | undefined;
  afterEach(async () => {
    await served?.stop();
    served = undefined;
  });
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${served?.control}/${path}`, { method: 'POST', body: JSON.stringify(body) });

  it('answers its API, tells its own clock, and hangs or resets on demand', async () => {
    served = await serveCloudflare({ token, now: () => noon });
    const ask = (signal?: AbortSignal): Promise<Response> =>
      fetch(`${served?.api}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ cost viewer { budget } }' }),
        ...(signal && { signal }),
      });
    const answer = await ask();
    expect([answer.status, answer.headers.get('date'), await answer.json()]).toEqual([
      200,
      'Thu, 01 Oct 2026 12:00:00 GMT',
      { data: { cost: 1, viewer: { budget: 299 } }, errors: null },
    ]);
    expect((await post('set', { faults: [{ kind: 'reset', times: 1 }] })).status).toBe(200);
    await expect(ask()).rejects.toThrow();
    await post('set', { faults: [{ kind: 'hang' }] });
    await expect(ask(AbortSignal.timeout(100))).rejects.toThrow(/abort|timeout/i);
    expect((await post('set', { faults: [{ kind: 'nonsense' }] })).status).toBe(400);
    expect((await post('nothing', {})).status).toBe(404);
    await post('reset', {});
    expect((await ask()).status).toBe(200);
  });

  it('changes what is set and nothing else, and tells the truth of a span', async () => {
    served = await serveCloudflare({ token, now: () => noon, troubles: { lag: 5 } });
    const set = await (await post('set', { sampleInterval: 10 })).json();
    expect(set).toMatchObject({ sampleInterval: 10, lag: 5 });
    const truth = await (
      await fetch(`${served.control}/truth?from=${noon / 1000 - 600}&to=${noon / 1000 - 300}`)
    ).json();
    const flows = flowsIn(served.world, { from: noon - 600_000, to: noon - 300_000 });
    expect(truth).toMatchObject({
      colo: Object.fromEntries(countBy(flows, ({ source, colo }) => (source === 'eyeball' ? colo : undefined))),
    });
    expect((await fetch(`${served.control}/truth`)).status).toBe(400);
  });
});

describe('the stand-in for Cloudflare and the simulated fleet', () => {
  const none = { actions: [], drained: {} } as const;
  const action = (target: string, mode: 'hang' | 'http_522' | 'challenge' | 'freeze' | 'lag') => ({
    target,
    mode,
    since: 0,
  });
  const fleetDoes = async (truth: Parameters<typeof snapshotOf>[0]) => {
    const { world, pass } = clocked({ lag: 0, jitter: 0 });
    world.conditions.set(noon, snapshotOf(truth));
    pass(120_000);
    return world;
  };
  const origins = async (world: Awaited<ReturnType<typeof fleetDoes>>) =>
    rows(
      await rowsOf(
        world,
        'httpRequestsAdaptiveGroups',
        'count dimensions { originIP edgeResponseStatus originResponseStatus }',
        { from: noon, to: noon + 60_000, filter: `clientRequestHTTPHost: "${demoHosts.arb}", originIP_neq: ""` },
      ),
    ).map(
      ({ dimensions }) => `${dimensions.originIP} ${dimensions.edgeResponseStatus}/${dimensions.originResponseStatus}`,
    );

  it('gives 522 without an origin status for the pool of a node that hangs, until the balancer has left it', async () => {
    const failing = await origins(await fleetDoes({ ...none, actions: [action('arb-eu', 'hang')] }));
    expect(failing.filter((line) => line.startsWith('192.0.2.11'))).toEqual(['192.0.2.11 522/0']);
    expect(failing).toContain('198.51.100.12 200/200');
    const drained = await fleetDoes({ actions: [action('arb-eu', 'hang')], drained: { arb: ['arb-eu'] } });
    expect((await origins(drained)).some((line) => line.startsWith('192.0.2.11'))).toBe(false);
    const lb = rows(
      await rowsOf(drained, 'loadBalancingRequestsAdaptiveGroups', 'count dimensions { region selectedPoolName }', {
        from: noon,
        to: noon + 60_000,
        filter: 'lbName: "arb.example.org", region: "WEU"',
      }),
    );
    expect(lb.map((row) => row.dimensions.selectedPoolName)).toEqual(['arb-us']);
  });

  it('gives 522 in the region of an edge that says so, and 403 with a security event where it wants a browser', async () => {
    const world = await fleetDoes({ ...none, actions: [action('edge:arb:eu', 'http_522')] });
    expect((await origins(world)).filter((line) => line.includes(' 522/'))).toEqual(['192.0.2.11 522/0']);
    const challenged = await fleetDoes({ ...none, actions: [action('edge:arb', 'challenge')] });
    expect(await origins(challenged)).toEqual([]);
    const events = rows(
      await rowsOf(
        challenged,
        'firewallEventsAdaptiveGroups',
        'count dimensions { action source clientRequestHTTPHost }',
        { from: noon, to: noon + 60_000, filter: 'source: "botFight"' },
      ),
    );
    expect(events.map(({ dimensions }) => [dimensions.action, dimensions.clientRequestHTTPHost])).toEqual([
      ['managed_challenge', demoHosts.arb],
    ]);
  });

  it('takes an old head with 200 for what it is to Cloudflare: well', () => {
    expect(snapshotOf({ ...none, actions: [action('arb-eu', 'freeze'), action('chain:ethereum', 'lag')] })).toEqual({
      origins: {},
      edges: {},
      unhealthy: [],
    });
  });

  it('uses another origin of the pool before a client hears of one that is gone', async () => {
    const { world, pass } = clocked();
    world.conditions.set(noon, { origins: { 'eth-a': { status: 521, originStatus: 0 } } });
    pass(600_000);
    const flows = flowsIn(world, { from: noon, to: noon + 60_000 }).filter(({ host }) => host === demoHosts.eth);
    expect(new Set(flows.flatMap(({ decision }) => decision?.origin ?? []))).toEqual(new Set(['eth-b']));
    expect(flows.every(({ status }) => status !== 521)).toBe(true);
  });
});
