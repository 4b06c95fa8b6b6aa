import type { FailureReason } from '../catalogue/labels.ts';

/** When a question left and its answer was complete: wall clock (Unix ms, comparable with blocks) and monotonic (ms). */
export interface Timing {
  readonly sentWall: number;
  readonly sentMono: number;
  readonly receivedMono: number;
}

/** One timed answer, or one timed failure with a closed reason. Never an error text: texts may hold addresses. */
export type Observation<T> =
  | ({ readonly ok: true; readonly value: T } & Timing)
  | ({ readonly ok: false; readonly reason: FailureReason } & Timing);

export const failed = (reason: FailureReason, timing: Timing): Observation<never> => ({
  ok: false,
  reason,
  sentWall: timing.sentWall,
  sentMono: timing.sentMono,
  receivedMono: timing.receivedMono,
});

/** Applies a parser to a good answer; a parser that returns a reason turns it into a failure. */
export const mapObservation = <A, B>(
  seen: Observation<A>,
  parse: (value: A) => { readonly value: B } | { readonly reason: FailureReason },
): Observation<B> => {
  if (!seen.ok) return seen;
  const parsed = parse(seen.value);
  return 'value' in parsed ? { ...seen, value: parsed.value } : failed(parsed.reason, seen);
};

/** Seconds of the round trip. */
export const roundTrip = (timing: Timing): number => (timing.receivedMono - timing.sentMono) / 1000;
