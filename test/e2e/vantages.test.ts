/** A vantage that ships: the central host goes away and comes back, and no second of that region is lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { getJson, isUp } from '../../demo/stack/http.ts';
import type { Stack } from '../../demo/stack/stack.ts';
import { withStack } from './support/cell.ts';

const answerSchema = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])) }),
    ),
  }),
});

interface Series {
  readonly state: string;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Raw samples of the last minutes, as the ledger reads them: a range vector at one instant fills no gap. */
const rawSeconds = async (stack: Stack, selector: string, minutes: number): Promise<readonly Series[]> => {
  const query = `headwatch_edge_seconds_total{${selector}}[${minutes}m]`;
  const answer = await getJson(`${stack.urls.prometheus}/api/v1/query?query=${encodeURIComponent(query)}`);
  return answerSchema.parse(answer).data.result.map(({ metric, values }) => ({
    state: metric.state ?? '',
    times: values.map(([at]) => at),
    values: values.map(([, value]) => Number(value)),
  }));
};

const longestGap = (times: readonly number[]): number =>
  Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));

/** What the counter gained between two moments. */
const gained = ({ times, values }: Series, from: number, to: number): number => {
  const at = (moment: number): number => values[times.findLastIndex((time) => time <= moment)] ?? Number.NaN;
  return at(to) - at(from);
};

describe.concurrent('the central host is off for 45 s', () => {
  it('a vantage that ships loses no second; one that is scraped loses them all', async () => {
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

        const shipped = await rawSeconds(stack, 'target="arb",region="ap",vantage="ap"', 3);
        expect(shipped.map(({ state }) => state).toSorted()).toEqual(['bad', 'good', 'halted', 'unknown']);
        const over: Record<string, number> = {};
        for (const series of shipped) {
          expect(longestGap(series.times.filter((time) => time > off - 5))).toBeLessThanOrEqual(2);
          expect(series.times.at(-1)).toBeGreaterThan(now - 3);
          over[series.state] = gained(series, off, now - 3);
        }
        expect(over.unknown).toBe(0);
        expect(over.bad).toBeGreaterThanOrEqual(9);
        expect(over.bad).toBeLessThanOrEqual(14);

        const [scraped] = await rawSeconds(stack, 'target="arb",region="us",vantage="us",state="good"', 3);
        expect(longestGap(scraped?.times ?? [])).toBeGreaterThan(40);
      },
      { agents: ['ap'], objective: 90 },
    );
  });
});
