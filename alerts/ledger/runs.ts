/** From written spans back to the seconds of a region: runs of one code, in order, without overlap. Pure. */
import type { EdgeFault } from '../../collector/catalogue/labels.ts';
import { codeOf, faultOrder, good } from './codes.ts';
import type { Interval, SpanEntry } from './model.ts';
import type { Range } from './month.ts';

export interface Run extends Range {
  readonly code: number;
  /** Index into the intervals given beside, undefined for good ones. */
  readonly interval: Interval | undefined;
}

/** The seconds of an interval as [code, seconds] in order; of a bad one by fault. */
const piecesOf = (interval: Interval): readonly (readonly [number, number])[] => {
  if (interval.state !== 'bad') return [[codeOf(interval.state), interval.seconds]];
  const order: readonly (readonly [EdgeFault, number])[] =
    interval.faultRuns ?? faultOrder.map((fault) => [fault, interval.faults[fault]]);
  return order.filter(([, seconds]) => seconds > 0).map(([fault, seconds]) => [codeOf('bad', fault), seconds]);
};

/**
 * Seconds whose place is not known are laid out from the start of their gap, one interval after the other, and good
 * ones behind them. So seconds of two regions in the same gap are taken to coincide as far as they can.
 */
const runsOfSpan = (span: SpanEntry): Run[] => {
  const runs: Run[] = [];
  let at = span.from;
  const push = (code: number, to: number, interval: Interval | undefined): void => {
    if (to > at) runs.push({ from: at, to, code, interval });
    at = Math.max(at, to);
  };
  for (const interval of [...span.intervals].sort((a, b) => a.from - b.from)) {
    push(good, Math.min(interval.from, span.to), undefined);
    for (const [code, seconds] of piecesOf(interval)) push(code, at + seconds, interval);
  }
  push(good, span.to, undefined);
  return runs;
};

/** Spans of one edge and region; those that say nothing new (a second life of the same range) are left out. */
export const runsOf = (spans: readonly SpanEntry[], range: Range): readonly Run[] => {
  const runs: Run[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    for (const run of runsOfSpan(span)) {
      const from = Math.max(run.from, end, range.from);
      const to = Math.min(run.to, range.to);
      if (to > from) runs.push({ ...run, from, to });
    }
    end = Math.max(end, span.to);
  }
  return runs;
};
