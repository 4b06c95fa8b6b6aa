/** Many nodes are never asked the same slow question in one instant. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ProbeContext, SlowProbe } from '../../../collector/probe/api.ts';
import { scheduleProbes } from '../../../collector/probe/runner.ts';
import { createRegistry } from '../../../collector/registry/registry.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const nodes = 100;
const every = 1;

it('slow probes of many nodes are spread, each comes soon after a start and then at its own pace, until the end', async () => {
  const runs: { readonly node: number; readonly at: number }[] = [];
  const started = Date.now();
  const registry = createRegistry(['slow']);
  const stops = Array.from({ length: nodes }, (_, node) => {
    const run = async (): Promise<void> => void runs.push({ node, at: Date.now() - started });
    const probe: SlowProbe = { name: 'p', everySeconds: every, run };
    const labels = { target: `n${node}`, role: 'node', chain: 'c', region: 'eu', vantage: 'eu' } as const;
    // The probe reads nothing of its context.
    const context = { labels } as unknown as Omit<ProbeContext, 'record'>;
    return scheduleProbes([probe], context, registry, node);
  });
  await vi.advanceTimersByTimeAsync(3_000);
  const perInstant = new Map<number, number>();
  for (const { at } of runs) {
    const instant = Math.floor(at / 100);
    perInstant.set(instant, (perInstant.get(instant) ?? 0) + 1);
  }
  // Evenly: a hundred in a second are ten in a tenth of one.
  expect(Math.max(...perInstant.values())).toBeLessThanOrEqual(11);
  const of = (node: number): readonly number[] => runs.filter((each) => each.node === node).map(({ at }) => at);
  expect(of(0)).toEqual([200, 1_200, 2_200]);
  expect(of(nodes - 1)[0]).toBeLessThan(1_300);
  for (const stop of stops) stop();
  const before = runs.length;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(runs.length).toBe(before);
});
