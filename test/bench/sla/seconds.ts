/** The script as its collectors lived it: what each second was worth, when it was booked, and when they were scraped. */
import { randomFrom } from '../../../demo/sim/random.ts';
import type { FaultKind, RegionScript, Script, Stretch } from './script.ts';

/** What a second is worth. The order is that of the brute force: worst of all regions last. */
export const worths = ['none', 'good', 'unknown', 'halted', 'journey', 'stale', 'bad_answer', 'no_http'] as const;
export type Worth = (typeof worths)[number];
export const codeOf = (worth: Worth): number => worths.indexOf(worth);

export interface RegionSeconds {
  readonly script: RegionScript;
  /** First second. */
  readonly from: number;
  /** Code of each second, whether or not anyone ever learned of it. */
  readonly codes: Uint8Array;
  /** 1 where the answer was waited for until the deadline. */
  readonly slow: Uint8Array;
  /** Moment of the question, as part of its second; a second belongs to the life that asked in it. */
  readonly askedAt: Float64Array;
  /** What was wrong in it; see `isWrong`. */
  readonly flags: Uint8Array;
}

const bits: Readonly<Record<FaultKind, number>> = {
  refused: 1,
  hang: 2,
  bad_answer: 4,
  stale: 8,
  journey: 16,
  halt: 32,
  blind: 64,
};
const taintedBit = 128;

export const isWrong = ({ flags, from }: RegionSeconds, kind: FaultKind, at: number): boolean =>
  ((flags[Math.floor(at) - from] ?? 0) & bits[kind]) !== 0;

/** docs/second.md, for what the script has: what is known of the monitor first, then the worst for a member. */
const worthOf = (flags: number): Worth => {
  if (flags & taintedBit || flags & bits.blind) return 'unknown';
  if (flags & bits.refused || flags & bits.hang) return 'no_http';
  if (flags & bits.bad_answer) return 'bad_answer';
  // Halted or stale, the head is old; a journey that fails on top is bad by itself.
  if (flags & bits.halt) return flags & bits.journey ? 'journey' : 'halted';
  if (flags & bits.stale) return 'stale';
  return flags & bits.journey ? 'journey' : 'good';
};

export const live = ({ from, to }: Stretch, script: RegionScript): RegionSeconds => {
  const length = to - from;
  const flags = new Uint8Array(length);
  const asked = new Uint8Array(length);
  const askedAt = new Float64Array(length);
  for (const life of script.lives) {
    for (let at = life.from; at < life.to; at += 1) {
      const index = Math.floor(at) - from;
      if (index < 0 || index >= length) continue;
      asked[index] = 1;
      askedAt[index] = at;
    }
  }
  /** The questions that were asked inside a stretch. */
  const mark = (stretch: Stretch, bit: number): void => {
    for (let second = Math.floor(stretch.from); second <= Math.floor(stretch.to); second += 1) {
      const index = second - from;
      const at = askedAt[index] ?? 0;
      if (asked[index] === 1 && at >= stretch.from && at < stretch.to) flags[index] = (flags[index] ?? 0) | bit;
    }
  };
  for (const fault of script.faults) mark(fault, bits[fault.kind]);
  for (const at of script.tainted) {
    const index = Math.floor(at) - from;
    flags[index] = (flags[index] ?? 0) | taintedBit;
  }
  const codes = flags.map((each, index) => (asked[index] === 1 ? codeOf(worthOf(each)) : codeOf('none')));
  const slow = flags.map((each, index) =>
    Number(asked[index] === 1 && (each & bits.hang) !== 0 && !(each & bits.refused)),
  );
  return { script, from, codes, slow, askedAt, flags };
};

/** Seconds after its question: an answer, and a deadline with the control that is asked after it. */
const promptly = 0.12;
const deadline = 2.06;

/** One scrape of a collector: when, of which life, and how many seconds of each code it had booked. */
export interface Scrape {
  readonly at: number;
  readonly life: number;
  readonly counts: readonly number[];
}

export interface Observed {
  /** Filled as `scrapes` is walked through. */
  readonly scrapes: Generator<Scrape>;
  /** Index of the scrape that told of a second first; -1 while none has. */
  readonly toldBy: Int32Array;
  /** Seconds between each scrape and the one before it in the same life, or the start of that life. */
  readonly silences: number[];
}

/** Milliseconds are what Prometheus stores. */
const rounded = (at: number): number => Math.round(at * 1000) / 1000;

const inside = (at: number, stretches: readonly Stretch[]): boolean =>
  stretches.some(({ from, to }) => at >= from && at < to);

const everyScrape = function* (
  { codes, slow, askedAt, from, script }: RegionSeconds,
  { toldBy, silences }: Pick<Observed, 'toldBy' | 'silences'>,
  seed: number,
): Generator<Scrape> {
  const random = randomFrom(seed);
  let scrape = 0;
  for (const [life, { from: start, to: end, unseen }] of script.lives.entries()) {
    const counts = worths.map(() => 0);
    let next = Math.floor(start) - from;
    const behind = next + Math.ceil(end - start);
    let last = start;
    const book = (index: number): void => {
      const code = codes[index] ?? 0;
      counts[code] = (counts[code] ?? 0) + 1;
      toldBy[index] = scrape;
    };
    for (let second = Math.ceil(start) + 1; second < end - 1; second += 1) {
      // A scrape comes a little early or late, and now and then not at all.
      const at = rounded(second + script.scrapeAt * 0.6 + 0.3 * random());
      if (random() < 0.0005 || inside(at, unseen)) continue;
      // In their order: a second that waits for its deadline holds those after it.
      while (next < behind && (askedAt[next] ?? 0) + (slow[next] === 1 ? deadline : promptly) <= at) {
        book(next);
        next += 1;
      }
      silences.push(at - last);
      last = at;
      yield { at, life, counts: [...counts] };
      scrape += 1;
    }
  }
};

export const observe = (seconds: RegionSeconds, seed: number): Observed => {
  const told = { toldBy: new Int32Array(seconds.codes.length).fill(-1), silences: [] };
  return { scrapes: everyScrape(seconds, told, seed), ...told };
};

export const liveAll = (script: Script): readonly RegionSeconds[] => script.regions.map((each) => live(script, each));
