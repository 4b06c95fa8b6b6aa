/** What must happen, in a line of `status`. */
import type { HeartbeatTold } from '../../alerts/router/heartbeats/heartbeats.ts';
import { formatSeconds } from '../../collector/policy/duration.ts';

const wordsOf = (at: number, { name, state, goodAt, knownSince, expected }: HeartbeatTold): string => {
  if (state === 'failed') return `${name} FAILED`;
  if (state === 'shrunk') return `${name} SHRUNK`;
  const age = formatSeconds(Math.max(0, at - (goodAt ?? knownSince)));
  if (state === 'late')
    return goodAt === null
      ? `${name} NEVER HEARD OF in ${age} (${formatSeconds(expected)} allowed)`
      : `${name} LATE, ${age} old (${formatSeconds(expected)} allowed)`;
  return state === 'awaited' ? `${name} awaited` : `${name} ${age} ago`;
};

/** Undefined where there are none. */
export const heartbeatsText = (heartbeats: readonly HeartbeatTold[] | null, at: number): string | undefined => {
  if (heartbeats === null) return 'Heartbeats: not known.';
  return heartbeats.length === 0 ? undefined : `Heartbeats: ${heartbeats.map((one) => wordsOf(at, one)).join(', ')}.`;
};
