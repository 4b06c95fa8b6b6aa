/** What the pages show of a run, against what they owe. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { type Asked, emptyOf } from '../../../../demo/drill/panels/ask.ts';
import { type Cell, cellsOf } from '../../../../demo/drill/panels/cells.ts';
import { judgePanels } from '../../../../demo/drill/panels/judge.ts';
import { selected } from '../../../../demo/drill/panels/promql.ts';
import { askPages } from '../../../../demo/drill/panels/prove.ts';
import type { Queries } from '../../../../demo/drill/panels/queries.ts';
import { badWhenHealthy, explains, notInThisRun } from './notInThisRun.ts';
import { expectsOf, type Phase } from './phases.ts';

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

/** A page shows what a healthy fleet has, and nothing bad of it. @returns its cells, for what a fault changes */
export const judgeHealthy = async (prometheus: Queries, fleet: Fleet, at: number): Promise<readonly Cell[]> => {
  const healthy = await askPages(prometheus, fleet, at, true);
  const missing = await withoutSamples(prometheus, healthy, at);
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
  return well;
};

/** Seconds that a phase may be late: slow probes are scraped a round later on a busy machine. */
const late = 60;
const again = 5;

/**
 * What the pages show of a phase that stands, against what they owe: as soon as all of it is there, or when it is late.
 * @param well what they showed of the healthy fleet @returns what is not as owed
 */
export const judgePhase = async (
  prometheus: Queries,
  fleet: Fleet,
  phase: Phase,
  well: readonly Cell[],
): Promise<readonly string[]> => {
  const due = Date.now() / 1000;
  for (;;) {
    const at = Date.now() / 1000;
    const cells = cellsOf(await askPages(prometheus, fleet, at, false));
    const wrong = expectsOf(phase, fleet).flatMap((expected) => judgePanels(cells, well, expected));
    if (wrong.length === 0 || at > due + late) return wrong;
    await sleep(again * 1000);
  }
};
