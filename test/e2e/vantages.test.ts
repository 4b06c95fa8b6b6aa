/** A vantage that ships: the central host goes away and comes back, and no second of that region is lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isUp } from '../../demo/stack/http.ts';
import { gained, longestGap, rawSeconds } from '../support/edgeSeconds.ts';
import { withStack } from './support/cell.ts';

describe.concurrent('the central host is off for 45 s', () => {
  it('a vantage that ships loses no second; of one that is scraped only the sum is known', async () => {
    await withStack(
      async (stack) => {
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

        const shipped = await rawSeconds(stack.urls.prometheus, 'target="arb",region="ap",vantage="ap"', 3);
        expect(shipped.map(({ state }) => state).toSorted()).toEqual(['bad', 'good', 'halted', 'unknown']);
        const over: Record<string, number> = {};
        for (const series of shipped) {
          expect(longestGap(series, off - 5)).toBeLessThanOrEqual(2);
          expect(series.times.at(-1)).toBeGreaterThan(now - 3);
          over[series.state] = gained(series, off, now - 3);
        }
        expect(over.unknown).toBe(0);
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
