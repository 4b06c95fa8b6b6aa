/** Which incidents members hear of, when, and what about: fleet names become aliases here. Pure. */
import type { Fleet } from '../../collector/config/fleet.ts';
import { limits } from '../../collector/policy/ladder.ts';
import type { IncidentFacts } from '../notifiers/facts.ts';
import type { MembersFacts, MembersState } from '../notifiers/membersText.ts';
import type { Incident, StoredAlert } from './incident.ts';
import { edgeAlias, publicRegion } from './publicNames.ts';

const chainNames: Readonly<Record<string, string>> = {
  'arbitrum-one': 'Arbitrum',
  'arbitrum-nova': 'Arbitrum Nova',
  'arbitrum-sepolia': 'Arbitrum Sepolia',
  ethereum: 'Ethereum',
  sepolia: 'Sepolia',
};

const membersEdge = (fleet: Fleet, scope: string) =>
  fleet.edges.find(({ name, audience }) => audience === 'members' && scope === `edge:${name}`);

/** The chain, when the incident is about one that members use. */
const membersChain = (fleet: Fleet, scope: string): string | undefined => {
  const chain = scope.startsWith('chain:') ? scope.slice('chain:'.length) : undefined;
  return fleet.edges.some((edge) => edge.audience === 'members' && edge.chain === chain) ? chain : undefined;
};

/** The alerts that say, or said, that members are hurt. */
const hurting = (alerts: readonly StoredAlert[], isChain: boolean): readonly StoredAlert[] =>
  alerts.filter(({ name, severity, pageClass }) =>
    isChain ? name === 'ChainHalted' : severity === 'page' && pageClass === 'outage',
  );

const live = (alerts: readonly StoredAlert[], isChain: boolean): boolean =>
  hurting(alerts, isChain).some(({ status }) => status !== 'resolved');

const stateOf = (
  incident: Incident,
  alerts: readonly StoredAlert[],
  facts: IncidentFacts,
  isChain: boolean,
): MembersState => {
  if (incident.state === 'resolved') return 'over';
  if (incident.state === 'unknown') return 'unknown';
  const own = isChain ? facts.chainNow?.verdict : facts.regions[0]?.state;
  if (own === 'bad') return 'bad';
  if (own === 'halted') return isChain ? 'bad' : 'halted';
  if (own === 'good' || own === 'live') return live(alerts, isChain) ? 'again' : 'over';
  return 'unknown';
};

/** First multiple of the spacing after `since` that is a while ahead. */
const nextAfter = (since: number, now: number): number => {
  const every = limits.membersEvery;
  return since + every * Math.max(1, Math.ceil((now - since + 60) / every));
};

/**
 * @returns undefined for what is none of members' business
 */
export const membersFacts = (
  fleet: Fleet,
  incident: Incident,
  alerts: readonly StoredAlert[],
  facts: IncidentFacts,
  now: number,
): MembersFacts | undefined => {
  const edge = membersEdge(fleet, incident.scope);
  const chain = membersChain(fleet, incident.scope);
  if ((!edge && !chain) || hurting(alerts, chain !== undefined).length === 0) return undefined;
  const state = stateOf(incident, alerts, facts, chain !== undefined);
  const cause = incident.causes.at(-1)?.cause ?? 'unattributed';
  if (chain !== undefined) {
    const halted = facts.chainNow?.verdict === 'halted' ? facts.chainNow.headTimestamp : null;
    const since = halted ?? Math.min(...hurting(alerts, true).map(({ startsAt }) => startsAt));
    const about = chainNames[chain] ?? chain;
    const until = facts.chainNow?.verdict === 'live' ? facts.chainNow.since : incident.resolvedAt;
    return {
      ...{ state, about, isChain: true, region: null, fault: null, since, until, fine: [], alsoBad: [] },
      ...{ cause: 'upstream_chain', onAndOff: false, advice: '', nextAt: nextAfter(since, now) },
    };
  }
  const [own, ...others] = facts.regions;
  const region = publicRegion(fleet, incident.region);
  const named = (which: 'good' | 'bad'): readonly string[] =>
    others.filter((each) => each.measured && each.state === which).map((each) => publicRegion(fleet, each.region));
  const since = (state === 'bad' ? own?.since : undefined) ?? facts.outage?.from ?? incident.openedAt;
  return {
    ...{ state, about: edgeAlias(fleet, edge?.name ?? ''), isChain: false, cause, since },
    region: region === 'all' ? null : region,
    fault: facts.outage?.fault ?? null,
    until: facts.outage?.to ?? (state === 'over' ? incident.resolvedAt : null),
    fine: named('good'),
    alsoBad: named('bad'),
    onAndOff: incident.reopened > 0,
    advice: edge?.journey === 'livepeer-orchestrator' ? 'use your backup -ethUrl' : 'use your backup RPC',
    nextAt: nextAfter(since, now),
  };
};

/** Whether it has been bad for members for so long that they should hear of it. */
export const isConfirmed = (told: MembersFacts, incident: Incident, facts: IncidentFacts, now: number): boolean => {
  if (told.state !== 'bad' || incident.state !== 'firing') return false;
  const since = told.isChain ? facts.chainNow?.since : told.since;
  return since !== undefined && now - since >= limits.membersAfter;
};

/** What a message says without what changes each second. */
export const membersMaterial = (told: MembersFacts): string =>
  JSON.stringify({
    state: told.state,
    rest: [told.fault, told.fine, told.alsoBad, told.until, told.state === 'over' ? [told.cause] : told.nextAt],
  });
