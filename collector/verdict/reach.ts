/** Whether one head can be so far from another: what bounds a lie on a quiet chain, where an honest head may be hours old. */
import { limits } from '../policy/ladder.ts';
import type { HeadView } from '../view.ts';

/** Seconds that stamps of whole seconds, and a host's clock, may take from the time between two blocks. */
const slack = 2;

export const inReach = (
  further: Pick<HeadView, 'number' | 'timestamp'>,
  head: Pick<HeadView, 'number' | 'timestamp'>,
): boolean =>
  further.number - head.number <= Math.max(0, further.timestamp - head.timestamp + slack) / limits.fastestBlock;
