/**
 * A month as it might have been, to the fraction of a second: faults of the service and of its monitor, drawn from a
 * fixed seed. This is the truth that the ledger is held to. Times are Unix seconds, fractions meant.
 */

import { randomFrom } from '../../../demo/sim/random.ts';

export const regions = ['eu', 'us', 'ap'] as const;
export type Region = (typeof regions)[number];

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** `hang`: no answer, which is known only when the deadline is over; `refused` at once. */
export const faultKinds = ['refused', 'hang', 'bad_answer', 'stale', 'journey', 'halt', 'blind'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault extends Stretch {
  readonly kind: FaultKind;
}

/** A life of a collector; its counters begin at zero. */
export interface Life extends Stretch {
  /** Stretches in which nobody scraped it. */
  readonly unseen: readonly Stretch[];
}

export interface RegionScript {
  readonly region: Region;
  readonly faults: readonly Fault[];
  readonly lives: readonly Life[];
  /** Single ticks that ran late and prove nothing, as times inside them. */
  readonly tainted: readonly number[];
  /** Seconds from whole ones at which this vantage is scraped. */
  readonly scrapeAt: number;
}

/** An edge's window that was announced in time. */
export interface PlannedWindow extends Stretch {
  /** All regions when empty. */
  readonly regions: readonly Region[];
}

export interface Script extends Stretch {
  readonly regions: readonly RegionScript[];
  readonly windows: readonly PlannedWindow[];
}

const touches = (a: Stretch, b: Stretch, margin = 0): boolean => a.from < b.to + margin && b.from < a.to + margin;

/** Short ones are much more frequent than long ones. */
const between = (random: () => number, low: number, high: number): number => low * (high / low) ** random();

/** Stretches of random lengths, one after the other, that may touch nothing in `clear`. */
const scatter = (
  random: () => number,
  { from, to }: Stretch,
  every: number,
  [low, high]: readonly [number, number],
  clear: readonly Stretch[] = [],
): readonly Stretch[] => {
  const list: Stretch[] = [];
  for (let at = from + every * random(); ; at += -every * Math.log(1 - random())) {
    const stretch = { from: at, to: at + between(random, low, high) };
    if (stretch.to > to) return list;
    if (!clear.some((other) => touches(other, stretch, 120))) list.push(stretch);
    at = stretch.to;
  }
};

const kinded = (stretches: readonly Stretch[], kind: FaultKind): readonly Fault[] =>
  stretches.map((stretch) => ({ ...stretch, kind }));

/**
 * What a gap of the samples hides is counted, but not when in the gap it was. So that the figures over several regions
 * have one right answer all the same, the other regions are well around it, and no window is open.
 */
const hiddenGaps = (random: () => number, range: Stretch, hour: number, clear: readonly Stretch[]) =>
  scatter(random, range, 12 * hour, [10, 2 * hour], clear).map((gap) => {
    const length = gap.to - gap.from;
    const start = gap.from + length * (0.1 + 0.3 * random());
    const kind = faultKinds[Math.floor(random() * 5)] ?? 'refused';
    return { gap, fault: { from: start, to: start + length * (0.1 + 0.4 * random()), kind } };
  });

const livesOf = (
  first: number,
  range: Stretch,
  deaths: readonly Stretch[],
  gaps: readonly Stretch[],
): readonly Life[] => {
  const starts = [first, ...deaths.map(({ to }) => to)];
  return starts.map((from, index) => {
    const to = deaths[index]?.from ?? range.to;
    return { from, to, unseen: gaps.filter((gap) => gap.from >= from && gap.to <= to) };
  });
};

/**
 * @param range whole seconds
 * @param borders where figures begin and end: no gap hides on which side of one something was
 * @param pace how many times as much happens as in a bad month; what happens is shorter by as much
 */
export const writeScript = (seed: number, range: Stretch, borders: readonly number[], pace = 1): Script => {
  const random = randomFrom(seed);
  const hour = 3600 / pace;
  const day = 24 * hour;
  const minute = hour / 60;
  const inner = { from: range.from + 120, to: range.to - 120 };
  const halts = kinded(scatter(random, inner, 4 * day, [20, 2 * hour]), 'halt');
  const everywhere = kinded(scatter(random, inner, 2 * day, [0.5, hour]), 'refused');
  const shared = [...halts, ...everywhere];
  const windows = scatter(random, inner, 3 * day, [10 * minute, 3 * hour]).map(
    ({ from, to }, index): PlannedWindow => ({
      from: Math.floor(from),
      to: Math.floor(to),
      regions: index % 2 === 0 ? [] : [regions[Math.floor(random() * regions.length)] ?? 'eu'],
    }),
  );
  const hidden: { readonly gap: Stretch; readonly fault: Fault }[][] = [];
  for (const _ of regions) {
    const taken = [
      ...borders.map((at) => ({ from: at, to: at })),
      ...shared,
      ...windows,
      ...hidden.flat().map(({ gap }) => gap),
    ];
    hidden.push(hiddenGaps(random, inner, hour, taken));
  }
  const allHidden = hidden.flat().map(({ gap }) => gap);
  const scripts = regions.map((region, index): RegionScript => {
    const own = hidden[index] ?? [];
    const far = (every: number, lengths: readonly [number, number]) =>
      scatter(random, inner, every, lengths, allHidden);
    const deaths = far(4 * day, [4, 3 * hour]);
    // One gap that is too long to be believed: longer than 13 h.
    const long =
      pace === 1 && range.to - range.from > 20 * day && region === 'ap'
        ? { from: range.from + 19.4 * day, to: range.from + 20 * day }
        : undefined;
    const free = (stretch: Stretch): boolean => !long || !touches(long, stretch, 120);
    const faults: readonly Fault[] = [
      ...shared,
      ...own.map(({ fault }) => fault),
      ...kinded(far(8 * hour, [0.5, hour]), 'refused'),
      ...kinded(far(12 * hour, [0.5, hour]), 'hang'),
      ...kinded(far(12 * hour, [0.5, 10 * minute]), 'bad_answer'),
      ...kinded(far(8 * hour, [0.5, 2 * hour]), 'stale'),
      ...kinded(far(12 * hour, [0.5, hour]), 'journey'),
      ...kinded(far(day, [0.5, 10 * minute]), 'blind'),
      ...(long ? [{ from: long.from + 100, to: long.from + 700, kind: 'refused' as const }] : []),
    ];
    // Nothing changes inside these, so that they cost nothing: one state before, after and between.
    const quiet = scatter(random, inner, day / 2, [6, hour], [...allHidden, ...deaths, ...faults]);
    const gaps = [...own.map(({ gap }) => gap), ...quiet].filter(free);
    return {
      region,
      faults,
      lives: livesOf(range.from + random(), range, deaths.filter(free), [...gaps, ...(long ? [long] : [])]),
      tainted: far(day / 2, [0.5, 0.6]).map(({ from }) => from),
      scrapeAt: random(),
    };
  });
  return { ...range, regions: scripts, windows };
};
