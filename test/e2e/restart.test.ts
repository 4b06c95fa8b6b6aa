/** What an ordinary restart costs, an upgrade for example: seconds that nobody counted, and what is told twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openStore, storeFile } from '../../alerts/router/store/store.ts';
import type { Stack } from '../../demo/stack/stack.ts';
import { rawSeconds } from '../support/edgeSeconds.ts';
import { untilResolved, waitFor, withStack } from './support/cell.ts';
import { withCommand } from './support/command.ts';

/** Seconds of a window of Prometheus's samples in which the central vantage's view of the edge is not known. */
const unknownSeconds = async (stack: Stack, from: number, to: number): Promise<number> => {
  const all = await rawSeconds(stack.urls.prometheus, 'target="arb",region="eu",vantage="eu"', 6);
  const known = all
    .filter(({ state }) => state !== 'unknown')
    .reduce((sum, { times, values }) => {
      const first = times.findLastIndex((time) => time <= from);
      const last = times.findLastIndex((time) => time <= to);
      // A counter that starts anew has gained what it says.
      const steps = values.slice(first + 1, last + 1).map((value, index) => {
        const before = values[first + index] ?? 0;
        return value >= before ? value - before : value;
      });
      return sum + steps.reduce((inner, step) => inner + step, 0);
    }, 0);
  return to - from - known;
};

describe.concurrent('a restart', () => {
  it('costs at most five unknown seconds for the collector, none for the others, and tells nothing twice', async () => {
    await withStack(
      async (stack) => {
        // Until the first journeys have been.
        await sleep(15_000);
        let busy = 0;
        const restart = async (name: string): Promise<number> => {
          const from = Date.now() / 1000 - 3;
          await stack.processes.kill(name, 'SIGTERM');
          const begun = Date.now();
          await stack.processes.restart(name);
          // A start takes two seconds or three; the rest is other work of this machine, and printed.
          busy = Math.max(0, (Date.now() - begun) / 1000 - 3);
          // Until the first journeys, and samples that are a second old.
          await sleep(12_000);
          return unknownSeconds(stack, from, Date.now() / 1000 - 2);
        };
        await stack.sim.fault('edge-down', true);
        await waitFor('the page and the card', stack, ({ pages, cards }) => pages.length > 0 && cards.length > 0, 90);

        const cost: Record<string, number> = {};
        for (const name of ['router', 'prometheus', 'alertmanager', 'collector']) cost[name] = await restart(name);
        console.log(`unknown seconds: ${JSON.stringify(cost)}, for a busy machine ${busy}`);
        // A sample may be up to a second old at either end.
        for (const name of ['router', 'prometheus', 'alertmanager']) expect(cost[name], name).toBeLessThan(2.1);
        expect(cost.collector).toBeLessThanOrEqual(5 + 1.1 + busy);

        const place = mkdtempSync(join(tmpdir(), 'headwatch-restored-'));
        try {
          const to = join(place, 'home');
          const { ran } = await withCommand(
            ['backup', to, '--config', join(stack.home, 'fleet.yaml')],
            async () => undefined,
          );
          expect(ran.code, ran.err).toBe(0);
          const restored = openStore(storeFile(to));
          expect(restored.openIncidents()).toMatchObject([{ scope: 'edge:arb', headline: 'EdgeDown' }]);
          expect(restored.openIncidents()[0]?.messageId).not.toBeNull();
          restored.close();
        } finally {
          rmSync(place, { recursive: true });
        }

        await stack.sim.clear();
        const end = await untilResolved(stack);
        expect(end.cards).toHaveLength(1);
        expect(end.pages).toHaveLength(1);
      },
      { vantages: false, scale: 0.34, cloudflare: false },
    );
  });
});
