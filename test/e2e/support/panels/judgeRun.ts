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
import { type Absent, badWhenHealthy, explains, notInThisRun } from './notInThisRun.ts';
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

/** Seconds that a page may be late: it reads a group of rules that is due once a minute, after a round of slow probes. */
const late = 75;
const again = 5;

interface Judged<Shown> {
  readonly shown: Shown;
  /** What is not as owed. */
  readonly wrong: readonly string[];
}

/** Judges again until all is as owed, or until it is late. */
const settled = async <Shown>(judge: (at: number) => Promise<Judged<Shown>>): Promise<Judged<Shown>> => {
  const due = Date.now() / 1000;
  for (;;) {
    const at = Date.now() / 1000;
    const judged = await judge(at);
    if (judged.wrong.length === 0 || at > due + late) return judged;
    await sleep(again * 1000);
  }
};

/** What is empty without a reason, and reasons that explain nothing. @param needed gets the reasons that explain something */
const judgeWell = async (
  prometheus: Queries,
  fleet: Fleet,
  at: number,
  needed: Set<Absent>,
): Promise<Judged<readonly Cell[]>> => {
  const healthy = await askPages(prometheus, fleet, at, true);
  const missing = await withoutSamples(prometheus, healthy, at);
  const empty = emptyOf(healthy).map(({ page, panel, expr }) => {
    const texts = selected(expr).map(({ text }) => ({ text, missing: missing.has(text) }));
    return {
      what: `${page.profile} ${page.name}: ${panel.title}: ${expr}`,
      by: notInThisRun.filter((entry) => texts.some((text) => explains(entry, text.text, text.missing))),
    };
  });
  const unexplained = empty.filter(({ by }) => by.length === 0);
  for (const entry of empty.flatMap(({ by }) => by)) needed.add(entry);
  const unused = notInThisRun.filter((entry) => entry.young !== true && entry.chance !== true && !needed.has(entry));

  const wrong = [
    ...unexplained.map(({ what }) => `empty: ${what}`),
    ...unused.map(({ series, match = '' }) => `explains no empty panel: ${series} ${match}`),
  ];
  return { shown: cellsOf(healthy), wrong };
};

const redOf = (shown: readonly Cell[]): readonly string[] =>
  shown
    .filter(({ color, panel, stateful }) => stateful && color === 'red' && !(panel in badWhenHealthy))
    .map(({ where, text }) => `red: ${where}: ${text}`);

/** A page shows what a healthy fleet has, and nothing bad of it. @returns its cells, for what a fault changes */
export const judgeHealthy = async (prometheus: Queries, fleet: Fleet): Promise<readonly Cell[]> => {
  // What is missing may still come; what was red once was wrong, whatever came after it.
  const red = new Set<string>();
  // A reason that was needed once was needed: while the page is waited for, more comes.
  const needed = new Set<Absent>();
  const { shown, wrong } = await settled(async (at) => {
    const judged = await judgeWell(prometheus, fleet, at, needed);
    for (const cell of redOf(judged.shown)) red.add(cell);
    return judged;
  });
  // Soft: what is wrong in the faults is told too, for the run was long.
  expect.soft([...wrong, ...red]).toEqual([]);
  return shown;
};

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
  const judged = await settled(async (at) => {
    const shown = cellsOf(await askPages(prometheus, fleet, at, false));
    return { shown, wrong: expectsOf(phase, fleet).flatMap((expected) => judgePanels(shown, well, expected)) };
  });
  return judged.wrong;
};
