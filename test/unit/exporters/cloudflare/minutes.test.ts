/** The pure parts: which minutes, what they add, who has a series. Properties over seeded chance. */
import { describe, expect, test } from 'vitest';
import { halvesBy } from '../../../../exporters/cloudflare/filters.ts';
import { type Cursor, type Minute, merge } from '../../../../exporters/cloudflare/merge.ts';
import { lateMinutes, nextWindow, resume } from '../../../../exporters/cloudflare/plan.ts';
import { sampleIntervalOf, seenOf } from '../../../../exporters/cloudflare/seen.ts';

/** A small linear congruential generator (Numerical Recipes): the same schedule for the same seed. */
const chanceOf = (seed: number) => {
  let state = seed >>> 0;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};
const seeds = Array.from({ length: 200 }, (_, seed) => seed + 1);

describe('where counting goes on', () => {
  test('first with the last settled minute, then where it ended, also while a clock has gone back a little', () => {
    const reach = { refill: 360, kept: 1440 };
    expect(resume({ ...reach, next: undefined, end: 1000 })).toEqual({ next: 999, skipped: 0 });
    expect(resume({ ...reach, next: 900, end: 1000 })).toEqual({ next: 900, skipped: 0 });
    expect(resume({ ...reach, next: 1000, end: 990 })).toEqual({ next: 1000, skipped: 0 });
    expect(resume({ ...reach, next: 1000, end: 700 })).toEqual({ next: 699, skipped: 0 });
  });

  test('no further back than we refill, and than the plan keeps', () => {
    expect(resume({ next: 100, end: 1000, refill: 360, kept: 1440 })).toEqual({ next: 640, skipped: 540 });
    expect(resume({ next: 100, end: 1000, refill: 360, kept: 60 })).toEqual({ next: 942, skipped: 842 });
    expect(resume({ next: 100, end: 1000, refill: 0, kept: 1440 })).toEqual({ next: 999, skipped: 899 });
  });

  test('nothing is asked for before it is settled', () => {
    expect(nextWindow(1000, 1000, 60)).toBeUndefined();
    expect(nextWindow(1000, 990, 60)).toBeUndefined();
    expect(nextWindow(990, 1000, 4, 900)).toEqual({ from: 990 - lateMinutes, to: 994 });
    expect(nextWindow(990, 1000, 0.5, 989)).toEqual({ from: 989, to: 991 });
  });
});

const minuteOf = (value: number, exact = true): Omit<Minute, 'minute'> => ({
  exact,
  totals: value === 0 ? {} : { a: value },
});

describe('merging', () => {
  test.each(seeds)('adds each minute once and what comes late, over any windows (seed %i)', (seed) => {
    const chance = chanceOf(seed);
    const truth = Array.from({ length: 40 }, () => chance(50));
    // What is visible of a minute grows until it is `lateMinutes` old.
    const first = truth.map((all) => chance(all + 1));
    let cursor: Cursor = { next: 0, recent: [] };
    let added = 0;
    let late = 0;
    while (cursor.next < truth.length) {
      const window = nextWindow(cursor.next, truth.length, 1 + chance(2), cursor.recent[0]?.minute);
      if (!window) break;
      const upTo = chance(5) === 0 ? window.from + chance(window.to - window.from + 1) : window.to;
      const seen = new Map<number, Omit<Minute, 'minute'>>();
      for (let minute = window.from; minute < upTo; minute += 1) {
        const again = minute < cursor.next;
        seen.set(minute, minuteOf((again ? truth[minute] : first[minute]) ?? 0));
      }
      const merged = merge(cursor, upTo, seen);
      added += [...merged.added.values()].reduce((sum, by) => sum + by, 0);
      late += [...merged.late.values()].reduce((sum, by) => sum + by, 0);
      expect(merged.cursor.next).toBe(Math.max(cursor.next, upTo));
      cursor = merged.cursor;
    }
    const unseen = cursor.recent.reduce((sum, { minute, totals }) => sum + (truth[minute] ?? 0) - (totals.a ?? 0), 0);
    const lost = truth.reduce((sum, all) => sum + all, 0) - added - unseen;
    expect(lost).toBe(0);
    const atFirst = first.reduce((sum, value) => sum + value, 0);
    expect(added).toBe(atFirst + late);
  });

  test('a sample that says something else the next time adds nothing', () => {
    const cursor = { next: 3, recent: [{ minute: 2, ...minuteOf(100, false) }] };
    expect(merge(cursor, 3, new Map([[2, minuteOf(150, false)]])).added.size).toBe(0);
    expect(merge(cursor, 3, new Map([[2, minuteOf(150, true)]])).added.size).toBe(0);
  });

  test('fewer than before is no reason to count again what then comes back', () => {
    const cursor: Cursor = { next: 3, recent: [{ minute: 2, ...minuteOf(100) }] };
    const less = merge(cursor, 3, new Map([[2, minuteOf(60)]]));
    expect(less.added.size).toBe(0);
    expect(merge(less.cursor, 3, new Map([[2, minuteOf(100)]])).added.size).toBe(0);
  });

  test('what was not answered in full is not counted, and is due the next time', () => {
    const merged = merge({ next: 10, recent: [] }, 10, new Map([[10, minuteOf(5)]]));
    expect(merged).toMatchObject({ cursor: { next: 10 }, counted: [] });
    expect(merged.added.size).toBe(0);
  });
});

describe('rows', () => {
  const row = (minute: string, count: number, sampleInterval?: number) => ({
    count,
    ...(sampleInterval === undefined ? {} : { avg: { sampleInterval } }),
    dimensions: { datetimeMinute: minute },
  });
  const read = ({ count }: { count: number }) => [{ key: 'a', by: count }];

  test('are summed up by series and minute; one sampled row makes its minute an estimate', () => {
    const at = '2026-11-22T10:00:00Z';
    const seen = [...seenOf([row(at, 2, 1), row(at, 3, 1)], { read }, new Set()).values()];
    expect(seen).toEqual([{ exact: true, totals: { a: 5 } }]);
    for (const odd of [row(at, 3, 10), row(at, 3)])
      expect([...seenOf([row(at, 2, 1), odd], { read }, new Set()).values()][0]?.exact).toBe(false);
    expect(seenOf([row('nonsense', 2, 1)], { read }, new Set()).size).toBe(0);
  });

  test('tell of how many requests one was looked at, in the newest minute', () => {
    const rows = [
      row('2026-11-22T10:00:00Z', 100, 1),
      row('2026-11-22T10:01:00Z', 100, 10),
      row('2026-11-22T10:01:00Z', 10, 1),
    ];
    expect(sampleIntervalOf(rows)).toBeCloseTo(110 / 20);
    expect(sampleIntervalOf([])).toBeUndefined();
  });

  test('of a page that is too short are cut by the first dimension that differs, each on one side', () => {
    const rows = ['b', 'a', 'd', 'c', 'a'].map((host) => ({ count: 1, dimensions: { status: 200, host } }));
    const halves = halvesBy(rows, ['status', 'host']);
    expect(halves).toEqual([{ host_lt: 'c' }, { host_geq: 'c' }]);
    expect(halvesBy(rows, ['status'])).toBeUndefined();
    expect(
      halvesBy(
        [
          { count: 1, dimensions: { status: 9 } },
          { count: 1, dimensions: { status: 10 } },
        ],
        ['status'],
      ),
    ).toEqual([{ status_lt: 10 }, { status_geq: 10 }]);
  });
});
