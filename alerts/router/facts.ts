/** Gathers what a card may say from what the router has at hand. Nothing here waits, or asks anyone. */
import type { Fleet, FleetEdge, FleetNode } from '../../collector/config/fleet.ts';
import { knownChains } from '../../collector/policy/chains.ts';
import { limits } from '../../collector/policy/ladder.ts';
import type { EdgeView, NodeView, View } from '../../collector/view.ts';
import type { ChainFact, IncidentFacts, NodeFact, RegionFact } from '../notifiers/facts.ts';
import { earningBlocks } from '../notifiers/impactLine.ts';
import { budgetOf, type MonthSource, remembered } from './budgetFacts.ts';
import { edgeOf } from './edgeOf.ts';
import type { Incident, StoredAlert } from './incident.ts';
import { nodesOfIncident } from './knowledge.ts';
import { keepOutage } from './outage.ts';
import { edgeWords } from './publicNames.ts';
import { age, freshView, type RegionKnown, type RegionSources, regionKnown } from './regionStatus.ts';
import type { Elsewhere } from './regions.ts';
import type { Store } from './store/store.ts';

export interface FactSources {
  readonly fleet: Fleet;
  readonly store: Pick<Store, 'read' | 'write' | 'timeline'>;
  readonly now: () => number;
  /** The central collector's view, however old. */
  readonly lastView: () => View | undefined;
  /** What other vantages said a moment ago. */
  readonly elsewhere: () => Elsewhere | undefined;
  readonly month: MonthSource;
}

const chainOf = (fleet: Fleet, { scope }: Pick<Incident, 'scope'>): string | null => {
  if (scope.startsWith('chain:')) return scope.slice('chain:'.length);
  const node = fleet.nodes.find(({ name }) => scope === `node:${name}`);
  return edgeOf(fleet, scope)?.chain ?? node?.chain ?? null;
};

const regionFact = (known: RegionKnown, edge: FleetEdge, view: View | undefined): RegionFact => {
  const seen: EdgeView | undefined = view?.edges.find(
    ({ name, region, state }) => name === edge.name && region === known.region && state === known.state,
  );
  return { ...known, fault: known.fault ?? null, detail: seen?.detail ?? edgeWords[known.state] };
};

const regionsOf = (sources: RegionSources, edge: FleetEdge, own: string): readonly RegionFact[] => {
  const regions = Object.keys(edge.regions).sort((a, b) => Number(b === own) - Number(a === own));
  return regions.map((region) => regionFact(regionKnown(sources, edge, region), edge, freshView(sources)));
};

/** Whether a node reaches its parent chain, from what is known of whom it reads it through. */
const l1Of = (fleet: Fleet, node: FleetNode | undefined, view: View): boolean | null => {
  const [kind, name] = (node?.parent ?? '').split(':');
  if (kind === 'node') {
    const verdict = view.nodes.find((each) => each.name === name)?.verdict ?? 'unknown';
    return verdict === 'unknown' ? null : verdict === 'ok';
  }
  const states = view.edges.filter((each) => kind === 'edge' && each.name === name).map(({ state }) => state);
  if (states.includes('bad')) return false;
  return fleet.edges.some((edge) => edge.name === name) && states.includes('good') ? true : null;
};

const nodeFact = (fleet: Fleet, view: View, journeys: Elsewhere['journeys'] | undefined) => {
  return (node: NodeView): NodeFact => ({
    name: node.name,
    kind: node.kind,
    state: node.state,
    verdict: node.verdict,
    detail: node.detail,
    headNumber: node.head?.number ?? null,
    lagSeconds: node.lagSeconds,
    l1: l1Of(
      fleet,
      fleet.nodes.find(({ name }) => name === node.name),
      view,
    ),
    journey: journeys?.get(node.name) ?? null,
    ...(node.lb && { lb: node.lb }),
  });
};

const referencesOf = (view: View, chain: string): IncidentFacts['references'] => {
  const references = view.references.filter((each) => each.chain === chain);
  if (references.length === 0) return null;
  const heads = references.flatMap(({ answered, head }) => (answered && head ? [head] : []));
  const best = heads.reduce((a, b) => (!a || b.number > a.number ? b : a), heads[0]);
  const chainHead = view.chains.find(({ name }) => name === chain)?.head;
  const behind = best && chainHead ? chainHead.timestamp - best.timestamp : null;
  return {
    asked: references.length,
    answered: references.filter(({ answered }) => answered).length,
    headNumber: best?.number ?? null,
    lagSeconds: behind !== null && behind > limits.referenceEvery ? behind : null,
  };
};

const chainFact = (view: View | undefined, chain: string | null): ChainFact | null => {
  const seen = view?.chains.find(({ name }) => name === chain);
  if (!seen) return null;
  const { name, verdict, since, head } = seen;
  return { name, verdict, since, headNumber: head?.number ?? null, headTimestamp: head?.timestamp ?? null };
};

const earnsUntil = (edge: FleetEdge, own: RegionFact | undefined): number | null =>
  edge.journey === 'livepeer-orchestrator' && own?.fault === 'stale' && own.headTimestamp !== null
    ? own.headTimestamp + earningBlocks * knownChains.ethereum.blockTime
    : null;

/** A `gatherFacts` that does not ask the ledger each time. */
export const createFacts = (sources: FactSources) => {
  const kept: FactSources = { ...sources, month: remembered(sources.month, sources.now) };
  return (incident: Incident, alerts: readonly StoredAlert[]): IncidentFacts => gatherFacts(kept, incident, alerts);
};

/** Everything but the cost. Also keeps the outage's memory. @throws when the store cannot be used */
export const gatherFacts = (
  sources: FactSources,
  incident: Incident,
  alerts: readonly StoredAlert[],
): IncidentFacts => {
  const { fleet, store, lastView, elsewhere } = sources;
  const now = sources.now();
  const others = elsewhere();
  const view = freshView({ view: lastView(), now });
  const edge = edgeOf(fleet, incident.scope);
  const chain = chainOf(fleet, incident);
  const regions = edge ? regionsOf({ fleet, now, view, readings: others?.readings }, edge, incident.region) : [];
  const own = regions[0]?.region === incident.region ? regions[0] : undefined;
  const pages = alerts.some(({ severity }) => severity === 'page');
  const sent = pages ? store.timeline(incident.id).find(({ kind }) => kind === 'page_sent') : undefined;
  return {
    regions,
    nodes: view ? nodesOfIncident(fleet, incident, view).map(nodeFact(fleet, view, others?.journeys)) : null,
    references: view && chain ? referencesOf(view, chain) : null,
    chain,
    chainNow: chainFact(view, chain),
    outage: keepOutage(store, incident.id, own, now),
    earnsUntil: edge ? earnsUntil(edge, own) : null,
    page: pages ? { sentAt: sent?.at ?? null, acknowledged: incident.ackedAt !== null } : null,
    budget: edge ? budgetOf(sources.month, edge, incident, own, now) : null,
    cost: null,
    vantages: { seen: (others?.watching ?? 0) + (view && !view.blind ? 1 : 0), expected: 1 + fleet.vantages.length },
    dataAgeSeconds: age(now, lastView()?.at),
  };
};
