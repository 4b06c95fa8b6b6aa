/**
 * Percentages and verdicts by integer arithmetic on whole seconds. Always cut off, never rounded: a figure that misses
 * 99.98 % must not read as 99.98 %.
 */

export const verdicts = ['kept', 'missed', 'cannot_be_told'] as const;
export type Verdict = (typeof verdicts)[number];

/** Decimals that show whether a figure keeps the objective: three, or as many as the objective itself has. */
export const decimalsFor = (objectivePpm: number): number => (objectivePpm % 10 === 0 ? 3 : 4);

/** `99.991` for good seconds of all; null when nothing was measured. Cut off after `decimals`. */
export const percentOf = (good: number, all: number, decimals: number): string | null => {
  if (all <= 0) return null;
  const unit = 10n ** BigInt(decimals);
  const scaled = (BigInt(good) * 100n * unit) / BigInt(all);
  return `${scaled / unit}.${String(scaled % unit).padStart(decimals, '0')}`;
};

/** `99.98` for 999,800 ppm: all its decimals, at least two. */
export const ppmAsPercent = (ppm: number): string => {
  const text = percentOf(ppm, 1_000_000, 4) ?? '0.0000';
  return text.replace(/0{1,2}$/, '');
};

/** Bad seconds that the objective allows, in millionths of a second: the month's seconds times the allowed ppm. */
const allowed = (objectivePpm: number, monthSeconds: number): number => (1_000_000 - objectivePpm) * monthSeconds;

export const exceeds = (seconds: number, objectivePpm: number, monthSeconds: number): boolean =>
  seconds * 1_000_000 > allowed(objectivePpm, monthSeconds);

/** Share of the budget that is spent, in percent with one decimal, cut upwards: a spent budget never reads as less. */
export const spentPercent = (bad: number, objectivePpm: number, monthSeconds: number): string => {
  const budget = BigInt(allowed(objectivePpm, monthSeconds));
  if (budget === 0n) return bad > 0 ? '∞' : '0.0';
  const tenths = (BigInt(bad) * 1_000_000_000n + budget - 1n) / budget;
  return `${tenths / 10n}.${tenths % 10n}`;
};

/**
 * Missed as soon as the bad seconds exceed the budget, kept only when the month is settled and even every unmeasured
 * second could not break it.
 */
export const verdictOf = (
  bad: number,
  unmeasured: number,
  settled: boolean,
  objectivePpm: number,
  monthSeconds: number,
): Verdict => {
  if (exceeds(bad, objectivePpm, monthSeconds)) return 'missed';
  return settled && !exceeds(bad + unmeasured, objectivePpm, monthSeconds) ? 'kept' : 'cannot_be_told';
};
