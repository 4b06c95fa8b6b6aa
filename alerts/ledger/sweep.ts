/** Seconds of several regions side by side, stretch by stretch, and what they add up to. Pure. */
import { faultOfCode, isLost, noFaults, none, noSeconds, stateOfCode } from './codes.ts';
import type { Figures } from './model.ts';
import type { Range } from './month.ts';
import type { Run } from './runs.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type Tally = Mutable<Figures> & {
  readonly seconds: ReturnType<typeof noSeconds>;
  readonly faults: ReturnType<typeof noFaults>;
};

export const tallyOf = (region: string): Tally => ({
  region,
  seconds: noSeconds(),
  faults: noFaults(),
  maintenance: 0,
  upstream: 0,
  excluded: 0,
});

/** A second as it is, and as it would be without planned work, without the chain's own faults, without both. */
export interface Sides {
  readonly raw: number;
  readonly unplanned: number;
  readonly ours: number;
  readonly rest: number;
}

export const add = (to: Tally, { raw, unplanned, ours, rest }: Sides, seconds: number): void => {
  const state = stateOfCode(raw);
  if (!state) return;
  to.seconds[state] += seconds;
  const fault = faultOfCode(raw);
  if (fault) to.faults[fault] += seconds;
  if (!isLost(raw)) return;
  if (!isLost(unplanned)) to.maintenance += seconds;
  if (!isLost(ours)) to.upstream += seconds;
  if (!isLost(rest)) to.excluded += seconds;
};

/** Over regions that are known at that second; none where no region is. */
export const over = (sides: readonly Sides[], pick: (...codes: number[]) => number): Sides => {
  const known = sides.filter(({ raw }) => raw !== none);
  const of = (side: keyof Sides): number => (known.length === 0 ? none : pick(...known.map((each) => each[side])));
  return { raw: of('raw'), unplanned: of('unplanned'), ours: of('ours'), rest: of('rest') };
};

export interface Line {
  readonly region: string;
  readonly runs: readonly Run[];
}

/** Walks over all runs at once and calls back for each stretch in which nothing changes. */
export const sweep = (
  lines: readonly Line[],
  cuts: readonly number[],
  range: Range,
  visit: (from: number, seconds: number, runs: readonly (Run | undefined)[]) => void,
): void => {
  const edges = new Set<number>(cuts.filter((at) => at > range.from && at < range.to));
  for (const { runs } of lines) for (const { from, to } of runs) edges.add(from).add(to);
  const points = [...edges].sort((a, b) => a - b);
  const at = lines.map(() => 0);
  points.forEach((from, index) => {
    const to = points[index + 1];
    if (to === undefined) return;
    const here = lines.map(({ runs }, line) => {
      while ((runs[at[line] ?? 0]?.to ?? Number.POSITIVE_INFINITY) <= from) at[line] = (at[line] ?? 0) + 1;
      const run = runs[at[line] ?? 0];
      return run && run.from <= from ? run : undefined;
    });
    visit(from, to - from, here);
  });
};
