/** Whose clock is wrong: pure judgements over what Date headers say. Seconds. */
import { lifeLimits } from '../policy/life.ts';
import type { ClockReading } from '../rpc/dateClock.ts';

export interface ClockSkew {
  /** Above zero: fast. */
  readonly skew: number;
  readonly uncertainty: number;
}

/** Clocks that are kept by somebody are this close to each other. */
const agreement = 0.5;

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  return (low + high) / 2;
};

/**
 * Our own clock, by the others': only where enough of them, and most of them, agree with each other. Undefined: nobody
 * can say.
 * @param readings one an endpoint that is none of our nodes
 */
export const ownClock = (readings: readonly ClockReading[]): ClockSkew | undefined => {
  const middle = median(readings.map(({ offset }) => offset));
  const agreeing = readings.filter(({ offset, uncertainty }) => Math.abs(offset - middle) <= uncertainty + agreement);
  if (agreeing.length < lifeLimits.clockSources || 2 * agreeing.length <= readings.length) return undefined;
  return {
    skew: median(agreeing.map(({ offset }) => offset)),
    uncertainty: median(agreeing.map(({ uncertainty }) => uncertainty)),
  };
};

/** A node's clock by its own header, with ours put right. */
export const nodeClock = (own: ClockSkew, { offset, uncertainty }: ClockReading): ClockSkew => ({
  skew: own.skew - offset,
  uncertainty: own.uncertainty + uncertainty,
});
