import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startMonitor } from '../../../demo/sim/edge/monitor.ts';
import { rotate, steer } from '../../../demo/sim/edge/steering.ts';
import { randomFrom } from '../../../demo/sim/random.ts';

describe('steering', () => {
  const pools = { regions: { eu: ['arb-eu'], us: ['arb-us'], ap: ['arb-ap'] } };

  it('keeps a region on its own pool, then moves to the next healthy one', () => {
    expect(steer(pools, 'us', () => true)).toEqual(['arb-us']);
    expect(steer(pools, 'us', (node) => node !== 'arb-us')).toEqual(['arb-eu']);
    expect(steer(pools, 'us', (node) => node === 'arb-ap')).toEqual(['arb-ap']);
  });

  it('falls back to the own pool when nothing is healthy', () => {
    expect(steer(pools, 'ap', () => false)).toEqual(['arb-ap']);
  });

  it('takes turns within a pool', () => {
    expect([0, 1, 2].map((turn) => rotate(['a', 'b'], turn)[0])).toEqual(['a', 'b', 'a']);
    expect(rotate([], 3)).toEqual([]);
  });
});

describe('the health check', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('drains within one interval of a failure, after one retry, and takes back after two good checks', async () => {
    let well = true;
    let asked = 0;
    let changes = 0;
    const monitor = startMonitor({
      nodes: ['a'],
      intervalSeconds: 5,
      retries: 1,
      random: randomFrom(1),
      changed: () => {
        changes += 1;
      },
      check: async () => {
        asked += 1;
        return well;
      },
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(monitor.healthy('a')).toBe(true);
    well = false;
    asked = 0;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked).toBe(2);
    expect(monitor.drained()).toEqual(['a']);
    well = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(monitor.healthy('a')).toBe(false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(monitor.healthy('a')).toBe(true);
    expect(changes).toBe(2);
    monitor.stop();
  });

  it('forgives a failure that the retry does not confirm', async () => {
    let failures = 1;
    const check = async () => failures-- <= 0;
    const monitor = startMonitor({
      nodes: ['a'],
      intervalSeconds: 5,
      retries: 1,
      random: randomFrom(1),
      check,
      changed: () => {},
    });
    await vi.advanceTimersByTimeAsync(6_000);
    expect(failures).toBeLessThan(0);
    expect(monitor.healthy('a')).toBe(true);
    monitor.stop();
  });

  it('stops asking when stopped, even before its first round', async () => {
    let asked = 0;
    const check = async () => {
      asked += 1;
      return true;
    };
    const monitor = startMonitor({
      nodes: ['a', 'b'],
      intervalSeconds: 5,
      retries: 0,
      random: randomFrom(1),
      check,
      changed: () => {},
    });
    monitor.stop();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked).toBe(0);
  });
});
