import type { Fleet } from '../../collector/config/fleet.ts';
import type { Ladder } from '../../collector/policy/ladder.ts';
import { shownLimits } from '../../collector/policy/shown.ts';
import type { Threshold } from '../kit/model.ts';
import { limit, noLimit, upTo } from '../kit/states.ts';

/** The ladder that the collector judges a chain by. Loading gives every chain of the fleet one. */
export const ladderOf = (fleet: Fleet, chain: string): Ladder => {
  const ladder = fleet.ladders[chain];
  if (!ladder) throw new Error(`no ladder for chain ${chain}`);
  return ladder;
};

/** The rung of several chains, where all of them have the same. */
export const sameRung = (fleet: Fleet, chains: readonly string[], rung: keyof Ladder): number | undefined => {
  const [first, ...others] = new Set(chains.map((chain) => ladderOf(fleet, chain)[rung]));
  return others.length === 0 ? first : undefined;
};

/**
 * Colours by rungs of the ladder. None where chains differ in one: a colour has one limit, and would call late on one
 * chain what the verdict calls well on the other.
 */
export const byRungs = (
  fleet: Fleet,
  chains: readonly string[],
  warn: keyof Ladder,
  bad: keyof Ladder = warn,
): readonly Threshold[] => {
  const limits = [warn, bad].map((rung) => sameRung(fleet, chains, rung));
  const [from, to] = limits;
  return from === undefined || to === undefined ? noLimit : limit(from, to);
};

/** A rung in words: `2 s`, or `2 s to 5 s` over chains that differ. */
export const rungSaid = (fleet: Fleet, chains: readonly string[], rung: keyof Ladder): string => {
  const all = chains.map((chain) => ladderOf(fleet, chain)[rung]);
  return [...new Set([Math.min(...all), Math.max(...all)])].map((seconds) => `${seconds} s`).join(' to ');
};

/** The deadline of a light question, as panels about round trips need it: half of it is slow, all of it a miss. */
export interface Deadline {
  readonly said: string;
  readonly thresholds: readonly Threshold[];
}

export const deadlineOf = (fleet: Fleet, chains: readonly string[]): Deadline => {
  const deadline = sameRung(fleet, chains, 'deadline');
  return {
    said: rungSaid(fleet, chains, 'deadline'),
    thresholds: deadline === undefined ? noLimit : upTo(deadline),
  };
};

/** The age of what is done so often: a run or two may be lost. */
export const lostRuns = (every: number): readonly Threshold[] => upTo(shownLimits.runsLost * every);
