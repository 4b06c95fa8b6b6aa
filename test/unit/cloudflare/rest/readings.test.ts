import { describe, expect, test } from 'vitest';
import { goDuration } from '../../../../exporters/cloudflare/rest/goDuration.ts';
import {
  beginChanges,
  type ChangesState,
  changesSince,
  takeChanges,
} from '../../../../exporters/cloudflare/rest/healthChanges.ts';
import { originNamesOf } from '../../../../exporters/cloudflare/rest/names.ts';
import { fallbackActive, poolStateOf, regionsOf } from '../../../../exporters/cloudflare/rest/poolHealth.ts';
import { type Pool, poolHealthSchema, poolSchema } from '../../../../exporters/cloudflare/rest/schemas.ts';

describe('durations of monitors', () => {
  test.each([
    ['201.5ms', 0.2015],
    ['1.2s', 1.2],
    ['1m2.5s', 62.5],
    ['350µs', 0.00035],
    ['0s', 0],
    ['12ns', 12e-9],
  ])('%s', (text, seconds) => expect(goDuration(text)).toBeCloseTo(seconds, 12));

  test.each(['', 'soon', '12', '-5ms', '5 ms', '1.2.3s'])('%j is none', (text) =>
    expect(goDuration(text)).toBeUndefined(),
  );
});

const pool = (more: object = {}): Pool =>
  poolSchema.parse({
    id: 'p-eu',
    name: 'arb-eu',
    enabled: true,
    minimum_origins: 1,
    monitor: 'm1',
    origins: [
      { name: 'one', address: '203.0.113.7', enabled: true },
      { name: 'two', address: '2001:DB8:0::1', enabled: true },
    ],
    ...more,
  });

const region = (one: boolean | undefined, two: boolean | undefined, healthy?: boolean) => ({
  ...(healthy === undefined ? {} : { healthy }),
  origins: [
    { '203.0.113.7': { healthy: one, failure_reason: 'No failures', response_code: 200, rtt: '201.5ms' } },
    { '2001:db8::1': { healthy: two, rtt: '0s' } },
  ],
});
const health = (...seen: readonly ReturnType<typeof region>[]) =>
  poolHealthSchema.parse({
    pool_id: 'p-eu',
    pop_health: Object.fromEntries(seen.map((each, at) => [`City ${at}`, each])),
  });

describe('health of a pool', () => {
  test('reads the map by region and the maps of one key, in any spelling of an address, by name', () => {
    expect(regionsOf(pool(), health(region(true, false, true)))).toEqual([
      {
        region: 'City 0',
        healthy: true,
        origins: [
          { origin: 'one', healthy: true, rtt: 0.2015, failure: undefined },
          { origin: 'two', healthy: false, rtt: undefined, failure: 'other' },
        ],
      },
    ]);
  });

  test.each([
    ['TCP connection failed', 'refused'],
    ['HTTP timeout occurred', 'timeout'],
    ['Response code mismatch error', 'response_code'],
    ['TLS handshake error: remote error', 'tls'],
    ['something new', 'other'],
    ['No failures', 'other'],
  ])('%s is a word of ours, and never the sentence', (failure_reason, failure) => {
    const seen = poolHealthSchema.parse({
      pop_health: { X: { origins: [{ '203.0.113.7': { healthy: false, failure_reason } }] } },
    });
    expect(regionsOf(pool(), seen)[0]?.origins[0]?.failure).toBe(failure);
  });

  test('leaves out an origin that the pool does not list', () => {
    const strange = poolHealthSchema.parse({
      pop_health: { X: { origins: [{ '198.51.100.1': { healthy: false } }] } },
    });
    expect(regionsOf(pool(), strange)).toEqual([{ region: 'X', healthy: undefined, origins: [] }]);
  });

  const stateOf = (of: Pool, ...seen: readonly ReturnType<typeof region>[]) =>
    poolStateOf(of, seen.length > 0 ? regionsOf(of, health(...seen)) : undefined);

  test('nobody says: unknown, never healthy', () => {
    expect(stateOf(pool())).toBe('unknown');
    expect(stateOf(pool(), region(undefined, undefined))).toBe('unknown');
    expect(poolStateOf(pool({ monitor: null }), regionsOf(pool(), poolHealthSchema.parse({ pop_health: null })))).toBe(
      'unknown',
    );
  });

  test("Cloudflare's own word comes first", () => {
    expect(stateOf(pool({ healthy: true }))).toBe('healthy');
    expect(stateOf(pool({ healthy: true }), region(true, false))).toBe('degraded');
    expect(stateOf(pool({ healthy: false }), region(true, true, true))).toBe('critical');
  });

  test('most regions decide; one that sees nothing decides nothing', () => {
    const fine = region(true, true, true);
    const lost = region(false, false, false);
    expect(stateOf(pool(), fine, fine, lost)).toBe('healthy');
    expect(stateOf(pool(), fine, lost, lost)).toBe('critical');
    expect(stateOf(pool(), region(true, false, true), region(true, false, true))).toBe('degraded');
    expect(stateOf(pool(), fine, lost)).toBe('unknown');
  });

  test('fewer healthy origins than it needs are critical; a disabled one is not counted', () => {
    expect(stateOf(pool({ minimum_origins: 2 }), region(true, false))).toBe('critical');
    const half = [
      { name: 'one', address: '203.0.113.7' },
      { name: 'two', address: '2001:db8::1', enabled: false },
    ];
    expect(stateOf(pool({ origins: half }), region(true, false))).toBe('healthy');
    expect(stateOf(pool({ enabled: false, healthy: true }))).toBe('disabled');
  });

  test('the fallback pool serves when every default pool is out, and nobody knows while one is unknown', () => {
    expect(fallbackActive(['critical', 'disabled'])).toBe(true);
    expect(fallbackActive(['critical', 'degraded'])).toBe(false);
    expect(fallbackActive(['critical', 'unknown'])).toBeUndefined();
    expect(fallbackActive(['critical', undefined])).toBeUndefined();
    expect(fallbackActive([])).toBeUndefined();
  });
});

