import { describe, expect, test } from 'vitest';
import { isBad, none } from '../../../alerts/ledger/codes.ts';
import { timelineOf } from '../../../alerts/ledger/timeline.ts';
import {
  codes,
  type Life,
  type Monitor,
  type Random,
  randomFrom,
  randomTruth,
  readingsOf,
  scrapesOf,
  type Truth,
} from './world.ts';

const from = 1_790_000_000;

const monitorOf = (random: Random, lives: readonly Life[], more: Partial<Monitor> = {}): Monitor => ({
  vantage: 'eu',
  lives,
  // Answers come at once; failures are booked only when they are known.
  delay: (code) => (isBad(code) ? random.between(0.5, 2.5) : random.between(0.05, 0.6)),
  scrapeEvery: () => random.between(0.8, 1.2),
  heard: () => true,
  ...more,
});

const lineOf = (truth: Truth, monitor: Monitor) =>
  timelineOf(readingsOf(scrapesOf(truth, monitor)), { from: truth.from, to: truth.from + truth.codes.length });

const countsOf = (list: Iterable<number>): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const code of list) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
};

/** How far each told second is from one that really was like it; 0 where it is its own. */
const errorsOf = (said: readonly number[], was: readonly number[]): readonly number[] =>
  said.map((code, at) => {
    let off = 0;
    while (off < 30 && was[at - off] !== code && was[at + off] !== code) off += 1;
    return off;
  });

describe('where samples are there', () => {
  test.each(Array.from({ length: 25 }, (_, seed) => seed))(
    'sums are exact, and no second is more than one off (%i)',
    (seed) => {
      const random = randomFrom(seed);
      const truth = randomTruth(random, from, 3000);
      const line = lineOf(truth, monitorOf(random, [{ start: from + random.next(), end: from + 3010 }]));
      // Around both ends a second may have gone over the edge of what is compared.
      const said = [...line.codes.slice(0, 2990)];
      const was = truth.codes.slice(0, 2990);
      const off = errorsOf(said, was);
      expect(Math.max(...off)).toBeLessThanOrEqual(1);
      expect(off.filter((error) => error > 0).length).toBeLessThanOrEqual(12);
      expect(countsOf(said)).toEqual(countsOf(was));
      expect(line.placed.every((each) => each === 1)).toBe(true);
      expect(line.gaps.filter(({ from: begin }) => begin < from + 2990)).toEqual([]);
    },
  );

  test.each([1, 2, 3, 4, 5, 6])(
    'bookings that overtake each other keep every sum, and nearly every place (%i)',
    (seed) => {
      const random = randomFrom(1000 + seed);
      const truth = randomTruth(random, from, 3000);
      const line = lineOf(
        truth,
        monitorOf(random, [{ start: from + random.next(), end: from + 3010 }], { overtaking: true }),
      );
      const said = [...line.codes.slice(0, 2990)];
      const off = errorsOf(said, truth.codes.slice(0, 2990));
      expect(countsOf(said)).toEqual(countsOf(truth.codes.slice(0, 2990)));
      expect(Math.max(...off)).toBeLessThanOrEqual(2);
      expect(off.filter((error) => error > 1).length).toBeLessThanOrEqual(2);
    },
  );

  test('one question that hangs costs the second that it was sent in, though two later ones were booked before it', () => {
    const hung = 300;
    const truth: Truth = {
      from,
      codes: Array.from({ length: 600 }, (_, at) => (at === hung ? codes.noHttp : codes.good)),
    };
    const delay = (code: number): number => (code === codes.noHttp ? 2.2 : 0.1);
    const life = { start: from + 0.4, end: from + 610 };
    const line = lineOf(truth, monitorOf(randomFrom(2), [life], { delay, overtaking: true, scrapeEvery: () => 1 }));
    expect([...line.codes].flatMap((code, at) => (code === codes.noHttp ? [at] : []))).toEqual([hung]);
  });
});

