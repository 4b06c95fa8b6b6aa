/**
 * How densely each series is stored. As far back as any panel reads it: every sample that Prometheus would hold. Before
 * that: two a block, so that each series is in the index of every block, as it would be, without gigabytes of samples
 * that no panel asks for.
 */
import { selected } from '../../../demo/drill/panels/promql.ts';
import type { PanelRequests } from './requests.ts';

/** Prometheus looks back for the newest sample of a series this long. */
const staleness = 300;

const units: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

const durationOf = (text: string): number =>
  [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );

/** Series name → seconds before now that panels read it. */
export const reachOf = (panels: readonly PanelRequests[]): ReadonlyMap<string, number> => {
  const reach = new Map<string, number>();
  for (const { requests } of panels) {
    for (const { expr, range } of requests) {
      const offset = Math.max(0, ...[...expr.matchAll(/offset\s+(\w+)/g)].map(([, text = '']) => durationOf(text)));
      for (const { name, range: window = '' } of selected(expr)) {
        const back = (range?.seconds ?? 0) + durationOf(window) + offset + staleness;
        reach.set(name, Math.max(reach.get(name) ?? 0, back));
      }
    }
  }
  return reach;
};
