/** What the pages show of a run, against what they owe. */
import { expect } from 'vitest';
import type { Fleet } from '../../../../collector/config/fleet.ts';
import { profiles } from '../../../../dashboards/kit/model.ts';
import { type Asked, ask, emptyOf } from '../../../../demo/drill/panels/ask.ts';
import { type Cell, cellsOf, isAbout, isGreen } from '../../../../demo/drill/panels/cells.ts';
import { pagesOf } from '../../../../demo/drill/panels/page.ts';
import { selected } from '../../../../demo/drill/panels/promql.ts';
import type { Queries } from '../../../../demo/drill/panels/queries.ts';
import { badWhenHealthy, explains, notInThisRun } from './notInThisRun.ts';
import { type Expected, phases } from './phases.ts';

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

const check = (cells: readonly Cell[], { name, about, says, private: own, may = {} }: Expected): void => {
  const concerned = cells.filter((cell) => isAbout(cell, about));
  const green = concerned.filter((cell) => isGreen(cell) && !(cell.panel in may));
  expect(
    green.map(({ where, text }) => `${where}: ${text}`),
    name,
  ).toEqual([]);
  for (const profile of own ? (['operator'] as const) : profiles) {
    const told = concerned.filter((cell) => cell.profile === profile).map(({ text }) => text);
    expect(
      told.some((text) => text.startsWith(says)),
      `${name}, ${profile}: ${told.join(', ')}`,
    ).toBe(true);
  }
};

export interface Run {
  readonly fleet: Fleet;
  /** Unix seconds: a healthy minute is over; each phase of faults has been told. */
  readonly healthyAt: number;
  readonly moments: readonly number[];
}

/** Asked afterwards: Prometheus remembers what each moment looked like. */
export const judgeRun = async (prometheus: Queries, { fleet, healthyAt, moments }: Run): Promise<void> => {
  const pages = profiles.flatMap((profile) =>
    [...pagesOf(profile, fleet)].map(([name, json]) => ({ name, profile, json })),
  );
  const askAll = async (at: number): Promise<readonly Asked[]> =>
    (await Promise.all(pages.map((page) => ask(prometheus, page, at)))).flat();

  const healthy = await askAll(healthyAt);
  const missing = await withoutSamples(prometheus, healthy, healthyAt);
  const empty = emptyOf(healthy).map(({ page, panel, expr }) => {
    const texts = selected(expr).map(({ text }) => ({ text, missing: missing.has(text) }));
    return {
      what: `${page.profile} ${page.name}: ${panel.title}: ${expr}`,
      by: notInThisRun.filter((entry) => texts.some((text) => explains(entry, text.text, text.missing))),
    };
  });
  expect(empty.filter(({ by }) => by.length === 0).map(({ what }) => what)).toEqual([]);
  const needed = new Set(empty.flatMap(({ by }) => by));
  expect(notInThisRun.filter((entry) => entry.young !== true && !needed.has(entry))).toEqual([]);

  const bad = cellsOf(healthy).filter(({ color, panel }) => color === 'red' && !(panel in badWhenHealthy));
  expect(bad.map(({ where, text }) => `${where}: ${text}`)).toEqual([]);
  for (const [index, { expects }] of phases.entries()) {
    const cells = cellsOf(await askAll(moments[index] ?? 0));
    for (const expected of expects(fleet)) check(cells, expected);
  }
};
