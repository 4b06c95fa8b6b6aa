/** Who agrees at one height: pure. */
import { findFork, type Voice } from '../verdict/fork.ts';

/** Three heights in a row, so that no reorganisation and no answer of a moment ago decides. */
export const heightsNeeded = 3;

export type Agreement = 'agrees' | 'differs';

/** By name; who is not in it could not be compared: it did not answer, or nobody agrees with anybody. */
export const agreementAt = (voices: readonly Voice[]): ReadonlyMap<string, Agreement> => {
  const { alone, confirmed } = findFork(voices);
  return new Map([
    ...[...confirmed].map((name) => [name, 'agrees'] as const),
    ...[...alone].map((name) => [name, 'differs'] as const),
  ]);
};

export interface DifferingRun {
  readonly count: number;
  /** When the first of them was seen, Unix seconds. */
  readonly since: number;
}

/** A height that cannot be compared neither adds to a run nor ends it. */
export const tookHeight = (
  run: DifferingRun | undefined,
  agreement: Agreement | undefined,
  at: number,
): DifferingRun | undefined => {
  if (agreement === undefined) return run;
  if (agreement === 'agrees') return undefined;
  return { count: (run?.count ?? 0) + 1, since: run?.since ?? at };
};

/** Since when it stands alone below its head; undefined until it has at enough heights. */
export const aloneSince = (run: DifferingRun | undefined): number | undefined =>
  run && run.count >= heightsNeeded ? run.since : undefined;
