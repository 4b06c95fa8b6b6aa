/**
 * Every query of every page of both profiles against a real run: the simulated fleet, our processes and Prometheus as
 * they are delivered, well for a minute and then in faults. What takes longer to be told: `headwatch drill --panels`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { queriesOf } from '../../demo/drill/panels/queries.ts';
import { withStack } from './support/cell.ts';
import { judgeHealthy, judgePhase } from './support/panels/judgeRun.ts';
import { inject, phases } from './support/panels/phases.ts';

/** Seconds of a healthy fleet: four scrapes of the slow lane, so that rates have their window. */
const healthyFor = 60;

/** Milliseconds: its phases, and as many times all queries. */
const longest = 1_200_000;

it('shows a healthy fleet as healthy, and each fault as what it is', { timeout: longest }, async () => {
  await withStack(
    async ({ sim, processes, fleet, urls }) => {
      const prometheus = queriesOf(urls.prometheus);
      await sleep(healthyFor * 1000);
      const well = await judgeHealthy(prometheus, fleet);
      const wrong: string[] = [];
      for (const phase of phases) {
        await inject({ sim, processes }, phase);
        await sleep(phase.seconds * 1000);
        wrong.push(...(await judgePhase(prometheus, fleet, phase, well)));
        await sim.clear();
        await sleep(phase.recovers * 1000);
      }
      expect(wrong).toEqual([]);
    },
    { cloudflare: true },
  );
});
