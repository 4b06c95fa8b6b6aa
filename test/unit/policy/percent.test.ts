import { expect, test } from 'vitest';
import { formatPercent, formatRange } from '../../../collector/policy/percent.ts';

const month = 30 * 86_400;
const percentWith = (bad: number): number => ((month - bad) / month) * 100;

test('a miss never reads as what was promised, by however little', () => {
  // 518.4 s are allowed at 99.98 %.
  expect(formatPercent(percentWith(518))).toBe('99.980 %');
  expect(formatPercent(percentWith(519))).toBe('99.979 %');
  expect(formatPercent(99.979_999_9)).toBe('99.979 %');
  expect(formatPercent(percentWith(1))).toBe('99.999 %');
  expect(formatPercent(percentWith(0))).toBe('100.000 %');
});

test('what floating point takes away is not a miss', () => {
  for (let thousandths = 99_000; thousandths <= 100_000; thousandths += 1) {
    expect(formatPercent(thousandths / 1000)).toBe(`${(thousandths / 1000).toFixed(3)} %`);
  }
  expect(formatPercent((0.9998 - 1 + 1) * 100)).toBe('99.980 %');
});

test('a range has both ends, and says when there is none', () => {
  expect(formatRange(99.991, 99.962)).toBe('99.991 % (99.962 % if every unmeasured second was bad)');
  expect(formatRange(100, 100)).toBe('100.000 % (100.000 % if every unmeasured second was bad)');
  expect(formatRange(null, 0)).toBe('not known: nothing was measured');
});