describe('where samples are missing', () => {
  test('one process over the gap: the seconds are known, and told to be without a place', () => {
    const truth: Truth = {
      from,
      codes: Array.from({ length: 1200 }, (_, at) => (at >= 400 && at < 430 ? codes.noHttp : codes.good)),
    };
    const heard = (at: number): boolean => at < from + 300 || at > from + 900;
    const line = lineOf(truth, monitorOf(randomFrom(1), [{ start: from, end: from + 1210 }], { heard }));
    expect(countsOf(line.codes.slice(0, 1190))).toEqual({ [codes.good]: 1160, [codes.noHttp]: 30 });
    expect(line.placed[200]).toBe(1);
    expect(line.placed[600]).toBe(0);
    expect(line.placed[1000]).toBe(1);
    const bad = [...line.codes].flatMap((code, at) => (code === codes.noHttp ? [line.placed[at]] : []));
    expect(new Set(bad)).toEqual(new Set([0]));
  });

  test('a gap that was all one state has a place', () => {
    const truth: Truth = { from, codes: Array.from({ length: 600 }, () => codes.good) };
    const heard = (at: number): boolean => at < from + 100 || at > from + 400;
    const line = lineOf(truth, monitorOf(randomFrom(1), [{ start: from, end: from + 610 }], { heard }));
    expect(line.placed.every((each) => each === 1)).toBe(true);
    expect(line.gaps[0]?.to).toBeLessThan(from + 403);
    expect(countsOf(line.codes.slice(0, 590))).toEqual({ [codes.good]: 590 });
  });

  test('another process after the gap: unknown up to its start, exact from then on', () => {
    const truth: Truth = {
      from,
      codes: Array.from({ length: 1200 }, (_, at) => (at >= 700 ? codes.stale : codes.good)),
    };
    const lives = [
      { start: from, end: from + 300 },
      { start: from + 650, end: from + 1210 },
    ];
    const heard = (at: number): boolean => at < from + 250 || at > from + 800;
    const line = lineOf(truth, monitorOf(randomFrom(3), lives, { heard }));
    const lost = [...line.codes].filter((code) => code === none).length;
    // 250 to 650, and what was not booked yet at the last scrape before.
    expect(lost).toBeGreaterThanOrEqual(400);
    expect(lost).toBeLessThanOrEqual(404 + 10);
    expect(countsOf(line.codes.slice(650, 1190))).toEqual({ [codes.good]: 50, [codes.stale]: 490 });
  });

  test('a restart costs the seconds between, nothing else', () => {
    const truth: Truth = { from, codes: Array.from({ length: 600 }, () => codes.good) };
    const lives = [
      { start: from, end: from + 300 },
      { start: from + 303.4, end: from + 610 },
    ];
    const line = lineOf(truth, monitorOf(randomFrom(4), lives));
    const lost = [...line.codes.slice(0, 590)].filter((code) => code === none).length;
    expect(lost).toBeGreaterThanOrEqual(3);
    expect(lost).toBeLessThanOrEqual(6);
  });

  test('before the first sample nothing is known, and nothing is made up', () => {
    const truth: Truth = { from, codes: Array.from({ length: 600 }, () => codes.good) };
    const heard = (at: number): boolean => at > from + 200;
    const line = lineOf(truth, monitorOf(randomFrom(5), [{ start: from, end: from + 610 }], { heard }));
    expect([...line.codes.slice(0, 195)].every((code) => code === none)).toBe(true);
    expect(line.codes[210]).toBe(codes.good);
    expect([...timelineOf(new Float64Array(0), { from, to: from + 10 }).codes]).toEqual(Array(10).fill(none));
  });

  test('a process that stood still for half a minute has not been there', () => {
    // 600 seconds booked in 630: the process froze at 300, and its own clock with it.
    const scrapes = scrapesOf(
      { from, codes: Array.from({ length: 1000 }, () => codes.good) },
      monitorOf(randomFrom(6), [{ start: from, end: from + 1000 }]),
    ).map((scrape) => (scrape.at < from + 300 ? scrape : { ...scrape, at: scrape.at + 30 }));
    const line = timelineOf(readingsOf(scrapes), { from, to: from + 1000 });
    const lost = [...line.codes].flatMap((code, at) => (code === none && at < 1000 ? [at] : []));
    expect(lost.length).toBeGreaterThanOrEqual(29);
    expect(lost.length).toBeLessThanOrEqual(31);
    expect(lost[0]).toBeGreaterThanOrEqual(297);
    expect(lost.at(-1)).toBeLessThanOrEqual(332);
  });

  test('an hour told in two halves is told as in one', () => {
    const random = randomFrom(8);
    const truth = randomTruth(random, from, 4000);
    const lives = [
      { start: from + 0.3, end: from + 1500 },
      { start: from + 1510.8, end: from + 4010 },
    ];
    const heard = (at: number): boolean => !(at > from + 1900 && at < from + 2400);
    const readings = readingsOf(scrapesOf(truth, monitorOf(random, lives, { heard })));
    const whole = timelineOf(readings, { from, to: from + 4000 });
    for (const cut of [700, 1503, 2000, 2399, 3100]) {
      const first = timelineOf(readings, { from, to: from + cut });
      const second = timelineOf(readings, { from: from + cut, to: from + 4000 }, first.anchor);
      expect([...first.codes, ...second.codes], `cut at ${cut}`).toEqual([...whole.codes]);
      expect([...first.placed, ...second.placed]).toEqual([...whole.placed]);
    }
  });
});
