/** Who feels what, region by region, in one line. */
import { formatSeconds } from '../../collector/policy/duration.ts';
import { discordTime, regionList } from './cardWords.ts';
import type { IncidentFacts, RegionFact } from './facts.ts';

/** A go-livepeer orchestrator gets no work once its view of L1 is this many blocks old (docs of go-livepeer: 7.8 min). */
export const earningBlocks = 39;

const feltBy = ({ fault, headTimestamp, detail }: RegionFact, now: number): string => {
  switch (fault) {
    case 'stale':
      return headTimestamp === null
        ? 'get stale blocks'
        : `get blocks ${formatSeconds(Math.max(0, Math.round(now - headTimestamp)))} old`;
    case 'no_http':
      return 'get no answer';
    case 'bad_answer':
      return 'get broken answers';
    case 'journey':
      return `get fresh blocks, but ${detail || 'other calls fail'}`;
    case null:
      return 'cannot use it';
  }
};

const named = (regions: readonly RegionFact[]): string => regionList(regions.map(({ region }) => region));

const badSentences = (bad: readonly RegionFact[], who: string, now: number): string[] => {
  const groups = new Map<string, RegionFact[]>();
  for (const region of bad) {
    const felt = feltBy(region, now);
    groups.set(felt, [...(groups.get(felt) ?? []), region]);
  }
  return [...groups].map(([felt, regions]) => `${named(regions)} ${who} ${felt}.`);
};

const earning = ({ earnsUntil, regions }: IncidentFacts, now: number): string[] => {
  if (earnsUntil === null || !regions[0]) return [];
  const where = regions[0].region.toUpperCase();
  // Discord cuts the seconds off.
  const at = discordTime(Math.round(earnsUntil / 60) * 60, 't');
  return [
    earnsUntil > now
      ? `${where} orchestrators stop earning at ${at} (${earningBlocks} L1 blocks).`
      : `${where} orchestrators earn nothing since ${at} (${earningBlocks} L1 blocks).`,
  ];
};

/** Members' seconds are good again; the alert goes on for a minute. */
export const isFineAgain = ({ outage, regions: [own] }: IncidentFacts): boolean =>
  own?.state === 'good' && outage !== null && outage.to !== null;

const recovered = (facts: IncidentFacts): string[] => {
  const [own] = facts.regions;
  if (!own || !isFineAgain(facts)) return [];
  const since = discordTime(facts.outage?.to ?? 0, 'T');
  return [`${own.region.toUpperCase()} fine again since ${since}; this closes after a clean minute.`];
};

/**
 * Empty without facts about regions.
 * @param who whom the edge serves: `members`, or `nodes` of our own
 */
export const impactLine = (facts: IncidentFacts, who: 'members' | 'nodes', now: number): string => {
  const { regions } = facts;
  if (regions.length === 0) return '';
  const of = (state: RegionFact['state']): RegionFact[] =>
    regions.filter((each) => each.measured && each.state === state);
  const again = recovered(facts);
  const good = of('good').filter((each) => again.length === 0 || each !== regions[0]);
  const bad = badSentences(of('bad'), who, now);
  const fine = good.length > 0 ? [`${named(good)} fine.`] : [];
  const unmeasured = regions.filter(({ measured }) => !measured);
  return [
    ...again,
    ...bad,
    ...fine,
    ...(of('halted').length > 0 ? [`${named(of('halted'))}: the chain itself stands still.`] : []),
    ...(of('unknown').length > 0 ? [`${named(of('unknown'))} not known right now.`] : []),
    ...(unmeasured.length > 0 ? [`${named(unmeasured)} not measured.`] : []),
    ...earning(facts, now),
  ].join(' ');
};
