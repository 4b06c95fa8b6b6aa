/** Conditions of a question: its minutes, whose requests, and which part of a minute that is too long for one page. */
import type { Capability } from './capability.ts';
import type { Dataset, Row } from './datasets/model.ts';
import { minuteText } from './minutes.ts';
import type { Window } from './plan.ts';

/** One half of the values of a dimension. */
export type Half = Readonly<Record<string, string | number>>;

export const filterOf = (
  { only }: Pick<Dataset, 'only'>,
  { withoutOnly }: Capability,
  { from, to }: Window,
  halves: readonly Half[] = [],
): Readonly<Record<string, unknown>> => ({
  datetime_geq: minuteText(from),
  datetime_lt: minuteText(to),
  ...Object.fromEntries(
    Object.entries(only).flatMap(([name, { value }]) => (withoutOnly.has(name) ? [] : [[name, value]])),
  ),
  ...(halves.length === 0 ? {} : { AND: halves }),
});

/**
 * Two conditions that cut the rows of a truncated page in two: below and from the median of the first dimension that has
 * more than one value. Undefined when all rows are alike, which no page can be full of.
 */
export const halvesBy = (rows: readonly Row[], dimensions: readonly string[]): readonly [Half, Half] | undefined => {
  for (const dimension of dimensions) {
    const values = rows.flatMap(({ dimensions: row }) => row[dimension] ?? []);
    const numbers = values.every((value) => typeof value === 'number');
    const sorted = [...new Set(values)].sort((a, b) =>
      // Texts by their bytes, as a database compares them.
      numbers ? Number(a) - Number(b) : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))),
    );
    const pivot = sorted[Math.ceil(sorted.length / 2)];
    if (sorted.length > 1 && pivot !== undefined)
      return [{ [`${dimension}_lt`]: pivot }, { [`${dimension}_geq`]: pivot }];
  }
  return undefined;
};
