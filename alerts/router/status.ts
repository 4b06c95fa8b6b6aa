/** Puts `status.json` together from what is known. Pure; unknown wherever the data is missing or older than 10 s. */
import type { EdgeState } from '../../collector/catalogue/labels.ts';
import type { Fleet, FleetEdge } from '../../collector/config/fleet.ts';
import { memberAdvice } from '../../collector/memberAdvice.ts';
import { limits } from '../../collector/policy/ladder.ts';
import type {
  ChainStatus,
  EdgeStatus,
  IncidentStatus,
  MaintenanceStatus,
  NodeStatus,
  ServiceState,
  SlaStatus,
  Status,
} from '../../collector/status.ts';
import { publicText } from '../ledger/report/publicText.ts';
import type { AlertName } from '../rules/index.ts';

import type { Incident } from './incident.ts';
import { edgeAlias, incidentTitle, nodeAlias, publicRegion, verdictWords } from './publicNames.ts';
import { age, freshView, type RegionSources, regionStatus } from './regionStatus.ts';

export interface StatusSources extends RegionSources {
  /** Vantages other than the central one that were heard within 10 s and are not blind. */
  readonly watching: number;
  readonly open: readonly Incident[];
  readonly last: readonly Incident[];
  readonly standing: readonly string[];
  /** Undefined while the ledger cannot say. */
  readonly sla?: SlaStatus | undefined;
  readonly maintenance?: MaintenanceStatus | undefined;
  readonly isolation?: Status['isolation'];
}

/** Down: bad in every measured region. Unknown wins over up, never over bad. */
const joinStates = (states: readonly EdgeState[]): ServiceState => {
  if (states.length === 0) return 'unknown';
  if (states.every((state) => state === 'bad')) return 'down';
  if (states.includes('bad')) return 'degraded';
  if (states.includes('unknown')) return 'unknown';
  return states.includes('halted') ? 'degraded' : 'up';
};

const edgeStatus = (sources: StatusSources, edge: FleetEdge): EdgeStatus => {
  const regions = Object.keys(edge.regions).map((region) => regionStatus(sources, edge, region));
  const state = joinStates(regions.filter((region) => region.measured).map((region) => region.state));
  return { alias: edgeAlias(sources.fleet, edge.name), chain: edge.chain, state, regions };
};

/** The inside's name of an edge, which the public status does not carry, beside its status. */
interface NamedEdge {
  readonly name: string;
  readonly status: EdgeStatus;
}

/** Those that serve: what joins, or is parked, is behind no endpoint, and its trouble is nobody's. */
const nodeStatuses = (sources: StatusSources): NodeStatus[] => {
  const view = freshView(sources);
  const serving = sources.fleet.nodes.filter(({ state }) => state === 'serving');
  return serving.map((node): NodeStatus => {
    const seen = view?.nodes.find((each) => each.name === node.name);
    const verdict = seen?.verdict ?? 'unknown';
    return {
      alias: nodeAlias(sources.fleet, node.name),
      chain: node.chain,
      region: node.region,
      verdict,
      headNumber: seen?.head?.number ?? null,
      headAgeSeconds: age(sources.now, seen?.head?.timestamp),
      lagSeconds: seen?.lagSeconds ?? null,
      lagBlocks: seen?.lagBlocks ?? null,
      since: seen?.since ?? null,
      detail: verdictWords[verdict],
    };
  });
};

const chainStatuses = (sources: StatusSources): ChainStatus[] => {
  const view = freshView(sources);
  const used = new Set([...sources.fleet.nodes, ...sources.fleet.edges].map((target) => target.chain));
  return [...used].map((chain) => {
    const seen = view?.chains.find((each) => each.name === chain);
    const verdict = seen?.verdict ?? 'unverifiable';
    const words = { live: 'moves', halted: 'stands still', unverifiable: 'cannot be verified right now' } as const;
    return {
      chain,
      verdict,
      headNumber: seen?.head?.number ?? null,
      headAgeSeconds: age(sources.now, seen?.head?.timestamp),
      detail: words[verdict],
    };
  });
};

/** The alerts that say that members' seconds are bad; the last one goes on for minutes after they are good again. */
const outages: readonly string[] = ['EdgeDown', 'JourneyFailing', 'BudgetFastBurn'] satisfies readonly AlertName[];

/** An outage of an edge is told as what it is: the alert outlasts it, members' seconds do not. */
const recovering = ({ scope, region, state, headline }: Incident, edges: readonly NamedEdge[]): boolean => {
  if (state !== 'firing' || !outages.includes(headline)) return false;
  const regions = edges.find(({ name }) => scope === `edge:${name}`)?.status.regions ?? [];
  const own = regions.filter((each) => region === 'all' || each.region === region);
  return own.length > 0 && own.every((each) => each.state === 'good');
};

const incidentStatus =
  (fleet: Fleet, edges: readonly NamedEdge[]) =>
  (incident: Incident): IncidentStatus => ({
    id: incident.id,
    title: incidentTitle(fleet, incident.scope, incident.headline),
    severity: incident.state === 'resolved' ? incident.peak : incident.severity,
    region: publicRegion(fleet, incident.region),
    state: recovering(incident, edges) ? 'recovering' : incident.state,
    cause: incident.causes.at(-1)?.cause ?? 'unattributed',
    startedAt: incident.openedAt,
    resolvedAt: incident.resolvedAt,
  });

/** Without an edge for members the nodes are the service. */
const serviceState = (edges: readonly EdgeStatus[], nodes: readonly NodeStatus[]): ServiceState => {
  if (edges.length > 0) {
    const states = edges.map((edge) => edge.state);
    return (['down', 'degraded', 'unknown'] as const).find((state) => states.includes(state)) ?? 'up';
  }
  const verdicts = nodes.map((node) => node.verdict);
  return joinStates(verdicts.map((verdict) => (verdict === 'ok' ? 'good' : verdict === 'unknown' ? 'unknown' : 'bad')));
};

/** Its reason was typed by a person. */
const publicMaintenance = ({ fleet, maintenance }: StatusSources): MaintenanceStatus | null =>
  maintenance ? { ...maintenance, reason: publicText(fleet, maintenance.reason) } : null;

export const buildStatus = (sources: StatusSources): Status => {
  const { fleet, now, view } = sources;
  const named = fleet.edges
    .filter((edge) => edge.audience === 'members')
    .map((edge): NamedEdge => ({ name: edge.name, status: edgeStatus(sources, edge) }));
  const edges = named.map(({ status }) => status);
  const nodes = nodeStatuses(sources);
  const state = serviceState(edges, nodes);
  const central = freshView(sources);
  return {
    version: 1,
    service: fleet.service.name,
    at: now,
    dataAgeSeconds: age(now, view?.at),
    state,
    advice: memberAdvice(state, edges),
    edges,
    chains: chainStatuses(sources),
    nodes,
    openIncidents: sources.open.map(incidentStatus(fleet, named)),
    lastIncidents: sources.last.map(incidentStatus(fleet, named)),
    watchers: { seen: sources.watching + (central && !central.blind ? 1 : 0), expected: 1 + fleet.vantages.length },
    ...(sources.isolation ? { isolation: sources.isolation } : {}),
    sla: sources.sla ?? null,
    maintenance: publicMaintenance(sources),
    validUntil: now + limits.publishedOld,
    standing: sources.standing,
  };
};
