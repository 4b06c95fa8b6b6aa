/** Recorded values, evaluated by promtool from the counters and states that collectors give. */
import { describe, expect, test } from 'vitest';
import { type BurnWindow, badPpm, knownAt, regionState, secondsIn } from '../../alerts/slo/recordings.ts';
import { type EdgeState, edgeStates } from '../../collector/catalogue/labels.ts';
import { combineStates } from '../../collector/verdict/region.ts';
import { fleetOf } from './support/fleets.ts';
import { type Expected, recordedValues } from './support/promtool.ts';
import { counter, edgeLabels, edgeSeconds, gauge, gone, lose, type Sample } from './support/samples.ts';

const fleet = fleetOf('example');
const names = (region: string, state?: string): string => {
  const label = state ? `,state="${state}"` : '';
  return `{target="arb",chain="arbitrum-one",region="${region}"${label}}`;
};

/** A vantage that says one state for so long; every value of the one-hot family is there. */
const saying = (state: EdgeState, region: string, vantage: string, samples: (value: 0 | 1) => readonly Sample[]) =>
  Object.fromEntries(
    edgeStates.map((each) => [
      `headwatch_edge_state{${edgeLabels('arb', region, vantage)},state="${each}"}`,
      samples(each === state ? 1 : 0),
    ]),
  );

/** What is recorded of a region at a time: undefined when nothing is, else the state that is 1. */
const stateAt = (region: string, at: number, state: EdgeState | undefined): Expected => ({
  query: `${regionState.record}{region="${region}"}`,
  at,
  is: Object.fromEntries(
    state === undefined
      ? []
      : edgeStates.map((each) => [`${regionState.record}${names(region, each)}`, each === state ? 1 : 0]),
  ),
});

describe('the state of an edge in a region', () => {
  test.each<readonly (readonly EdgeState[])[]>([
    [[]],
    [['good']],
    [['bad']],
    [['halted']],
    [['unknown']],
    [['good', 'bad']],
    [['good', 'halted']],
    [['bad', 'halted']],
    [['good', 'unknown']],
    [['bad', 'unknown']],
    [['unknown', 'unknown']],
    [['good', 'good', 'bad']],
    [['unknown', 'halted', 'good']],
    [['unknown', 'unknown', 'good']],
  ])('over vantages that say %j is what the collectors would make of it', (said) => {
    const series = Object.assign(
      {},
      ...said.map((state, index) => saying(state, 'eu', `eu-${index}`, (value) => gauge([5, value]))),
    );
    const expected = said.length === 0 ? undefined : combineStates(said);
    expect(recordedValues(fleet, { series }, [stateAt('eu', 4, expected)])).toBe('');
  });

  test('is noted every 15 s, and the note stays while nobody knows', () => {
    const note = (region: string, at: number, is: number | undefined): Expected => ({
      query: `${knownAt.record}{region="${region}"}`,
      at,
      is: is === undefined ? {} : { [`${knownAt.record}${names(region)}`]: is },
    });
    const series = {
      ...saying('good', 'eu', 'eu', (value) => gauge([200, value])),
      ...saying('good', 'us', 'us', (value) => [...gauge([8, value]), ...gone(192)]),
      ...saying('unknown', 'ap', 'ap', (value) => gauge([200, value])),
    };
    const wrong = recordedValues(fleet, { series }, [
      note('eu', 150, 150),
      note('us', 190, 16),
      note('ap', 150, undefined),
    ]);
    expect(wrong).toBe('');
  });

  test('follows a lost scrape and a dead vantage for ten seconds and no longer', () => {
    const series = {
      ...saying('bad', 'eu', 'eu', (value) => lose(gauge([8, value]), 3)),
      ...saying('good', 'us', 'us', (value) => [...gauge([8, value]), ...gone(30)]),
      ...saying('bad', 'ap', 'ap', (value) => [...gauge([8, value]), ...gone(30)]),
      ...saying('good', 'ap', 'ap-2', (value) => gauge([38, value])),
    };
    const wrong = recordedValues(fleet, { series }, [
      stateAt('eu', 3, 'bad'),
      stateAt('us', 16, 'good'),
      stateAt('us', 17, undefined),
      stateAt('ap', 16, 'bad'),
      stateAt('ap', 17, 'good'),
    ]);
    expect(wrong).toBe('');
  });
});

const step = 60;
const minutes = (count: number): number => count * 60;
const secondsAt = (
  window: BurnWindow,
  region: string,
  at: number,
  is: Partial<Record<EdgeState, number>>,
): Expected => ({
  query: `${secondsIn(window).record}{region="${region}"}`,
  at,
  is: Object.fromEntries(
    Object.entries(is).map(([state, value]) => [`${secondsIn(window).record}${names(region, state)}`, value]),
  ),
});
const ppmAt = (region: string, at: number, value: number | undefined): Expected => ({
  query: `${badPpm('1h').record}{region="${region}"}`,
  at,
  is: value === undefined ? {} : { [`${badPpm('1h').record}${names(region)}`]: value },
});

