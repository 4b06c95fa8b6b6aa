/**
 * Where the corroborated head has been, and when: the measure of how long someone has been behind. Block stamps alone
 * cannot tell. After two missed slots, ten quiet minutes or a halt, the first new block is far from the one before it,
 * and whoever gets it half a second later would look as far behind as the gap is long.
 */
export interface TrailPoint {
  /** Stamp of the corroborated head, Unix seconds. */
  readonly timestamp: number;
  /** Monotonic seconds of the last tick in which it was the head. */
  readonly lastAt: number;
}
export type Trail = readonly TrailPoint[];

/** Longer than every rung of a ladder that a lag is compared with; a lag beyond it is read from the stamps. */
const remembered = 300;

/** A head that falls back (a source went away) leaves the trail as it is: the chain was there already. */
export const extendTrail = (trail: Trail, timestamp: number, at: number): Trail => {
  const last = trail.at(-1);
  if (last && timestamp < last.timestamp) return trail;
  const point = { timestamp, lastAt: at };
  if (last?.timestamp === timestamp) return [...trail.slice(0, -1), point];
  const old = trail[0] && trail[0].lastAt < at - remembered ? 1 : 0;
  return [...trail.slice(old), point];
};

/** Seconds since the chain was last seen no further than this stamp; undefined when that was before our time. */
export const behindSince = (trail: Trail, timestamp: number, at: number): number | undefined => {
  const point = trail.findLast((each) => each.timestamp <= timestamp);
  return point && Math.max(0, at - point.lastAt);
};
