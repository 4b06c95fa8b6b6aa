/** A subscription that goes stale between two runs is found out when it does, not at the next place in the interval. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { runPath } from '../../../collector/journey/runPath.ts';
import { silentLog } from '../../../collector/log.ts';
import type { Journey, JourneyResult } from '../../../collector/probe/journey.ts';
import type { JourneyRun } from '../../../collector/verdict/journey.ts';
import { pathTo } from './backend.ts';

const good: JourneyResult = { ok: true };
const silent: JourneyResult = { ok: false, step: 'subscription', reason: 'silent' };

const runOf = (journey: Omit<Journey, 'name' | 'boot' | 'stop'>) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { context } = pathTo('http://127.0.0.1:1', {});
  const took: { result: JourneyRun['result']; at: number }[] = [];
  const began = performance.now();
  const path = runPath(
    {
      journey: { name: 'evm-generic', boot: undefined, stop: async () => undefined, ...journey },
      labels: context.labels,
      lightFails: () => false,
      blindAfter: async () => false,
      took: ({ result }) => void took.push({ result, at: performance.now() - began }),
      every: 5000,
      first: 0,
      phase: 0,
    },
    context.recorder,
    silentLog,
  );
  onTestFinished(path.stop);
  return took;
};

test('it looks again when its last head goes stale, and then each second until heads come', async () => {
  let goesStale = 1800;
  const took = runOf({
    run: async () => (performance.now() < goesStale ? good : silent),
    lookAgainIn: () => (performance.now() < goesStale ? goesStale - performance.now() : undefined),
  });
  goesStale += performance.now();
  await vi.advanceTimersByTimeAsync(3900);
  expect(took.map(({ result }) => result.ok)).toEqual([true, false, false, false, false]);
  expect(took[1]?.at).toBeGreaterThanOrEqual(1800);
  expect(took[1]?.at).toBeLessThan(2000);
});

test('it keeps to its places while heads come, and where there is nothing to look at', async () => {
  for (const lookAgainIn of [() => 29_000, () => undefined, undefined]) {
    const took = runOf({ run: async () => good, lookAgainIn });
    await vi.advanceTimersByTimeAsync(10_100);
    expect(took.map(({ at }) => Math.round(at / 1000))).toEqual([0, 5, 10]);
  }
});
