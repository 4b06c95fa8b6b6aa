/** What the pages show of a run, against what they owe. */
import { expect } from 'vitest';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { type Asked, emptyOf } from '../../../../demo/drill/panels/ask.ts';
import { cellsOf } from '../../../../demo/drill/panels/cells.ts';
import { judgePanels } from '../../../../demo/drill/panels/judge.ts';
import { selected } from '../../../../demo/drill/panels/promql.ts';
import { askPages } from '../../../../demo/drill/panels/prove.ts';
import type { Queries } from '../../../../demo/drill/panels/queries.ts';
import { badWhenHealthy, explains, notInThisRun } from './notInThisRun.ts';
import { expectsOf, phases } from './phases.ts';

/** Selectors that have found no sample in the run so far. */
const withoutSamples = async (
  prometheus: Queries,
  asked: readonly Asked[],
  at: number,
): Promise<ReadonlySet<string>> => {
  const texts = new Set(asked.flatMap(({ expr }) => selected(expr).map(({ text }) => text)));
  const found = await Promise.all(
    [...texts].map(async (text) => {
      const samples = await prometheus.instant(`count(last_over_time(${text}[10m]))`, at);
      return samples.length === 0 ? [text] : [];
    }),
  );
  return new Set(found.flat());
};

export interface Run {
  readonly fleet: Fleet;
  /** Unix seconds: a healthy minute is over; each phase of faults has been told. */
  readonly healthyAt: number;
  readonly moments: readonly number[];
}

/** Asked afterwards: Prometheus remembers what each moment looked like. */
export const judgeRun = async (prometheus: Queries, { fleet, healthyAt, moments }: Run): Promise<void> => {
  const healthy = await askPages(prometheus, fleet, healthyAt, true);
  const missing = await withoutSamples(prometheus, healthy, healthyAt);
  const empty = emptyOf(healthy).map(({ page, panel, expr }) => {
    const texts = selected(expr).map(({ text }) => ({ text, missing: missing.has(text) }));
    return {
      what: `${page.profile} ${page.name}: ${panel.title}: ${expr}`,
      by: notInThisRun.filter((entry) => texts.some((text) => explains(entry, text.text, text.missing))),
    };
  });
  // Soft: what else is wrong is told too, for the run was long.
  expect.soft(empty.filter(({ by }) => by.length === 0).map(({ what }) => what)).toEqual([]);
  const needed = new Set(empty.flatMap(({ by }) => by));
  const unused = notInThisRun.filter((entry) => entry.young !== true && entry.chance !== true && !needed.has(entry));
  expect.soft(unused).toEqual([]);

  const well = cellsOf(healthy);
  const bad = well.filter(({ color, panel, stateful }) => stateful && color === 'red' && !(panel in badWhenHealthy));
  expect.soft(bad.map(({ where, text }) => `${where}: ${text}`)).toEqual([]);
  const wrong: string[] = [];
  for (const [index, phase] of phases.entries()) {
    const cells = cellsOf(await askPages(prometheus, fleet, moments[index] ?? 0, false));
    wrong.push(...expectsOf(phase, fleet).flatMap((expected) => judgePanels(cells, well, expected)));
  }
  expect(wrong).toEqual([]);
};
