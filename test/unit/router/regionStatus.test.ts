import { describe, expect, test } from 'vitest';
import type { RegionReading } from '../../../alerts/router/regionStatus.ts';
import { askElsewhere, withSince } from '../../../alerts/router/regions.ts';
import { buildStatus } from '../../../alerts/router/status.ts';
import type { EdgeState } from '../../../collector/catalogue/labels.ts';
import type { Fleet } from '../../../collector/config/fleet.ts';
import type { EdgeView } from '../../../collector/view.ts';
import { fleetOf, viewOf } from './fleet.ts';

const now = 1_795_000_000;

/** `eu` has the central vantage and one more, `us` has two, `ap` has one that is not named after it. */
const vantages: Fleet['vantages'] = [
  { name: 'fra2', region: 'eu', scrape: '10.8.0.9:9760' },
  { name: 'nyc', region: 'us', scrape: undefined },
  { name: 'sfo', region: 'us', scrape: undefined },
  { name: 'sin', region: 'ap', scrape: undefined },
];

const reading = (vantage: string, region: string, state: EdgeState, more: Partial<RegionReading> = {}) => ({
  edge: 'arb',
  region,
  vantage,
  state,
  since: null,
  headTimestamp: now - 2,
  lagSeconds: 1,
  ...more,
});

const central = (state: EdgeState): EdgeView => ({
  name: 'arb',
  alias: 'Arbitrum RPC',
  chain: 'arbitrum-one',
  region: 'eu',
  audience: 'members',
  state,
  reason: 'fresh',
  detail: '',
  since: now - 50,
  head: { number: 5, timestamp: now - 1, hash: '0x' },
  lagSeconds: 0.5,
  seconds: { good: 1, bad: 0, halted: 0, unknown: 0 },
});

const regions = (readings: readonly RegionReading[], eu: EdgeState = 'good', blind = false) =>
  buildStatus({
    fleet: fleetOf({ vantages }),
    now,
    view: viewOf(now - 1, { edges: [central(eu)], blind }),
    readings,
    watching: 4,
    open: [],
    last: [],
    standing: [],
  }).edges[0]?.regions;

describe('vantages that share a region', () => {
  test.each([
    ['both good', 'good', 'good', 'good'],
    ['one bad', 'good', 'bad', 'bad'],
    ['one silent', 'good', undefined, 'good'],
    ['one blind', 'unknown', 'good', 'good'],
    ['one sees a halt', 'halted', 'good', 'halted'],
    ['both blind', 'unknown', 'unknown', 'unknown'],
    ['both silent', undefined, undefined, 'unknown'],
  ] as const)('%s', (_, nyc, sfo, expected) => {
    const readings = [
      ...(nyc ? [reading('nyc', 'us', nyc)] : []),
      ...(sfo ? [reading('sfo', 'us', sfo)] : []),
      reading('sin', 'ap', 'good'),
    ];
    const [eu, us, ap] = regions(readings) ?? [];
    expect(us).toMatchObject({ region: 'us', state: expected, measured: true });
    expect([eu?.state, ap?.state]).toEqual(['good', 'good']);
  });

  test('the central vantage is one voice of its region, and its blindness another’s silence', () => {
    expect(regions([reading('fra2', 'eu', 'bad')])?.[0]?.state).toBe('bad');
    expect(regions([reading('fra2', 'eu', 'good')], 'bad')?.[0]?.state).toBe('bad');
    expect(regions([reading('fra2', 'eu', 'good')], 'bad', true)?.[0]?.state).toBe('good');
    expect(regions([], 'bad', true)?.[0]).toMatchObject({ state: 'unknown', measured: true });
  });

  test('figures are the worse ones of those that decide', () => {
    const readings = [
      reading('nyc', 'us', 'bad', { headTimestamp: now - 90, lagSeconds: 88 }),
      reading('sfo', 'us', 'bad', { headTimestamp: now - 40, lagSeconds: null }),
    ];
    expect(regions(readings)?.[1]).toMatchObject({ headAgeSeconds: 90, lagSeconds: 88, since: null });
  });
});

