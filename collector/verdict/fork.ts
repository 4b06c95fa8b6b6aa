/**
 * Forks, seen in one tick: at a height where two independent sources agree on a hash, whoever has another one stands
 * alone. Heads of one tick often share a height; where they do not, nothing is said.
 */
export interface Voice {
  readonly name: string;
  /** Sources of one group count once. */
  readonly group: string;
  readonly number: number;
  readonly hash: string;
}

export interface Fork {
  /** Alone with their hash against two that agree. */
  readonly alone: ReadonlySet<string>;
  /** Of one hash with an independent source. */
  readonly confirmed: ReadonlySet<string>;
}

export const findFork = (voices: readonly Voice[]): Fork => {
  const supporters = new Map<string, Set<string>>();
  const keyOf = ({ number, hash }: Voice): string => `${number} ${hash}`;
  for (const voice of voices) {
    const groups = supporters.get(keyOf(voice)) ?? new Set();
    supporters.set(keyOf(voice), groups.add(voice.group));
  }
  const support = (voice: Voice): number => supporters.get(keyOf(voice))?.size ?? 0;
  const agreed = new Set(voices.filter((voice) => support(voice) >= 2).map(({ number }) => number));
  return {
    confirmed: new Set(voices.filter((voice) => support(voice) >= 2).map(({ name }) => name)),
    alone: new Set(voices.filter((voice) => support(voice) === 1 && agreed.has(voice.number)).map(({ name }) => name)),
  };
};
