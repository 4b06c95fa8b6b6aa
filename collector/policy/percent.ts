/** How a service level is written. A miss is never rounded up to what was promised. */

/** Less than a tenth of a millisecond in a month: takes away what floating point adds, and hides no second. */
const noise = 1e-6;

/** `99.991 %`: three places, cut off. Absent is not zero. */
export const formatPercent = (percent: number | null): string =>
  percent === null || !Number.isFinite(percent)
    ? 'not known'
    : `${(Math.floor(percent * 1000 + noise) / 1000).toFixed(3)} %`;

/** `99.991 % (99.962 % if every unmeasured second was bad)`: both ends of the range, always. */
export const formatRange = (good: number | null, worst: number | null): string =>
  good === null
    ? 'not known: nothing was measured'
    : `${formatPercent(good)} (${formatPercent(worst)} if every unmeasured second was bad)`;
