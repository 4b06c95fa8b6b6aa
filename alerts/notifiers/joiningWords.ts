/** A node that joins, in words: when it will be at the head, and whether it may be put in service. */
import { formatSeconds } from '../../collector/policy/duration.ts';
import { limits } from '../../collector/policy/ladder.ts';
import type { JoiningView } from '../../collector/view.ts';

/** Nobody plans by seconds. */
const rough = (seconds: number): string =>
  formatSeconds(seconds < 120 ? Math.round(seconds) : Math.round(seconds / 60) * 60);

export const joiningWords = ({ etaSeconds, cleanSeconds, ready }: JoiningView): string => {
  if (ready) return `ready to serve: at the head for ${rough(cleanSeconds)} without a break`;
  if (cleanSeconds > 0) return `at the head for ${rough(cleanSeconds)} of ${formatSeconds(limits.joiningReady)}`;
  return etaSeconds === null ? 'does not gain on the head' : `at the head in about ${rough(etaSeconds)}`;
};
