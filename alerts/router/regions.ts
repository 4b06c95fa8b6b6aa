/** What the other vantages say of the edges, read from Prometheus: three instant queries, fresh samples only. */
import { metrics } from '../../collector/catalogue/index.ts';
import { edgeStates } from '../../collector/catalogue/labels.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Ask } from './fetchJson.ts';
import { queryFresh, type Sample } from './knowledge.ts';
import type { RegionReading } from './status.ts';

export interface Elsewhere {
  readonly readings: readonly RegionReading[];
  /** Other vantages that were heard and are not blind. */
  readonly watching: number;
}

const keyOf = (labels: Sample['labels']): string => `${labels.target} ${labels.region} ${labels.vantage}`;

const byKey = (samples: readonly Sample[] | undefined): ReadonlyMap<string, number> =>
  new Map((samples ?? []).map((sample) => [keyOf(sample.labels), sample.value]));

/** Undefined when Prometheus does not answer. */
export const askElsewhere = async (fleet: Fleet, ask: Ask): Promise<Elsewhere | undefined> => {
  const { url } = fleet.prometheus;
  const [states, heads, lags, blind] = await Promise.all([
    queryFresh(url, sel(metrics.edgeState, { role: 'edge' }), ask),
    queryFresh(url, sel(metrics.headTimestamp, { role: 'edge' }), ask),
    queryFresh(url, sel(metrics.headLagSeconds, { role: 'edge' }), ask),
    queryFresh(url, sel(metrics.vantageBlind), ask),
  ]);
  if (!states || !blind) return undefined;
  const headBy = byKey(heads);
  const lagBy = byKey(lags);
  const readings = states.flatMap(({ labels, value }): RegionReading[] => {
    const state = edgeStates.find((each) => each === labels.state);
    // A vantage speaks for its own region only.
    if (value !== 1 || !state || !labels.target || !labels.region || labels.region !== labels.vantage) return [];
    const key = keyOf(labels);
    const headTimestamp = headBy.get(key) ?? null;
    return [{ edge: labels.target, region: labels.region, state, headTimestamp, lagSeconds: lagBy.get(key) ?? null }];
  });
  const others = new Set(fleet.vantages.map((vantage) => vantage.name));
  const watching = blind.filter(({ labels, value }) => value === 0 && others.has(labels.vantage ?? '')).length;
  return { readings, watching };
};
