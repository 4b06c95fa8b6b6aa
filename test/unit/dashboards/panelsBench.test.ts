/** The bench of the panels in small: it asks everything that is there, on a store that it made. */
import { expect, it } from 'vitest';
import { panelsOf } from '../../../demo/drill/panels/page.ts';
import { panelsBench } from '../../bench/panels.ts';
import { fleets, pages } from './support/pages.ts';

it('asks every query of every panel, finds data, and names the slowest', async () => {
  const own = pages.filter(({ fleet }) => fleet === 'minimal');
  const panels = own.flatMap(({ json }) => panelsOf(json));
  const said: string[] = [];
  const figures = await panelsBench({
    fleet: fleets.minimal,
    days: 1,
    repeats: 2,
    keep: false,
    progress: (line) => said.push(line),
  });
  expect(figures).toMatchObject({
    dashboards: own.length,
    panels: panels.length,
    targets: panels.reduce((sum, { targets }) => sum + targets.length, 0),
    days: 1,
  });
  expect(figures.samples).toBeGreaterThan(figures.series * 24);
  expect(figures.p95_ms).toBeGreaterThan(0);
  expect(figures.slowest[0]?.p95_ms).toBe(figures.p95_ms);
  expect(figures.slowest.map(({ p95_ms }) => p95_ms)).toEqual(
    figures.slowest.map(({ p95_ms }) => p95_ms).toSorted((a, b) => b - a),
  );
  expect(figures.empty).toEqual([]);
}, 120_000);
