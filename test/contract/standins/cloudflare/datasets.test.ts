/** What the stand-in's GraphQL counts is what happened: grouping, filters, aggregates, order, cuts, delay and samples. */
import { describe, expect, it } from 'vitest';
import type { Flow } from '../../../../demo/standins/cloudflare/traffic/flow.ts';
import { countBy, flowsIn } from '../../../../demo/standins/cloudflare/truth.ts';
import { clocked, countOf, noon, rows, rowsOf } from './support.ts';

const http = 'httpRequestsAdaptiveGroups';
const span = { from: noon - 600_000, to: noon - 300_000, zone: 'example.org' };
const sumOf = (flows: readonly Flow[], each: (flow: Flow) => number): number =>
  flows.reduce((sum, flow) => sum + each(flow) * flow.n, 0);

describe('datasets of the stand-in for Cloudflare', () => {
  const { world } = clocked();
  const flows = flowsIn(world, span);

  it('groups by what is selected, and every grouping has the same total', async () => {
    const total = sumOf(flows, () => 1);
    expect(total).toBeGreaterThan(10_000);
    for (const dimensions of [
      'coloCode',
      'clientCountryName originIP',
      'datetimeMinute',
      'datetimeFiveMinutes edgeResponseStatus',
    ]) {
      const all = rows(await rowsOf(world, http, `count dimensions { ${dimensions} }`));
      expect(countOf(all)).toBe(total);
      const keys = all.map((row) => JSON.stringify(row.dimensions));
      expect(new Set(keys).size).toBe(keys.length);
    }
    const truth = countBy(flows, ({ colo }) => colo);
    const byColo = rows(await rowsOf(world, http, 'count dimensions { coloCode }'));
    expect(new Map(byColo.map((row) => [row.dimensions.coloCode, row.count]))).toEqual(truth);
  });

  it('sums bytes and milliseconds, averages without zeros, gives quantiles and ratios', async () => {
    const fields =
      'count sum { edgeResponseBytes originResponseDurationMs edgeTimeToFirstByteMs } avg { originResponseDurationMs sampleInterval } quantiles { originResponseDurationMsP50 originResponseDurationMsP99 } ratio { status4xx status5xx }';
    const [row] = rows(await rowsOf(world, http, fields));
    expect(row.sum).toEqual({
      edgeResponseBytes: sumOf(flows, ({ bytes }) => bytes),
      originResponseDurationMs: sumOf(flows, ({ originMs }) => originMs),
      edgeTimeToFirstByteMs: sumOf(flows, ({ ttfbMs }) => ttfbMs),
    });
    const asked = flows.filter(({ originMs }) => originMs > 0);
    const mean = sumOf(asked, ({ originMs }) => originMs) / sumOf(asked, () => 1);
    expect(row.avg.originResponseDurationMs).toBeCloseTo(mean, 6);
    expect(row.avg.sampleInterval).toBe(1);
    expect(row.quantiles.originResponseDurationMsP50).toBeLessThan(row.quantiles.originResponseDurationMsP99);
    const refused = flows.filter(({ status }) => status >= 400 && status < 500);
    expect(row.ratio.status4xx).toBeCloseTo(sumOf(refused, () => 1) / row.count, 9);
  });

  it.each<[string, (flow: Flow) => boolean]>([
    ['edgeResponseStatus: 429', ({ status }) => status === 429],
    ['edgeResponseStatus_in: [429, 403]', ({ status }) => status === 429 || status === 403],
    ['edgeResponseStatus_notin: [200]', ({ status }) => status !== 200],
    ['edgeResponseStatus_neq: 200', ({ status }) => status !== 200],
    ['edgeResponseStatus_gt: 200', ({ status }) => status > 200],
    ['edgeResponseStatus_geq: 403', ({ status }) => status >= 403],
    ['edgeResponseStatus_lt: 200', ({ status }) => status < 200],
    ['edgeResponseStatus_leq: 200', ({ status }) => status <= 200],
    ['clientRequestHTTPHost_like: "arb.%"', ({ host }) => host.startsWith('arb.')],
    ['clientRequestHTTPHost_notlike: "%.example.org"', () => false],
    ['requestSource: "eyeball"', ({ source }) => source === 'eyeball'],
    ['originIP_neq: "", cacheStatus_notin: ["hit"]', ({ originIp, cache }) => originIp !== '' && cache !== 'hit'],
    ['OR: [{ edgeResponseStatus: 429 }, { coloCode: "FRA" }]', ({ status, colo }) => status === 429 || colo === 'FRA'],
    [
      'AND: [{ edgeResponseStatus: 200 }, { OR: [{ coloCode: "FRA" }, { coloCode: "IAD" }] }]',
      ({ status, colo }) => status === 200 && ['FRA', 'IAD'].includes(colo),
    ],
  ])('filters by %s', async (filter, passes) => {
    const all = rows(await rowsOf(world, http, 'count dimensions { coloCode }', { filter }));
    expect(countOf(all)).toBe(sumOf(flows.filter(passes), () => 1));
  });

  it('orders, and cuts at the limit without a word', async () => {
    const all = rows(
      await rowsOf(world, http, 'count dimensions { datetimeMinute coloCode }', {
        orderBy: 'datetimeMinute_ASC, count_DESC',
      }),
    );
    const sorted = all.toSorted(
      (a, b) => a.dimensions.datetimeMinute.localeCompare(b.dimensions.datetimeMinute) || b.count - a.count,
    );
    expect(all).toEqual(sorted);
    const cut = await rowsOf(world, http, 'count dimensions { datetimeMinute coloCode }', {
      orderBy: 'datetimeMinute_ASC, count_DESC',
      limit: 7,
    });
    expect([rows(cut), cut.body.errors]).toEqual([all.slice(0, 7), null]);
    const [most, next] = rows(
      await rowsOf(world, http, 'sum { edgeResponseBytes } dimensions { coloCode }', {
        orderBy: 'sum_edgeResponseBytes_DESC',
      }),
    );
    expect(most.sum.edgeResponseBytes).toBeGreaterThan(next.sum.edgeResponseBytes);
  });

  it('tells decisions of the balancers, security events and health checks', async () => {
    const lb = rows(
      await rowsOf(
        world,
        'loadBalancingRequestsAdaptiveGroups',
        'count dimensions { lbName region selectedPoolName steeringPolicy errorType }',
      ),
    );
    const truth = countBy(flows, ({ decision, region }) =>
      decision ? `${decision.lb} ${region} ${decision.pool}` : undefined,
    );
    expect(
      new Map(
        lb.map(({ count, dimensions: { lbName, region, selectedPoolName } }) => [
          `${lbName} ${region} ${selectedPoolName}`,
          count,
        ]),
      ),
    ).toEqual(truth);
    expect(
      new Set(
        lb
          .filter(({ dimensions }) => dimensions.region === 'WEU' && dimensions.lbName === 'arb.example.org')
          .map((row) => row.dimensions.selectedPoolName),
      ),
    ).toEqual(new Set(['arb-eu']));
    const events = rows(
      await rowsOf(
        world,
        'firewallEventsAdaptiveGroups',
        'count dimensions { action source ruleId clientRequestHTTPHost }',
      ),
    );
    expect(countOf(events)).toBe(
      sumOf(
        flows.filter(({ act }) => act),
        () => 1,
      ),
    );
    const checks = rows(
      await rowsOf(
        world,
        'healthCheckEventsAdaptiveGroups',
        'count avg { rttMs } dimensions { healthCheckName region healthStatus }',
      ),
    );
    expect(checks.map((row) => [row.dimensions.healthStatus, row.count])).toEqual([
      ['Healthy', 5],
      ['Healthy', 5],
    ]);
  });

  it('knows a minute only after a while, and late parts of it later still', async () => {
    const late = clocked({ lag: 60, jitter: 60, lateShare: 0.1, lateBy: 240 });
    const minute = { from: noon, to: noon + 60_000 };
    const seen: number[] = [];
    for (const seconds of [30, 60, 60, 60, 60, 120]) {
      late.pass(seconds * 1000);
      seen.push(countOf(rows(await rowsOf(late.world, http, 'count', minute))));
    }
    const truth = sumOf(flowsIn(late.world, { ...minute, zone: 'example.org' }), () => 1);
    expect(seen[0]).toBe(0);
    expect(seen.every((count, index) => count >= (seen[index - 1] ?? 0))).toBe(true);
    expect(seen[2]).toBeLessThan(truth);
    expect(seen.at(-1)).toBe(truth);
  });

  it('estimates from samples: multiples of the interval, never twice the same, right on the whole', async () => {
    const sampled = clocked({ sampleInterval: 10 });
    const ask = async () =>
      rows(
        await rowsOf(
          sampled.world,
          http,
          'count avg { sampleInterval } confidence(level: 0.95) { count { estimate lower upper isValid } } dimensions { coloCode clientCountryName }',
        ),
      );
    const [first, second] = [await ask(), await ask()];
    for (const row of first) expect([row.count % 10, row.avg.sampleInterval]).toEqual([0, 10]);
    expect(first).not.toEqual(second);
    const truth = sumOf(flows, () => 1);
    expect(Math.abs(countOf(first) - truth) / truth).toBeLessThan(0.1);
    expect(first[0].confidence.count).toMatchObject({ estimate: first[0].count, isValid: true });
  });
});
