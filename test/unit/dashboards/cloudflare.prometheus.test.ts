/** What the Cloudflare page says of pools, and of when, on a real Prometheus. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudflarePoolStates } from '../../../collector/catalogue/cloudflareLabels.ts';
import { metrics } from '../../../collector/catalogue/index.ts';
import { cloudflareLimits } from '../../../collector/policy/cloudflare.ts';
import { aged } from '../../../dashboards/definitions/cloudflare/age.ts';
import { asMapped, share } from '../../../dashboards/definitions/cloudflare/geo.ts';
import { overallCode } from '../../../dashboards/definitions/cloudflare/strip.ts';
import { startPrometheus, type TestPrometheus } from './support/prometheus.ts';

type State = (typeof cloudflarePoolStates)[number];

/** 2026-02-02 04:00:00 UTC. */
const start = 1_770_004_800;
/** Half an hour apart, so that no scene sees the one before. */
const scenes: readonly { readonly pools: Readonly<Record<string, State>>; readonly readAgo: number }[] = [
  { pools: { a: 'healthy', b: 'healthy' }, readAgo: 20 },
  { pools: { a: 'healthy', b: 'degraded' }, readAgo: 20 },
  { pools: { a: 'healthy', b: 'critical' }, readAgo: 20 },
  { pools: { a: 'critical', b: 'critical' }, readAgo: 20 },
  { pools: { a: 'healthy', b: 'unknown' }, readAgo: 20 },
  { pools: { a: 'healthy', b: 'disabled' }, readAgo: 20 },
  { pools: { a: 'critical', b: 'disabled' }, readAgo: 20 },
  { pools: { a: 'healthy', b: 'healthy' }, readAgo: cloudflareLimits.healthStale + 60 },
];
const at = (scene: number): number => start + scene * 1800;

/** Two balancers in one region: `arb` has a pool for it, `eth` the default ones alone. */
const decided = start + 10 * 1800;
const balancers = (): readonly string[] => [
  `# TYPE ${metrics.cfBalancerPool.name} gauge`,
  ...[
    'lb="arb",pool="arb-eu",role="region",region="WEU"',
    'lb="arb",pool="arb-us",role="default",region="all"',
    'lb="eth",pool="eth-eu",role="default",region="all"',
  ].map((labels) => `${metrics.cfBalancerPool.name}{${labels}} 1 ${decided}`),
  `# TYPE ${metrics.cfBalancerRequests.name.replace(/_total$/, '')} counter`,
  ...(
    [
      ['arb', 'arb-eu', 90],
      ['arb', 'arb-us', 10],
      ['eth', 'eth-eu', 40],
    ] as const
  ).flatMap(([lb, pool, count]) =>
    [0, count].map(
      (value, index) =>
        `${metrics.cfBalancerRequests.name}{lb="${lb}",pool="${pool}",region="WEU"} ${value} ${decided - 60 + 60 * index}`,
    ),
  ),
];

const text = (): string => {
  const state = scenes.flatMap(({ pools }, scene) =>
    Object.entries(pools).flatMap(([pool, is]) =>
      cloudflarePoolStates.map(
        (value) => `${metrics.cfPoolState.name}{pool="${pool}",state="${value}"} ${value === is ? 1 : 0} ${at(scene)}`,
      ),
    ),
  );
  const read = scenes.map(
    ({ readAgo }, scene) =>
      `${metrics.cfResourceSuccess.name}{resource="pool_health"} ${at(scene) - readAgo} ${at(scene)}`,
  );
  return [
    `# TYPE ${metrics.cfPoolState.name} gauge`,
    ...state,
    `# TYPE ${metrics.cfResourceSuccess.name} gauge`,
    ...read,
    ...balancers(),
    '# EOF\n',
  ].join('\n');
};

let prometheus: TestPrometheus;
beforeAll(async () => {
  prometheus = await startPrometheus(text());
}, 60_000);
afterAll(() => prometheus?.stop());

describe('Cloudflare overall', () => {
  it.each([
    [0, 1, 'healthy with every pool'],
    [1, 2, 'degraded with one that is'],
    [2, 2, 'degraded with one critical of two'],
    [3, 3, 'critical with every pool'],
    [4, 0, 'unknown with one that nobody knows of'],
    [5, 1, 'healthy without the one that is switched off'],
    [6, 3, 'critical, whatever is switched off'],
    [7, 0, 'unknown when it was read too long ago'],
  ])('scene %i is %i: %s', async (scene, code) => {
    expect((await prometheus.instant(overallCode, at(scene))).map(({ value }) => value)).toEqual([code]);
  });

  it('is unknown where nothing was ever read', async () => {
    expect((await prometheus.instant(overallCode, start - 3600)).map(({ value }) => value)).toEqual([0]);
  });
});

describe('the map of the balancers', () => {
  const byPool = async (expr: string): Promise<Readonly<Record<string, number>>> =>
    Object.fromEntries(
      (await prometheus.instant(expr, decided)).map(({ metric, value }) => [
        `${metric.region} ${metric.pool}`,
        Math.round(value * 100) / 100,
      ]),
    );

  it('is each balancer’s own: the default pools of one that has no map are no deviation', async () => {
    expect(await byPool(asMapped)).toEqual({ 'WEU arb-eu': 1, 'WEU arb-us': 0, 'WEU eth-eu': 1 });
  });

  it('shares a region out among the pools of each balancer by itself', async () => {
    expect(await byPool(share)).toEqual({ 'WEU arb-eu': 0.9, 'WEU arb-us': 0.1, 'WEU eth-eu': 1 });
  });
});

describe('the time of a figure', () => {
  const expr = aged({ resource: 'pool_health' }, 'vector(7)');

  it('is that of the last reading, UTC, also half an hour after it was last heard of', async () => {
    expect(await prometheus.instant(expr, at(0))).toEqual([{ metric: { asof: '03:59' }, value: 7 }]);
    expect(await prometheus.instant(expr, at(1) + 1700)).toEqual([{ metric: { asof: '04:29' }, value: 7 }]);
  });

  it('is one and the same over a whole range, so that a line stays one line', async () => {
    expect(await prometheus.range(expr, at(0), at(7), 60)).toBe(1);
  });

  it('takes no figure away when nobody knows it', async () => {
    expect(await prometheus.instant(expr, start - 3600)).toEqual([
      { metric: { asof: 'a time that nobody knows' }, value: 7 },
    ]);
  });
});
