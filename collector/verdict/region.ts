import type { EdgeState } from '../catalogue/labels.ts';

/** What counts over the vantages of a region, strongest first: one member's bad second is bad, and one voice is enough. */
const strongest = ['bad', 'halted', 'good'] as const satisfies readonly EdgeState[];

/**
 * The state of one second (or of now) of an edge in a region, from what the vantages of that region say of it:
 * bad if one says bad, else halted if one says halted, else good if one says good, else unknown.
 *
 * A vantage that is blind says `unknown` of its own accord (collector/verdict/edge.ts), so it never makes a region bad
 * and never hides what another one sees. A vantage that has no sample for the second is left out or given as `unknown`:
 * both are the same. Without any vantage the answer is `unknown`; whether the region is measured at all is another
 * question (`measuredRegions` in collector/config/graph.ts).
 * @param states one a vantage of the region, in any order
 */
export const combineStates = (states: readonly EdgeState[]): EdgeState =>
  strongest.find((state) => states.includes(state)) ?? 'unknown';
