/** The whole system with the real Prometheus and Alertmanager. Every cell has a stack of its own; they run side by side. */
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { judgeCell } from '../../demo/drill/matrix/judgeCell.ts';
import { runCell } from '../../demo/drill/matrix/runCell.ts';
import type { DrillResult } from '../../demo/drill/result.ts';
import type { FaultName } from '../../demo/faults/index.ts';
import { findBinaries } from '../../demo/stack/binaries.ts';
import { getText } from '../../demo/stack/http.ts';
import { expectSameKeys, untilResolved, waitFor, withStack } from './support/cell.ts';
import { withCommand } from './support/command.ts';

/** The router holds cards below a page for a minute instead of three after Alertmanager's start. */
const scale = '0.34';
const nothingLeft = { files: [], processes: [] };

describe.concurrent('drill', () => {
  const owed: readonly (readonly [FaultName, Partial<DrillResult>])[] = [
    ['node-down', { cards: 1, pages: 0, cause: 'own_node', due_ms: 10_000 }],
    ['chain-halt', { cards: 1, pages: 0, cause: 'upstream_chain', due_ms: 30_000 }],
    ['edge-stale-one-region', { cards: 1, pages: 1, cause: 'edge', due_ms: 50_000 }],
  ];
  it.each(owed)('%s: what is owed comes once, on time, with its cause, and is resolved', async (fault, expected) => {
    const args = ['drill', '--fault', fault, '--json', '--scale', scale];
    const { ran, ...left } = await withCommand(args, async () => undefined);
    const lines = ran.out.trim().split('\n');
    expect(lines, ran.err).toHaveLength(1);
    // One line of our own JSON; the comparison checks what it holds.
    const result = JSON.parse(lines[0] ?? '') as DrillResult;
    expect(result, ran.err).toMatchObject({ fault, ok: true, resolved: true, ...expected });
    expect(ran.code).toBe(0);
    expect(left).toEqual(nothingLeft);
  });
});

describe.concurrent('a process killed for 20 s in the middle of an incident', () => {
  it.each(['collector', 'router', 'prometheus', 'alertmanager'] as const)(
    '%s: one card, one page, one end',
    async (victim) => {
      await withStack(async (stack) => {
        const said: string[] = [];
        const played = await runCell(stack, { victim, when: 'after' }, 'edge-down', (line) => said.push(line));
        const result = judgeCell(played);
        expect(result, said.join('\n')).toMatchObject({ cards: 1, pages: 1, resolved: true, ok: true });
        expect(result.outage_s).toBeGreaterThanOrEqual(20);
        await expectSameKeys(stack);
      });
    },
  );
});

describe.concurrent('pages', () => {
  it('an acknowledged RedundancyGone does not swallow the EdgeDown that follows', async () => {
    await withStack(async (stack) => {
      for (const target of ['arb-us', 'arb-ap']) await stack.sim.set({ target, mode: 'refuse' }, true);
      const risk = await waitFor('the page of class risk', stack, ({ pages }) => pages.length > 0, 60);
      expect(risk.pages).toMatchObject([{ pageClass: 'risk', scope: 'edge:arb' }]);
      await stack.standins.acknowledge(risk.pages[0]?.dedupKey ?? '');

      await stack.sim.fault('edge-down', true);
      const both = await waitFor('the page of class outage', stack, ({ pages }) => pages.length > 1, 60);
      expect(both.pages.map((page) => page.pageClass)).toEqual(['risk', 'outage']);
      const { pagerduty } = await stack.standins.state();
      expect(pagerduty.incidents.map(({ status }) => status)).toEqual(['acknowledged', 'triggered']);

      await stack.sim.clear();
      const end = await untilResolved(stack);
      expect(end.pages).toHaveLength(2);
      await expectSameKeys(stack);
    });
  });
});

describe.concurrent('demo', () => {
  it('--once tells an incident from its injection to its end and leaves nothing behind', async () => {
    const { ran, ...left } = await withCommand(['demo', '--once'], async () => undefined);
    expect(ran.code, ran.err).toBe(0);
    const steps = ['Injected', 'Mended', 'resolved', 'Over: everything that was owed came, once, and is resolved.'];
    const places = steps.map((step) => ran.err.indexOf(step, ran.err.indexOf('Injected')));
    expect(places, ran.err).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    for (const told of ['Status page', "Stand-ins' page", 'Discord card: arb', 'PagerDuty page: edge:arb']) {
      expect(ran.err).toContain(told);
    }
    expect(ran.out).toBe('');
    expect(left).toEqual(nothingLeft);
  });

  it('stops cleanly on Ctrl-C', async () => {
    const { ran, ...left } = await withCommand(['demo', '--no-fault'], async ({ child }) => {
      await sleep(2000);
      child.kill('SIGINT');
    });
    expect(ran.code, ran.err).toBe(0);
    expect(ran.err).toContain('nothing is left behind');
    expect(left).toEqual(nothingLeft);
  });
});

describe.concurrent('metrics', () => {
  it('promtool finds nothing to say about a live scrape of any listener', async () => {
    const { promtool } = await findBinaries();
    await withStack(async (stack) => {
      // Once every 15 s: until then the slow lane has nothing to show.
      await sleep(6000);
      const { collector, router } = stack.urls;
      const vantage = `http://127.0.0.1:${stack.ports.vantages.us}`;
      for (const url of [collector, vantage].flatMap((base) => [`${base}/metrics/fast`, `${base}/metrics`])) {
        await expectClean(promtool, url);
      }
      await expectClean(promtool, `${router}/metrics`);
    });
  });
});

const expectClean = async (promtool: string, url: string): Promise<void> => {
  const text = await getText(url);
  expect(text, url).toMatch(/^headwatch_/m);
  const checked = promisify(execFile)(promtool, ['check', 'metrics']);
  checked.child.stdin?.end(text);
  // Rejects on any exit code but 0; what it prints is a complaint.
  const { stdout, stderr } = await checked;
  expect(stdout + stderr, url).toBe('');
};
