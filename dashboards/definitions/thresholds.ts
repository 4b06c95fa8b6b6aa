import type { Fleet } from '../../collector/config/fleet.ts';
import type { Ladder } from '../../collector/policy/ladder.ts';

/** The ladder that the collector judges a chain by. Loading gives every chain of the fleet one. */
export const ladderOf = (fleet: Fleet, chain: string): Ladder => {
  const ladder = fleet.ladders[chain];
  if (!ladder) throw new Error(`no ladder for chain ${chain}`);
  return ladder;
};

/** One panel for several chains: the strictest rung colours it. */
export const strictest = (fleet: Fleet, chains: readonly string[], rung: keyof Ladder): number =>
  Math.min(...chains.map((chain) => ladderOf(fleet, chain)[rung]));
