/**
 * The corroborated head: the highest head that two independent sources have reached. Never the raw maximum, which
 * one rogue source would own; never an average, which nobody has.
 */
import type { HeadView } from '../view.ts';
import { inReach } from './reach.ts';

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

/** Of one or two sources the highest that has advanced long enough; of more, what two of them have reached. */
const choose = (ranked: readonly Source[], aloneFor: number): Source | undefined =>
  ranked.length >= 3 ? ranked[1] : (ranked.find((source) => source.advancingFor >= aloneFor) ?? ranked[1] ?? ranked[0]);

/**
 * On a quiet chain every source advances with the clock, the one that lies too, and no stamp bounds what it says: the honest
 * head may be hours old. So of two a height is not believed that cannot be so far from the other one's.
 */
const chooseQuiet = (ranked: readonly Source[], aloneFor: number): Source | undefined => {
  const [highest, second] = ranked;
  const apart = ranked.length === 2 && highest && second && !inReach(highest.head, second.head);
  return apart ? second : choose(ranked, aloneFor);
};

/**
 * @param sources right-chain heads that are not in the future
 * @param aloneFor seconds for which a source must have advanced with the clock to stand without a second one
 */
export const corroborate = (sources: readonly Source[], aloneFor: number, quiet = false): Corroborated | undefined => {
  const ranked = bestOfGroups(sources);
  const chosen = (quiet ? chooseQuiet : choose)(ranked, aloneFor);
  if (!chosen) return undefined;
  return { head: chosen.head, sources: ranked.length, uncertainty: chosen.age + chosen.roundTrip };
};
