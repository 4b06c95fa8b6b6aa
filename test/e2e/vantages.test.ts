/** A vantage that ships: the central host goes away and comes back, and no second of that region is lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { getText, isUp } from '../../demo/stack/http.ts';
import type { Stack } from '../../demo/stack/stack.ts';
import { gained, longestGap, rawSeconds } from '../support/edgeSeconds.ts';
import { withStack } from './support/cell.ts';

/** What the collector in ap itself has counted as unknown. */
const ownUnknown = async ({ ports }: Stack): Promise<number> => {
  const text = await getText(`http://127.0.0.1:${ports.vantages.ap}/metrics/fast`);
  const line = text.split('\n').find((one) => /^headwatch_edge_seconds_total\{.*state="unknown"/.test(one));
  return Number(line?.split(' ').at(-1) ?? Number.NaN);
};

describe.concurrent('the central host is off for 45 s', () => {
  it('a vantage that ships loses no second; of one that is scraped only the sum is known', async () => {
    await withStack(
      async (stack) => {
        const before = await ownUnknown(stack);
        const off = Date.now() / 1000;
        await stack.centre.stop();
        expect(await isUp(`${stack.urls.prometheus}/-/ready`)).toBe(false);
        await sleep(20_000);
        // Something happens meanwhile: it must be found afterwards, second by second.
        await stack.sim.set({ target: 'edge:arb:ap', mode: 'refuse' }, true);
        await sleep(10_000);
        await stack.sim.set({ target: 'edge:arb:ap', mode: 'refuse' }, false);
        await sleep(15_000);
        await stack.centre.start();
        // The agent asks for the centre at least every 5 s, then brings everything at once.
        await sleep(10_000);
        const now = Date.now() / 1000;
        // A tick that runs late on a busy machine is unknown by definition; shipping must add none to that.
        const late = (await ownUnknown(stack)) - before;
        expect(late).toBeLessThanOrEqual(3);

        const shipped = await rawSeconds(stack.urls.prometheus, 'target="arb",region="ap",vantage="ap"', 3);
        expect(shipped.map(({ state }) => state).toSorted()).toEqual(['bad', 'good', 'halted', 'unknown']);
        const over: Record<string, number> = {};
        for (const series of shipped) {
          expect(longestGap(series, off - 5)).toBeLessThanOrEqual(2.1);
          expect(series.times.at(-1)).toBeGreaterThan(now - 3);
          over[series.state] = gained(series, off, now - 3);
        }
        expect(over.unknown).toBeLessThanOrEqual(late);
        expect(over.bad).toBeGreaterThanOrEqual(9);
        expect(over.bad).toBeLessThanOrEqual(14);

        const scraped = await rawSeconds(stack.urls.prometheus, 'target="arb",region="us",vantage="us"', 3);
        expect(Math.min(...scraped.map((series) => longestGap(series)))).toBeGreaterThan(40);
        const sum = scraped.reduce((all, series) => all + gained(series, off - 2, now - 3), 0);
        expect(Math.abs(sum - (now - off))).toBeLessThanOrEqual(4);
      },
      { agents: ['ap'], objective: 90 },
    );
  });
});
