/** What the router knows of the fleet when it writes a card: the collector's view, and causes from Prometheus. */
import { z } from 'zod';
import { metrics } from '../../collector/catalogue/index.ts';
import { type Cause, causes } from '../../collector/catalogue/labels.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import { nodesOfEdge, nodesOnHost } from '../../collector/config/graph.ts';
import type { NodeView, View } from '../../collector/view.ts';
import { type Ask, fetchJson, urlOf } from './fetchJson.ts';

/** Older than this, an observation proves nothing about now. Seconds. */
export const staleAfter = 10;

/** Young enough to speak of now. One from the future is no better: the clock has been put back since. */
export const isFresh = (at: number, now: number): boolean => Math.abs(now - at) <= staleAfter;

export interface KnownCause {
  readonly cause: Cause;
  readonly detail: string;
}

/** The collector is of this repository and serves `View`; the check is that it is one at all, not its every field. */
export const viewSchema = z.custom<View>((value) => {
  if (typeof value !== 'object' || value === null || !('at' in value) || typeof value.at !== 'number') return false;
  const lists = ['nodes', 'edges', 'chains', 'causes', 'references'];
  return lists.every((list) => Array.isArray(Reflect.get(value, list)));
});

const vectorSchema = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** An instant query. Undefined when Prometheus does not answer. */
export const queryNow = async (
  prometheus: string,
  expression: string,
  ask: Ask,
): Promise<readonly Sample[] | undefined> => {
  const url = urlOf(prometheus, `/api/v1/query?query=${encodeURIComponent(expression)}`);
  const answer = await fetchJson(url, vectorSchema, ask);
  return answer?.data.result.map((sample) => ({ labels: sample.metric, value: Number(sample.value[1]) }));
};

/** The same of one series; samples older than `seconds` are left out. */
export const queryFresh = (
  prometheus: string,
  series: string,
  ask: Ask,
  seconds = staleAfter,
): Promise<readonly Sample[] | undefined> =>
  queryNow(prometheus, `${series} and (time() - timestamp(${series}) < ${seconds})`, ask);

const isCause = (value: string | undefined): value is Cause => causes.some((cause) => cause === value);

/** Attributed before not; then the central vantage, which alone asks nodes; then the region's own. */
const rankCause = (labels: Readonly<Record<string, string>>, central: string, region: string): number =>
  (labels.cause === 'unattributed' ? 10 : 0) + (labels.vantage === central ? 0 : labels.vantage === region ? 1 : 2);

/** The cause of a scope and region as Prometheus has it now, the collector's own word when Prometheus is silent. */
export const askCause = async (
  fleet: Fleet,
  scope: string,
  region: string,
  view: View | undefined,
  ask: Ask,
): Promise<KnownCause | undefined> => {
  const told = view?.causes.filter((entry) => entry.scope === scope && entry.region === region) ?? [];
  const samples = await queryFresh(fleet.prometheus.url, sel(metrics.cause, { scope, region }), ask);
  if (samples === undefined) {
    const best = told.find((entry) => entry.cause !== 'unattributed') ?? told[0];
    return best && { cause: best.cause, detail: best.detail };
  }
  const [best] = samples
    .filter((sample) => sample.value === 1)
    .map((sample) => sample.labels)
    .sort((a, b) => rankCause(a, fleet.vantage, region) - rankCause(b, fleet.vantage, region));
  const cause = best?.cause;
  if (!isCause(cause)) return undefined;
  return { cause, detail: told.find((entry) => entry.cause === cause)?.detail ?? '' };
};

/** The nodes that an incident is about: of an edge those of its region first, with the beacons that are not well. */
export const nodesOfIncident = (
  fleet: Fleet,
  incident: { readonly scope: string; readonly region: string },
  view: View,
): readonly NodeView[] => {
  const name = incident.scope.slice(incident.scope.indexOf(':') + 1);
  const views = new Map(view.nodes.map((node) => [node.name, node]));
  const withBeacons = (names: readonly string[]): readonly NodeView[] => {
    const beacons = names.flatMap((each) => fleet.nodes.find((node) => node.name === each)?.beacon ?? []);
    const sick = beacons.filter((beacon) => views.get(beacon)?.verdict !== 'ok');
    return [...new Set([...names, ...sick])].flatMap((each) => views.get(each) ?? []);
  };
  if (incident.scope.startsWith('edge:')) {
    const edge = fleet.edges.find((candidate) => candidate.name === name);
    if (!edge) return [];
    const own = edge.regions[incident.region] ?? [];
    return withBeacons([...new Set([...own, ...nodesOfEdge(edge)])]);
  }
  if (incident.scope.startsWith('chain:')) return view.nodes.filter((node) => node.chain === name);
  if (incident.scope.startsWith('host:')) return withBeacons(nodesOnHost(fleet, name).map((node) => node.name));
  return incident.scope.startsWith('node:') ? withBeacons([name]) : [];
};
