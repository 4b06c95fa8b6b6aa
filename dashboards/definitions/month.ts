/** Months of the SLA ledger in PromQL: its gauges carry the month as a label, which PromQL cannot spell from a time. */
import { metrics } from '../../collector/catalogue/index.ts';
import type { EdgeState } from '../../collector/catalogue/labels.ts';
import { type Selector, sel } from '../../collector/catalogue/promql.ts';

/** One series with the label `month` as the ledger writes it (UTC), from the numbers of the year and the month. */
const spelled = (condition: string, separator: string): string =>
  `label_join(count_values("m", month() ${condition}) * on () group_left (y) count_values("y", year()), "month", "${separator}", "y", "m")`;

/** A single series labelled with the month of now. A month below ten has a zero before it. */
export const currentMonth = `(${spelled('< 10', '-0')} or ${spelled('>= 10', '-')})`;

/** Series of the current month only. */
export const thisMonth = (series: string): string => `${series} * on (month) group_left () ${currentMonth}`;

type Months = Selector<typeof metrics.slaMonthSeconds>;

export const monthSeconds = (match: Months): string => sel(metrics.slaMonthSeconds, match);

/** States that were measured, and all of them. */
export const measured = ['good', 'bad', 'halted'] as const satisfies readonly EdgeState[];

/**
 * A percentage with three places, cut off and never rounded: a miss must not read as what was promised. Absent where
 * there is nothing to divide by.
 */
export const percent = (part: string, whole: string): string => `floor(100000 * ${part} / (${whole} > 0)) / 1000`;
