import type { NodeVerdict } from './labels.ts';

/** A verdict as a number, the worse the higher; 0 is nobody's word. Panels map them to texts. */
export const verdictCodes = {
  unknown: 0,
  ok: 1,
  lagging: 2,
  syncing: 3,
  stalled: 4,
  diverged: 5,
  wrong_chain: 6,
  unreachable: 7,
} as const satisfies Readonly<Record<NodeVerdict, number>>;
