/**
 * What the other vantages say of the edges, read from Prometheus: four instant queries, fresh samples only. Whether a
 * vantage is scraped or ships its samples by an agent makes no difference here.
 */
import { metrics } from '../../collector/catalogue/index.ts';
import { edgeStates } from '../../collector/catalogue/labels.ts';
import { sel } from '../../collector/catalogue/promql.ts';
import type { Fleet } from '../../collector/config/fleet.ts';
import type { Ask } from './fetchJson.ts';
import { queryFresh, type Sample } from './knowledge.ts';
import type { RegionReading } from './regionStatus.ts';

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
  const regionOf = new Map(fleet.vantages.map(({ name, region }) => [name, region]));
  const readings = states.flatMap(({ labels, value }): RegionReading[] => {
    const { target, region, vantage } = labels;
    const state = edgeStates.find((each) => each === labels.state);
    // A vantage speaks for its own region only; the central one is asked itself.
    if (value !== 1 || !state || !target || !region || !vantage || regionOf.get(vantage) !== region) return [];
    const key = keyOf(labels);
    const headTimestamp = headBy.get(key) ?? null;
    const lagSeconds = lagBy.get(key) ?? null;
    return [{ edge: target, region, vantage, state, since: null, headTimestamp, lagSeconds }];
  });
  const watching = blind.filter(({ labels, value }) => value === 0 && regionOf.has(labels.vantage ?? '')).length;
  return { readings, watching };
};

/**
 * Since when each reading says what it says: what was said before tells. Of a vantage that was not heard just before,
 * nobody knows.
 * @param before the readings of at most a few seconds ago
 */
export const withSince = (
  readings: readonly RegionReading[],
  before: readonly RegionReading[],
  now: number,
): readonly RegionReading[] =>
  readings.map((reading) => {
    const { edge, region, vantage, state } = reading;
    const last = before.find((each) => each.edge === edge && each.region === region && each.vantage === vantage);
    if (!last) return reading;
    return { ...reading, since: last.state === state ? last.since : now };
  });
