/** How fast Cloudflare's load balancer reacts, beside the ladder: its monitor's settings, and what follows from them. */
import type { Ladder } from './ladder.ts';

export interface MonitorSettings {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  /** Immediate ones after a timeout. */
  readonly retries: number;
}

/** The defaults of its API, and the shortest interval that its largest plan sells. */
export const cloudflareMonitor = {
  default: { intervalSeconds: 60, timeoutSeconds: 5, retries: 2 },
  fastest: { intervalSeconds: 10, timeoutSeconds: 5, retries: 2 },
} as const satisfies Record<string, MonitorSettings>;
export type MonitorName = keyof typeof cloudflareMonitor;

export interface Reaction {
  /** What happens to the node. */
  readonly what: 'no_answer' | 'stall';
  /** Seconds from its beginning until its check says 503, and until the balancer has moved at the latest. */
  readonly check: number;
  readonly moved: number;
  /** Seconds until members' seconds are bad, and until it pages when the balancer has not moved. */
  readonly bad: number;
  readonly page: number;
  /** Whether a page may come before the balancer has moved. */
  readonly pageFirst: boolean;
}

/** For a node that serves members alone in its region, in the worst case: the monitor has just asked. */
export const reactionsOf = (ladder: Ladder, { intervalSeconds }: MonitorSettings): readonly Reaction[] => {
  const reaction = (what: Reaction['what'], check: number, bad: number): Reaction => {
    const moved = check + intervalSeconds;
    const page = bad + ladder.pageBad;
    return { what, check, moved, bad, page, pageFirst: moved >= page };
  };
  return [reaction('no_answer', ladder.unreachable, 0), reaction('stall', ladder.lagging, ladder.stale)];
};
