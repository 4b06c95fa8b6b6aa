import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type CheckResult,
  cloudflareSettings,
  startCloudflareMonitor,
} from '../../../demo/sim/edge/cloudflareMonitor.ts';
import { randomFrom } from '../../../demo/sim/random.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const start = (check: (asked: number) => CheckResult) => {
  let asked = 0;
  const changes: number[] = [];
  const began = Date.now();
  const monitor = startCloudflareMonitor({
    nodes: ['a'],
    settings: cloudflareSettings.default,
    check: async () => {
      asked += 1;
      return check(asked);
    },
    random: randomFrom(3),
    changed: () => changes.push((Date.now() - began) / 1000),
  });
  return { monitor, changes, asked: () => asked };
};

describe("Cloudflare's monitor, simulated", () => {
  it('asks from three places once an interval and moves when most of them have seen it', async () => {
    let bad = false;
    const { monitor, changes, asked } = start(() => (bad ? 'fail' : 'pass'));
    await vi.advanceTimersByTimeAsync(120_000);
    expect([asked(), monitor.drained()]).toEqual([6, []]);
    bad = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(monitor.drained()).toEqual(['a']);
    bad = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(monitor.healthy('a')).toBe(true);
    expect(changes).toHaveLength(2);
    monitor.stop();
  });

  it('tries again at once after a timeout, not after an answer that is no 200', async () => {
    const hanging = start((asked) => (asked <= 3 ? 'pass' : 'timeout'));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(hanging.asked()).toBe(3 + 3 * 3);
    hanging.monitor.stop();
    const refusing = start((asked) => (asked <= 3 ? 'pass' : 'fail'));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(refusing.asked()).toBe(3 + 3);
    refusing.monitor.stop();
  });

  it('serves a node that has never passed: its check may not be there yet', async () => {
    const { monitor } = start(() => 'fail');
    await vi.advanceTimersByTimeAsync(300_000);
    expect(monitor.healthy('a')).toBe(true);
    monitor.stop();
  });
});
