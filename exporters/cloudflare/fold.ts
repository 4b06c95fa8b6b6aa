/** From raw labels to those that are shown: names for addresses, and the busiest places. Pure. */
import { addressKey } from './datasets/origin.ts';
import type { Ranks } from './ranks.ts';
import type { OriginNames } from './rest/names.ts';
import { keyOf, other, seriesOf } from './series.ts';

/** Names by what is remembered of an address. */
export type NamesByKey = ReadonlyMap<string, { readonly pool: string; readonly origin: string }>;

export const namesByKey = (names: OriginNames): NamesByKey =>
  new Map([...names].map(([address, name]) => [addressKey(address), name]));

export interface FoldContext {
  readonly names: NamesByKey;
  readonly ranks: { readonly colo: Ranks; readonly country: Ranks };
}

export const fold = (key: string, { names, ranks }: FoldContext): string => {
  const series = seriesOf(key);
  if (!series) return key;
  const { metric, labels } = series;
  const [first = '', , ...rest] = labels;
  if (metric === 'cfColoRequests') return ranks.colo[first]?.member ? key : keyOf(metric, other);
  if (metric === 'cfCountryRequests') return ranks.country[first]?.member ? key : keyOf(metric, other);
  if (metric === 'cfOriginRequests' || metric === 'cfOriginStatus' || metric === 'cfOriginSeconds') {
    const { pool, origin } = names.get(first) ?? { pool: other, origin: other };
    return keyOf(metric, pool, origin, ...rest);
  }
  return key;
};

/** Increments by series as they are shown, summed up first. */
export const foldAll = (added: ReadonlyMap<string, number>, context: FoldContext): ReadonlyMap<string, number> => {
  const folded = new Map<string, number>();
  for (const [key, by] of added) {
    const into = fold(key, context);
    folded.set(into, (folded.get(into) ?? 0) + by);
  }
  return folded;
};