/** Counters of the four states of one vantage, from what each minute adds to them. */
const counters = (
  region: string,
  vantage: string,
  runs: readonly (readonly [minutes: number, Partial<Record<EdgeState, number>>])[],
  from = 0,
) =>
  Object.fromEntries(
    edgeStates.map((state) => [
      edgeSeconds('arb', region, state, vantage),
      counter(from, ...runs.map(([count, adds]) => [count, adds[state] ?? 0] as const)),
    ]),
  );

describe('seconds of an edge in a region within a window', () => {
  test('are whole and add up to the window, from old counters too', () => {
    const series = counters('eu', 'eu', [[70, { good: 57, bad: 1, halted: 1, unknown: 1 }]], 123_456);
    const wrong = recordedValues(fleet, { series, step }, [
      secondsAt('5m', 'eu', minutes(70), { good: 285, bad: 5, halted: 5, unknown: 5 }),
      secondsAt('30m', 'eu', minutes(70), { good: 1710, bad: 30, halted: 30, unknown: 30 }),
      secondsAt('1h', 'eu', minutes(70), { good: 3420, bad: 60, halted: 60, unknown: 60 }),
      // 60 bad of 3540 measured.
      ppmAt('eu', minutes(70), 16_950),
    ]);
    expect(wrong).toBe('');
  });

  test('of two vantages: the worse for bad, the better for what was measured, unknown only what neither saw', () => {
    const series = {
      ...counters('eu', 'eu', [[10, { good: 60 }]]),
      ...counters('eu', 'eu-2', [[10, { good: 50, bad: 10 }]]),
      ...counters('us', 'us', [[10, { unknown: 60 }]]),
      ...counters('us', 'us-2', [[10, { good: 45, bad: 5, unknown: 10 }]]),
      ...counters('ap', 'ap', [[10, { bad: 60 }]]),
      ...counters('ap', 'ap-2', [[10, { halted: 60 }]]),
    };
    const wrong = recordedValues(fleet, { series, step }, [
      secondsAt('1h', 'eu', minutes(10), { good: 500, bad: 100, halted: 0, unknown: 0 }),
      secondsAt('1h', 'us', minutes(10), { good: 450, bad: 50, halted: 0, unknown: 100 }),
      // Two that contradict each other: both count, and nothing is good.
      secondsAt('1h', 'ap', minutes(10), { good: 0, bad: 600, halted: 600, unknown: 0 }),
    ]);
    expect(wrong).toBe('');
  });

  test('survive a restart of the collector and a gap of Prometheus', () => {
    const restarted = counter(0, [5, 60]);
    const bad = [...counter(0, [5, 2]), ...gone(2), ...counter(0, [1, 0], [4, 3])];
    const series = {
      ...counters('eu', 'eu', []),
      [edgeSeconds('arb', 'eu', 'good')]: [...restarted, ...gone(2), ...counter(0, [5, 57])],
      [edgeSeconds('arb', 'eu')]: bad,
      [edgeSeconds('arb', 'eu', 'halted')]: gauge([14, 0]),
      [edgeSeconds('arb', 'eu', 'unknown')]: gauge([14, 0]),
      [edgeSeconds('arb', 'us')]: lose(counter(0, [13, 4]), 5, 6, 7, 8),
    };
    const wrong = recordedValues(fleet, { series, step }, [
      secondsAt('1h', 'eu', minutes(13), { good: 585, bad: 22, halted: 0, unknown: 0 }),
      {
        query: `${secondsIn('1h').record}${names('us', 'bad')}`,
        at: minutes(13),
        is: { [`${secondsIn('1h').record}${names('us', 'bad')}`]: 52 },
      },
    ]);
    expect(wrong).toBe('');
  });

  test('have no ratio while nothing is measured: absent, never NaN, and right again at once', () => {
    const series = {
      ...counters('eu', 'eu', [
        [70, { unknown: 60 }],
        [5, { good: 59, bad: 1 }],
      ]),
      ...counters('us', 'us', [[75, { good: 60 }]]),
      ...saying('good', 'ap', 'ap', (value) => gauge([76, value])),
    };
    const wrong = recordedValues(fleet, { series, step }, [
      ppmAt('eu', minutes(70), undefined),
      ppmAt('eu', minutes(75), 16_667),
      ppmAt('us', minutes(75), 0),
      ppmAt('ap', minutes(75), undefined),
      { query: `count(${badPpm('1h').record} != ${badPpm('1h').record})`, at: minutes(75), is: {} },
    ]);
    expect(wrong).toBe('');
  });

  test('a NaN in a counter does not stay in the long windows', () => {
    const series = {
      ...counters('eu', 'eu', [[10, { good: 60 }]]),
      [edgeSeconds('arb', 'eu')]: [0, 0, Number.NaN, ...gauge([8, 3])],
    };
    const wrong = recordedValues(fleet, { series, step }, [
      secondsAt('1h', 'eu', minutes(10), { good: 600, bad: 3, halted: 0, unknown: 0 }),
      ppmAt('eu', minutes(10), 4976),
    ]);
    expect(wrong).toBe('');
  });

  test('are not those of edges that only our own nodes use', () => {
    const series = { [edgeSeconds('eth', 'eu')]: counter(0, [10, 60]) };
    expect(recordedValues(fleet, { series, step }, [{ query: secondsIn('1h').record, at: minutes(10), is: {} }])).toBe(
      '',
    );
  });
});
