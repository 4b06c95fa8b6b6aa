/** How long the balancer took to move away from a bad node, and to come back to it, by the simulator's own record. */

import { cloudflareMonitor, type MonitorName } from '../../collector/policy/balancer.ts';
import { type Fault, type FaultName, faults } from '../faults/index.ts';
import { type SimEdge, simEdges } from '../sim/layout.ts';
import type { Move } from '../sim/types.ts';

export interface Failover {
  /** Injection → the balancer sends nobody to the node any more; null when it never moved, or nothing is to move. */
  readonly failover_ms: number | null;
  /** The end of the fault → it sends members there again. */
  readonly readmit_ms: number | null;
}

const pooled: ReadonlySet<string> = new Set(
  Object.values<SimEdge>(simEdges).flatMap(({ regions }) => Object.values(regions).flat()),
);

/** The node that a fault is about; undefined where it is about more, or about something else. */
export const nodeOfFault = (name: FaultName): string | undefined => {
  const { does }: Fault = faults[name];
  const [only] = does;
  return does.length === 1 && only && pooled.has(only.target) ? only.target : undefined;
};

/** @param moves of the whole run @param injectedAt, clearedAt Unix milliseconds */
export const failoverOf = (
  moves: readonly Move[],
  node: string | undefined,
  injectedAt: number,
  clearedAt: number,
): Failover => {
  const at = (drained: boolean, from: number): number | undefined => {
    const move = moves.find((each) => each.node === node && each.drained === drained && each.at * 1000 >= from);
    return move && move.at * 1000;
  };
  const away = at(true, injectedAt);
  const back = away === undefined ? undefined : at(false, Math.max(away, clearedAt));
  return {
    failover_ms: away === undefined ? null : Math.round(away - injectedAt),
    readmit_ms: back === undefined ? null : Math.round(back - clearedAt),
  };
};

/** Seconds within which Cloudflare's monitor has moved once a check says 503: an interval, and the checks themselves. */
export const reactionOf = (monitor: MonitorName): number => {
  const { intervalSeconds, timeoutSeconds, retries } = cloudflareMonitor[monitor];
  return intervalSeconds + timeoutSeconds * (retries + 1);
};
