/**
 * Which data centres and countries have series of their own. Members stay for as long as they have traffic to speak of, so
 * that no line comes and goes; whoever has little is `other`, so that nobody can be told from a chart. Pure.
 */

export interface Rank {
  /** Requests, of which half are forgotten every twelve hours. */
  readonly score: number;
  readonly member: boolean;
}
export type Ranks = Readonly<Record<string, Rank>>;

export interface RankPolicy {
  /** Members at most. */
  readonly size: number;
  /** Share of all requests, and requests, that a member must have; half of both keep it one. */
  readonly share: number;
  readonly least: number;
}

export const rankPolicies = {
  colo: { size: 20, share: 0.005, least: 200 },
  // One member of the service can be all that a small country has: a share of the whole, not only a number.
  country: { size: 10, share: 0.03, least: 1_000 },
} as const satisfies Record<string, RankPolicy>;

/** Seconds in which half of a score is forgotten. */
const halfLife = 43_200;
/** Names that are remembered; more can only be noise. */
const mostNames = 400;

const sum = (ranks: Ranks): number => Object.values(ranks).reduce((total, { score }) => total + score, 0);

/** Scores with what has been counted, after `seconds` since the last time. Members do not change. */
export const score = (ranks: Ranks, counts: ReadonlyMap<string, number>, seconds: number): Ranks => {
  const kept = 0.5 ** (Math.max(0, seconds) / halfLife);
  const names = new Set([...Object.keys(ranks), ...counts.keys()]);
  const scored = [...names].map((name): readonly [string, Rank] => {
    const before = ranks[name];
    return [name, { score: (before?.score ?? 0) * kept + (counts.get(name) ?? 0), member: before?.member ?? false }];
  });
  const known = scored.filter(([, { score: value, member }]) => member || value >= 1);
  known.sort(([, a], [, b]) => Number(b.member) - Number(a.member) || b.score - a.score);
  return Object.fromEntries(known.slice(0, mostNames));
};

/** Members anew: who has too little leaves, the busiest take the places that are free, or that of one half as busy. */
export const review = (ranks: Ranks, { size, share, least }: RankPolicy): Ranks => {
  const all = sum(ranks);
  const enough = (name: string, part: number): boolean => {
    const value = ranks[name]?.score ?? 0;
    return value >= least * part && value >= all * share * part;
  };
  const busiest = Object.keys(ranks).sort((a, b) => (ranks[b]?.score ?? 0) - (ranks[a]?.score ?? 0));
  const members = busiest.filter((name) => ranks[name]?.member && enough(name, 0.5)).slice(0, size);
  for (const name of busiest) {
    if (members.includes(name) || !enough(name, 1)) continue;
    const last = members.length < size ? undefined : members.at(-1);
    if (last !== undefined) {
      if ((ranks[name]?.score ?? 0) < 2 * (ranks[last]?.score ?? 0)) break;
      members.pop();
    }
    members.push(name);
    members.sort((a, b) => (ranks[b]?.score ?? 0) - (ranks[a]?.score ?? 0));
  }
  return Object.fromEntries(
    Object.entries(ranks).map(([name, rank]) => [name, { ...rank, member: members.includes(name) }]),
  );
};
