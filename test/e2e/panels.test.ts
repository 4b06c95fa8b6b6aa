/**
 * Every query of every page of both profiles against a real run: the simulated fleet, our processes and Prometheus as
 * they are delivered, well for a minute and then in faults. What takes longer to be told: `headwatch drill --panels`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { it } from 'vitest';
import { queriesOf } from '../../demo/drill/panels/queries.ts';
import { withStack } from './support/cell.ts';
import { judgeRun } from './support/panels/judgeRun.ts';
import { inject, phases } from './support/panels/phases.ts';

/** Seconds of a healthy fleet: four scrapes of the slow lane, so that rates have their window. */
const healthyFor = 60;

/** Milliseconds: its phases, and as many times all queries. */
const longest = 1_200_000;

const now = (): number => Date.now() / 1000;

it('shows a healthy fleet as healthy, and each fault as what it is', { timeout: longest }, async () => {
  await withStack(
    async (stack) => {
      await sleep(healthyFor * 1000);
      const healthyAt = now();
      const moments: number[] = [];
      for (const phase of phases) {
        await inject(stack, phase);
        await sleep(phase.seconds * 1000);
        moments.push(now());
        await stack.sim.clear();
        await sleep(phase.recovers * 1000);
      }
      await judgeRun(queriesOf(stack.urls.prometheus), { fleet: stack.fleet, healthyAt, moments });
    },
    { cloudflare: true },
  );
});
