import type { Observation } from '../rpc/observation.ts';
import type { Corroborated } from '../verdict/corroborate.ts';
import type { Answer } from '../verdict/node.ts';
import type { HeadView } from '../view.ts';
import type { Ticket } from './bookings.ts';
import type { EdgeRuntime } from './runtime.ts';

/** One fan-out of the light question, and what it was judged against. */
export interface Tick {
  /** 1, 2, 3 …: unlike the wall clock it never goes back. */
  readonly order: number;
  /** Monotonic seconds of the send instant. */
  readonly mono: number;
  /** Unix seconds of the send instant. */
  readonly at: number;
  readonly tainted: boolean;
  corroborated: Corroborated | undefined;
  /** The second of each edge: each gets a state, whatever goes wrong. */
  readonly tickets: ReadonlyMap<EdgeRuntime, Ticket>;
}

export const answerOf = (seen: Observation<HeadView>): Answer => {
  const sentAt = seen.sentWall / 1000;
  return seen.ok ? { ok: true, head: seen.value, sentAt } : { ok: false, reason: seen.reason, sentAt };
};
