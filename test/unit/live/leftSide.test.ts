import { expect, test } from 'vitest';
import { leftSide } from '../../../cli/explain/leftSide.ts';

test.each([
  ['max by (x) (y) == 1', 'max by (x) (y)', '== 1'],
  ['time() - max(a) < 3600', 'time() - max(a)', '< 3600'],
  ['max(x{a="b > 1"}) >= 0.5', 'max(x{a="b > 1"})', '>= 0.5'],
  ['max by (x) (\n  y\n) > -5', 'max by (x) (\n  y\n)', '> -5'],
])('the value of %s', (expr, value, rest) => {
  expect(leftSide(expr)).toEqual({ expr: value, rest });
});

test.each([
  ['two conditions', 'a > 1 and b > 2'],
  ['alternatives', 'max(a) == 1\nor\nmin(b) == 0'],
  ['a comparison inside', 'max by (x) (a > 1 and b > 2)'],
  ['a comparison of two series', 'a < on (x) b'],
  ['no comparison', 'vector(1)'],
])('%s have no single one', (_title, expr) => {
  expect(leftSide(expr)).toBeUndefined();
});
