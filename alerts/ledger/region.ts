/** From the lines of the vantages of a region to its seconds, and from seconds to intervals. Pure. */
import type { EdgeFault, EdgeState } from '../../collector/catalogue/labels.ts';
import { combineStates } from '../../collector/verdict/region.ts';
import { faultOfCode, good, isBad, noFaults, none, noSeconds, stateOfCode, unknown } from './codes.ts';
import type { Interval, SecondsByFault, SecondsByState } from './model.ts';
import { monthOf, monthRange, type Range } from './month.ts';
import type { VantageLine } from './timeline.ts';

/** Seconds of an edge in a region. */
export interface RegionLine {
  readonly from: number;
  readonly codes: Uint8Array;
  readonly placed: Uint8Array;
}

/** The code of a second over all vantages; `none` while none of them has said anything. */
const combine = (codes: readonly number[]): number => {
  const first = codes[0] ?? none;
  if (codes.every((code) => code === first)) return first;
  const states = codes.flatMap((code) => stateOfCode(code) ?? []);
  if (states.length === 0) return none;
  const state = combineStates(states);
  return Math.max(...codes.filter((code) => stateOfCode(code) === state));
};

/**
 * @param known whether something was known of the region before the range: from then on silence is unknown, before the
 * first second that anyone knows it is nothing
 */
export const regionLine = (from: number, length: number, lines: readonly VantageLine[], known: boolean): RegionLine => {
  const codes = new Uint8Array(length);
  const placed = new Uint8Array(length).fill(1);
  let begun = known;
  const [only] = lines.length === 1 ? lines : [];
  for (let index = 0; index < length; index += 1) {
    const code = only ? (only.codes[index] ?? none) : combine(lines.map((line) => line.codes[index] ?? none));
    if (code !== none) begun = true;
    codes[index] = code === none && begun ? unknown : code;
    if (lines.some((line) => line.placed[index] === 0)) placed[index] = 0;
  }
  return { from, codes, placed };
};

export type IntervalDraft = Pick<Interval, 'state' | 'from' | 'to' | 'seconds' | 'faults' | 'faultRuns'>;

export interface Account {
  readonly seconds: SecondsByState;
  readonly faults: SecondsByFault;
  readonly intervals: readonly IntervalDraft[];
}

type Draft = { -readonly [K in keyof IntervalDraft]: IntervalDraft[K] } & {
  faults: Record<EdgeFault, number>;
  runs: [EdgeFault, number][];
};

const draftOf = (state: Draft['state'], from: number): Draft => ({
  ...{ state, from, to: from, seconds: 0, faults: noFaults(), runs: [] },
});

const extend = (draft: Draft, code: number): void => {
  draft.seconds += 1;
  const fault = faultOfCode(code);
  if (!fault) return;
  draft.faults[fault] += 1;
  const last = draft.runs.at(-1);
  if (last?.[0] === fault) last[1] += 1;
  else draft.runs.push([fault, 1]);
};

const finished = ({ runs, ...draft }: Draft, located: boolean): IntervalDraft =>
  located && runs.length > 1 ? { ...draft, faultRuns: runs } : draft;

/** The order in which seconds without a place are laid out again (runs.ts). */
const stateOrder = ['bad', 'halted', 'unknown'] as const satisfies readonly EdgeState[];

/** Seconds in a gap: their states are known, not their order; each state is one interval over the whole gap. */
const gapIntervals = (line: RegionLine, { from, to }: Range): IntervalDraft[] => {
  const drafts = new Map<string, Draft>();
  for (let at = from; at < to; at += 1) {
    const code = line.codes[at - line.from] ?? none;
    const state = stateOfCode(code);
    if (!state || state === 'good') continue;
    const draft = drafts.get(state) ?? draftOf(state, from);
    drafts.set(state, draft);
    extend(draft, code);
    draft.to = to;
  }
  return stateOrder.flatMap((state) => {
    const draft = drafts.get(state);
    return draft ? [finished(draft, false)] : [];
  });
};

/** The account of a stretch of a line. */
export const accountOf = (line: RegionLine, { from, to }: Range): Account => {
  const seconds = noSeconds();
  const faults = noFaults();
  const intervals: IntervalDraft[] = [];
  let open: Draft | undefined;
  const close = (): void => {
    if (open) intervals.push(finished(open, true));
    open = undefined;
  };
  let at = from;
  while (at < to) {
    const index = at - line.from;
    if (line.placed[index] === 0) {
      close();
      let end = at;
      while (end < to && line.placed[end - line.from] === 0) end += 1;
      intervals.push(...gapIntervals(line, { from: at, to: end }));
      at = end;
      continue;
    }
    const code = line.codes[index] ?? none;
    const state = stateOfCode(code);
    if (!state || state === 'good') close();
    else {
      if (open?.state !== state) {
        close();
        open = draftOf(state, at);
      }
      if (open) {
        extend(open, code);
        open.to = at + 1;
      }
    }
    at += 1;
  }
  close();
  for (let second = from; second < to; second += 1) {
    const code = line.codes[second - line.from] ?? none;
    const state = stateOfCode(code);
    if (state) seconds[state] += 1;
    const fault = faultOfCode(code);
    if (fault) faults[fault] += 1;
  }
  return { seconds, faults, intervals };
};

/** Bad seconds of a stretch, as far as the line reaches. */
export const badIn = (line: RegionLine, { from, to }: Range): number => {
  let bad = 0;
  for (let at = Math.max(from, line.from); at < Math.min(to, line.from + line.codes.length); at += 1)
    if (isBad(line.codes[at - line.from] ?? none)) bad += 1;
  return bad;
};

/**
 * Where a span ends that begins at `from`: at an hour, or at a shorter step when something happened in it, so that bad
 * seconds are settled soon and quiet ones cost a line an hour. Never inside what is not good, nor inside a gap, but for
 * the end of a month. It depends on the seconds alone, so whoever does it again does the same.
 * @returns undefined when the line does not reach that far
 */
export const nextCut = (line: RegionLine, from: number, step: number): number | undefined => {
  const end = line.from + line.codes.length;
  const month = monthRange(monthOf(from)).to;
  let quiet = true;
  let due = false;
  for (let at = from; at < end; at += 1) {
    const index = at - line.from;
    const fine = line.codes[index] === good && line.placed[index] !== 0;
    if (!fine) quiet = false;
    const next = at + 1;
    if (next === month) return next;
    if (next % 3600 === 0 || (!quiet && next % step === 0)) due = true;
    // A gap must not go on behind the cut either.
    if (due && fine) return next;
  }
  return undefined;
};