describe('names of origins', () => {
  const last = pool({ id: 'p-last', name: 'last', origins: [{ name: 'copy', address: '203.0.113.7' }] });
  const balancers = [{ id: 'b', name: 'rpc.example.org', default_pools: ['p-eu'], fallback_pool: 'p-last' }];

  test('an origin of several pools is called after the one that serves', () => {
    const names = originNamesOf([last, pool()], balancers);
    expect(names.get('203.0.113.7')).toEqual({ pool: 'arb-eu', origin: 'one' });
    expect(names.get('2001:db8::1')).toEqual({ pool: 'arb-eu', origin: 'two' });
  });

  test('an origin given by its hostname is found by the addresses of that', () => {
    const named = pool({ origins: [{ name: 'one', address: 'Node.Example.org.' }] });
    const names = originNamesOf([named], balancers, new Map([['node.example.org', ['198.51.100.9']]]));
    expect(names.get('198.51.100.9')).toEqual({ pool: 'arb-eu', origin: 'one' });
  });

  test('a name that is an address, or holds one, is no name', () => {
    const told = pool({
      name: '203.0.113.7',
      origins: [
        { name: '203.0.113.7', address: '203.0.113.7' },
        { name: 'eu 203-0-113-8', address: '203.0.113.8' },
        { name: 'box-node.example.org', address: 'node.example.org' },
        { name: null, address: '203.0.113.9' },
      ],
    });
    const names = [...originNamesOf([told], []).values()];
    expect(names.map(({ origin }) => origin)).toEqual(['origin-1', 'origin-2', 'origin-3', 'origin-4']);
    expect(names[0]?.pool).toBe('pool-p-eu');
  });
});

describe('changes of health', () => {
  const start = 1_800_000_000;
  const event = (id: string, at: number, healthy = false, changed = true) => ({
    id,
    timestamp: new Date(at * 1000).toISOString(),
    pool: { id: 'p-eu', name: 'arb-eu', healthy, changed },
  });
  const nameOf = () => 'arb-eu';
  /** Asks at each of the times, of a source that has listed by then what it lists. */
  const replay = (listed: readonly { event: ReturnType<typeof event>; from: number }[], asks: readonly number[]) => {
    let state: ChangesState = beginChanges(start);
    const changes: string[] = [];
    for (const now of asks) {
      const since = changesSince(state, now);
      const page = listed
        .filter(({ event: { timestamp }, from }) => from <= now && Date.parse(timestamp) / 1000 >= since)
        .map(({ event: each }) => each);
      const taken = takeChanges(state, [...page, ...page.slice(0, 1)], now, nameOf);
      changes.push(...taken.changes.map(({ to }) => to));
      // A restart in between: what is kept is read again.
      state = JSON.parse(JSON.stringify(taken.state));
    }
    return { changes, counts: state.counts };
  };
  const at = (second: number, id: string, healthy = false) => ({
    event: event(id, start + second, healthy),
    from: start + second,
  });

  test('each is counted once, whatever the pages and restarts, also one that is listed late', () => {
    const late = { event: event('late', start + 50), from: start + 400 };
    const asks = Array.from({ length: 100 }, (_, step) => start + step * 30);
    const { changes, counts } = replay([at(100, 'a'), at(200, 'b', true), late, at(900, 'c')], asks);
    expect(changes).toEqual(['unhealthy', 'healthy', 'unhealthy', 'unhealthy']);
    expect(counts).toEqual({ 'arb-eu': { healthy: 1, unhealthy: 3 } });
  });

  test('what was before us is not counted, and a gap is caught up', () => {
    expect(replay([at(-5, 'old'), at(100, 'a')], [start, start + 86_400]).changes).toEqual(['unhealthy']);
  });

  test('a clock that jumps ahead and comes back loses none and doubles none', () => {
    const asks = [start, start + 30, start + 90_000, start + 60, start + 90, start + 120, start + 150];
    const { changes } = replay([at(20, 'a'), at(100, 'b', true)], asks);
    expect(changes).toEqual(['unhealthy', 'healthy']);
  });

  test('an origin that changes alone, and an event that cannot be read, change no pool', () => {
    const none = [event('x', start + 1, false, false), { ...event('y', start + 1), timestamp: 'soon' }];
    expect(takeChanges(beginChanges(start), none, start + 2, nameOf).changes).toEqual([]);
  });
});
