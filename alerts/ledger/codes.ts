/**
 * A second of an edge as one byte. The order is what counts over regions: bad in any region is the largest code, bad in
 * all of them the smallest; unknown ranks above good (it may have been bad) and below what is known to be lost.
 */
import { type EdgeFault, type EdgeState, edgeFaults } from '../../collector/catalogue/labels.ts';

/** Before anything was known of it: part of no figure. */
export const none = 0;
export const good = 1;
export const unknown = 2;
export const halted = 3;
/** Above these, bad by its fault. Of two at once the one that a plain HTTP check would have seen is told. */
const badFaults = ['journey', 'stale', 'bad_answer', 'no_http'] as const satisfies readonly EdgeFault[];
const firstBad = 4;

export const badCode = (fault: EdgeFault): number => firstBad + badFaults.indexOf(fault);
export const isBad = (code: number): boolean => code >= firstBad;
/** Not good in the raw figure, and known to be so. */
export const isLost = (code: number): boolean => code >= halted;

export const stateOfCode = (code: number): EdgeState | undefined => {
  if (code === none) return undefined;
  if (code === good) return 'good';
  if (code === unknown) return 'unknown';
  return code === halted ? 'halted' : 'bad';
};

export const faultOfCode = (code: number): EdgeFault | undefined => badFaults[code - firstBad];

/** The code of a state; of a bad one that of its fault. */
export const codeOf = (state: EdgeState, fault: EdgeFault = 'bad_answer'): number => {
  if (state === 'bad') return badCode(fault);
  return { good, unknown, halted }[state];
};

export const noSeconds = (): Record<EdgeState, number> => ({ good: 0, bad: 0, halted: 0, unknown: 0 });
export const noFaults = (): Record<EdgeFault, number> => ({ no_http: 0, bad_answer: 0, stale: 0, journey: 0 });

export const faultOrder = edgeFaults;