test.each([
  ['no_http', 'does not answer'],
  ['stale', 'answers with old blocks'],
  ['journey', 'answers with fresh blocks, but fails at other things that members ask'],
  [undefined, 'does not serve members'],
] as const)('a bad region says what is wrong as far as it is known: %s', (fault, words) => {
  const view = viewOf(now - 1, { edges: [{ ...central('bad'), ...(fault ? { fault } : {}) }] });
  const fleet = fleetOf();
  const { edges } = buildStatus({ fleet, now, view, readings: [], watching: 0, open: [], last: [], standing: [] });
  expect(edges[0]?.regions[0]).toMatchObject({ state: 'bad', detail: words });
});

describe('since when', () => {
  const us = (...readings: readonly RegionReading[]) => regions(readings)?.[1]?.since;
  const at = (since: number | null) => ({ since });

  test('bad: since the first of those who say so', () => {
    expect(us(reading('nyc', 'us', 'bad', at(100)), reading('sfo', 'us', 'bad', at(90)))).toBe(90);
    expect(us(reading('nyc', 'us', 'bad', at(100)), reading('sfo', 'us', 'good', at(150)))).toBe(100);
    expect(us(reading('nyc', 'us', 'bad', at(null)), reading('sfo', 'us', 'bad', at(90)))).toBe(90);
  });

  test('good: since the last of all, and only when all are heard', () => {
    expect(us(reading('nyc', 'us', 'good', at(100)), reading('sfo', 'us', 'good', at(90)))).toBe(100);
    expect(us(reading('nyc', 'us', 'good', at(100)), reading('sfo', 'us', 'unknown', at(150)))).toBe(150);
    expect(us(reading('nyc', 'us', 'good', at(100)), reading('sfo', 'us', 'good', at(null)))).toBeNull();
    expect(us(reading('nyc', 'us', 'good', at(100)))).toBeNull();
  });

  test('a reading that changes is since now; one that does not keeps its time; a new one has none', () => {
    const before = [reading('nyc', 'us', 'good', at(null)), reading('sfo', 'us', 'bad', at(70))];
    const told = [reading('nyc', 'us', 'bad'), reading('sfo', 'us', 'bad'), reading('sin', 'ap', 'good')];
    expect(withSince(told, before, 200).map(({ since }) => since)).toEqual([200, 70, null]);
    expect(withSince(told, [], 200).map(({ since }) => since)).toEqual([null, null, null]);
  });
});

test('a region with one vantage of another name is measured', () => {
  expect(regions([reading('sin', 'ap', 'good')])?.[2]).toMatchObject({ region: 'ap', state: 'good', measured: true });
  expect(regions([])?.[2]).toMatchObject({ region: 'ap', state: 'unknown', measured: true });
});

test('of what Prometheus has, only what a vantage says of its own region counts', async () => {
  const sample = (labels: object, value = '1') => ({
    metric: { role: 'edge', target: 'arb', state: 'good', ...labels },
    value: [now, value],
  });
  const answers: Readonly<Record<string, readonly object[]>> = {
    headwatch_edge_state: [
      sample({ vantage: 'nyc', region: 'us' }),
      sample({ vantage: 'nyc', region: 'us', state: 'bad' }, '0'),
      sample({ vantage: 'sin', region: 'ap' }),
      sample({ vantage: 'sin', region: 'us' }),
      sample({ vantage: 'eu', region: 'eu' }),
      sample({ vantage: 'gone', region: 'gone' }),
    ],
    headwatch_head_timestamp_seconds: [sample({ vantage: 'sin', region: 'ap' }, String(now - 3))],
    headwatch_vantage_blind: [
      { metric: { vantage: 'nyc' }, value: [now, '0'] },
      { metric: { vantage: 'sin' }, value: [now, '1'] },
      { metric: { vantage: 'eu' }, value: [now, '0'] },
      { metric: { vantage: 'gone' }, value: [now, '0'] },
    ],
  };
  const told = await askElsewhere(fleetOf({ vantages }), {
    timeoutMs: 1000,
    fetch: async (url) => {
      const query = new URL(String(url)).searchParams.get('query') ?? '';
      expect(query).toContain('time() - timestamp(');
      const result = Object.entries(answers).find(([name]) => query.startsWith(name))?.[1] ?? [];
      return new Response(JSON.stringify({ data: { result } }));
    },
  });
  expect(told?.readings).toEqual([
    { edge: 'arb', region: 'us', vantage: 'nyc', state: 'good', since: null, headTimestamp: null, lagSeconds: null },
    { edge: 'arb', region: 'ap', vantage: 'sin', state: 'good', since: null, headTimestamp: now - 3, lagSeconds: null },
  ]);
  expect(told?.watching).toBe(1);
});
