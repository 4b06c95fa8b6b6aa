/**
 * The corroborated head: the highest head that two independent sources have reached. Never the raw maximum, which
 * one rogue source would own; never an average, which nobody has.
 */
import type { HeadView } from '../view.ts';

export interface Source {
  /** Sources of one group reach a block together and count once. */
  readonly group: string;
  readonly head: HeadView;
  /** Seconds between this head's receipt and the tick; a reference's last answer is a lower bound. */
  readonly age: number;
  /** Seconds of round trip with which it was measured. */
  readonly roundTrip: number;
  /** How long this source's head has advanced with the clock without a break, in seconds. */
  readonly advancingFor: number;
}

export interface Corroborated {
  readonly head: HeadView;
  /** Independent live sources. */
  readonly sources: number;
  /** Seconds by which the head may be older than the truth. */
  readonly uncertainty: number;
}

/** The best head of each group, highest first. */
const bestOfGroups = (sources: readonly Source[]): Source[] => {
  const best = new Map<string, Source>();
  for (const source of sources) {
    const known = best.get(source.group);
    if (!known || source.head.number > known.head.number) best.set(source.group, source);
  }
  return [...best.values()].sort((a, b) => b.head.number - a.head.number);
};

/**
 * @param sources right-chain heads that are not in the future
 * @param aloneFor seconds for which a source must have advanced with the clock to stand without a second one
 */
export const corroborate = (sources: readonly Source[], aloneFor: number): Corroborated | undefined => {
  const ranked = bestOfGroups(sources);
  const chosen =
    ranked.length >= 3
      ? ranked[1]
      : (ranked.find((source) => source.advancingFor >= aloneFor) ?? ranked[1] ?? ranked[0]);
  if (!chosen) return undefined;
  return { head: chosen.head, sources: ranked.length, uncertainty: chosen.age + chosen.roundTrip };
};
