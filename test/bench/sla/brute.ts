/**
 * Interval arithmetic by brute force, second by second over the script. Knows nothing of the ledger and shares no code
 * with it: only the definitions, docs/second.md and docs/ledger.md.
 */
import type { PlannedWindow, Region, Script, Stretch } from './script.ts';
import { codeOf, type Observed, type RegionSeconds, worths } from './seconds.ts';

/** Samples this far apart are a gap: its seconds are counted, but not when in it they were. */
const gap = 5;
/** A longer gap is not believed. */
const longestGap = 13 * 3600;

const none = codeOf('none');
const good = codeOf('good');
const unknown = codeOf('unknown');
const halted = codeOf('halted');

export interface Known {
  readonly region: Region;
  readonly from: number;
  /** What can be known of each second from the samples that were stored. */
  readonly codes: Uint8Array;
  /** 1 where a second lies in a gap together with others that were worth something else. */
  readonly hidden: Uint8Array;
}

export const known = ({ script, from, codes }: RegionSeconds, { toldBy, silences }: Observed): Known => {
  const seen = new Uint8Array(codes.length);
  const hidden = new Uint8Array(codes.length);
  let begun = false;
  for (let index = 0; index < codes.length; index += 1) {
    const teller = toldBy[index] ?? -1;
    const silence = silences[teller] ?? 0;
    // The very first sample may be of a process that was older; it only says where to count from.
    if (teller > 0 && silence <= longestGap) {
      begun = true;
      seen[index] = codes[index] ?? none;
    } else seen[index] = begun ? unknown : none;
  }
  for (let index = 0; index < codes.length; ) {
    const teller = toldBy[index] ?? -1;
    let end = index + 1;
    while (end < codes.length && toldBy[end] === teller) end += 1;
    const mixed = seen.subarray(index, end).some((code) => code !== seen[index]);
    if (teller > 0 && (silences[teller] ?? 0) > gap && mixed) hidden.fill(1, index, end);
    index = end;
  }
  return { region: script.region, from, codes: seen, hidden };
};

/** Seconds of each worth, and what leaves the raw figure. */
export interface Sum {
  readonly worths: number[];
  maintenance: number;
  upstream: number;
}
const emptySum = (): Sum => ({ worths: worths.map(() => 0), maintenance: 0, upstream: 0 });

export interface BruteFigures {
  readonly any: Sum;
  readonly all: Sum;
  readonly regions: ReadonlyMap<Region, Sum>;
}

const plannedAt = (windows: readonly PlannedWindow[], region: Region, at: number): boolean =>
  windows.some(
    (window) => window.from <= at && at < window.to && (window.regions.length === 0 || window.regions.includes(region)),
  );

/** `any` takes the worst of the regions, `all` the best, of those of which something is known. */
const pick = (codes: readonly number[], best: boolean): number => {
  const there = codes.filter((code) => code !== none);
  if (there.length === 0) return none;
  return best ? Math.min(...there) : Math.max(...there);
};

const add = (sum: Sum, raw: number, unplanned: number, ours: number): void => {
  sum.worths[raw] = (sum.worths[raw] ?? 0) + 1;
  if (raw >= halted && unplanned < halted) sum.maintenance += 1;
  if (raw >= halted && ours < halted) sum.upstream += 1;
};

/**
 * @param ends up to when the figures of a region reach
 */
export const bruteFigures = (
  script: Script,
  all: readonly Known[],
  month: Stretch,
  ends: ReadonlyMap<Region, number>,
): BruteFigures => {
  const sums = new Map(all.map(({ region }) => [region, emptySum()]));
  const [anySum, allSum] = [emptySum(), emptySum()];
  for (let at = month.from; at < month.to; at += 1) {
    const raw = all.map(({ region, from, codes }) =>
      at < (ends.get(region) ?? 0) ? (codes[at - from] ?? unknown) : none,
    );
    const unplanned = raw.map((code, index) => {
      const region = all[index]?.region ?? 'eu';
      return code > halted && plannedAt(script.windows, region, at) ? good : code;
    });
    const ours = raw.map((code) => (code === halted ? good : code));
    all.forEach(({ region }, index) => {
      const sum = sums.get(region);
      if (sum) add(sum, raw[index] ?? none, unplanned[index] ?? none, ours[index] ?? none);
    });
    add(anySum, pick(raw, false), pick(unplanned, false), pick(ours, false));
    add(allSum, pick(raw, true), pick(unplanned, true), pick(ours, true));
  }
  return { any: anySum, all: allSum, regions: sums };
};

export type Colour = 'bad' | 'halted' | 'unknown';
const colourOf = (code: number): Colour | undefined => {
  if (code <= good) return undefined;
  if (code === unknown) return 'unknown';
  return code === halted ? 'halted' : 'bad';
};

/** A run of seconds of one colour whose place is known. */
export interface BruteInterval extends Stretch {
  readonly region: Region;
  readonly colour: Colour;
}

export const bruteIntervals = (each: Known, month: Stretch, end: number): readonly BruteInterval[] => {
  const list: BruteInterval[] = [];
  const last = Math.min(month.to, end);
  const at = (second: number): Colour | undefined =>
    second < last && each.hidden[second - each.from] === 0
      ? colourOf(each.codes[second - each.from] ?? none)
      : undefined;
  for (let second = month.from; second < last; ) {
    const colour = at(second);
    let to = second + 1;
    if (colour !== undefined) {
      while (at(to) === colour) to += 1;
      list.push({ region: each.region, colour, from: second, to });
    }
    second = to;
  }
  return list;
};
