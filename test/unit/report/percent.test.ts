import { describe, expect, test } from 'vitest';
import { percentOf, ppmAsPercent, spentPercent, verdictOf } from '../../../alerts/ledger/report/percent.ts';

const october = 31 * 86_400;

describe('percentages', () => {
  test.each([
    [october, october, '100.000'],
    [october - 1, october, '99.999'],
    [october - 535, october, '99.980'],
    // 99.97998805…: rounded it would read 99.980 although the month is missed.
    [october - 536, october, '99.979'],
    [0, october, '0.000'],
    [1, 3, '33.333'],
    [2, 3, '66.666'],
  ])('%i good of %i is %s', (good, all, text) => {
    expect(percentOf(good, all, 3)).toBe(text);
  });

  test('of nothing there is none', () => {
    expect(percentOf(0, 0, 3)).toBeNull();
  });

  test('over every number of bad seconds, 99.98 is shown only while it is kept', () => {
    for (let bad = 0; bad <= 1200; bad += 1) {
      const kept = verdictOf(bad, 0, true, 999_800, october) === 'kept';
      expect(Number(percentOf(october - bad, october, 3)) >= 99.98).toBe(kept);
    }
  });

  test.each([
    [999_800, '99.98'],
    [999_900, '99.99'],
    [999_950, '99.995'],
    [999_955, '99.9955'],
    [900_000, '90.00'],
  ])('%i ppm is %s %%', (ppm, text) => {
    expect(ppmAsPercent(ppm)).toBe(text);
  });
});

describe('the verdict', () => {
  test.each([
    ['just within the budget', 535, 0, true, 'kept'],
    ['just over it', 536, 0, true, 'missed'],
    ['over it before the month is settled', 536, 0, false, 'missed'],
    ['within it before the month is settled', 0, 0, false, 'cannot_be_told'],
    ['within it even if every unmeasured second was bad', 500, 35, true, 'kept'],
    ['over it if every unmeasured second was bad', 500, 36, true, 'cannot_be_told'],
  ] as const)('%s', (_name, bad, unmeasured, settled, verdict) => {
    expect(verdictOf(bad, unmeasured, settled, 999_800, october)).toBe(verdict);
  });
});

test.each([
  [0, '0.0'],
  [1, '0.2'],
  [535, '99.9'],
  [536, '100.1'],
  [5357, '1000.1'],
])('%i bad seconds are %s %% of October', (bad, text) => {
  expect(spentPercent(bad, 999_800, october)).toBe(text);
});
